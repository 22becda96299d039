/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where modules go, one by one and several at once, and what is said when they do not fit. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "emit/start-info.h"
#include "emit/tables.h"
#include "fixture.h"
#include "plan/layout.h"
#include "tap.h"

#define LOW_END LAYOUT_MMIO_START

static int place(struct pvh_plan *plan, uint64_t size, const struct config_place *c,
		 uint64_t *gpa, struct fault *f)
{
	struct plan_module m = { .source = fx_sparse("initrd", size) };
	int r;

	if (c)
		m.where = *c;
	*f = FAULT_NONE;
	r = plan_place_modules(plan, &m, 1, f);
	*gpa = m.gpa;
	source_unref(m.source);
	return r;
}

/* One module in a guest whose kernel lies at `kernel`, 1 MiB long. */
static const struct {
	const char *name;
	uint64_t memory, kernel, size;
	struct config_place c;
	int code;
	uint64_t at;
	const char *text, *hint;
} modules[] = {
	{ "behind the kernel, at 2 MiB", MIB(64), MIB(1), 5000, { 0 }, 0, MIB(4), NULL, NULL },
	{ "up to the last byte", MIB(64), MIB(1), MIB(60), { 0 }, 0, MIB(4), NULL, NULL },
	{ "a byte more starts behind start_info", MIB(64), MIB(1), MIB(60) + 1, { 0 }, 0,
	  MIB(2) + KIB(68), NULL, NULL },
	{ "up to start_info", MIB(64), MIB(1), MIB(62) - KIB(68), { 0 }, 0, MIB(2) + KIB(68), NULL,
	  NULL },
	{ "a byte more takes its room", MIB(64), MIB(1), MIB(62) - KIB(68) + 1, { 0 }, 0, MIB(2),
	  NULL, NULL },
	{ "all that is left", MIB(64), MIB(1), MIB(62), { 0 }, 0, MIB(2), NULL, NULL },
	{ "a byte more than that", MIB(64), MIB(1), MIB(62) + 1, { 0 }, -ENOSPC, 0,
	  "module 0 needs 65011713 bytes, but the largest free range of guest memory in "
	  "0x100000..0x100000000 has 65011712", "more memory" },
	{ "more than all memory", MIB(64), MIB(1), MIB(65), { 0 }, -ENOSPC, 0, "needs 68157440",
	  "more memory or use a smaller module" },
	{ "before the kernel, if need be", MIB(64), MIB(50), MIB(40), { 0 }, 0, MIB(1), NULL,
	  NULL },
	{ "aligned, which no free range is", MIB(64), MIB(33), MIB(30), { .align = MIB(32) },
	  -ENOSPC, 0, "needs 31457280 bytes at a multiple of 0x2000000, but", "more memory" },
	{ "empty", MIB(64), MIB(1), 0, { 0 }, -EINVAL, 0, "module 0 is empty", "" },
	{ "aligned", MIB(64), MIB(1), 1, { .align = MIB(32) }, 0, MIB(32), NULL, NULL },
	{ "aligned to 3", MIB(64), MIB(1), 1, { .align = 3 }, -EINVAL, 0, "alignment 0x3", "" },
	{ "aligned to 2 KiB", MIB(64), MIB(1), 1, { .align = KIB(2) }, -EINVAL, 0,
	  "at least 4 KiB", "" },
	{ "aligned to 12 KiB", MIB(64), MIB(1), 1, { .align = KIB(12) }, -EINVAL, 0,
	  "power of two", "" },
	{ "aligned to 2^63", MIB(64), MIB(1), 1, { .align = UINT64_C(1) << 63 }, -ENOSPC, 0,
	  "module 0 needs 1 bytes", "" },
	{ "above its min", MIB(64), MIB(1), 1, { .min = MIB(40) + 1 }, 0, MIB(40) + KIB(4), NULL,
	  NULL },
	{ "below its max", MIB(64), MIB(16), MIB(1), { .max = MIB(8) }, 0, MIB(1), NULL, NULL },
	{ "ending on its max", MIB(64), MIB(16), MIB(1), { .max = MIB(2) }, 0, MIB(1), NULL, NULL },
	{ "a page beyond its max", MIB(64), MIB(16), MIB(1) + 1, { .max = MIB(2) }, -ENOSPC, 0,
	  "0x100000..0x200000 has 1048576", "" },
	{ "in an empty range", MIB(64), MIB(1), 1, { .min = MIB(9), .max = MIB(9) }, -EINVAL, 0,
	  "0x900000..0x900000 is empty", "" },
	{ "in a range that is upside down", MIB(64), MIB(1), 1, { .min = MIB(9), .max = MIB(8) },
	  -EINVAL, 0, "is empty", "" },
	{ "from 4 GiB on, with the default for its end", MIB(64), MIB(1), 1, { .min = GIB(4) },
	  -EINVAL, 0, "0x100000000..0x100000000 is empty", "" },
	{ "up to 512 KiB, with the default for its start", MIB(64), MIB(1), 1, { .max = KIB(512) },
	  -EINVAL, 0, "0x100000..0x80000 is empty", "" },
	{ "in the last bytes that there are", MIB(64), MIB(1), 1,
	  { .min = UINT64_MAX - 1, .max = UINT64_MAX }, -ENOSPC, 0, "has 0", "more memory" },
	{ "below 1 MiB, when asked", MIB(64), MIB(1), 1, { .min = KIB(64), .max = MIB(1) }, 0,
	  KIB(64), NULL, NULL },
	{ "below 4 GiB without being asked", GIB(8), MIB(1), GIB(3), { 0 }, 0, MIB(4), NULL, NULL },
	{ "not above without being asked", GIB(8), MIB(1), GIB(4), { 0 }, -ENOSPC, 0,
	  "0x100000..0x100000000", "modules lie below 4 GiB" },
	{ "below if it fits though above is allowed", GIB(8), MIB(1), GIB(3),
	  { .max = UINT64_MAX }, 0, MIB(4), NULL, NULL },
	{ "before the kernel rather than above", GIB(8), GIB(3), GIB(2),
	  { .max = UINT64_MAX }, 0, MIB(1) + KIB(68), NULL, NULL }, /* start_info lies before it */
	{ "above when asked and needed", GIB(9), MIB(1), GIB(4), { .max = UINT64_MAX }, 0, GIB(4),
	  NULL, NULL },
	{ "above when told so", GIB(8), MIB(1), 1, { .min = GIB(5), .max = GIB(6) }, 0, GIB(5),
	  NULL, NULL },
	{ "above where there is nothing", GIB(4), MIB(1), 1, { .min = GIB(5), .max = GIB(6) },
	  -ENOSPC, 0, "has 0", "more memory" },
};

