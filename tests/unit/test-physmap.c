/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The prepared domain: memory map, params, grants, limits, special pages. */
#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "fixture.h"
#include "plan/bill.h"
#include "plan/read.h"
#include "tap.h"

#define LOW_END 0xfc000000ull
#define ACPI { LOW_END, 0x1000, PVH_MEMORY_NVS }
#define SPECIAL { 0xfeff8000, 0x8000, PVH_MEMORY_RESERVED }
#define RAM(gpa, size) { gpa, size, PVH_MEMORY_RAM }

static const struct {
	const char *name;
	struct fx_guest guest;
	struct plan_region map[4];
	uint64_t max_mem, paging_pool, host;
} cases[] = {
	{ "1 MiB", { .memory = MIB(1) }, { RAM(0, MIB(1)), ACPI, SPECIAL },
	  MIB(2), MIB(1) + KIB(4), MIB(2) + KIB(40) },
	{ "128 MiB", { .memory = MIB(128) }, { RAM(0, MIB(128)), ACPI, SPECIAL },
	  MIB(129), MIB(1) + KIB(512), MIB(129) + KIB(548) },
	{ "512 MiB, 2 vCPUs", { .memory = MIB(512), .vcpus = 2 },
	  { RAM(0, MIB(512)), ACPI, SPECIAL }, MIB(513), MIB(4), MIB(516) + KIB(36) },
	{ "1 of 4 vCPUs", { .memory = MIB(128), .max_vcpus = 4 },
	  { RAM(0, MIB(128)), ACPI, SPECIAL }, MIB(129), MIB(4) + KIB(512), MIB(132) + KIB(548) },
	{ "4032 MiB", { .memory = LOW_END }, { RAM(0, LOW_END), ACPI, SPECIAL },
	  LOW_END + MIB(1), KIB(17152), LOW_END + KIB(17188) },
	{ "4033 MiB", { .memory = LOW_END + MIB(1) },
	  { RAM(0, LOW_END), ACPI, SPECIAL, RAM(GIB(4), MIB(1)) },
	  LOW_END + MIB(2), KIB(17156), LOW_END + KIB(18216) },
	{ "5 GiB", { .memory = GIB(5) },
	  { RAM(0, LOW_END), ACPI, SPECIAL, RAM(GIB(4), 0x44000000) },
	  GIB(5) + MIB(1), MIB(21), GIB(5) + MIB(21) + KIB(36) },
	{ "8 GiB, 4 vCPUs", { .memory = GIB(8), .vcpus = 4 },
	  { RAM(0, LOW_END), ACPI, SPECIAL, RAM(GIB(4), 0x104000000) },
	  GIB(8) + MIB(1), MIB(36), GIB(8) + MIB(36) + KIB(36) },
	{ "64 MiB of 5 GiB", { .memory = MIB(64), .max_memory = GIB(5) },
	  { RAM(0, LOW_END), ACPI, SPECIAL, RAM(GIB(4), 0x44000000) },
	  MIB(65), MIB(21), MIB(64) + MIB(21) + KIB(36) },
};

static bool same_region(const struct plan_region *a, const struct plan_region *b)
{
	return a->gpa == b->gpa && a->size == b->size && a->type == b->type;
}

static void test_guest(size_t i)
{
	struct pvh_plan *plan = fx_physmap(&cases[i].guest);
	const struct plan_domain *d = &plan->domain;
	size_t nr = cases[i].map[3].size ? 4 : 3;
	struct bill bill;
	bool same;

	ok(d->nr_map == nr - 1 && d->map[1].gpa == 0xfeff8000,
	   "%s: no ACPI region before it is known how large it is", cases[i].name);
	fx_must(pvh_plan_emit_acpi(plan), "emit_acpi");
	same = d->nr_map == nr;

	for (size_t k = 0; k < nr && same; k++)
		same = same_region(&d->map[k], &cases[i].map[k]);
	ok(same, "... the memory map");
	ok(d->max_mem == cases[i].max_mem, "... Xen's limit is %llu KiB",
	   (unsigned long long)(d->max_mem / KIB(1)));
	ok(d->paging_pool == cases[i].paging_pool, "... the paging pool is %llu KiB",
	   (unsigned long long)(d->paging_pool / KIB(1)));
	bill = plan_bill(d);
	ok(bill_total(&bill) == cases[i].host, "... it takes %llu KiB of the host",
	   (unsigned long long)(bill_total(&bill) / KIB(1)));
	ok(bill.memory == d->memory && bill.special == KIB(32) && bill.acpi == KIB(4) &&
		   bill.paging_pool == d->paging_pool &&
		   bill_owned(&bill) == d->memory + KIB(36),
	   "... each part of it is named");
	pvh_plan_unref(plan);
}

