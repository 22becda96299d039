/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A place that bytes are appended to. With NULL data a sink only counts, so the
 * function that emits a structure is also the one that measures it and the two
 * cannot disagree. Overflow is sticky: callers check once, at the end.
 */
#ifndef PVH_BASE_SINK_H
#define PVH_BASE_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sink {
	uint8_t *data; /* NULL: measure only */
	size_t size;   /* room in data; SIZE_MAX when measuring */
	size_t used;
	bool overflow;
};

#define SINK_MEASURE ((struct sink){ .size = SIZE_MAX })
#define SINK(buf, len) ((struct sink){ .data = (buf), .size = (len) })

void sink_bytes(struct sink *s, const void *bytes, size_t size);
void sink_zero(struct sink *s, size_t size);
void sink_u8(struct sink *s, uint8_t v);
void sink_u16(struct sink *s, uint16_t v); /* little-endian, as all that follow */
void sink_u32(struct sink *s, uint32_t v);
void sink_u64(struct sink *s, uint64_t v);
void sink_align(struct sink *s, size_t to); /* zero-fill up to a multiple of `to`, a power of two */

/* Overwrites bytes that were appended earlier; nothing when measuring. */
void sink_patch_u8(struct sink *s, size_t at, uint8_t v);
void sink_patch_u32(struct sink *s, size_t at, uint32_t v);

#endif
