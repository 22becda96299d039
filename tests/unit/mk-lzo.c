/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* As lzop -9, which reads stdin and writes stdout. */
#include <lzo/lzo1x.h>
#include <string.h>

#include "base/bytes.h"
#include "base/macro.h"
#include "mk-compress.h"
#include "mk-lzo.h"

#define BLOCK KIB(256)

static size_t put_be32(uint8_t *to, size_t at, uint32_t v)
{
	store_le32(to + at, __builtin_bswap32(v));
	return at + 4;
}

/* Packed data carries a checksum of itself as well; stored data has none. */
static size_t put_sums(uint8_t *to, size_t at, uint32_t flags, const uint8_t *from,
		       size_t size, const uint8_t *packed, size_t packed_size)
{
	if (flags & MK_LZO_ADLER32_D)
		at = put_be32(to, at, lzo_adler32(1, from, size));
	if (flags & MK_LZO_CRC32_D)
		at = put_be32(to, at, lzo_crc32(0, from, size));
	if (packed_size < size && (flags & MK_LZO_ADLER32_C))
		at = put_be32(to, at, lzo_adler32(1, packed, packed_size));
	if (packed_size < size && (flags & MK_LZO_CRC32_C))
		at = put_be32(to, at, lzo_crc32(0, packed, packed_size));
	return at;
}

static size_t put_block(uint8_t *to, size_t at, uint32_t flags, const uint8_t *from,
			size_t size)
{
	_cleanup_free_ uint8_t *work = malloc(LZO1X_999_MEM_COMPRESS);
	_cleanup_free_ uint8_t *room = malloc(size + size / 16 + 67);
	const uint8_t *packed = room;
	lzo_uint used = 0;

	lzo1x_999_compress(from, size, room, &used, work);
	if (used >= size) {
		packed = from;
		used = size;
	}
	at = put_be32(to, at, (uint32_t)size);
	at = put_be32(to, at, (uint32_t)used);
	at = put_sums(to, at, flags, from, size, packed, used);
	memcpy(to + at, packed, used);
	return at + used;
}

void mk_lzo_seal(uint8_t *lzop)
{
	size_t end = MK_LZO_NAME_AT + lzop[MK_LZO_NAME_AT - 1];
	bool crc = lzop[MK_LZO_FLAGS_AT + 2] & MK_LZO_CRC32_HEADER >> 8;

	put_be32(lzop, end, crc ? lzo_crc32(0, lzop + 9, (lzo_uint)end - 9)
				: lzo_adler32(1, lzop + 9, (lzo_uint)end - 9));
}

size_t mk_lzo_with(uint32_t flags, const char *name, uint8_t *to, const uint8_t *from,
		   size_t size)
{
	/* The versions of lzop, liblzo2 and what is needed at least; method; level. */
	static const uint8_t head[] = { 0x89, 'L',  'Z',  'O',  0,    '\r', '\n', 0x1a, '\n',
					0x10, 0x40, 0x20, 0xa0, 0x09, 0x40, 3,    9 };
	size_t at = MK_LZO_NAME_AT + strlen(name) + 4;

	memset(to, 0, at);
	memcpy(to, head, sizeof(head));
	put_be32(to, MK_LZO_FLAGS_AT, flags);
	to[MK_LZO_NAME_AT - 1] = (uint8_t)strlen(name);
	memcpy(to + MK_LZO_NAME_AT, name, strlen(name));
	mk_lzo_seal(to);
	for (size_t done = 0; done < size; done += BLOCK)
		at = put_block(to, at, flags, from + done, min_u64(BLOCK, size - done));
	return put_be32(to, at, 0);
}

size_t mk_lzo(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	(void)room;
	return mk_lzo_with(MK_LZO_UNIX | MK_LZO_PIPE | MK_LZO_ADLER32_D, "", to, from,
			   size);
}

size_t mk_lzo_checks(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	(void)room;
	return mk_lzo_with(MK_LZO_UNIX | MK_LZO_ADLER32_D | MK_LZO_ADLER32_C |
				   MK_LZO_CRC32_D | MK_LZO_CRC32_C | MK_LZO_CRC32_HEADER,
			   "vmlinux.bin", to, from, size);
}
