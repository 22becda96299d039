/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/budget.h"

#include <errno.h>
#include <inttypes.h>

struct budget budget_new(const struct limits *limits, const struct watch *watch)
{
	struct budget b = { .limits = *limits, .watch = watch };

	clock_gettime(CLOCK_MONOTONIC, &b.start);
	return b;
}

uint64_t budget_spent(const struct budget *b)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)(now.tv_sec - b->start.tv_sec);
}

int budget_check_time(const struct budget *b, struct fault *f)
{
	uint64_t allowed = budget_limit(b, PVH_LIMIT_SECONDS), spent = budget_spent(b);

	if (spent <= allowed)
		return 0;
	fault_set(f, -EFBIG,
		  "decoding takes longer than the %" PRIu64 " seconds allowed", allowed);
	fault_values(f, allowed, spent);
	fault_hint(f, "raise the limit \"seconds\" if this machine is that slow");
	return -EFBIG;
}

int budget_exceeded(const struct budget *b, enum pvh_limit which, uint64_t found,
		    uint64_t at, const char *what, struct fault *f)
{
	uint64_t allowed = budget_limit(b, which);

	fault_at(f, -EFBIG, at, "%s %" PRIu64 " %s, more than the %" PRIu64 " allowed",
		 what, found, limits_unit(which), allowed);
	fault_values(f, allowed, found);
	fault_hint(f, "if the file is to be trusted, raise the limit \"%s\"",
		   limits_name(which));
	return -EFBIG;
}
