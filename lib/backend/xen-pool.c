/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The CPUs of the host, by node, and its CPU pools. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen.h"
#include "base/array.h"

int xen_find_cpus(struct xen_backend *xen, struct fault *f)
{
	_cleanup_free_ xc_cputopo_t *cpus = NULL;
	unsigned int nr = 0;

	if (xc_cputopoinfo(xen->xch, &nr, NULL))
		return xen_failed(f, errno, "count the host's CPUs");
	cpus = calloc(nr, sizeof(*cpus));
	free(TAKE(xen->nodes));
	xen->nodes = calloc(nr, sizeof(*xen->nodes));
	if (!cpus || !xen->nodes)
		return fault_oom(f);
	if (xc_cputopoinfo(xen->xch, &nr, cpus))
		return xen_failed(f, errno, "describe the host's CPUs");
	for (unsigned int i = 0; i < nr; i++)
		xen->nodes[i] = cpus[i].node == XEN_INVALID_NODE_ID ? HOST_NO_NODE : cpus[i].node;
	xen->host.nodes = xen->nodes;
	xen->host.nr_cpus = nr;
	return 0;
}

/* Names are the toolstack's: Xen knows numbers only. */
static void read_name(struct xen_backend *xen, struct host_pool *pool)
{
	_cleanup_free_ char *name = NULL;
	unsigned int size;
	char path[40];

	snprintf(path, sizeof(path), "/local/pool/%u/name", (unsigned int)pool->id);
	name = xs_read(xen->xs, XBT_NULL, path, &size);
	snprintf(pool->name, sizeof(pool->name), "%s", name ? name : "");
}

/* Its map has a bit for each CPU that Xen knows; ours, for each that the host has. */
static int add_pool(struct xen_backend *xen, const xc_cpupoolinfo_t *info, struct fault *f)
{
	size_t size = host_map_size(&xen->host), theirs = (size_t)xc_get_cpumap_size(xen->xch);
	struct host_pool *pool = array_append(xen->pools, xen->nr_pools);
	uint8_t *cpus = calloc(1, size);

	if (pool)
		pool->cpus = cpus;
	if (!pool || !cpus) {
		if (!pool)
			free(cpus);
		return fault_oom(f);
	}
	memcpy(cpus, info->cpumap, min_u64(size, theirs));
	pool->id = info->cpupool_id;
	pool->scheduler = (int)info->sched_id;
	read_name(xen, pool);
	return 0;
}

int xen_find_pools(struct xen_backend *xen, struct fault *f)
{
	xc_cpupoolinfo_t *info;
	uint32_t next = 0;
	int r = 0;

	xen_forget_pools(xen);
	/* The pool of that number or, when there is none, the one after it; ENOENT behind the last. */
	while (!r && (info = xc_cpupool_getinfo(xen->xch, next))) {
		next = info->cpupool_id + 1;
		r = add_pool(xen, info, f);
		xc_cpupool_infofree(xen->xch, info);
	}
	xen->host.pools = xen->pools;
	xen->host.nr_pools = xen->nr_pools;
	if (!r && errno != ENOENT)
		r = xen_failed(f, errno, "describe the host's CPU pools");
	return r;
}

void xen_forget_pools(struct xen_backend *xen)
{
	for (size_t i = 0; i < xen->nr_pools; i++)
		free(xen->pools[i].cpus);
	free(TAKE(xen->pools));
	xen->nr_pools = 0;
}
