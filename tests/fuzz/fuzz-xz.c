/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Header checksums are mended, so that other filters and dictionaries than those of our own
 * streams are met: that is where xz has options to refuse and memory to limit.
 */
#include <lzma.h>

#include "codec.h"

#define FLAGS_AT 6
#define BLOCK_AT 12

static void repair(uint8_t *stream, size_t size)
{
	size_t crc_at;

	if (size <= BLOCK_AT)
		return;
	store_le32(stream + FLAGS_AT + 2, lzma_crc32(stream + FLAGS_AT, 2, 0));
	crc_at = BLOCK_AT + stream[BLOCK_AT] * 4u; /* the size says so, without the checksum */
	if (stream[BLOCK_AT] && crc_at + 4 <= size)
		store_le32(stream + crc_at, lzma_crc32(stream + BLOCK_AT, crc_at - BLOCK_AT, 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t magic[] = { 0xfd, '7', 'z', 'X', 'Z', 0 };

	fuzz_codec("xz", (struct view){ magic, sizeof(magic) }, repair, data, size);
	return 0;
}
