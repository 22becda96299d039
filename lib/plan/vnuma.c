/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/vnuma.h"

#include "config/vnuma.h"

void vnuma_from_config(struct plan_vnuma *v, const struct pvh_config *config)
{
	v->nr_nodes = config->nr_vnodes;
	for (size_t i = 0; i < config->nr_vnodes; i++) {
		const struct config_vnode *from = &config->vnodes[i];
		struct plan_vnode *to = &v->nodes[i];

		to->pnode = (unsigned int)from->pnode;
		to->size = from->size;
		for (size_t j = 0; j < config->nr_vnodes; j++)
			to->distances[j] = (uint8_t)config_vnode_distance(config, i, j);
		for (unsigned int cpu = 0; cpu < config_max_vcpus(config); cpu++)
			if (from->vcpus[cpu])
				v->node_of[cpu] = (unsigned int)i;
	}
}

static void add_range(struct plan_vnuma *v, uint64_t gpa, uint64_t size, size_t node)
{
	v->ranges[v->nr_ranges++] = (struct plan_range){ gpa, size, (unsigned int)node };
}

/* At most one node meets the hole, so that there is at most one range more than nodes. */
void vnuma_share_out(struct plan_domain *d)
{
	struct plan_vnuma *v = &d->vnuma;
	uint64_t next = 0;

	for (size_t i = 0; i < v->nr_nodes; i++) {
		uint64_t left = v->nodes[i].size;
		uint64_t below = next < d->hole_start ? min_u64(left, d->hole_start - next) : 0;

		if (below) {
			add_range(v, next, below, i);
			next += below;
			left -= below;
		}
		if (!left)
			continue;
		next = max_u64(next, LAYOUT_HIGH_START);
		add_range(v, next, left, i);
		next += left;
	}
}

const struct plan_range *vnuma_range_at(const struct plan_vnuma *v, uint64_t gpa)
{
	for (size_t i = 0; i < v->nr_ranges; i++)
		if (gpa >= v->ranges[i].gpa && gpa - v->ranges[i].gpa < v->ranges[i].size)
			return &v->ranges[i];
	return NULL;
}
