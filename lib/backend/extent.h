/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a range of guest memory is cut into pieces that Xen can back with large pages. */
#ifndef PVH_BACKEND_EXTENT_H
#define PVH_BACKEND_EXTENT_H

#include <stdint.h>

/* A run of `nr` naturally aligned extents of `1 << shift` bytes each. */
struct extent_run {
	uint64_t gpa;
	uint64_t nr;
	unsigned int shift;
};

#define EXTENT_SHIFT_4K 12
#define EXTENT_SHIFT_2M 21
#define EXTENT_SHIFT_1G 30

/*
 * The longest run at the start of [gpa, gpa + size), which is not empty and in whole
 * 4 KiB pages, of extents no larger than `1 << max_shift`.
 */
struct extent_run extent_next(uint64_t gpa, uint64_t size, unsigned int max_shift);
/* The next smaller shift; 4 KiB is the smallest. */
unsigned int extent_smaller(unsigned int shift);

#endif
