/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where kernels and start_info go, and what is said when they do not fit. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "fixture.h"
#include "plan/layout.h"
#include "tap.h"

#define LOW_END LAYOUT_MMIO_START

/* --- Kernels ------------------------------------------------------------------------ */

static const struct {
	const char *name;
	uint64_t memory, start, size;
	uint32_t reloc[3]; /* align, min, max; max 0: no such note */
	uint64_t at;       /* 0: it does not fit */
	const char *text;  /* part of the sentence then */
	const char *hint;
} kernels[] = {
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
	  0, "is not all inside", "more than 17 MiB" },
	{ "not if alignment forbids", MIB(16), MIB(16), MIB(1), { MIB(16), 0, UINT32_MAX }, 0,
	  "is not all inside", "more than 17 MiB" },
	{ "not if it is too large", MIB(16), MIB(16), MIB(15) + 1, { KIB(4), 0, UINT32_MAX }, 0,
	  "is not all inside", "more than" },
	{ "moves if it is not", MIB(16), MIB(16), MIB(15), { KIB(4), 0, UINT32_MAX }, MIB(1), NULL,
	  NULL },
	{ "moves with its odd start", MIB(16), MIB(16) + 16, KIB(8), { MIB(2), 0, UINT32_MAX },
	  MIB(2) + 16, NULL, NULL },
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

static void test_kernel_placed(const struct pvh_plan *plan, size_t i)
{
	const struct placement *p = plan_find(plan, PLACED_KERNEL, 0);
	uint64_t at = kernels[i].at, end = at + kernels[i].size;

	ok(p && p->gpa == align_down(at, KIB(4)) &&
		   p->size == align_up(end, KIB(4)) - p->gpa && p->pieces[0].gpa == at &&
		   p->pieces[0].kind == PIECE_SOURCE && p->pieces[1].gpa == at + 16 &&
		   p->pieces[1].kind == PIECE_ZERO &&
		   p->pieces[1].gpa + p->pieces[1].size == end && covers_all(p),
	   "kernel: %s: at 0x%" PRIx64, kernels[i].name, p ? p->gpa : 0);
	ok(plan->payload.entry == at, "... its entry moves along");
	ok(!space_has(&plan->space, p->gpa, p->gpa + 1) &&
	   !space_has(&plan->space, p->gpa + p->size - 1, p->gpa + p->size),
	   "... nothing else will lie there");
}

static void test_kernel(size_t i)
{
	const struct fx_guest guest = { .memory = kernels[i].memory };
	struct pvh_plan *plan = fx_physmap(&guest);
	struct pvh_image *image =
		fx_image_reloc(kernels[i].start, kernels[i].size,
			       kernels[i].reloc[2] ? kernels[i].reloc : NULL);
	struct fault f = FAULT_NONE;
	int r = plan_place_kernel(plan, image, &f);

	if (!kernels[i].text) {
		ok(r == 0, "kernel: %s: %s", kernels[i].name, r ? f.what : "fits");
		test_kernel_placed(plan, i);
	} else {
		ok(r == -ENOSPC && strstr(f.what, kernels[i].text) &&
			   strstr(f.hint, kernels[i].hint),
		   "kernel: %s: %s; %s", kernels[i].name, f.what, f.hint);
		ok(f.expected && f.actual > f.expected &&
			   !plan_find(plan, PLACED_KERNEL, 0),
		   "... the numbers are there, the kernel is not");
	}
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
	ok(covers_all(plan_find(plan, PLACED_KERNEL, 0)), "gaps between segments are written");
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

/* --- start_info --------------------------------------------------------------------- */

static const struct {
	const char *name;
	uint64_t memory, kernel, kernel_size, module, size,
		at; /* at 0: it does not fit */
} infos[] = {
	{ "behind the kernel", MIB(64), MIB(1), MIB(1), 0, 200, MIB(2) },
	{ "not moved by a module", MIB(64), MIB(1), MIB(1), MIB(60), 200, MIB(2) },
	{ "not moved by one of 3 GiB", GIB(8), MIB(1), MIB(1), GIB(3), 200, MIB(2) },
	{ "64 KiB have room before a module", MIB(64), MIB(1), MIB(1), MIB(60), KIB(64), MIB(2) },
	{ "before the kernel", MIB(64), MIB(4), MIB(60), 0, 200, MIB(1) },
	{ "before it to stay below 1 GiB", GIB(2), MIB(4), GIB(1) - MIB(4), 0, 200, MIB(1) },
	{ "above 1 GiB if nothing else is left", GIB(2), MIB(1), GIB(1) - MIB(1), 0, 200, GIB(1) },
	{ "nowhere", MIB(64), MIB(1), MIB(63), 0, 200, 0 },
	{ "nowhere above 4 GiB", GIB(8), MIB(1), LOW_END - MIB(1), 0, 200, 0 },
};

static void place_module(struct pvh_plan *plan, uint64_t size)
{
	struct plan_module m = { .source = fx_sparse("initrd", size) };
	struct fault f = FAULT_NONE;

	fx_must(plan_place_modules(plan, &m, 1, &f), f.what);
	source_unref(m.source);
}

static void test_start_info(size_t i)
{
	const struct fx_guest guest = { .memory = infos[i].memory };
	struct pvh_plan *plan = fx_physmap(&guest);
	struct pvh_image *image = fx_image_at(infos[i].kernel, infos[i].kernel_size);
	struct fault f = FAULT_NONE;
	int r;

	fx_must(plan_place_kernel(plan, image, &f), f.what);
	if (infos[i].module)
		place_module(plan, infos[i].module);
	f = FAULT_NONE;
	r = plan_place_start_info(plan, infos[i].size, &f);
	if (infos[i].at)
		ok(!r && plan->payload.start_info == infos[i].at &&
			   plan_find(plan, PLACED_START_INFO, 0)->gpa == infos[i].at,
		   "start_info: %s: at 0x%" PRIx64 "%s", infos[i].name,
		   plan->payload.start_info, f.what);
	else
		ok(r == -ENOSPC && strstr(f.what, "start_info, 200 bytes") &&
			   strstr(f.hint, "more memory"),
		   "start_info: %s: %s; %s", infos[i].name, f.what, f.hint);
	pvh_image_unref(image);
	pvh_plan_unref(plan);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++)
		test_kernel(i);
	test_kernel_gaps();
	test_kernel_hint();
	for (size_t i = 0; i < ARRAY_SIZE(infos); i++)
		test_start_info(i);
	return done();
}
