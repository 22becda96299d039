/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NUMA nodes: what Xen is told of them, and that memory comes from where they are. */
#include <errno.h>
#include <string.h>
#include <xenctrl.h>
#include <xen/memory.h>

#include "fake.h"
#include "../unit/fixture.h"
#include "plan/host.h"
#include "../unit/tap.h"

static const struct fx_guest guest = {
	.memory = GIB(5), .vcpus = 2, .max_vcpus = 3,
	.wishes = WISHES("vnuma", "[{\"pnode\": 1, \"size\": 1024, \"vcpus\": \"1\"},"
			  " {\"pnode\": 0, \"size\": \"4G\", \"vcpus\": \"0,2\", \"vdistances\": [31, 10]}]",
		 "reserved", "[{\"start\": \"1023M\", \"size\": 2}]")
};

static int build(struct pvh_plan *plan, unsigned int exhausted)
{
	struct pvh_backend *be;
	int r;

	fake_reset();
	fake.exhausted = exhausted;
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

static const char *sentence(const struct pvh_plan *plan)
{
	return pvh_get_error(plan->ctx)->sentence;
}

/* Refused, with that code and of that node of the guest, and nothing is left. */
static bool refused(struct pvh_plan *plan, unsigned int exhausted, int code, const char *pointer)
{
	return build(plan, exhausted) == code &&
	       !strcmp(pvh_get_error(plan->ctx)->pointer, pointer) && !fake.exists && !fake.nr_nodes;
}

/* A number may be free below the last one. */
static void test_sparse(struct pvh_plan *plan)
{
	fake_free_memory(3, GIB(4));
	plan->domain.vnuma.nodes[1].pnode = 3;
	ok(!build(plan, 0) && flags_at(GIB(1)) == XENMEMF_exact_node(3), "a node behind a gap: %s",
	   sentence(plan));
	plan->domain.vnuma.nodes[1].pnode = 2;
	ok(refused(plan, 0, -EOPNOTSUPP, "/vnuma/1/pnode") && !fake.max_mem &&
		   strstr(sentence(plan), "it has 0, 1, 3"),
	   "the gap: %s", sentence(plan));
	plan->domain.vnuma.nodes[1].pnode = 4;
	ok(refused(plan, 0, -EOPNOTSUPP, "/vnuma/1/pnode"), "behind the last: %s", sentence(plan));
	plan->domain.vnuma.nodes[1].pnode = 0;
	fake_free_memory(3, HOST_NO_MEMORY);
}

static void test_full(struct pvh_plan *plan)
{
	fake_free_memory(0, GIB(4) - KIB(4));
	ok(refused(plan, 0, -ENOMEM, "/vnuma/1/pnode") && !fake.max_mem &&
		   pvh_get_error(plan->ctx)->expected == GIB(4) - KIB(4),
	   "a node with a page too little: %s", sentence(plan));
	fake_free_memory(0, GIB(4));
	ok(!build(plan, 0), "one with just enough");
	ok(refused(plan, XENMEMF_exact_node(0), -ENOMEM, "/vnuma/1/pnode") && fake.max_mem &&
		   strstr(sentence(plan), "node 0 of the host has no memory left for node 1 of "
					  "\"vnuma\", at 0x40000000") &&
		   strstr(sentence(plan), "xl info -n"),
	   "one that gives none all the same: %s", sentence(plan));
}

int main(void)
{
	struct pvh_plan *plan = fx_sealed(&guest, NULL);

	if (ok(!build(plan, 0), "a guest with two nodes: %s", sentence(plan))) {
		test_told();
		test_memory();
	}
	test_sparse(plan);
	test_full(plan);
	pvh_plan_unref(plan);
	return done();
}
