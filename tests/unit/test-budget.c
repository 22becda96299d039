/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a budget says when it is used up. Time goes by as the test wants it to. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "image/budget.h"
#include "tap.h"

#include "base/fault.h"

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
	check_exceeded();
	return done();
}