static const struct param params[] = {
	{ 10, 1, SLOT_NONE },          /* TIMER_MODE: no delay for missed ticks */
	{ 1, 0xfeffc, SLOT_NONE },     /* STORE_PFN */
	{ 6, 0xfeffb, SLOT_NONE },     /* BUFIOREQ_PFN */
	{ 5, 0xfeffd, SLOT_NONE },     /* IOREQ_PFN */
	{ 17, 0xfefff, SLOT_NONE },    /* CONSOLE_PFN */
	{ 27, 0xfeff8, SLOT_NONE },    /* PAGING_RING_PFN */
	{ 28, 0xfeff9, SLOT_NONE },    /* MONITOR_RING_PFN */
	{ 29, 0xfeffa, SLOT_NONE },    /* SHARING_RING_PFN */
	{ 12, 0xfeffe000, SLOT_NONE }, /* IDENT_PT, an address */
	{ 18, 0, SLOT_CONSOLE_PORT },  /* CONSOLE_EVTCHN */
	{ 2, 0, SLOT_STORE_PORT },     /* STORE_EVTCHN */
};

static void test_params(const struct plan_domain *d)
{
	ok(d->nr_params == ARRAY_SIZE(params), "%zu params", d->nr_params);
	for (size_t i = 0; i < ARRAY_SIZE(params); i++)
		ok(d->params[i].index == params[i].index &&
			   d->params[i].value == params[i].value &&
			   d->params[i].slot == params[i].slot,
		   "param %u", params[i].index);
	ok(d->grants[0].ref == 0 && d->grants[0].gpa == 0xfefff000 &&
		   d->grants[0].backend == SLOT_CONSOLE_DOMID,
	   "xenconsoled may map the console's ring");
	ok(d->grants[1].ref == 1 && d->grants[1].gpa == 0xfeffc000 &&
		   d->grants[1].backend == SLOT_STORE_DOMID,
	   "xenstored may map the store's ring");
}

#define RES(gpa, size) { gpa, size, PVH_MEMORY_RESERVED }

/* Other holes, and RAM that is reserved: what there is of it stays the same. */
static const struct {
	const char *name;
	uint64_t memory, hole;
	struct plan_region reserved[3];
	struct plan_region map[9];
} cuts[] = {
	{ "1 GiB hole", GIB(4), GIB(3), { RES(0, 0) },
	  { RAM(0, GIB(3)), SPECIAL, RAM(GIB(4), GIB(1)) } },
	{ "the largest hole", GIB(1), MIB(256), { RES(0, 0) },
	  { RAM(0, MIB(256)), SPECIAL, RAM(GIB(4), MIB(768)) } },
	{ "a hole that nothing reaches", MIB(64), GIB(3), { RES(0, 0) },
	  { RAM(0, MIB(64)), SPECIAL } },
	{ "reserved at both ends", MIB(64), LOW_END,
	  { RES(MIB(64) - KIB(4), KIB(4)), RES(0, KIB(4)) },
	  { RES(0, KIB(4)), RAM(KIB(4), MIB(64) - KIB(8)), RES(MIB(64) - KIB(4), KIB(4)), SPECIAL } },
	{ "reserved side by side", MIB(64), LOW_END,
	  { RES(MIB(32), MIB(1)), RES(MIB(33), MIB(1)) },
	  { RAM(0, MIB(32)), RES(MIB(32), MIB(1)), RES(MIB(33), MIB(1)), RAM(MIB(34), MIB(30)),
	    SPECIAL } },
	{ "reserved above 4 GiB, too", GIB(4), GIB(3),
	  { RES(GIB(4), MIB(1)), RES(GIB(2), MIB(1)), RES(GIB(5) - MIB(1), MIB(1)) },
	  { RAM(0, GIB(2)), RES(GIB(2), MIB(1)), RAM(GIB(2) + MIB(1), GIB(1) - MIB(1)), SPECIAL,
	    RES(GIB(4), MIB(1)), RAM(GIB(4) + MIB(1), GIB(1) - MIB(2)),
	    RES(GIB(5) - MIB(1), MIB(1)) } },
};

