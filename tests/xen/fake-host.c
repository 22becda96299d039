/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host of four CPUs, two on each of two nodes with 8 GiB; and how vCPUs run on them. */
#include "fake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xenctrl.h>
#include <xenguest.h>

#include "plan/host.h"

enum { CPUS = 4, NODES = 4, FLASK_SID = 77 };

static uint64_t free_memory[NODES] = { GIB(8), GIB(8), HOST_NO_MEMORY, HOST_NO_MEMORY };
static int node_without;
static int altp2m;

void fake_altp2m(int answer)
{
	altp2m = answer;
}

void fake_no_cpus(int node)
{
	node_without = node + 1;
}

void fake_free_memory(unsigned int node, uint64_t bytes)
{
	free_memory[node] = bytes;
}

/* As many nodes as the number of the last one says, and never more than there is room for. */
int xc_numainfo(xc_interface *xch, unsigned int *max, xc_meminfo_t *nodes, uint32_t *distances)
{
	unsigned int nr = NODES;

	(void)xch, (void)distances;
	if (fake_refuses(__func__))
		return -1;
	while (free_memory[nr - 1] == HOST_NO_MEMORY)
		nr--;
	for (unsigned int i = 0; nodes && i < *max; i++) {
		bool there = free_memory[i] != HOST_NO_MEMORY;

		nodes[i].memsize = there ? GIB(64) : XEN_INVALID_MEM_SZ;
		nodes[i].memfree = there ? free_memory[i] : XEN_INVALID_MEM_SZ;
	}
	*max = nodes && *max < nr ? *max : nr;
	return 0;
}

int xc_cputopoinfo(xc_interface *xch, unsigned int *max, xc_cputopo_t *cpus)
{
	(void)xch;
	if (fake_refuses(__func__))
		return -1;
	for (unsigned int i = 0; cpus && i < *max; i++)
		cpus[i] = (xc_cputopo_t){ .core = i,
					  .node = node_without && i / 2 == (unsigned int)node_without - 1 ?
							  XEN_INVALID_NODE_ID : i / 2 };
	*max = CPUS;
	return 0;
}

int xc_get_cpumap_size(xc_interface *xch)
{
	(void)xch;
	return 1;
}

int xc_altp2m_get_domain_state(xc_interface *xch, uint32_t domid, bool *state)
{
	(void)xch, (void)state;
	if (fake_refuses(__func__))
		return -1;
	errno = !altp2m ? EOPNOTSUPP : domid == fake.domid && fake.exists ? 0 : altp2m;
	return errno ? -1 : 0;
}

/* --- vCPUs on it ------------------------------------------------------------------------ */

int xc_vcpu_setaffinity(xc_interface *xch, uint32_t domid, int vcpu, xc_cpumap_t hard,
			xc_cpumap_t soft, uint32_t flags)
{
	(void)xch, (void)domid;
	if (fake_refuses(__func__))
		return -1;
	fake.affinity[vcpu].hard = flags & XEN_VCPUAFFINITY_HARD ? hard[0] : 0;
	fake.affinity[vcpu].soft = flags & XEN_VCPUAFFINITY_SOFT ? soft[0] : 0;
	return 0;
}

int xc_domain_set_time_offset(xc_interface *xch, uint32_t domid, int32_t seconds)
{
	(void)xch, (void)domid;
	if (fake_refuses(__func__))
		return -1;
	fake.time_offset = seconds;
	return 0;
}

/* --- Labels ------------------------------------------------------------------------------ */

int xc_flask_getenforce(xc_interface *xch)
{
	(void)xch;
	return fake_refuses(__func__) ? -1 : 1;
}

int xc_flask_context_to_sid(xc_interface *xch, char *label, uint32_t size, uint32_t *sid)
{
	(void)xch, (void)size;
	if (fake_refuses(__func__))
		return -1;
	if (strcmp(label, "system_u:system_r:domU_t"))
		return errno = EINVAL, -1;
	*sid = FLASK_SID;
	return 0;
}

int xc_flask_relabel_domain(xc_interface *xch, uint32_t domid, uint32_t sid)
{
	(void)xch, (void)domid;
	if (fake_refuses(__func__))
		return -1;
	fake.label = sid;
	return 0;
}
