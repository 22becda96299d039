/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory map by hypercall: all that there is for a guest with version 0 of start_info. */
#include "xen-checks.h"

static uint32_t read_map(struct e820 *entries, uint32_t nr)
{
	struct memory_map map = { .nr = nr, .buffer = ARG(entries) };

	if (!on_xen() || hypercall(HYPERCALL_MEMORY, MEMORY_MAP, ARG(&map), 0))
		return 0;
	return map.nr;
}

void xen_map_if_none(struct facts *facts)
{
	static struct range ranges[MAX_RANGES];
	static struct e820 entries[MAX_RANGES];
	uint32_t nr;

	if (facts->nr_ranges)
		return;
	nr = read_map(entries, MAX_RANGES);
	for (uint32_t i = 0; i < nr; i++)
		ranges[i] = (struct range){ entries[i].addr, entries[i].size, entries[i].type, 0 };
	facts->map = ranges;
	facts->nr_ranges = nr;
}

static bool is_same(const struct e820 *entry, const struct range *range)
{
	return entry->addr == range->addr && entry->size == range->size &&
	       entry->type == range->type;
}

void check_xen_map(const struct facts *f)
{
	static struct e820 entries[MAX_RANGES];
	uint32_t nr, same = 0;

	if (!on_xen()) {
		skip(NOT_ON_XEN, "memmap.xen");
		return;
	}
	nr = read_map(entries, MAX_RANGES);
	while (same < nr && same < f->nr_ranges && is_same(&entries[same], &f->map[same]))
		same++;
	if (!check(nr == f->nr_ranges && same == nr, "memmap.xen"))
		note("%u entries, of %u in start_info; the first %u are the same", nr,
		     f->nr_ranges, same);
}
