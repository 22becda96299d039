/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a budget says when it is used up. Time goes by as the test wants it to. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "image/flow.h"
#include "tap.h"

#include "base/memfd.h"

/* The linker is told to --wrap it. */
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);

static time_t seconds = 1000000;

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	ok(clock == CLOCK_MONOTONIC, "a clock that nobody sets");
	*now = (struct timespec){ seconds, 5 };
	return 0;
}

static void check_time(void)
{
	struct limits limits = limits_default();
	struct fault f = FAULT_NONE;
	struct budget b;

	limits.of[PVH_LIMIT_SECONDS] = 7;
	b = budget_new(&limits, NULL);
	ok(!b.watch && b.start.tv_sec == seconds, "begins now");
	ok(!budget_check_time(&b, &f) && !f.code, "at once");
	seconds += 7;
	ok(!budget_check_time(&b, &f) && !f.code, "after 7 seconds");
	seconds++;
	ok(budget_check_time(&b, &f) == -EFBIG && f.code == -EFBIG && f.expected == 7 &&
		   f.actual == 8 && strstr(f.what, "longer than the 7 seconds allowed") &&
		   strstr(f.hint, "raise the limit \"seconds\""),
	   "after 8 seconds: %s; %s", f.what, f.hint);
}

/* Streams may take a lot and give nothing, or give a lot for nothing. */
static void check_flow(void)
{
	struct limits limits = limits_default();
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	_cleanup_(outflow_fini) struct outflow out = { 0 };
	_cleanup_(inflow_fini) struct inflow in = { 0 };
	struct fault f = FAULT_NONE, g = FAULT_NONE;
	_cleanup_close_ int fd = memfd_new("out", &f);
	struct budget b = budget_new(&limits, NULL);
	struct view chunk;

	ok(!source_from_memory("abc", 3, "in", &source, &f) &&
		   !inflow_init(&in, source, 0, 3, &b, &f) &&
		   !outflow_init(&out, fd, 8, FAULT_NOWHERE, &b, &f) &&
		   !inflow_next(&in, &chunk, &f) && !outflow_push(&out, 1, &f),
	   "in time");
	inflow_unread(&in, 3);
	seconds += (time_t)limits.of[PVH_LIMIT_SECONDS] + 1;
	ok(inflow_next(&in, &chunk, &f) == -EFBIG && strstr(f.what, "longer than"),
	   "nothing is taken after it: %s", f.what);
	ok(outflow_push(&out, 1, &g) == -EFBIG && strstr(g.what, "longer than"),
	   "nor given: %s", g.what);
}

static void check_exceeded(void)
{
	struct limits limits = limits_default();
	struct budget b = budget_new(&limits, NULL);

	for (unsigned int i = 0; i < LIMITS_NR; i++) {
		struct fault f = FAULT_NONE;
		char want[160], hint[64];

		snprintf(want, sizeof(want), "it has 5000000000 %s, more than the %llu allowed",
			 limits_unit(i), (unsigned long long)limits.of[i]);
		snprintf(hint, sizeof(hint), "raise the limit \"%s\"", limits_name(i));
		ok(budget_limit(&b, i) == limits.of[i] &&
			   budget_exceeded(&b, i, 5000000000, 77, "it has", &f) == -EFBIG &&
			   f.code == -EFBIG && f.offset == 77 && !strcmp(f.what, want) &&
			   strstr(f.hint, hint) && f.expected == limits.of[i] &&
			   f.actual == 5000000000,
		   "%s", f.what);
	}
}

int main(void)
{
	check_time();
	check_flow();
	check_exceeded();
	return done();
}
