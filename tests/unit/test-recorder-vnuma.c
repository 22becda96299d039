/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The judge judged, on guests with NUMA nodes and reserved ranges: each rule refuses. */
#include "test-recorder.h"

static const struct fx_guest guest = {
	.memory = GIB(4), .vcpus = 2,
	.wishes = WISHES("vnuma", "[{\"pnode\": 0, \"size\": 1024, \"vcpus\": \"0\"},"
			  " {\"pnode\": 1, \"size\": 3072, \"vcpus\": \"1\"}]",
		 "reserved", "[{\"start\": \"64M\", \"size\": 1}]")
};

#define BREAK(name) static void name(struct plan_domain *d)

BREAK(no_ranges) { d->vnuma.nr_ranges = 1; }
BREAK(too_many) { d->vnuma.nr_nodes = 33; }
BREAK(half_page) { d->vnuma.ranges[1].gpa += 1; }
BREAK(nothing) { d->vnuma.ranges[1].size = 0; }
BREAK(unknown) { d->vnuma.ranges[2].vnode = 2; }
BREAK(hole) { d->vnuma.ranges[1].size += GUEST_PAGE; }
BREAK(overlap) { d->vnuma.ranges[1].gpa -= GUEST_PAGE; }
BREAK(less) { d->vnuma.ranges[2].size -= GUEST_PAGE; }
BREAK(vcpu) { d->vnuma.node_of[1] = 2; }
BREAK(pnode) { d->vnuma.nodes[0].pnode = 64; }
BREAK(local) { d->vnuma.nodes[1].distances[1] = 11; }
BREAK(remote) { d->vnuma.nodes[1].distances[0] = 10; }
BREAK(reserved) { d->reserved[0].size += GUEST_PAGE; }

static const struct {
	const char *name;
	void (*break_it)(struct plan_domain *d);
	const char *refused;
} cases[] = {
	{ "a node without memory", no_ranges, "2 nodes with 1 ranges" },
	{ "more nodes than Xen takes", too_many, "33 nodes" },
	{ "half a page", half_page, "range 1 of the nodes is not in whole pages" },
	{ "nothing", nothing, "range 1 of the nodes is not in whole pages" },
	{ "a node that does not exist", unknown, "range 2 is of node 2" },
	{ "memory in the hole", hole, "range 1 of the nodes reaches into the hole" },
	{ "memory in two nodes", overlap, "range 1 of the nodes overlaps range 0" },
	{ "memory in no node", less, "the nodes have 4294963200 bytes" },
	{ "a vCPU in no node", vcpu, "vCPU 1 is in node 2" },
	{ "a node of the host that cannot be", pnode, "on node 64 of the host" },
	{ "a node far from itself", local, "node 1 to node 1 is 11" },
	{ "a node near to another", remote, "node 1 to node 0 is 10" },
	{ "reserved memory that is not in the map", reserved, "bytes of RAM, not" },
};

static void test_rule(size_t i)
{
	struct pvh_plan *plan = fx_sealed(&guest, NULL);

	cases[i].break_it(&plan->domain);
	test_refused(plan, cases[i].name, cases[i].refused);
	pvh_plan_unref(plan);
}

/* In this order, or not at all. */
static void test_order(const struct pvh_plan *plan)
{
	struct fault f = FAULT_NONE;
	struct slots slots = { 0 };
	struct host host;
	struct recorder r;

	recorder_init(&r, plan->ctx);
	r.be.ops->describe(&r.be, &host, &f);
	r.be.ops->begin(&r.be, plan, &slots, &f);
	r.be.ops->populate(&r.be, plan->domain.map, plan->domain.nr_map, &f);
	ok(f.code == -EPROTO && strstr(f.what, "before set_vnuma"), "%s", f.what);
	r.be.ops->abort(&r.be);
	pvh_backend_unref(&r.be);
	recorder_fini(&r);
}

int main(void)
{
	struct pvh_plan *plan = fx_sealed(&guest, NULL);
	struct fault f = FAULT_NONE;
	struct recorder r;

	ok(!build(&r, plan, &f), "a sound plan breaks no rule%s", f.what);
	ok(strstr(r.trace, "begin guest") &&
		   strstr(strstr(r.trace, "begin guest"),
			  "vnuma 0x0+0x40000000 node 0 on 0\n"
			  "vnuma 0x40000000+0xbc000000 node 1 on 1\n"
			  "vnuma 0x100000000+0x4000000 node 1 on 1\npopulate"),
	   "the nodes come between begin and populate");
	recorder_fini(&r);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test_rule(i);
	test_order(plan);
	pvh_plan_unref(plan);
	return done();
}
