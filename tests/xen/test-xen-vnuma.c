/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NUMA nodes: what Xen is told of them, and that memory comes from where they are. */
#include <errno.h>
#include <string.h>
#include <xenctrl.h>
#include <xen/memory.h>

#include "fake.h"
#include "fixture.h"
#include "tap.h"

static const struct fx_guest guest = {
	.memory = GIB(5), .vcpus = 2, .max_vcpus = 3,
	.wishes = WISHES("vnuma", "[{\"pnode\": 1, \"size\": 1024, \"vcpus\": \"1\"},"
			  " {\"pnode\": 0, \"size\": \"4G\", \"vcpus\": \"0,2\", \"vdistances\": [31, 10]}]",
		 "reserved", "[{\"start\": \"1023M\", \"size\": 2}]")
};

static int build(struct pvh_plan *plan)
{
	struct pvh_backend *be;
	int r;

	fake_reset();
	fx_must(pvh_backend_new_xen(plan->ctx, &be), "backend");
	r = pvh_build(plan, be, 0, NULL);
	pvh_backend_unref(be);
	return r;
}

static void test_told(void)
{
	static const struct {
		uint64_t start, end;
		unsigned int node;
	} ranges[] = { { 0, GIB(1), 0 }, { GIB(1), 0xfc000000, 1 }, { GIB(4), 0x144000000, 1 } };
	static const unsigned int distances[] = { 10, 20, 31, 10 };
	const struct fake_vnuma *v = &fake.vnuma;
	unsigned int same = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(ranges); i++)
		same += v->ranges[i].start == ranges[i].start && v->ranges[i].end == ranges[i].end &&
			v->ranges[i].node == ranges[i].node;
	ok(v->nr_nodes == 2 && v->nr_ranges == 3 && same == 3, "Xen is told which memory is whose");
	ok(!memcmp(v->distances, distances, sizeof(distances)), "... how far they are apart");
	ok(v->nr_vcpus == 3 && v->node_of[0] == 1 && v->node_of[1] == 0 && v->node_of[2] == 1,
	   "... which vCPU is in which, that which is offline too");
	ok(v->pnodes[0] == 1 && v->pnodes[1] == 0, "... and where they are");
}

/* The flags with which the memory at `gpa` was populated. */
static unsigned int flags_at(uint64_t gpa)
{
	for (size_t i = 0; i < fake.nr_extents; i++)
		if (gpa >= fake.extents[i].gpa && gpa - fake.extents[i].gpa < fake.extents[i].size)
			return fake.extents[i].flags;
	return ~0u;
}

static void test_memory(void)
{
	const unsigned int on_0 = XENMEMF_exact_node(0), on_1 = XENMEMF_exact_node(1);
	uint64_t total = 0;

	for (size_t i = 0; i < fake.nr_extents; i++)
		total += fake.extents[i].size;
	ok(flags_at(0) == on_1 && flags_at(MIB(1023)) == on_1 && flags_at(GIB(1) - 1) == on_1,
	   "the first node's memory is from node 1 of the host, what is reserved of it too");
	ok(flags_at(GIB(1)) == on_0 && flags_at(MIB(1025)) == on_0 && flags_at(0xfbfff000) == on_0 &&
		   flags_at(GIB(4)) == on_0 && flags_at(0x143fff000) == on_0,
	   "the second's from node 0, on both sides of the hole");
	ok(flags_at(0xfc000000) == 0 && flags_at(0xfeff8000) == 0, "ours from anywhere");
	ok(total == GIB(5) + KIB(36), "and nothing twice");
}

int main(void)
{
	struct pvh_plan *plan = fx_sealed(&guest, NULL);

	if (ok(!build(plan), "a guest with two nodes: %s", pvh_get_error(plan->ctx)->sentence)) {
		test_told();
		test_memory();
	}
	plan->domain.vnuma.nodes[1].pnode = 2;
	ok(build(plan) == -EOPNOTSUPP && !strcmp(pvh_get_error(plan->ctx)->pointer, "/vnuma/1/pnode") &&
		   !fake.exists && !fake.nr_nodes && !fake.max_mem,
	   "a node that the host does not have: %s", pvh_get_error(plan->ctx)->sentence);
	pvh_plan_unref(plan);
	return done();
}