static void test_module(size_t i)
{
	const struct fx_guest guest = { .memory = modules[i].memory };
	struct pvh_plan *plan = fx_physmap(&guest);
	struct pvh_image *image = fx_image_at(modules[i].kernel, MIB(1));
	const struct placement *p;
	struct fault f = FAULT_NONE;
	uint64_t gpa;
	int r;

	fx_must(plan_place_kernel(plan, image, &f), "kernel");
	r = place(plan, modules[i].size, &modules[i].c, &gpa, &f);
	p = plan_find(plan, PVH_PLACED_MODULE, 0);
	if (modules[i].text)
		ok(r == modules[i].code && f.code == r &&
			   strstr(f.what, modules[i].text) &&
			   strstr(f.hint, modules[i].hint) &&
			   !strcmp(f.object, "initrd") && !p,
		   "module: %s: %d, %s; %s", modules[i].name, r, f.what, f.hint);
	else
		ok(r == 0 && p && gpa == modules[i].at && p->gpa == gpa &&
			   p->data_size == modules[i].size &&
			   p->size == align_up(p->data_size, KIB(4)),
		   "module: %s: at 0x%" PRIx64 "%s", modules[i].name, gpa, f.what);
	pvh_image_unref(image);
	pvh_plan_unref(plan);
}

