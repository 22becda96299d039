/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "test-codec.h"

/* Lengths of blocks that cannot be, right behind the magic. */
static void check_blocks(void)
{
	static const struct {
		uint32_t length;
		size_t size; /* of the whole stream */
		const char *what;
	} rows[] = {
		{ 0, 64, "length is impossible" },
		{ 8421521, 8500000, "length is impossible" },
		{ 0xffffffff, 64, "length is impossible" },
		{ 8421520, 8500000, "cannot be decoded" },
		{ 57, 64, "cut short in a block" },
		{ 1, 7, "cut short in a block's length" },
	};
	_cleanup_free_ uint8_t *bytes = malloc(8500000);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct mk_blob stream = { .data = bytes, .size = rows[i].size };

		memset(bytes, 0xff, 8500000);
		store_le32(bytes, 0x184c2102);
		store_le32(bytes + 4, rows[i].length);
		expect(&stream, 1 << 24, -EBADMSG, STREAM_AT, rows[i].what, "lz4 block");
	}
}

int main(void)
{
	static const struct codec_case lz4 = { "lz4", "lz4", true, true };

	check_codec(&lz4);
	check_round("lz4", MIB(20) + 1); /* three blocks */
	check_blocks();
	return done();
}
