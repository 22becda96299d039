/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plan that was made wrong, by hand here, is never carried out. */
#include <errno.h>
#include <string.h>

#include "fixture.h"
#include "tap.h"

static const struct fx_guest guest = {
	.memory = MIB(64), .vcpus = 2,
	.wishes = WISHES("vnuma", "[{\"pnode\": 0, \"size\": 32, \"vcpus\": \"0\"},"
			  " {\"pnode\": 1, \"size\": 32, \"vcpus\": \"1\"}]")
};
static const uint64_t modules[] = { 5000, 0 };

/* A module's placement: two pieces, behind the others in RAM. */
static struct placement *module(struct pvh_plan *p)
{
	return plan_find(p, PVH_PLACED_MODULE, 0);
}

#define BREAK(name) static void name(struct pvh_plan *p)

BREAK(map_order)
{
	struct plan_region first = p->domain.map[0];

	p->domain.map[0] = p->domain.map[1];
	p->domain.map[1] = first;
}
BREAK(map_overlap) { p->domain.map[2].gpa = p->domain.map[1].gpa; }
BREAK(map_empty) { p->domain.map[1].size = 0; }
BREAK(map_half_page) { p->domain.map[2].size += 1; }
BREAK(map_off_page) { p->domain.map[1].gpa += 1; }
BREAK(unpaid) { p->domain.acpi_size += GUEST_PAGE; }
BREAK(unpaid_memory) { p->domain.map[0].size -= GUEST_PAGE; }
BREAK(limit) { p->domain.max_mem = p->domain.memory + p->domain.acpi_size; }
BREAK(wrong_kind) { p->domain.map[0].type = PVH_MEMORY_RESERVED; }
BREAK(node_order)
{
	struct plan_range first = p->domain.vnuma.ranges[0];

	p->domain.vnuma.ranges[0] = p->domain.vnuma.ranges[1];
	p->domain.vnuma.ranges[1] = first;
}
BREAK(node_unknown) { p->domain.vnuma.ranges[1].vnode = 2; }
BREAK(node_empty) { p->domain.vnuma.ranges[1].size = 0; }
BREAK(node_hole) { p->domain.vnuma.ranges[1].size = 0xfc000000; }
BREAK(node_beyond) { p->domain.vnuma.ranges[1].gpa += GUEST_PAGE; }
BREAK(node_high) { p->domain.vnuma.ranges[1].gpa = GIB(4); }
BREAK(node_less) { p->domain.vnuma.ranges[1].size -= GUEST_PAGE; }
BREAK(outside) { module(p)->gpa = module(p)->pieces[0].gpa = GIB(1); }
BREAK(across_end)
{
	module(p)->size += MIB(64);
}
BREAK(wraps) { module(p)->size = UINT64_MAX - module(p)->gpa + 1; }
BREAK(piece_before) { module(p)->pieces[0].gpa -= 1; }
BREAK(piece_behind) { module(p)->pieces[1].gpa += 1; }
BREAK(piece_long) { module(p)->pieces[0].size = UINT64_MAX; }
BREAK(no_pieces) { module(p)->nr_pieces = 0; }
BREAK(overlap_kernel)
{
	struct placement *kernel = plan_find(p, PVH_PLACED_KERNEL, 0);

	kernel->size = module(p)->gpa - kernel->gpa + 1;
}
BREAK(same_place)
{
	struct placement *info = plan_find(p, PVH_PLACED_START_INFO, 0);

	for (size_t i = 0; i < info->nr_pieces; i++)
		info->pieces[i].gpa += module(p)->gpa - info->gpa;
	info->gpa = module(p)->gpa;
}

static const struct {
	const char *name;
	void (*break_it)(struct pvh_plan *p);
	const char *what;
} cases[] = {
	{ "the map is not sorted", map_order, "memory map entry 1" },
	{ "the map overlaps", map_overlap, "memory map entry 2" },
	{ "the map has an empty entry", map_empty, "memory map entry 1" },
	{ "the map has half a page", map_half_page, "memory map entry 2" },
	{ "the map starts within a page", map_off_page, "memory map entry 1" },
	{ "a map that nobody has paid for", unpaid, "but 67149824 are accounted for" },
	{ "a map that is too small", unpaid_memory, "the memory map has 67141632 bytes" },
	{ "more than Xen's limit", limit, "a limit of 67112960" },
	{ "a kernel in reserved memory", wrong_kind, "inside guest memory of its kind" },
	{ "nodes that are not sorted", node_order, "0x0+0x2000000, is not in order" },
	{ "a node that does not exist", node_unknown, "0x2000000+0x2000000, is not in order" },
	{ "a range of nothing", node_empty, "0x2000000+0x0, is not in order" },
	{ "a node with a hole in it", node_hole, "is not in order" },
	{ "a node beyond memory", node_beyond, "0x2001000+0x2000000, is not in order" },
	{ "a node above all memory", node_high, "0x100000000+0x2000000, is not in order" },
	{ "memory in no node", node_less, "the NUMA nodes have 67104768 bytes" },
	{ "something outside memory", outside, "module 0 at 0x40000000" },
	{ "something across the end", across_end, "module 0 at 0x400000" },
	{ "something that wraps", wraps, "module 0 at 0x400000" },
	{ "a piece before its placement", piece_before, "module 0 at" },
	{ "a piece behind its placement", piece_behind, "module 0 at" },
	{ "a piece of 2^64 bytes", piece_long, "module 0 at" },
	{ "nothing to write", no_pieces, "module 0 at" },
	{ "a kernel that runs into a module", overlap_kernel, "overlap" },
	{ "two things at one place", same_place, "overlap" },
};

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct pvh_plan *plan = fx_sealed(&guest, modules);
		struct fault f = FAULT_NONE;

		fx_must(plan_verify(plan, &f), "a sound plan");
		cases[i].break_it(plan);
		ok(plan_verify(plan, &f) == -ENOTRECOVERABLE &&
			   strstr(f.what, cases[i].what) &&
			   strstr(f.hint, "bug in libpvh"),
		   "%s: %s", cases[i].name, f.what);
		pvh_plan_unref(plan);
	}
	return done();
}