/* Every byte is the module's or zero: what follows it in its last page, too. */
static void test_module_pieces(void)
{
	static const struct fx_guest guest = { .memory = MIB(64) };
	static const uint64_t sizes[] = { 1, 4095, 4096, 4097 };
	struct pvh_plan *plan = fx_kernel_placed(&guest);
	struct fault f;
	uint64_t gpa;

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		const struct placement *p;
		uint64_t tail = -sizes[i] & 4095;

		fx_must(place(plan, sizes[i], NULL, &gpa, &f), "module");
		p = plan_find(plan, PVH_PLACED_MODULE, i);
		ok(p->nr_pieces == (tail ? 2 : 1) && p->pieces[0].size == sizes[i] &&
			   p->pieces[0].offset == 0 &&
			   (!tail || (p->pieces[1].size == tail &&
				      p->pieces[1].kind == PIECE_ZERO &&
				      p->pieces[1].gpa == gpa + sizes[i])),
		   "%" PRIu64 " bytes and %" PRIu64 " of zero", sizes[i], tail);
	}
	pvh_plan_unref(plan);
}

static void test_many_modules(void)
{
	static const struct fx_guest guest = { .memory = MIB(64) };
	struct pvh_plan *plan = fx_kernel_placed(&guest);
	unsigned int bad = 0;
	uint64_t last = 0, gpa;
	struct fault f;

	for (unsigned int i = 0; i < 64; i++) {
		bad += place(plan, 4097 + i, NULL, &gpa, &f) != 0 || gpa <= last ||
		       plan_find(plan, PVH_PLACED_MODULE, i)->gpa != gpa;
		last = gpa;
	}
	ok(!bad && plan->payload.nr_modules == 64, "64 modules, in order");
	fx_must(emit_acpi(plan, &f) || emit_start_info(plan, &f), f.what);
	ok(!plan_verify(plan, &f), "... and nothing overlaps: %s", f.what);
	pvh_plan_unref(plan);
}

/* The second of two modules that do not fit together. */
static void test_second_module(void)
{
	static const struct fx_guest guest = { .memory = GIB(8) };
	struct pvh_plan *plan = fx_kernel_placed(&guest);
	struct fault f;
	uint64_t gpa;

	fx_must(place(plan, GIB(3), NULL, &gpa, &f), "the first");
	ok(place(plan, GIB(3), NULL, &gpa, &f) == -ENOSPC &&
		   strstr(f.what, "module 1 needs") &&
		   f.expected == LOW_END - GIB(3) - MIB(4) && f.actual == GIB(3) &&
		   strstr(f.hint, "below 4 GiB"),
	   "two of 3 GiB: %s; %s", f.what, f.hint);
	pvh_plan_unref(plan);
}

/* Space for it is not enough: memory populated on demand has to be there as well. */
static void test_on_demand(void)
{
	const struct fx_guest guest = { .memory = MIB(64), .max_memory = MIB(512) };
	struct pvh_plan *plan = fx_kernel_placed(&guest);
	struct fault f;
	uint64_t gpa;

	ok(place(plan, MIB(64), NULL, &gpa, &f) == -ENOSPC &&
		   strstr(f.what, "module 0 takes 67108864 bytes, but of the 67108864 that the "
				  "guest has at start 66048000 are left") &&
		   strstr(f.hint, "\"memory\"") && f.expected == 66048000 && f.actual == MIB(64),
	   "more than there is at start: %s", f.what);
	ok(!place(plan, MIB(32), NULL, &gpa, &f), "as much as there is%s", f.what);
	pvh_plan_unref(plan);
}

/* --- Several at once -------------------------------------------------------------------- */

#define MOST 4

