/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "backend/extent.h"

#include "base/macro.h"

static const unsigned int shifts[] = { EXTENT_SHIFT_1G, EXTENT_SHIFT_2M, EXTENT_SHIFT_4K };

unsigned int extent_smaller(unsigned int shift)
{
	return shift == EXTENT_SHIFT_1G ? EXTENT_SHIFT_2M : EXTENT_SHIFT_4K;
}

/* Bytes until extents of the next larger size could be used; `size` if they never can. */
static uint64_t until_larger(uint64_t gpa, uint64_t size, unsigned int larger,
			     unsigned int max_shift)
{
	uint64_t extent = UINT64_C(1) << larger;
	uint64_t head = align_up(gpa, extent) - gpa;

	if (larger > max_shift || head > size || size - head < extent)
		return size;
	return head;
}

struct extent_run extent_next(uint64_t gpa, uint64_t size, unsigned int max_shift)
{
	struct extent_run run = { .gpa = gpa };

	for (size_t i = 0; i < ARRAY_SIZE(shifts); i++) {
		uint64_t extent = UINT64_C(1) << shifts[i];

		if (shifts[i] > max_shift || gpa % extent || size < extent)
			continue;
		if (i > 0)
			size = until_larger(gpa, size, shifts[i - 1], max_shift);
		run.shift = shifts[i];
		run.nr = size >> shifts[i];
		break;
	}
	return run;
}
