/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <lzo/lzo1x.h>
#include <string.h>

#include "raw.h"

#include "base/macro.h"

/* lzop's header, up to the name and its own checksum behind that; then the blocks. */
#define FLAGS_AT 17
#define NAME_LENGTH_AT 33
#define HEADER_CHECKSUM 4

#define ADLER32_D 0x1 /* a checksum of the decoded bytes of each block; what lzop writes */
#define ADLER32_C 0x2 /* ... of the packed bytes */

static uint32_t load_be32(const uint8_t *p)
{
	return __builtin_bswap32(load_le32(p));
}

/* How many bytes came out, 0 at the end or when it failed; *at moves behind the block. */
static size_t block(struct view in, size_t *at, uint8_t *to)
{
	uint32_t size = load_be32(in.data + *at), packed, sum;
	lzo_uint made = size;

	if (!size)
		return 0;
	packed = load_be32(in.data + *at + 4);
	sum = load_be32(in.data + *at + 8);
	*at += 12;
	/* Where packing saves nothing, bytes are stored. */
	if (packed == size)
		memcpy(to, in.data + *at, size);
	else if (lzo1x_decompress_safe(in.data + *at, packed, to, &made, NULL) != LZO_E_OK)
		return 0;
	*at += packed;
	return lzo_adler32(1, to, made) == sum ? made : 0;
}

/* With the checksum, because other libraries verify theirs too, asked or not. */
size_t raw_lzo(struct view in, struct warm out)
{
	size_t at = NAME_LENGTH_AT + 1 + in.data[NAME_LENGTH_AT] + HEADER_CHECKSUM;
	size_t made = 0, n;

	if (lzo_init() != LZO_E_OK || (in.data[FLAGS_AT + 3] & (ADLER32_D | ADLER32_C)) != ADLER32_D)
		return 0;
	while ((n = block(in, &at, out.data + made)))
		made += n;
	return made;
}
