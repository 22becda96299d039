/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/reserved.h"

#include <errno.h>
#include <inttypes.h>

#include "config/pointer.h"

/* The fault that has just been set is of member `key` of range `i`. */
static int fault_of_range(size_t i, const char *key, struct fault *f)
{
	const struct pointer list = { .key = "reserved" };
	const struct pointer range = { .parent = &list, .index = i };
	const struct pointer member = { &range, key, 0 };

	return pointer_fault(key ? &member : &range, f);
}

int config_add_reserved(struct pvh_config *c, uint64_t start, uint64_t size, struct fault *f)
{
	uint64_t end;

	if (c->nr_reserved == CONFIG_MAX_RESERVED) {
		fault_set(f, -EINVAL, "\"reserved\" has more than %d elements",
			  CONFIG_MAX_RESERVED);
		return pointer_fault_key("reserved", f);
	}
	if (start % GUEST_PAGE) {
		fault_set(f, -EINVAL, "\"start\" is 0x%" PRIx64 ", not a multiple of 4K", start);
		return fault_of_range(c->nr_reserved, "start", f);
	}
	if (!size || size % GUEST_PAGE || !add_u64(start, size, &end)) {
		fault_set(f, -EINVAL, "\"size\" is %" PRIu64 " bytes, not a multiple of 4K above 0 "
			  "that a guest can have", size);
		return fault_of_range(c->nr_reserved, "size", f);
	}
	c->reserved[c->nr_reserved++] = (struct config_range){ start, size };
	return 0;
}

/* RAM below the hole, and above 4 GiB what does not fit there. */
static int check_inside(const struct pvh_config *c, size_t i, struct fault *f)
{
	uint64_t memory = config_max_memory(c), low = min_u64(memory, config_hole_start(c));
	uint64_t start = c->reserved[i].start, end = start + c->reserved[i].size;

	if (end <= low || (start >= GIB(4) && end <= GIB(4) + (memory - low)))
		return 0;
	if (memory > low)
		fault_set(f, -EINVAL, "0x%" PRIx64 "..0x%" PRIx64 " is not inside the guest's RAM, "
			  "0..0x%" PRIx64 " and 0x%llx..0x%" PRIx64, start, end, low,
			  (unsigned long long)GIB(4), GIB(4) + (memory - low));
	else
		fault_set(f, -EINVAL, "0x%" PRIx64 "..0x%" PRIx64 " is not inside the guest's RAM, "
			  "0..0x%" PRIx64, start, end, low);
	return fault_of_range(i, NULL, f);
}

static int check_disjoint(const struct pvh_config *c, size_t i, struct fault *f)
{
	const struct config_range *a = &c->reserved[i];

	for (size_t k = 0; k < i; k++) {
		const struct config_range *b = &c->reserved[k];

		if (a->start >= b->start + b->size || b->start >= a->start + a->size)
			continue;
		fault_set(f, -EINVAL, "0x%" PRIx64 "..0x%" PRIx64 " overlaps element %zu, 0x%" PRIx64
			  "..0x%" PRIx64, a->start, a->start + a->size, k, b->start,
			  b->start + b->size);
		return fault_of_range(i, NULL, f);
	}
	return 0;
}

int config_check_reserved(const struct pvh_config *c, struct fault *f)
{
	int r = 0;

	/* Xen may take pages of another guest away: those that are promised to stay, too. */
	if (c->nr_reserved)
		r = config_require_populated(c, "reserved", f);
	for (size_t i = 0; i < c->nr_reserved && !r; i++) {
		r = check_inside(c, i, f);
		if (!r)
			r = check_disjoint(c, i, f);
	}
	return r;
}
