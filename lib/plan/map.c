/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/map.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

int map_insert(struct plan_domain *d, uint64_t gpa, uint64_t size, enum pvh_memory_type type,
	       struct fault *f)
{
	size_t at = 0;

	while (at < d->nr_map && d->map[at].gpa + d->map[at].size <= gpa)
		at++;
	if (at < d->nr_map && d->map[at].gpa < gpa + size)
		return fault_set(f, -ENOTRECOVERABLE,
				 "0x%" PRIx64 "+0x%" PRIx64 " is in the memory map already", gpa,
				 size);
	if (d->nr_map == LAYOUT_MAX_MAP)
		return fault_set(f, -ENOTRECOVERABLE, "the memory map has no room for more than %d entries",
				 LAYOUT_MAX_MAP);
	memmove(&d->map[at + 1], &d->map[at], (d->nr_map - at) * sizeof(d->map[0]));
	d->map[at] = (struct plan_region){ gpa, size, type };
	d->nr_map++;
	return 0;
}
