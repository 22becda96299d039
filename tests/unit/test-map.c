/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory map keeps its order, and refuses what cannot be in it. */
#include "plan/map.h"

#include <errno.h>
#include <string.h>

#include "tap.h"

static struct plan_domain d;

static int insert(uint64_t gpa, uint64_t size, struct fault *f)
{
	*f = FAULT_NONE;
	return map_insert(&d, gpa, size, PVH_MEMORY_RAM, f);
}

static void test_order(void)
{
	static const uint64_t gpas[] = { 0x5000, 0x1000, 0x9000, 0x7000, 0x3000 };
	struct fault f;
	size_t good = 0;

	for (size_t i = 0; i < ARRAY_SIZE(gpas); i++)
		ok(!insert(gpas[i], 0x1000, &f), "0x%x", (unsigned int)gpas[i]);
	for (size_t i = 0; i < d.nr_map; i++)
		good += d.map[i].gpa == 0x1000 + i * 0x2000 && d.map[i].size == 0x1000;
	ok(d.nr_map == 5 && good == 5, "entries are sorted, whatever the order they come in");
	ok(!insert(0x4000, 0x1000, &f) && d.nr_map == 6 && d.map[2].gpa == 0x4000,
	   "one that touches its neighbours");
}

static void test_overlap(void)
{
	static const struct {
		const char *name;
		uint64_t gpa, size;
	} bad[] = {
		{ "the same", 0x1000, 0x1000 },        { "into the next", 0x0, 0x1001 },
		{ "out of the last", 0x9fff, 0x1000 }, { "around another", 0x6800, 0x2000 },
		{ "inside another", 0x9100, 0x100 },
	};
	struct fault f;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		ok(insert(bad[i].gpa, bad[i].size, &f) == -ENOTRECOVERABLE && d.nr_map == 6 &&
		   strstr(f.what, "in the memory map already"), "%s: %s", bad[i].name, f.what);
}

static void test_full(void)
{
	struct fault f;

	while (d.nr_map < LAYOUT_MAX_MAP)
		if (!ok(!insert(GIB(1) + d.nr_map * 0x1000, 0x1000, &f), "%zu entries", d.nr_map))
			return;
	ok(insert(GIB(2), 0x1000, &f) == -ENOTRECOVERABLE && strstr(f.what, "more than 72 entries"),
	   "no more: %s", f.what);
}

int main(void)
{
	test_order();
	test_overlap();
	test_full();
	return done();
}
