/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ram.h"

#include "long-mode.h"

#define EXTENT MIB(2)
#define LAPIC_PAGE 0xfee00000ull
#define SPECIAL 0xfeff8000ull

static bool is_ours(const struct facts *f, uint64_t gpa)
{
	return gpa >= f->image && gpa < f->image_end;
}

/* Whether a word keeps what is written to it; it is as before afterwards. */
static bool keeps(uint64_t gpa)
{
	uint32_t size, before;
	volatile uint32_t *at = (volatile uint32_t *)(void *)window(gpa, &size);
	bool kept;

	before = *at;
	*at = ~before;
	kept = *at == ~before;
	*at = before;
	return kept && *at == before;
}

/* The first word of [start, end), of those at both ends of each 2 MiB, that is no RAM, or 0. */
static uint64_t find_hole(const struct facts *f, uint64_t start, uint64_t end)
{
	for (uint64_t at = start; at < end; at += EXTENT) {
		uint64_t last = at + EXTENT < end ? at + EXTENT - 4 : end - 4;

		if (!is_ours(f, at) && !keeps(at))
			return at ? at : 1;
		if (!is_ours(f, last) && !keeps(last))
			return last;
	}
	return 0;
}

/* Ranges of RAM that nobody is to touch: they are there, and zero. */
static void check_reserved(const struct facts *f)
{
	uint64_t wrong = 0;
	bool any = false;

	for (uint32_t i = 0; i < f->nr_ranges && !wrong; i++) {
		const struct range *r = &f->map[i];

		if (r->type != RESERVED || r->addr == SPECIAL)
			continue;
		any = true;
		wrong = find_dirt(r->addr, r->addr + r->size);
		if (!wrong)
			wrong = find_hole(f, r->addr, r->addr + r->size);
	}
	if (any)
		check_clean(wrong, "ram.reserved");
}

static void check_present(const struct facts *f, bool high)
{
	uint64_t hole = 0;
	bool any = false;

	for (uint32_t i = 0; i < f->nr_ranges; i++) {
		const struct range *r = &f->map[i];

		if (r->type != RAM || (r->addr >= GIB(4)) != high)
			continue;
		any = true;
		if (!hole)
			hole = find_hole(f, r->addr, r->addr + r->size);
	}
	if (any)
		check_clean(hole, high ? "ram.high" : "ram.low");
}

/* Nothing is there: reads give all ones, and writes do not stick. */
static bool is_absent(uint64_t gpa)
{
	uint32_t size;
	volatile uint32_t *at = (volatile uint32_t *)(void *)window(gpa, &size);

	*at = 0x12345678;
	return *at == 0xffffffff;
}

static bool is_described(const struct facts *f, uint64_t gpa)
{
	if (gpa == LAPIC_PAGE)
		return true;
	for (uint32_t i = 0; i < f->nr_ranges; i++)
		if (gpa >= f->map[i].addr && gpa - f->map[i].addr < f->map[i].size)
			return true;
	return false;
}

/* Where a hole begins, and in steps, as each look costs an emulated access. */
static void check_holes(const struct facts *f)
{
	uint64_t found = 0;

	for (uint64_t gpa = 0; gpa < GIB(5) && !found; gpa += MIB(32))
		if (!is_described(f, gpa) && !is_absent(gpa))
			found = gpa;
	for (uint32_t i = 0; i < f->nr_ranges && !found; i++) {
		uint64_t end = f->map[i].addr + f->map[i].size;

		if (!is_described(f, end) && !is_absent(end))
			found = end;
		if (f->map[i].addr && !is_described(f, f->map[i].addr - PAGE) &&
		    !is_absent(f->map[i].addr - PAGE))
			found = f->map[i].addr - PAGE;
	}
	check_clean(found, "ram.holes");
}

/* What Xen says the guest has is what the map describes, to the page. */
static void check_reservation(const struct facts *f)
{
	struct { uint16_t domid; } self = { DOMID_SELF };
	uint64_t described = 0;

	for (uint32_t i = 0; i < f->nr_ranges; i++)
		described += f->map[i].size;
	check_is((uint64_t)hypercall(HYPERCALL_MEMORY, MEMORY_CURRENT_RESERVATION, ARG(&self), 0) *
		 PAGE, described, "ram.reservation");
}

static bool is_placed(const struct facts *f, uint64_t gpa)
{
	for (uint32_t i = 0; i < f->nr_modules; i++)
		if (gpa >= page_down(f->modules[i].paddr) &&
		    gpa < f->modules[i].paddr + f->modules[i].size)
			return true;
	return is_ours(f, gpa) || gpa == page_down(f->start_info);
}

/* What the guest was given besides may have been somebody's: Xen makes no promise. */
static void note_dirt(const struct facts *f)
{
	uint32_t dirty = 0, pages = 0;

	for (uint32_t i = 0; i < f->nr_ranges; i++) {
		const struct range *r = &f->map[i];

		for (uint64_t at = 0; r->type == RAM && at < r->size; at += PAGE, pages++)
			if (!is_placed(f, r->addr + at) &&
			    find_dirt(r->addr + at, r->addr + at + PAGE))
				dirty++;
	}
	note("ram: of %u pages %u are not zero, and nothing was placed there", pages, dirty);
}

void check_ram(const struct facts *f)
{
	if (has_word(f->cmdline, "scan"))
		note_dirt(f);
	check_present(f, false);
	check_present(f, true);
	if (!on_xen()) {
		skip("only Xen promises that", "ram.holes");
		skip("only Xen can tell", "ram.reservation");
		return;
	}
	check_reserved(f);
	check_holes(f);
	check_reservation(f);
}

/* --- The opposite: memory for another guest to find ----------------------------------- */

static void give_back(uint64_t gpa)
{
	uint32_t frame = (uint32_t)(gpa / PAGE);
	struct decrease_reservation give = {
		.frames = ARG(&frame), .nr = 1, .order = 0, .domid = DOMID_SELF,
	};

	hypercall(HYPERCALL_MEMORY, MEMORY_DECREASE_RESERVATION, ARG(&give), 0);
}

static void fill(const struct facts *f, const struct range *r, uint8_t byte, bool give)
{
	for (uint64_t at = r->addr; at < r->addr + r->size; at += PAGE) {
		uint32_t size;

		if (is_ours(f, at))
			continue;
		memset(window(at, &size), byte, PAGE);
		if (give && on_xen())
			give_back(at);
	}
}

/* The map itself is in RAM that is filled. */
void ram_fill(const struct facts *f, uint8_t byte, bool give)
{
	static struct range map[MAX_RANGES];
	uint32_t nr = f->nr_ranges;

	memcpy(map, f->map, nr * sizeof(map[0]));
	for (uint32_t i = 0; i < nr; i++)
		if (map[i].type == RAM)
			fill(f, &map[i], byte, give);
}
