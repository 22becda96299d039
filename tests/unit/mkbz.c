/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mkbz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/macro.h"

#define PAYLOAD_OFFSET 0x40 /* as if some code came first */

struct mk_blob mkbz_raw(const void *payload, size_t size, size_t tail)
{
	struct mk_blob b = { .payload_at = MKBZ_SETUP + PAYLOAD_OFFSET,
			     .payload_size = size };

	b.size = b.payload_at + size + tail;
	b.data = calloc(1, b.size);
	b.data[0x1f1] = MKBZ_SETUP / 512 - 1;
	store_le16(b.data + 0x1fe, 0xaa55);
	memcpy(b.data + 0x202, "HdrS", 4);
	store_le16(b.data + 0x206, 0x020f);
	store_le32(b.data + 0x248, PAYLOAD_OFFSET);
	store_le32(b.data + 0x24c, (uint32_t)size);
	memcpy(b.data + b.payload_at, payload, size);
	memset(b.data + b.payload_at + size, 0xa5, tail);
	return b;
}

struct mk_blob mkbz(const struct mk_blob *inner, const char *codec, size_t tail)
{
	bool none = strcmp(codec, "none") == 0;
	_cleanup_(mk_fini) struct mk_blob packed =
		none ? mk_copy(inner) : mk_compress(codec, inner->data, inner->size);
	_cleanup_free_ uint8_t *payload = malloc(packed.size + 4);
	size_t size = packed.size;

	if (!packed.data)
		return (struct mk_blob){ 0 };
	memcpy(payload, packed.data, size);
	if (strcmp(codec, "gzip") != 0) {
		store_le32(payload + size, (uint32_t)inner->size);
		size += 4;
	}
	return mkbz_raw(payload, size, tail);
}
