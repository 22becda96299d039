/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Linked with codec-lzo.c itself, which takes the place of the one in the library. The
 * header's checksum is mended; those of the blocks a stream can do without.
 */
#include <lzo/lzo1x.h>

#include "codec.h"

#define SUMMED_AT 9 /* behind the magic */
#define FLAGS_AT 17
#define NAME_LENGTH_AT 33
#define CRC32_HEADER 0x10 /* of the third byte of the flags */

static void repair(uint8_t *stream, size_t size)
{
	size_t end;
	uint32_t sum;

	if (size <= NAME_LENGTH_AT)
		return;
	end = NAME_LENGTH_AT + 1 + stream[NAME_LENGTH_AT];
	if (end + 4 > size)
		return;
	if (stream[FLAGS_AT + 2] & CRC32_HEADER)
		sum = lzo_crc32(0, stream + SUMMED_AT, end - SUMMED_AT);
	else
		sum = lzo_adler32(1, stream + SUMMED_AT, end - SUMMED_AT);
	store_le32(stream + end, __builtin_bswap32(sum));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t magic[] = { 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 0x1a, '\n' };

	fuzz_codec("lzo", (struct view){ magic, sizeof(magic) }, repair, data, size);
	return 0;
}
