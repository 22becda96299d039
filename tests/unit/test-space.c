/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/space.h"

#include "base/macro.h"
#include "tap.h"

/* Free: [4 KiB, 64 KiB), [1 MiB, 2 MiB), [16 MiB, 20 MiB). */
static void fill(struct space *s)
{
	*s = (struct space){ 0 };
	space_add(s, KIB(4), KIB(64));
	space_add(s, MIB(1), MIB(2));
	space_add(s, MIB(16), MIB(20));
}

static const struct {
	const char *name;
	struct space_want want;
	bool found;
	uint64_t start;
} finds[] = {
	{ "the lowest one", { KIB(4), KIB(4), 0, GIB(4) }, true, KIB(4) },
	{ "all of a range", { KIB(60), KIB(4), 0, GIB(4) }, true, KIB(4) },
	{ "a byte more goes to the next", { KIB(60) + 1, KIB(4), 0, GIB(4) }, true, MIB(1) },
	{ "all of the largest", { MIB(4), KIB(4), 0, GIB(4) }, true, MIB(16) },
	{ "a byte more than the largest", { MIB(4) + 1, KIB(4), 0, GIB(4) }, false, 0 },
	{ "nothing spans a hole", { MIB(2), KIB(4), 0, MIB(3) }, false, 0 },
	{ "min inside a range", { KIB(4), KIB(4), MIB(17), GIB(4) }, true, MIB(17) },
	{ "min in a hole", { KIB(4), KIB(4), MIB(3), GIB(4) }, true, MIB(16) },
	{ "min is rounded up", { KIB(4), KIB(4), MIB(17) + 1, GIB(4) }, true, MIB(17) + KIB(4) },
	{ "min behind everything", { KIB(4), KIB(4), MIB(20), GIB(4) }, false, 0 },
	{ "max cuts a range", { KIB(8), KIB(4), MIB(1), MIB(1) + KIB(8) }, true, MIB(1) },
	{ "... a byte too much", { KIB(8), KIB(4), MIB(1), MIB(1) + KIB(8) - 1 }, false, 0 },
	{ "alignment", { KIB(4), MIB(1), 0, GIB(4) }, true, MIB(1) },
	{ "alignment that skips a range", { KIB(4), MIB(16), 0, GIB(4) }, true, MIB(16) },
	{ "alignment beyond the end of a range", { KIB(4), GIB(1), 0, GIB(4) }, false, 0 },
	{ "alignment leaves too little", { KIB(33), KIB(32), 0, KIB(64) }, false, 0 },
	{ "alignment leaves just enough", { KIB(32), KIB(32), 0, KIB(64) }, true, KIB(32) },
	{ "a size of 2^64 - 1", { UINT64_MAX, KIB(4), 0, UINT64_MAX }, false, 0 },
	{ "min near 2^64", { KIB(4), KIB(4), UINT64_MAX - 1, UINT64_MAX }, false, 0 },
	{ "min above max", { KIB(4), KIB(4), MIB(2), MIB(1) }, false, 0 },
};

static const struct {
	const char *name;
	uint64_t start, end;
	bool free;
} haves[] = {
	{ "a whole range", KIB(4), KIB(64), true },
	{ "its middle", KIB(8), KIB(12), true },
	{ "before its start", 0, KIB(8), false },
	{ "beyond its end", KIB(60), KIB(68), false },
	{ "a hole", MIB(4), MIB(5), false },
	{ "two ranges and the hole between them", MIB(1), MIB(20), false },
	{ "an end before its start", MIB(2), MIB(1), false },
};

static const struct {
	const char *name;
	uint64_t start, end;
	bool taken;
	size_t nr;            /* ranges with room afterwards */
	uint64_t largest;
} takes[] = {
	{ "the middle", MIB(17), MIB(18), true, 4, MIB(2) },
	{ "the start", MIB(16), MIB(19), true, 3, MIB(1) },
	{ "the end", MIB(17), MIB(20), true, 3, MIB(1) },
	{ "all of it", MIB(16), MIB(20), true, 2, MIB(1) },
	{ "what is not free", MIB(15), MIB(17), false, 3, MIB(4) },
	{ "what ends outside", MIB(19), MIB(21), false, 3, MIB(4) },
};

static size_t count_free(const struct space *s)
{
	size_t nr = 0;

	for (size_t i = 0; i < s->nr; i++)
		nr += s->free[i].end > s->free[i].start;
	return nr;
}

static bool is_sorted(const struct space *s)
{
	for (size_t i = 1; i < s->nr; i++)
		if (s->free[i].start < s->free[i - 1].end)
			return false;
	return true;
}

/* Rounding up must not start again at 0. */
static void test_wrap(void)
{
	const struct space_want want = { KIB(4), KIB(16), 0, UINT64_MAX };
	struct space s = { 0 };
	uint64_t start = 1;

	space_add(&s, UINT64_MAX - KIB(8), UINT64_MAX);
	ok(!space_find(&s, &want, &start) && start == 1, "nothing is found beyond 2^64");
	space_fini(&s);
}

static void test_take(size_t i)
{
	struct space s;
	bool taken;

	fill(&s);
	taken = space_take(&s, takes[i].start, takes[i].end);
	ok(taken == takes[i].taken && count_free(&s) == takes[i].nr && is_sorted(&s) &&
		   space_largest(&s, MIB(1), GIB(1)) == takes[i].largest,
	   "take: %s", takes[i].name);
	ok(!taken || (!space_has(&s, takes[i].start, takes[i].start + 1) &&
		      !space_take(&s, takes[i].start, takes[i].end)), "... not twice");
	space_fini(&s);
}

int main(void)
{
	struct space s;
	uint64_t start;

	fill(&s);
	for (size_t i = 0; i < ARRAY_SIZE(finds); i++) {
		bool found;

		start = 0;
		found = space_find(&s, &finds[i].want, &start);
		ok(found == finds[i].found && start == finds[i].start, "find: %s",
		   finds[i].name);
	}
	for (size_t i = 0; i < ARRAY_SIZE(haves); i++)
		ok(space_has(&s, haves[i].start, haves[i].end) == haves[i].free,
		   "has: %s", haves[i].name);
	ok(space_largest(&s, 0, GIB(1)) == MIB(4), "the largest range");
	ok(space_largest(&s, 0, MIB(17)) == MIB(1), "... below a bound that cuts it");
	ok(space_largest(&s, MIB(18), GIB(1)) == MIB(2), "... above one");
	ok(space_largest(&s, MIB(4), MIB(5)) == 0, "... in a hole");
	ok(space_add(&s, MIB(30), MIB(30)) && count_free(&s) == 3,
	   "an empty range adds nothing");
	space_fini(&s);
	ok(!s.nr && !space_has(&s, 0, 1), "nothing is free in no space");
	for (size_t i = 0; i < ARRAY_SIZE(takes); i++)
		test_take(i);
	test_wrap();
	return done();
}
