/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Xen is told of the guest's NUMA nodes, for guests that ask it (XENMEM_get_vnumainfo). */
#include <errno.h>
#include <string.h>
#include <xenctrl.h>

#include "backend/xen.h"

#define MAX_NODES CONFIG_MAX_VNODES

/* libxenctrl wants each in an array of its own. */
struct arrays {
	xen_vmemrange_t ranges[MAX_NODES + 1];
	unsigned int distances[MAX_NODES * MAX_NODES];
	unsigned int node_of[CONFIG_MAX_VCPUS];
	unsigned int pnodes[MAX_NODES];
};

static void fill_arrays(struct arrays *a, const struct plan_vnuma *v)
{
	for (size_t i = 0; i < v->nr_ranges; i++)
		a->ranges[i] = (xen_vmemrange_t){
			.start = v->ranges[i].gpa,
			.end = v->ranges[i].gpa + v->ranges[i].size,
			.nid = v->ranges[i].vnode,
		};
	for (size_t i = 0; i < v->nr_nodes; i++) {
		a->pnodes[i] = v->nodes[i].pnode;
		for (size_t j = 0; j < v->nr_nodes; j++)
			a->distances[i * v->nr_nodes + j] = v->nodes[i].distances[j];
	}
	memcpy(a->node_of, v->node_of, sizeof(a->node_of));
}

int xen_set_vnuma(struct pvh_backend *be, const struct plan_vnuma *vnuma, struct fault *f)
{
	struct xen_backend *xen = to_xen(be);
	_cleanup_free_ struct arrays *a = calloc(1, sizeof(*a));

	if (!a)
		return fault_oom(f);
	fill_arrays(a, vnuma);
	if (xc_domain_setvnuma(xen->xch, xen->domid, (uint32_t)vnuma->nr_nodes,
			       (uint32_t)vnuma->nr_ranges, xen->plan->domain.max_vcpus, a->ranges,
			       a->distances, a->node_of, a->pnodes))
		return xen_failed(f, errno, "set the domain's NUMA nodes");
	return 0;
}
