/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where kernels go, and what is said when they do not fit. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "fixture.h"
#include "plan/layout.h"
#include "tap.h"

#define LOW_END LAYOUT_MMIO_START

struct row {
	const char *name;
	uint64_t memory, start, size;
	uint32_t reloc[3]; /* align, min, max; max 0: no such note */
	uint64_t at;       /* 0: it does not fit */
	const char *text;  /* part of the sentence then */
	const char *hint;
};

static const struct row kernels[] = {
	{ "up to the last byte", MIB(64), MIB(1), MIB(63), { 0 }, MIB(1), NULL, NULL },
	{ "a byte more", MIB(64), MIB(1), MIB(63) + 1, { 0 }, 0,
	  "0x100000..0x4000001, which is not all inside the guest's RAM, 0..0x4000000",
	  "more than 64 MiB" },
	{ "at an odd address", MIB(64), MIB(1) + 16, KIB(4), { 0 }, MIB(1) + 16, NULL, NULL },
	{ "from 0", MIB(64), 0, MIB(2), { 0 }, 0x0, NULL, NULL },
	{ "above RAM", MIB(64), MIB(80), MIB(1), { 0 }, 0, "0x5000000..0x5100000",
	  "more than 81 MiB" },
	{ "in the hole", GIB(8), LOW_END, KIB(4), { 0 }, 0, "0..0xfc000000",
	  "link it below 0xfc000000" },
	{ "into the hole", GIB(8), LOW_END - KIB(4), KIB(8), { 0 }, 0, "0xfbfff000..0xfc001000",
	  "link it below" },
	{ "up to the hole", GIB(8), LOW_END - KIB(4), KIB(4), { 0 }, LOW_END - KIB(4), NULL,
	  NULL },
	{ "moves only if it must", MIB(64), MIB(16), MIB(1), { MIB(2), 0, UINT32_MAX }, MIB(16),
	  NULL, NULL },
	{ "moves to the lowest place", MIB(16), MIB(16), MIB(1), { MIB(2), 0, UINT32_MAX },
	  MIB(2), NULL, NULL },
	{ "moves below 1 MiB never", MIB(16), MIB(16), MIB(1), { KIB(4), 0, UINT32_MAX }, MIB(1),
	  NULL, NULL },
	{ "moves above its min", MIB(16), MIB(16), MIB(1), { MIB(2), MIB(7), UINT32_MAX }, MIB(8),
	  NULL, NULL },
	{ "moves below its max", MIB(16), MIB(16), MIB(1), { MIB(2), MIB(8), MIB(9) - 1 }, MIB(8),
	  NULL, NULL },
	{ "not with its last byte on it", MIB(16), MIB(16), MIB(1), { MIB(2), MIB(8), MIB(9) - 2 },
	  0, "0x1000000..0x1100000, does not fit there, nor at a multiple of 0x200000 in "
	  "0x800000..0x8ff000, where it may be moved: it takes 1048576 bytes, and the largest "
	  "free range there has 1044480", "PHYS32_RELOC" },
	{ "with its last byte on it, not its last page", MIB(16), MIB(16), MIB(1) - 16,
	  { MIB(2), MIB(8), MIB(9) - 17 }, MIB(8), NULL, NULL },
	{ "not with its last byte behind", MIB(16), MIB(16), MIB(1) - 16,
	  { MIB(2), MIB(8), MIB(9) - 18 }, 0, "in 0x800000..0x8ff000", "PHYS32_RELOC" },
	{ "not into a range smaller than itself", MIB(16), MIB(16), MIB(1), { KIB(4), 0, KIB(8) }, 0,
	  "in 0x100000..0x0", "PHYS32_RELOC" },
	{ "not if alignment forbids", MIB(16), MIB(16), MIB(1), { MIB(16), 0, UINT32_MAX }, 0,
	  "nor at a multiple of 0x1000000 in 0x100000..0x100000000", "more memory" },
	{ "not if it is too large", MIB(16), MIB(16), MIB(15) + 1, { KIB(4), 0, UINT32_MAX }, 0,
	  "it takes 15732736 bytes, and the largest free range there has 15728640",
	  "more memory" },
	{ "moves if it is not", MIB(16), MIB(16), MIB(15), { KIB(4), 0, UINT32_MAX }, MIB(1), NULL,
	  NULL },
	{ "moves with its odd start", MIB(16), MIB(16) + 16, KIB(8), { MIB(2), 0, UINT32_MAX },
	  MIB(2) + 16, NULL, NULL },
};

#define RES(gpa, size) { gpa, size, PVH_MEMORY_RESERVED }

