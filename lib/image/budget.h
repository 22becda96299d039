/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What opening one image may cost, and who watches. */
#ifndef PVH_IMAGE_BUDGET_H
#define PVH_IMAGE_BUDGET_H

#include <time.h>

#include "base/limits.h"
#include "base/watch.h"

struct budget {
	struct limits limits;
	const struct watch *watch; /* borrowed; NULL: nobody */
	struct timespec start;     /* CLOCK_MONOTONIC */
};

struct budget budget_new(const struct limits *limits, const struct watch *watch);

static inline uint64_t budget_limit(const struct budget *b, enum pvh_limit which)
{
	return b->limits.of[which];
}

/* Whole seconds since it was made. */
uint64_t budget_spent(const struct budget *b);

/* -EFBIG once the time is over; called wherever long work goes round in circles. */
int budget_check_time(const struct budget *b, struct fault *f);

/* -EFBIG: "`what` `found` bytes, more than the ... allowed", with the limit's own unit. */
int budget_exceeded(const struct budget *b, enum pvh_limit which, uint64_t found,
		    uint64_t at, const char *what, struct fault *f);

#endif
