/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Borrowed views of untrusted bytes. view_sub() is the one gate that turns an
 * untrusted offset into a pointer; loads are byte-wise and little-endian, so no
 * blob is ever cast to a struct.
 */
#ifndef PVH_BASE_BYTES_H
#define PVH_BASE_BYTES_H

#include <stdbool.h>
#include <stdint.h>

struct view {
	const uint8_t *data;
	uint64_t size;
};

/* The `size` bytes of `v` at `at`; false when they are not all inside. Subtraction: cannot wrap. */
static inline bool view_sub(struct view v, uint64_t at, uint64_t size, struct view *out)
{
	if (at > v.size || size > v.size - at)
		return false;
	*out = (struct view){ v.data + at, size };
	return true;
}

static inline uint16_t load_le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t load_le32(const uint8_t *p)
{
	return load_le16(p) | (uint32_t)load_le16(p + 2) << 16;
}

static inline uint64_t load_le64(const uint8_t *p)
{
	return load_le32(p) | (uint64_t)load_le32(p + 4) << 32;
}

static inline void store_le16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static inline void store_le32(uint8_t *p, uint32_t v)
{
	store_le16(p, (uint16_t)v);
	store_le16(p + 2, (uint16_t)(v >> 16));
}

static inline void store_le64(uint8_t *p, uint64_t v)
{
	store_le32(p, (uint32_t)v);
	store_le32(p + 4, (uint32_t)(v >> 32));
}

#endif
