/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "facts.h"

/* Sorted by their start. */
void objects_add(struct objects *o, uint64_t gpa, uint64_t size)
{
	uint32_t i = o->nr;

	if (i == COUNT(o->list) || !size)
		return;
	for (; i && o->list[i - 1].start > gpa; i--)
		o->list[i] = o->list[i - 1];
	o->list[i] = (struct object){ gpa, gpa + size };
	o->nr++;
}

uint64_t objects_dirt(const struct objects *o, uint64_t start, uint64_t end)
{
	uint64_t dirt = 0;

	for (uint32_t i = 0; i < o->nr && start < end && !dirt; i++) {
		const struct object *at = &o->list[i];

		if (at->start > start)
			dirt = find_dirt(start, at->start < end ? at->start : end);
		if (at->end > start)
			start = at->end;
	}
	return dirt || start >= end ? dirt : find_dirt(start, end);
}

uint64_t objects_overlap(const struct objects *o)
{
	for (uint32_t i = 1; i < o->nr; i++)
		if (o->list[i].start < o->list[i - 1].end)
			return o->list[i].start;
	return 0;
}