/*
 * In a guest of 64 MiB whose kernel takes [8, 9) MiB, so that [1, 8) and [10, 64) MiB are
 * there for modules, the latter first; or as it is said.
 */
static const struct {
	const char *name;
	struct {
		uint64_t size;
		struct config_place c;
		uint64_t at;
	} m[MOST];         /* up to a size of 0 */
	const char *text;  /* part of the sentence when they do not fit */
	const char *object;
	bool high; /* in a guest of 1 GiB, of which 256 MiB are below 4 GiB */
} sets[] = {
	{ "in their order",
	  { { MIB(2), { 0 }, MIB(10) }, { 1, { 0 }, MIB(12) }, { MIB(1), { 0 }, MIB(12) + KIB(4) } },
	  NULL, NULL, false },
	{ "the rest where it fits best", /* [1, 8) is smaller than what is left behind */
	  { { MIB(40), { 0 }, MIB(10) }, { MIB(6), { .max = MIB(60) }, MIB(50) },
	    { MIB(7), { 0 }, MIB(56) } },
	  NULL, NULL, false },
	{ "in the smallest hole that holds it",
	  { { MIB(1), { .min = MIB(20), .max = MIB(21) }, MIB(20) }, { MIB(8), { 0 }, MIB(10) },
	    { MIB(20), { 0 }, MIB(21) } },
	  NULL, NULL, false },
	{ "the least movable first, when it must be",
	  { { MIB(7), { .max = MIB(64) }, MIB(10) }, { MIB(46), { 0 }, MIB(17) },
	    { MIB(6), { .max = MIB(8) }, MIB(1) } },
	  NULL, NULL, false },
	{ "... which takes the place of an earlier one",
	  { { MIB(10), { 0 }, MIB(15) }, { MIB(5), { .min = MIB(10), .max = MIB(15) }, MIB(10) } },
	  NULL, NULL, false },
	{ "... the larger one of two alike",
	  { { MIB(7), { 0 }, MIB(1) }, { MIB(54), { 0 }, MIB(10) } }, NULL, NULL, false },
	{ "... the more aligned one of two alike",
	  { { MIB(33), { 0 }, MIB(31) }, { MIB(21), { .align = MIB(2) }, MIB(10) } }, NULL, NULL, false },
	{ "not at all in either order",
	  { { MIB(30), { 0 }, 0 }, { MIB(30), { 0 }, 0 } },
	  "module 1 needs 31457280 bytes, but the largest free range of guest memory in "
	  "0x100000..0x100000000 has 25165824", "b", false },
	{ "not below a hole that is all there is",
	  { { MIB(300), { 0 }, 0 } }, "module 0 needs 314572800 bytes", "a", true },
	{ "not in the same place",
	  { { 1, { .min = MIB(30), .max = MIB(30) + KIB(4) }, 0 },
	    { 1, { .min = MIB(30), .max = MIB(30) + KIB(4) }, 0 } },
	  "module 1 needs 1 bytes, but the largest free range of guest memory in "
	  "0x1e00000..0x1e01000 has 0", "b", false },
	{ "below 4 GiB in another order rather than above", /* [1, 8) and [10, 256) MiB are below */
	  { { MIB(6), { .max = GIB(8) }, MIB(1) }, { MIB(241), { .max = GIB(8) }, MIB(10) } },
	  NULL, NULL, true },
	{ "above 4 GiB when no order has them below",
	  { { MIB(40), { .max = GIB(8) }, MIB(10) }, { MIB(207), { .max = GIB(8) }, GIB(4) } },
	  NULL, NULL, true },
	{ "above 4 GiB rather than in start_info's room",
	  { { MIB(6), { .max = GIB(8) }, MIB(10) }, { MIB(247), { .max = GIB(8) }, GIB(4) } },
	  NULL, NULL, true },
	{ "all, or none", { { MIB(1), { 0 }, 0 }, { 1, { .align = 3 }, 0 } }, "alignment 0x3", "b", false },
};

