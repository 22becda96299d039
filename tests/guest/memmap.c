/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory map, for itself. What is behind it: ram.c. */
#include "facts.h"

#define LAPIC 0xfee00000ull
#define SPECIAL 0xfeff8000ull /* X86_HVM_END_SPECIAL_REGION and the eight pages below it */
#define SPECIAL_SIZE 0x8000u

typedef bool range_fn(const struct range *range);

static bool is_known(const struct range *r) { return r->type >= RAM && r->type <= PMEM; }
static bool is_paged(const struct range *r) { return !(r->addr % PAGE || r->size % PAGE); }
static bool is_unreserved(const struct range *r) { return !r->reserved; }
static bool is_real(const struct range *r) { return r->size && r->addr + r->size > r->addr; }
static bool has_no_lapic(const struct range *r)
{
	return r->addr > LAPIC || r->addr + r->size <= LAPIC;
}

static void check_each(const struct facts *f, range_fn *fn, const char *name)
{
	for (uint32_t i = 0; i < f->nr_ranges; i++) {
		if (fn(&f->map[i]))
			continue;
		check(false, "memmap.%s", name);
		note("entry %u: %llx, %llx bytes, type %u, reserved %x", i, f->map[i].addr,
		     f->map[i].size, f->map[i].type, f->map[i].reserved);
		return;
	}
	check(true, "memmap.%s", name);
}

static void check_order(const struct facts *f)
{
	bool sorted = true, disjoint = true;

	for (uint32_t i = 0; i < f->nr_ranges; i++) {
		const struct range *a = &f->map[i];

		if (i && a->addr < f->map[i - 1].addr)
			sorted = false;
		for (uint32_t j = 0; j < i; j++)
			if (a->addr < f->map[j].addr + f->map[j].size &&
			    f->map[j].addr < a->addr + a->size)
				disjoint = false;
	}
	check(sorted, "memmap.sorted");
	check(disjoint, "memmap.disjoint");
}

static bool has_special(const struct facts *f)
{
	for (uint32_t i = 0; i < f->nr_ranges; i++)
		if (f->map[i].addr == SPECIAL && f->map[i].size == SPECIAL_SIZE &&
		    f->map[i].type == RESERVED)
			return true;
	return false;
}

void check_memmap(const struct facts *f)
{
	uint64_t rsdp = page_down(f->info->rsdp_paddr);

	for (uint32_t i = 0; i < f->nr_ranges; i++)
		note("memory: %llx, %llx bytes, type %u", f->map[i].addr, f->map[i].size,
		     f->map[i].type);
	check_each(f, is_known, "types");
	check_each(f, is_real, "sizes");
	check_each(f, is_paged, "pages");
	check_each(f, is_unreserved, "reserved");
	check_each(f, has_no_lapic, "lapic");
	check_order(f);
	check(is_within(f, 0, MIB(1) / 2, RAM), "memmap.low_ram"); /* for APs, at least */
	check_expected(ram_size(f), "memory", "memmap.ram");
	check(has_special(f), "memmap.special");
	/* Not ACPI: kernels use that for other things once they have read the tables. */
	check(is_within(f, rsdp, PAGE, NVS), "memmap.acpi");
}
