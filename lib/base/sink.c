/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/sink.h"

#include <string.h>

#include "base/bytes.h"

/* Room for `size` more bytes: where they go, or NULL when there is nothing to write. */
static uint8_t *sink_grow(struct sink *s, size_t size)
{
	uint8_t *to;

	if (s->overflow || size > s->size - s->used) {
		s->overflow = true;
		return NULL;
	}
	to = s->data ? s->data + s->used : NULL;
	s->used += size;
	return to;
}

void sink_bytes(struct sink *s, const void *bytes, size_t size)
{
	uint8_t *to = sink_grow(s, size);

	if (to && size)
		memcpy(to, bytes, size);
}

void sink_zero(struct sink *s, size_t size)
{
	uint8_t *to = sink_grow(s, size);

	if (to && size)
		memset(to, 0, size);
}

void sink_u8(struct sink *s, uint8_t v)
{
	sink_bytes(s, &v, 1);
}

void sink_u16(struct sink *s, uint16_t v)
{
	uint8_t b[2];

	store_le16(b, v);
	sink_bytes(s, b, sizeof(b));
}

void sink_u32(struct sink *s, uint32_t v)
{
	uint8_t b[4];

	store_le32(b, v);
	sink_bytes(s, b, sizeof(b));
}

void sink_u64(struct sink *s, uint64_t v)
{
	uint8_t b[8];

	store_le64(b, v);
	sink_bytes(s, b, sizeof(b));
}

void sink_align(struct sink *s, size_t to)
{
	sink_zero(s, -s->used & (to - 1));
}

void sink_patch_u8(struct sink *s, size_t at, uint8_t v)
{
	if (s->data && !s->overflow && at < s->used)
		s->data[at] = v;
}

void sink_patch_u32(struct sink *s, size_t at, uint32_t v)
{
	if (s->data && !s->overflow && at + 4 <= s->used)
		store_le32(s->data + at, v);
}