/* The same in guests whose RAM is cut up: a larger hole, reserved ranges. */
static const struct {
	struct row row;
	uint64_t hole; /* where it starts */
	struct plan_region reserved[3];
} cut[] = {
	{ { "beside what is reserved", MIB(64), MIB(2), MIB(2), { 0 }, MIB(2), NULL, NULL },
	  LOW_END, { RES(MIB(1), MIB(1)), RES(MIB(4), KIB(4)) } },
	{ { "linked into what is reserved", MIB(64), MIB(2), MIB(2), { 0 }, 0,
	    "0x200000..0x400000, and 0x3ff000..0x401000 is reserved", "reserve another range" },
	  LOW_END, { RES(MIB(16), KIB(4)), RES(MIB(4) - KIB(4), KIB(8)) } },
	{ { "whose last page is reserved", MIB(64), MIB(2), MIB(2) + 1, { 0 }, 0,
	    "0x400000..0x401000 is reserved", "reserve another range" },
	  LOW_END, { RES(MIB(4), KIB(4)) } },
	{ { "moves away from what is reserved", MIB(64), MIB(2), MIB(2), { MIB(2), 0, UINT32_MAX },
	    MIB(6), NULL, NULL },
	  LOW_END, { RES(MIB(4), KIB(4)), RES(MIB(2), KIB(4)) } },
	{ { "finds nothing for what is reserved", MIB(8), MIB(2), MIB(2), { MIB(2), 0, UINT32_MAX },
	    0, "it takes 2097152 bytes, and the largest free range there has 2093056",
	    "reserve less" },
	  LOW_END, { RES(MIB(2), KIB(4)), RES(MIB(4), KIB(4)), RES(MIB(6), KIB(4)) } },
	{ { "in a larger hole", GIB(8), GIB(3), KIB(4), { 0 }, 0, "0..0xc0000000",
	    "make \"mmio_hole\" smaller, or link it below 0xc0000000" }, GIB(3), { RES(0, 0) } },
	{ { "up to a larger hole", GIB(8), GIB(3) - KIB(4), KIB(4), { 0 }, GIB(3) - KIB(4), NULL,
	    NULL }, GIB(3), { RES(0, 0) } },
	{ { "moves out of a larger hole", GIB(8), GIB(3), MIB(1), { MIB(2), MIB(16), UINT32_MAX },
	    MIB(16), NULL, NULL }, GIB(3), { RES(0, 0) } },
	{ { "moves into memory above it never", GIB(8), GIB(3), MIB(1), { MIB(2), GIB(3),
	    UINT32_MAX }, 0, "in 0xc0000000..0x100000000, where it may be moved: it takes 1048576 "
	    "bytes, and the largest free range there has 0", "PHYS32_RELOC" }, GIB(3),
	  { RES(0, 0) } },
};

/* Every byte of it is written: what the host had in these pages must not show. */
static bool covers_all(const struct placement *p)
{
	uint64_t at = p->gpa, end = p->gpa + p->size;
	bool moved = true;

	while (at < end && moved) {
		moved = false;
		for (size_t i = 0; i < p->nr_pieces; i++) {
			const struct piece *piece = &p->pieces[i];

			if (piece->gpa > at || at - piece->gpa >= piece->size)
				continue;
			at = piece->gpa + piece->size;
			moved = true;
		}
	}
	return at == end;
}

static void test_kernel_placed(const struct pvh_plan *plan, const struct row *row)
{
	const struct placement *p = plan_find(plan, PVH_PLACED_KERNEL, 0);
	uint64_t at = row->at, end = at + row->size;

	ok(p && p->gpa == align_down(at, KIB(4)) &&
		   p->size == align_up(end, KIB(4)) - p->gpa && p->pieces[0].gpa == at &&
		   p->pieces[0].kind == PIECE_SOURCE && p->pieces[1].gpa == at + 16 &&
		   p->pieces[1].kind == PIECE_ZERO &&
		   p->pieces[1].gpa + p->pieces[1].size == end && covers_all(p),
	   "kernel: %s: at 0x%" PRIx64, row->name, p ? p->gpa : 0);
	ok(plan->payload.entry == at, "... its entry moves along");
	ok(!space_has(&plan->space, p->gpa, p->gpa + 1) &&
	   !space_has(&plan->space, p->gpa + p->size - 1, p->gpa + p->size),
	   "... nothing else will lie there");
}