static void test_cut(size_t i)
{
	const struct fx_guest guest = { .memory = cuts[i].memory };
	struct pvh_plan *plan = fx_plan(&guest);
	struct plan_domain *d = &plan->domain;
	uint64_t ram = 0;
	size_t nr = 0, same = 0;

	d->hole_start = cuts[i].hole;
	while (d->nr_reserved < 3 && cuts[i].reserved[d->nr_reserved].size) {
		d->reserved[d->nr_reserved] = cuts[i].reserved[d->nr_reserved];
		d->nr_reserved++;
	}
	fx_must(pvh_plan_alloc_physmap(plan), "physmap");
	for (; nr < ARRAY_SIZE(cuts[i].map) && cuts[i].map[nr].size; nr++) {
		same += nr < d->nr_map && same_region(&d->map[nr], &cuts[i].map[nr]);
		ram += cuts[i].map[nr].size;
	}
	ok(same == nr && d->nr_map == nr, "%s: the memory map", cuts[i].name);
	ok(ram == cuts[i].memory + KIB(32), "... nothing is lost");
	for (size_t k = 0; k < d->nr_reserved; k++)
		ok(!space_has(&plan->space, d->reserved[k].gpa, d->reserved[k].gpa + 1),
		   "... nothing will be placed in 0x%llx", (unsigned long long)d->reserved[k].gpa);
	pvh_plan_unref(plan);
}

/* The region has as many pages as the tables need, and Xen's limit grows with it. */
static void test_acpi_size(void)
{
	static const struct {
		uint64_t size, region, max_mem;
		int code;
	} sizes[] = {
		{ 1, KIB(4), MIB(65), 0 },
		{ KIB(4), KIB(4), MIB(65), 0 },
		{ KIB(4) + 1, KIB(8), MIB(65), 0 },
		{ MIB(1) - KIB(32), MIB(1) - KIB(32), MIB(65), 0 },
		{ MIB(1) - KIB(32) + 1, MIB(1) - KIB(28), MIB(65) + KIB(4), 0 },
		{ MIB(46), MIB(46), MIB(110) + KIB(32), 0 },
		{ MIB(46) + 1, 0, 0, -ENOSPC },
	};
	static const struct fx_guest guest = { .memory = MIB(64) };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct pvh_plan *plan = fx_physmap(&guest);
		const struct plan_domain *d = &plan->domain;
		struct fault f = FAULT_NONE;
		int r = plan_set_aside_acpi(plan, sizes[i].size, &f);

		if (sizes[i].code)
			ok(r == sizes[i].code && strstr(f.what, "48234497 bytes, but only 48234496") &&
			   f.expected == MIB(46) && f.actual == MIB(46) + 1,
			   "ACPI tables that reach the local APIC: %s", f.what);
		else
			ok(!r && d->nr_map == 3 && d->map[1].gpa == LOW_END &&
			   d->map[1].size == sizes[i].region && d->map[1].type == PVH_MEMORY_NVS &&
			   d->max_mem == sizes[i].max_mem, "ACPI tables of %llu bytes",
			   (unsigned long long)sizes[i].size);
		pvh_plan_unref(plan);
	}
}

/* Rings are clear, and the identity page directory maps each 4 MiB onto itself. */
static void test_special_pages(const struct pvh_plan *plan)
{
	static uint8_t pages[0x8000];
	struct fault f = FAULT_NONE;
	unsigned int bad = 0;

	fx_must(plan_read(plan, 0xfeff8000, pages, sizeof(pages), &f), "plan_read");
	for (size_t i = 0; i < sizeof(pages); i++)
		bad += i / 4096 != 6 && pages[i];
	ok(!bad, "the rings are clear");
	for (uint32_t i = 0; i < 1024; i++)
		bad += load_le32(pages + 0x6000 + i * 4) != ((i << 22) | 0xe7);
	ok(!bad, "the identity map has 1024 present, writable, user, 4 MiB entries");
}

static void test_space(void)
{
	static const struct fx_guest guest = { .memory = GIB(5) };
	struct pvh_plan *plan = fx_physmap(&guest);

	ok(space_has(&plan->space, 0, LOW_END), "low RAM is free");
	ok(space_has(&plan->space, GIB(4), GIB(4) + 0x44000000), "high RAM is free");
	ok(!space_has(&plan->space, LOW_END, LOW_END + 1) &&
	   !space_has(&plan->space, 0xfeff8000, 0xfeff9000), "nothing else is");
	pvh_plan_unref(plan);
}

int main(void)
{
	static const struct fx_guest guest = { .vcpus = 1 };
	struct pvh_plan *plan = fx_physmap(&guest);
	struct fault f = FAULT_NONE;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test_guest(i);
	test_params(&plan->domain);
	test_special_pages(plan);
	test_space();
	test_acpi_size();
	for (size_t i = 0; i < ARRAY_SIZE(cuts); i++)
		test_cut(i);
	ok(plan_alloc_physmap(plan, &f) == -EINVAL && strstr(f.what, "done already"),
	   "not twice: %s", f.what);
	ok(plan->domain.nr_map == 2 && plan->domain.nr_params == ARRAY_SIZE(params),
	   "... and then nothing has changed");
	pvh_plan_unref(plan);
	return done();
}
