/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Xen demands of NUMA nodes (vnuma_init() in xen/common/domctl.c), and ACPI of distances. */
#include <inttypes.h>

#include "rules.h"

#define PAGE 4096
#define MAX_NODES 32    /* a page of distances, 4 bytes each */
#define MAX_PNODE 63    /* MAX_NUMNODES */
#define HOLE_END GIB(4)

static void check_distances(struct rules *r, const struct plan_vnuma *v)
{
	for (size_t i = 0; i < v->nr_nodes; i++)
		for (size_t j = 0; j < v->nr_nodes; j++)
			if (i == j ? v->nodes[i].distances[j] != 10 :
				     v->nodes[i].distances[j] <= 10)
				rules_broke(r, "the distance of node %zu to node %zu is %u", i, j,
					    v->nodes[i].distances[j]);
}

static void check_range(struct rules *r, const struct plan_vnuma *v, size_t i)
{
	const struct plan_range *range = &v->ranges[i];

	if (!range->size || (range->gpa | range->size) % PAGE)
		rules_broke(r, "range %zu of the nodes is not in whole pages", i);
	if (range->vnode >= v->nr_nodes)
		rules_broke(r, "range %zu is of node %u", i, range->vnode);
	if (range->gpa < HOLE_END && range->gpa + range->size > r->plan->domain.hole_start)
		rules_broke(r, "range %zu of the nodes reaches into the hole", i);
	for (size_t k = 0; k < i; k++)
		if (range->gpa < v->ranges[k].gpa + v->ranges[k].size &&
		    v->ranges[k].gpa < range->gpa + range->size)
			rules_broke(r, "range %zu of the nodes overlaps range %zu", i, k);
}

void rules_vnuma(struct rules *r, const struct plan_vnuma *v)
{
	const struct plan_domain *d = &r->plan->domain;
	uint64_t total = 0;

	r->vnuma = true;
	if (!v->nr_nodes || v->nr_nodes > MAX_NODES || v->nr_ranges < v->nr_nodes) {
		rules_broke(r, "%zu nodes with %zu ranges", v->nr_nodes, v->nr_ranges);
		return;
	}
	for (size_t i = 0; i < v->nr_ranges; i++) {
		check_range(r, v, i);
		total += v->ranges[i].size;
	}
	if (total != d->max_memory)
		rules_broke(r, "the nodes have %" PRIu64 " bytes", total);
	for (unsigned int cpu = 0; cpu < d->max_vcpus; cpu++)
		if (v->node_of[cpu] >= v->nr_nodes)
			rules_broke(r, "vCPU %u is in node %u", cpu, v->node_of[cpu]);
	for (size_t i = 0; i < v->nr_nodes; i++)
		if (v->nodes[i].pnode > MAX_PNODE)
			rules_broke(r, "node %zu is on node %u of the host", i, v->nodes[i].pnode);
	check_distances(r, v);
}
