/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Guest-physical memory.  Below 4 GiB, addresses are what they are.  For what lies above, the
 * guest runs in long mode, but in a segment for 32-bit code: everything below 4 GiB is mapped
 * where it is, but for a window of 2 MiB that can be anywhere.
 */
#include "long-mode.h"

const void *view(uint64_t gpa, uint64_t size)
{
	if (gpa >= GIB(4) || size > GIB(4) - gpa)
		return NULL;
	return (const void *)(uintptr_t)gpa;
}

uint8_t *window(uint64_t gpa, uint32_t *size)
{
	uint32_t offset = (uint32_t)gpa & (WINDOW_SIZE - 1);

	*size = WINDOW_SIZE - offset;
	if (gpa < GIB(4) && (gpa < WINDOW || gpa >= WINDOW + WINDOW_SIZE))
		return (uint8_t *)(uintptr_t)gpa;
	window_move(gpa - offset);
	return (uint8_t *)(uintptr_t)(WINDOW + offset);
}

static uint32_t clip(uint32_t size, uint64_t left)
{
	return left < size ? (uint32_t)left : size;
}

uint32_t sum_of(uint64_t gpa, uint64_t size)
{
	struct sum sum = { 0, 0 };

	while (size) {
		uint32_t n;
		const uint8_t *bytes = window(gpa, &n);

		n = clip(n, size);
		sum_add(&sum, bytes, n);
		gpa += n;
		size -= n;
	}
	return sum_end(sum);
}

static uint32_t find_other(const uint8_t *bytes, uint32_t size)
{
	uint32_t i = 0;

	for (; i < size && (uintptr_t)(bytes + i) % 4; i++)
		if (bytes[i])
			return i;
	while (i + 4 <= size && !*(const volatile uint32_t *)(const void *)(bytes + i))
		i += 4;
	while (i < size && !bytes[i])
		i++;
	return i;
}

uint64_t find_dirt(uint64_t gpa, uint64_t end)
{
	while (gpa < end) {
		uint32_t n, at;
		const uint8_t *bytes = window(gpa, &n);

		n = clip(n, end - gpa);
		at = find_other(bytes, n);
		if (at < n)
			return gpa + at;
		gpa += n;
	}
	return 0;
}
