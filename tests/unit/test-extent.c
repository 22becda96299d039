/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every split covers its range exactly, aligned, with the largest extents that can be. */
#include "backend/extent.h"

#include "base/macro.h"
#include "tap.h"

#define K4 EXTENT_SHIFT_4K
#define M2 EXTENT_SHIFT_2M
#define G1 EXTENT_SHIFT_1G

static const struct {
	const char *name;
	uint64_t gpa, size;
	unsigned int max_shift;
	struct extent_run runs[6]; /* up to one of none */
} cases[] = {
	{ "a page", 0x1000, 0x1000, G1, { { 0x1000, 1, K4 } } },
	{ "a page of 2 MiB", 0, MIB(2), G1, { { 0, 1, M2 } } },
	{ "... that is not aligned", 0x1000, MIB(2), G1, { { 0x1000, 512, K4 } } },
	{ "... between two others", MIB(2) - 0x1000, MIB(2) + 0x2000, G1,
	  { { MIB(2) - 0x1000, 1, K4 }, { MIB(2), 1, M2 }, { MIB(4), 1, K4 } } },
	{ "512 MiB", 0, MIB(512), G1, { { 0, 256, M2 } } },
	{ "1 GiB", 0, GIB(1), G1, { { 0, 1, G1 } } },
	{ "1 GiB in 2 MiB pages", 0, GIB(1), M2, { { 0, 512, M2 } } },
	{ "1 GiB in 4 KiB pages", 0, GIB(1), K4, { { 0, 262144, K4 } } },
	{ "1 GiB from 2 MiB on", MIB(2), GIB(1), G1, { { MIB(2), 512, M2 } } },
	{ "2 GiB from 2 MiB on", MIB(2), GIB(2), G1,
	  { { MIB(2), 511, M2 }, { GIB(1), 1, G1 }, { GIB(2), 1, M2 } } },
	{ "low RAM of 4032 MiB", 0, 0xfc000000, G1, { { 0, 3, G1 }, { GIB(3), 480, M2 } } },
	{ "high RAM of a 5 GiB guest", GIB(4), GIB(5) - 0xfc000000, G1,
	  { { GIB(4), 1, G1 }, { GIB(5), 32, M2 } } },
	{ "high RAM of an 8 GiB guest", GIB(4), 0x104000000, G1,
	  { { GIB(4), 4, G1 }, { GIB(8), 32, M2 } } },
	{ "the ACPI region", 0xfc000000, 0x4000, G1, { { 0xfc000000, 4, K4 } } },
	{ "the special pages", 0xfeff8000, 0x8000, G1, { { 0xfeff8000, 8, K4 } } },
	{ "every size at once", GIB(1) - MIB(2) - 0x1000, GIB(1) + MIB(4) + 0x2000, G1,
	  { { GIB(1) - MIB(2) - 0x1000, 1, K4 }, { GIB(1) - MIB(2), 1, M2 },
	    { GIB(1), 1, G1 }, { GIB(2), 1, M2 }, { GIB(2) + MIB(2), 1, K4 } } },
};

static bool same(const struct extent_run *a, const struct extent_run *b)
{
	return a->gpa == b->gpa && a->nr == b->nr && a->shift == b->shift;
}

static void test_split(size_t i)
{
	uint64_t gpa = cases[i].gpa, end = gpa + cases[i].size;
	bool exact = true;
	size_t nr = 0;

	while (gpa < end && exact) {
		struct extent_run run = extent_next(gpa, end - gpa, cases[i].max_shift);

		exact = nr < 6 && same(&run, &cases[i].runs[nr]);
		gpa += run.nr << run.shift;
		nr++;
	}
	ok(exact && gpa == end && (nr == 6 || !cases[i].runs[nr].nr), "%s: %zu runs",
	   cases[i].name, nr);
}

/*
 * Independently of how the runs are found: each is aligned, and no extent could have been
 * larger, that is, none starts a larger one that would have fitted.
 */
static bool is_best(const struct extent_run *run, uint64_t end, unsigned int max_shift)
{
	uint64_t last = run->gpa + ((run->nr - 1) << run->shift);

	if (!run->nr || run->gpa & ((UINT64_C(1) << run->shift) - 1))
		return false;
	for (unsigned int shift = run->shift; shift < max_shift;) {
		uint64_t larger;

		shift = shift == K4 ? M2 : G1;
		larger = UINT64_C(1) << shift;
		for (uint64_t at = align_up(run->gpa, larger); at <= last; at += larger)
			if (end - at >= larger)
				return false;
	}
	return true;
}

/* All ranges with their ends around multiples of 2 MiB and 1 GiB. */
static void test_sweep(unsigned int max_shift)
{
	static const uint64_t edges[] = {
		0, 0x1000, MIB(2) - 0x1000, MIB(2), MIB(2) + 0x1000, GIB(1) - MIB(2),
		GIB(1) - 0x1000, GIB(1), GIB(1) + MIB(2), GIB(2) - 0x1000, GIB(2), GIB(3),
		GIB(3) + 0x1000, 0xfc000000, GIB(4),
	};
	unsigned int bad = 0, ranges = 0;

	for (size_t a = 0; a < ARRAY_SIZE(edges); a++) {
		for (size_t b = a + 1; b < ARRAY_SIZE(edges); b++, ranges++) {
			uint64_t gpa = edges[a];

			while (gpa < edges[b]) {
				struct extent_run run =
					extent_next(gpa, edges[b] - gpa, max_shift);

				if (run.gpa != gpa ||
				    run.nr > (edges[b] - gpa) >> run.shift ||
				    run.shift > max_shift ||
				    !is_best(&run, edges[b], max_shift)) {
					bad++;
					break;
				}
				gpa += run.nr << run.shift;
			}
		}
	}
	ok(!bad, "%u of %u ranges are split wrongly with extents up to 2^%u", bad, ranges,
	   max_shift);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test_split(i);
	test_sweep(K4);
	test_sweep(M2);
	test_sweep(G1);
	ok(extent_smaller(G1) == M2 && extent_smaller(M2) == K4 &&
		   extent_smaller(K4) == K4,
	   "what comes next when an extent is not to be had");
	return done();
}