static void test_kernel(const struct row *row, uint64_t hole, const struct plan_region *reserved)
{
	const struct fx_guest guest = { .memory = row->memory };
	struct pvh_plan *plan = fx_plan(&guest);
	struct pvh_image *image =
		fx_image_reloc(row->start, row->size, row->reloc[2] ? row->reloc : NULL);
	struct fault f = FAULT_NONE;
	int r;

	plan->domain.hole_start = hole;
	for (size_t i = 0; reserved && i < 3 && reserved[i].size; i++)
		plan->domain.reserved[plan->domain.nr_reserved++] = reserved[i];
	fx_must(pvh_plan_alloc_physmap(plan), "physmap");
	r = plan_place_kernel(plan, image, &f);
	if (!row->text) {
		ok(r == 0, "kernel: %s: %s", row->name, r ? f.what : "fits");
		test_kernel_placed(plan, row);
	} else {
		ok(r == -ENOSPC && strstr(f.what, row->text) && strstr(f.hint, row->hint),
		   "kernel: %s: %s; %s", row->name, f.what, f.hint);
		ok(f.actual && (row->reloc[2] || f.actual > f.expected) &&
			   !plan_find(plan, PVH_PLACED_KERNEL, 0),
		   "... the numbers are there, the kernel is not");
	}
	pvh_image_unref(image);
	pvh_plan_unref(plan);
}

/* The one in the way is named, by its place in the config. */
static void test_reserved_pointer(void)
{
	static const struct fx_guest guest = { .memory = MIB(64) };
	struct pvh_plan *plan = fx_plan(&guest);
	struct pvh_image *image = fx_image_at(MIB(2), MIB(1));
	struct fault f = FAULT_NONE;

	plan->domain.reserved[0] = (struct plan_region)RES(MIB(8), KIB(4));
	plan->domain.reserved[1] = (struct plan_region)RES(MIB(2), KIB(4));
	plan->domain.nr_reserved = 2;
	fx_must(pvh_plan_alloc_physmap(plan), "physmap");
	ok(plan_place_kernel(plan, image, &f) == -ENOSPC && !strcmp(f.pointer, "/reserved/1"),
	   "the second range is in the way: %s", f.pointer);
	pvh_image_unref(image);
	pvh_plan_unref(plan);
}

/* Segments in no order, one inside another, a gap between them: each byte is whose it is. */
static void test_kernel_gaps(void)
{
	static const struct fx_guest guest = { .memory = MIB(64) };
	static const struct mk_segment segments[] = {
		{ MIB(2), 0x3000, 0x3000, 0x1000 },
		{ MIB(1), 0x10, 0x20, 0x1000 },
		{ MIB(2) + 0x1000, 0x10, 0x20, 0x1000 },
	};
	static const struct {
		uint64_t gpa;
		uint8_t byte;
	} bytes[] = {
		{ MIB(1) + 1, 2 },          { MIB(1) + 0x10, 0 },     { MIB(1) + 0x20, 0 },
		{ MIB(2) - 1, 0 },          { MIB(2) + 1, 1 },        { MIB(2) + 0x1001, 3 },
		{ MIB(2) + 0x1010, 0 },     { MIB(2) + 0x1020, 0x70 }, { MIB(2) + 0x2fff, 0xef },
	};
	uint8_t entry[8], byte;
	const struct mk_note note = { "Xen", MK_PHYS32_ENTRY, entry, 8 };
	const struct mk_kernel kernel = { .elf64 = true,
					  .segments = segments,
					  .nr_segments = 3,
					  .notes = &note,
					  .nr_notes = 1 };
	struct pvh_plan *plan = fx_physmap(&guest);
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	struct pvh_image *image;

	store_le64(entry, MIB(1));
	b = mkelf(&kernel);
	image = fx_image(&b);
	fx_must(pvh_plan_place_kernel(plan, image), "kernel");
	ok(covers_all(plan_find(plan, PVH_PLACED_KERNEL, 0)), "gaps between segments are written");
	for (size_t i = 0; i < ARRAY_SIZE(bytes); i++) {
		fx_must(pvh_plan_read(plan, bytes[i].gpa, &byte, 1), "read");
		ok(byte == bytes[i].byte, "... 0x%" PRIx64 " is %u", bytes[i].gpa, byte);
	}
	pvh_image_unref(image);
	pvh_plan_unref(plan);
}

/* What it says to give is enough. */
static void test_kernel_hint(void)
{
	static const struct fx_guest small = { .memory = MIB(64) },
				     larger = { .memory = MIB(65) };
	struct pvh_plan *plan = fx_physmap(&small), *second = fx_physmap(&larger);
	struct pvh_image *image = fx_image_at(MIB(1), MIB(63) + 1);
	struct fault f = FAULT_NONE;

	ok(plan_place_kernel(plan, image, &f) == -ENOSPC &&
	   strstr(f.hint, "more than 64 MiB"), "a kernel that 64 MiB are too little for");
	f = FAULT_NONE;
	ok(!plan_place_kernel(second, image, &f), "... fits into 65 MiB");
	pvh_image_unref(image);
	pvh_plan_unref(second);
	pvh_plan_unref(plan);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++)
		test_kernel(&kernels[i], LOW_END, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(cut); i++)
		test_kernel(&cut[i].row, cut[i].hole, cut[i].reserved);
	test_reserved_pointer();
	test_kernel_gaps();
	test_kernel_hint();
	return done();
}
