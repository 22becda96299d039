/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/space.h"

#include <string.h>

#include "base/macro.h"

void space_fini(struct space *s)
{
	free(s->free);
	*s = (struct space){ 0 };
}

bool space_copy(const struct space *from, struct space *to)
{
	*to = (struct space){ calloc(from->nr + 1, sizeof(*to->free)), from->nr };
	if (to->free && from->nr)
		memcpy(to->free, from->free, from->nr * sizeof(*to->free));
	return to->free;
}

static bool space_insert(struct space *s, size_t at, struct space_range range)
{
	struct space_range *grown = reallocarray(s->free, s->nr + 1, sizeof(*grown));

	if (!grown)
		return false;
	memmove(grown + at + 1, grown + at, (s->nr - at) * sizeof(*grown));
	grown[at] = range;
	s->free = grown;
	s->nr++;
	return true;
}

bool space_add(struct space *s, uint64_t start, uint64_t end)
{
	return start == end || space_insert(s, s->nr, (struct space_range){ start, end });
}

/* The lowest aligned start in `r` that leaves room for want->size. */
static bool fits(const struct space_range *r, const struct space_want *want, uint64_t *start)
{
	uint64_t low = max_u64(r->start, want->min);
	uint64_t high = min_u64(r->end, want->max);

	if (low > high || low > UINT64_MAX - want->align)
		return false;
	low = align_up(low, want->align);
	if (low > high || want->size > high - low)
		return false;
	*start = low;
	return true;
}

bool space_find(const struct space *s, const struct space_want *want, uint64_t *start)
{
	for (size_t i = 0; i < s->nr; i++)
		if (fits(&s->free[i], want, start))
			return true;
	return false;
}

bool space_find_best(const struct space *s, const struct space_want *want, uint64_t *start)
{
	uint64_t smallest = UINT64_MAX, at;

	for (size_t i = 0; i < s->nr; i++) {
		const struct space_range *r = &s->free[i];

		if (r->end - r->start >= smallest || !fits(r, want, &at))
			continue;
		smallest = r->end - r->start;
		*start = at;
	}
	return smallest < UINT64_MAX;
}

static struct space_range *space_holding(const struct space *s, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < s->nr; i++)
		if (start >= s->free[i].start && end <= s->free[i].end)
			return &s->free[i];
	return NULL;
}

bool space_has(const struct space *s, uint64_t start, uint64_t end)
{
	return start <= end && space_holding(s, start, end);
}

bool space_take(struct space *s, uint64_t start, uint64_t end)
{
	struct space_range *r = space_holding(s, start, end);
	struct space_range rest;

	if (!r)
		return false;
	rest = (struct space_range){ end, r->end };
	if (rest.start < rest.end && start > r->start) {
		size_t at = (size_t)(r - s->free);

		if (!space_insert(s, at + 1, rest))
			return false;
		s->free[at].end = start;
	} else if (start > r->start) {
		r->end = start;
	} else {
		r->start = end; /* an empty range may stay: it fits nothing */
	}
	return true;
}

uint64_t space_largest(const struct space *s, uint64_t min, uint64_t max)
{
	uint64_t largest = 0;

	for (size_t i = 0; i < s->nr; i++) {
		uint64_t low = max_u64(s->free[i].start, min);
		uint64_t high = min_u64(s->free[i].end, max);

		if (high > low)
			largest = max_u64(largest, high - low);
	}
	return largest;
}