static size_t make_set(size_t i, struct plan_module *m)
{
	size_t nr = 0;

	for (; nr < MOST && sets[i].m[nr].size; nr++) {
		const char name[] = { (char)('a' + nr), 0 };

		m[nr] = (struct plan_module){ .source = fx_sparse(name, sets[i].m[nr].size),
					      .where = sets[i].m[nr].c };
	}
	return nr;
}

static void test_set(size_t i)
{
	const struct fx_guest guest = {
		.memory = sets[i].high ? GIB(1) : MIB(64),
		.wishes = sets[i].high ? WISHES("mmio_hole", "3840") : NULL,
	};
	struct pvh_plan *plan = fx_physmap(&guest);
	struct pvh_image *image = fx_image_at(MIB(8), MIB(1));
	struct plan_module m[MOST];
	struct fault f = FAULT_NONE;
	size_t nr = make_set(i, m), wrong = 0;
	int r;

	fx_must(plan_place_kernel(plan, image, &f), "kernel");
	r = plan_place_modules(plan, m, nr, &f);
	if (sets[i].text) {
		ok(r && strstr(f.what, sets[i].text) && !strcmp(f.object, sets[i].object) &&
			   !plan->payload.nr_modules,
		   "modules: %s: %s: %s", sets[i].name, f.object, f.what);
	} else {
		for (unsigned int k = 0; k < nr && !r; k++)
			wrong += m[k].gpa != sets[i].m[k].at ||
				 plan_find(plan, PVH_PLACED_MODULE, k)->gpa != m[k].gpa ||
				 plan_find(plan, PVH_PLACED_MODULE, k)->source != m[k].source;
		ok(!r && !f.code && !wrong, "modules: %s: 0x%" PRIx64 ", 0x%" PRIx64 "%s",
		   sets[i].name, m[0].gpa, m[1].gpa, f.what);
	}
	for (size_t k = 0; k < nr; k++)
		source_unref(m[k].source);
	pvh_image_unref(image);
	pvh_plan_unref(plan);
}

/* However long command lines are, start_info stays between the kernel and the modules. */
static void test_long_cmdlines(void)
{
	static const struct fx_guest guest = { .memory = MIB(64) };
	struct pvh_plan *plan = fx_kernel_placed(&guest);
	_cleanup_free_ char *cmdline = malloc(CONFIG_MAX_CMDLINE);
	struct plan_module m[CONFIG_MAX_MODULES];
	struct fault f = FAULT_NONE;
	uint64_t kernel_end = plan->payload.kernel_end;

	if (!cmdline)
		abort();
	memset(cmdline, 'x', CONFIG_MAX_CMDLINE);
	cmdline[CONFIG_MAX_CMDLINE - 1] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(m); i++)
		m[i] = (struct plan_module){ .source = fx_sparse("m", 1), .cmdline = cmdline };
	fx_must(plan_place_modules(plan, m, ARRAY_SIZE(m), &f), f.what);
	fx_must(emit_acpi(plan, &f) || emit_start_info(plan, &f), f.what);
	ok(plan->payload.start_info == kernel_end && m[0].gpa > kernel_end + MIB(4) &&
		   m[0].gpa < kernel_end + MIB(8) && m[0].gpa % MIB(2) == 0,
	   "64 command lines of 64 KiB: start_info at 0x%" PRIx64 ", modules from 0x%" PRIx64,
	   plan->payload.start_info, m[0].gpa);
	ok(!plan_verify(plan, &f), "... and nothing overlaps: %s", f.what);
	for (size_t i = 0; i < ARRAY_SIZE(m); i++)
		source_unref(m[i].source);
	pvh_plan_unref(plan);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(modules); i++)
		test_module(i);
	test_module_pieces();
	test_many_modules();
	test_second_module();
	test_on_demand();
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
		test_set(i);
	test_long_cmdlines();
	return done();
}
