/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NUMA nodes: what there is on the host against where the guest's are to be. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "plan/bill.h"
#include "plan/host.h"

static bool is_there(const struct host *host, unsigned int node)
{
	return node < host->nr_nodes && host->free_memory[node] != HOST_NO_MEMORY;
}

static int no_node(const struct host *host, size_t i, unsigned int pnode, struct fault *f)
{
	char list[sizeof(f->hint)] = "";
	size_t used = 0;

	for (unsigned int node = 0; node < host->nr_nodes && used < sizeof(list); node++)
		if (is_there(host, node))
			used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%u",
						 used ? ", " : "", node);
	fault_set(f, -EOPNOTSUPP, "node %zu of \"vnuma\" is to be on node %u of the host, and this "
		  "host has no such node", i, pnode);
	fault_hint(f, "it has %s", list);
	fault_pointer(f, "/vnuma/%zu/pnode", i);
	return f->code;
}

/* `wanted` is what all of the guest's nodes on that node of the host are to have. */
static int too_little(const struct plan_vnuma *v, size_t i, uint64_t wanted, uint64_t there,
		      struct fault *f)
{
	fault_set(f, -ENOMEM, "node %zu of \"vnuma\" %s %" PRIu64 " MiB of node %u of the host, which "
		  "has %" PRIu64 " MiB free", i,
		  wanted > v->nodes[i].size ? "and others want" : "wants",
		  align_up(wanted, MIB(1)) / MIB(1), v->nodes[i].pnode, there / MIB(1));
	fault_values(f, there, wanted);
	fault_hint(f, "choose another \"pnode\" or a smaller \"size\", or free memory there: xl info -n "
		   "shows what each node has");
	fault_pointer(f, "/vnuma/%zu/pnode", i);
	return f->code;
}

/*
 * What is free counts what other domains have claimed and not taken yet. So enough may prove too
 * little when it is taken; but what is too little now was never enough, and saying so before
 * anything is made costs nobody a domain.
 */
static int check_node(const struct plan_vnuma *v, size_t i, const struct host *host,
		      struct fault *f)
{
	unsigned int pnode = v->nodes[i].pnode;
	uint64_t wanted = 0;

	if (!is_there(host, pnode))
		return no_node(host, i, pnode, f);
	for (size_t j = 0; j < v->nr_nodes; j++)
		wanted += v->nodes[j].pnode == pnode ? v->nodes[j].size : 0;
	if (wanted <= host->free_memory[pnode])
		return 0;
	return too_little(v, i, wanted, host->free_memory[pnode], f);
}

int host_check_nodes(const struct plan_vnuma *v, const struct host *host, struct fault *f)
{
	int r = 0;

	for (size_t i = 0; host->nr_nodes && i < v->nr_nodes && !r; i++)
		r = check_node(v, i, host, f);
	return r;
}

/* --- A node for a guest without nodes ------------------------------------------------------- */

static unsigned int count_cpus(const struct host *host, const struct host_pool *pool, uint32_t node)
{
	unsigned int nr = 0;

	for (size_t i = 0; i < host->nr_cpus; i++)
		nr += host->nodes[i] == node && (pool->cpus[i / 8] >> i % 8 & 1);
	return nr;
}

uint32_t host_choose_node(const struct plan_domain *d, const struct host *host)
{
	const struct host_pool *pool = host_find_pool(host, d->policy.pool);
	const struct bill bill = plan_bill(d);
	uint32_t best = HOST_NO_NODE, nr = 0;
	uint64_t most = 0;

	if (d->policy.hard.nr || d->policy.soft.nr || !pool)
		return HOST_NO_NODE;
	for (uint32_t node = 0; node < host->nr_nodes; node++) {
		if (!is_there(host, node))
			continue;
		nr++;
		if (host->free_memory[node] < bill_total(&bill) || host->free_memory[node] <= most ||
		    count_cpus(host, pool, node) < d->max_vcpus)
			continue;
		best = node;
		most = host->free_memory[node];
	}
	return nr > 1 ? best : HOST_NO_NODE;
}
