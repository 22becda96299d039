/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of guest memory that nothing has been placed in yet: sorted, disjoint ranges. */
#ifndef PVH_PLAN_SPACE_H
#define PVH_PLAN_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct space_range {
	uint64_t start, end; /* [start, end) */
};

struct space {
	struct space_range *free;
	size_t nr;
};

/* Where to look: [min, max), the start a multiple of align (a power of two). */
struct space_want {
	uint64_t size, align, min, max;
};

void space_fini(struct space *s);
/* Adds [start, end) behind what is there. False: out of memory. */
bool space_add(struct space *s, uint64_t start, uint64_t end);
/* False: out of memory. */
bool space_copy(const struct space *from, struct space *to);
/* The lowest place that satisfies `want`; false when there is none. Takes nothing. */
bool space_find(const struct space *s, const struct space_want *want, uint64_t *start);
/* The same in the smallest of the free ranges that have one: a large range stays whole. */
bool space_find_best(const struct space *s, const struct space_want *want, uint64_t *start);
/* Whether all of [start, end) is free. */
bool space_has(const struct space *s, uint64_t start, uint64_t end);
/* Takes [start, end), all of which must be free. False: out of memory. */
bool space_take(struct space *s, uint64_t start, uint64_t end);
/* The size of the largest free range within [min, max). */
uint64_t space_largest(const struct space *s, uint64_t min, uint64_t max);

#endif
