/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/vnuma.h"

#include <errno.h>
#include <inttypes.h>

#include "base/array.h"
#include "config/pointer.h"
#include "config/units.h"

/* ACPI 6.5 section 5.2.17: 10 is a node's distance to itself, 255 says unreachable. */
enum { LOCAL_DISTANCE = 10, REMOTE_DISTANCE = 20, MAX_DISTANCE = 255 };

/* The fault that has just been set is of member `key` of node `i`. */
static int fault_of_node(size_t i, const char *key, struct fault *f)
{
	const struct pointer list = { .key = "vnuma" };
	const struct pointer node = { .parent = &list, .index = i };

	return pointer_fault(&(struct pointer){ &node, key, 0 }, f);
}

int config_add_vnode(struct pvh_config *c, const struct config_vnode *node, struct fault *f)
{
	struct config_vnode *added;

	if (c->nr_vnodes == CONFIG_MAX_VNODES) {
		fault_set(f, -EINVAL, "\"vnuma\" has more than %d elements", CONFIG_MAX_VNODES);
		return pointer_fault_key("vnuma", f);
	}
	if (node->pnode > CONFIG_MAX_PNODE) {
		fault_set(f, -EINVAL, "\"pnode\" is %" PRIu64 ", but the maximum is %d",
			  node->pnode, CONFIG_MAX_PNODE);
		return fault_of_node(c->nr_vnodes, "pnode", f);
	}
	if (node->size % GUEST_PAGE || node->size < CONFIG_MIN_MEMORY ||
	    node->size > CONFIG_MAX_MEMORY) {
		fault_set(f, -EINVAL, "\"size\" is %" PRIu64 " bytes, not a multiple of 4K between "
			  "1M and 16T", node->size);
		return fault_of_node(c->nr_vnodes, "size", f);
	}
	added = array_append(c->vnodes, c->nr_vnodes);
	if (!added)
		return fault_oom(f);
	*added = *node;
	return 0;
}

void config_clear_vnodes(struct pvh_config *c)
{
	free(c->vnodes);
	c->vnodes = NULL;
	c->nr_vnodes = 0;
}

unsigned int config_vnode_distance(const struct pvh_config *c, size_t i, size_t j)
{
	if (c->vnodes[i].nr_distances)
		return (unsigned int)c->vnodes[i].distances[j];
	return i == j ? LOCAL_DISTANCE : REMOTE_DISTANCE;
}

static int check_sizes(const struct pvh_config *c, struct fault *f)
{
	char sum_text[32], memory[32];
	uint64_t sum = 0;

	for (size_t i = 0; i < c->nr_vnodes; i++)
		sum += c->vnodes[i].size; /* at most 32 times 16T */
	if (sum == config_max_memory(c))
		return 0;
	size_to_text(sum, sum_text);
	size_to_text(config_max_memory(c), memory);
	fault_set(f, -EINVAL, "the nodes of \"vnuma\" have %s together, but the guest has %s",
		  sum_text, memory);
	fault_values(f, config_max_memory(c), sum);
	return pointer_fault_key("vnuma", f);
}

/* vCPU `cpu` is in one node, *owner, and in no other. */
static int check_vcpu(const struct pvh_config *c, unsigned int cpu, struct fault *f)
{
	size_t owner = c->nr_vnodes;

	for (size_t i = 0; i < c->nr_vnodes; i++) {
		if (!c->vnodes[i].vcpus[cpu])
			continue;
		if (cpu >= config_max_vcpus(c)) {
			fault_set(f, -EINVAL, "node %zu has vCPU %u, but the guest has %u, from 0 on",
				  i, cpu, config_max_vcpus(c));
			return fault_of_node(i, "vcpus", f);
		}
		if (owner < c->nr_vnodes) {
			fault_set(f, -EINVAL, "vCPU %u is in node %zu and in node %zu", cpu, owner,
				  i);
			return fault_of_node(i, "vcpus", f);
		}
		owner = i;
	}
	if (owner < c->nr_vnodes || cpu >= config_max_vcpus(c))
		return 0;
	fault_set(f, -EINVAL, "vCPU %u of %u is in no node of \"vnuma\"", cpu,
		  config_max_vcpus(c));
	return pointer_fault_key("vnuma", f);
}

static int bad_distance(size_t i, size_t j, struct fault *f)
{
	const struct pointer list = { .key = "vnuma" };
	const struct pointer node = { .parent = &list, .index = i };
	const struct pointer distances = { &node, "vdistances", 0 };

	return pointer_fault(&(struct pointer){ &distances, NULL, j }, f);
}

/* Linux takes no distances at all where one to another node is 10 or less (slit_valid()). */
static int check_distances(const struct pvh_config *c, size_t i, struct fault *f)
{
	const struct config_vnode *node = &c->vnodes[i];

	if (node->nr_distances && node->nr_distances != c->nr_vnodes) {
		fault_set(f, -EINVAL, "\"vdistances\" has %zu elements, but there are %zu nodes",
			  node->nr_distances, c->nr_vnodes);
		return fault_of_node(i, "vdistances", f);
	}
	for (size_t j = 0; j < node->nr_distances; j++) {
		uint64_t distance = node->distances[j];

		if (i == j && distance != LOCAL_DISTANCE) {
			fault_set(f, -EINVAL, "the distance of node %zu to itself is %" PRIu64
				  ", but ACPI says %d", i, distance, LOCAL_DISTANCE);
			return bad_distance(i, j, f);
		}
		if (i != j && (distance <= LOCAL_DISTANCE || distance > MAX_DISTANCE)) {
			fault_set(f, -EINVAL, "the distance of node %zu to node %zu is %" PRIu64
				  ", but has to be %d to %d", i, j, distance, LOCAL_DISTANCE + 1,
				  MAX_DISTANCE);
			return bad_distance(i, j, f);
		}
	}
	return 0;
}

int config_check_vnuma(const struct pvh_config *c, struct fault *f)
{
	int r;

	if (!c->nr_vnodes)
		return 0;
	r = config_require_populated(c, "vnuma", f);
	if (!r)
		r = check_sizes(c, f);
	for (unsigned int cpu = 0; cpu < CONFIG_MAX_VCPUS && !r; cpu++)
		r = check_vcpu(c, cpu, f);
	for (size_t i = 0; i < c->nr_vnodes && !r; i++)
		r = check_distances(c, i, f);
	return r;
}
