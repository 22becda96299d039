/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of the host's CPUs: what is one, and which terms are in it. */
#include "config/cpu-list.h"

#include <errno.h>
#include <string.h>

#include "tap.h"

static const struct {
	const char *text;
	struct cpu_term terms[4];
	size_t nr;
} lists[] = {
	{ "0", { { .first = 0, .last = 0 } }, 1 },
	{ "16383", { { .first = 16383, .last = 16383 } }, 1 },
	{ "0-3,5,^1", { { .last = 3 }, { .first = 5, .last = 5 },
			{ .exclude = true, .first = 1, .last = 1 } }, 3 },
	{ "all", { { .all = true } }, 1 },
	{ "all,^7", { { .all = true }, { .exclude = true, .first = 7, .last = 7 } }, 2 },
	{ "nodes:0-3,^node:2", { { .nodes = true, .last = 3 },
				 { .exclude = true, .nodes = true, .first = 2, .last = 2 } }, 2 },
	{ "node:all", { { .nodes = true, .all = true } }, 1 },
	{ " 1 , ^2-2 , 3", { { .first = 1, .last = 1 }, { .exclude = true, .first = 2, .last = 2 },
			     { .first = 3, .last = 3 } }, 3 },
};

static const struct {
	const char *text, *what;
} refused[] = {
	{ "", "has no CPU in it" },       { "^1", "has no CPU in it" },
	{ "x", "is no list" },            { "1,", "is no list" },
	{ ",1", "is no list" },           { "1,,2", "is no list" },
	{ "1-", "is no list" },           { "-1", "is no list" },
	{ "3-1", "is no list" },          { "16384", "is no list" },
	{ "4294967296", "is no list" },   { "0-99999", "is no list" },
	{ "^all", "is no list" },         { "^nodes:all", "is no list" },
	{ "1 2", "is no list" },          { "node:", "is no list" },
	{ "node", "is no list" },         { "0x1", "is no list" },
	{ "all1", "is no list" },         { "1^2", "is no list" },
};

static void test_list(size_t i)
{
	const char *rest = lists[i].text;
	struct cpu_term term;
	size_t nr = 0;
	struct fault f = FAULT_NONE;

	while (cpu_list_next(&rest, &term) > 0 && nr < lists[i].nr) {
		const struct cpu_term *w = &lists[i].terms[nr];

		if (term.exclude != w->exclude || term.all != w->all || term.nodes != w->nodes ||
		    term.first != w->first || term.last != w->last)
			break;
		nr++;
	}
	ok(nr == lists[i].nr && !*rest, "\"%s\" has %zu terms", lists[i].text, nr);
	ok(!cpu_list_check(lists[i].text, NULL, &f), "... and is accepted");
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		test_list(i);
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		const struct pointer at = { .key = "cpus" };
		struct fault f = FAULT_NONE;

		ok(cpu_list_check(refused[i].text, &at, &f) == -EINVAL &&
			   strstr(f.what, refused[i].what) && !strcmp(f.pointer, "/cpus") && f.hint[0],
		   "refused: %s", f.what);
	}
	return done();
}
