/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "test-codec.h"

#define LEVEL_AT 3
#define BLOCK_CRC_AT 10

static void check_header(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_packed("bzip2", SIZE);

	b.data[LEVEL_AT] = '0';
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "its header is wrong", "level 0");
	b.data[LEVEL_AT] = '2';
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "data or checksum", "too large a block");
	b.data[LEVEL_AT] = '3';
	expect(&b, SIZE, 0, 0, "", "a block of that very level");
	b.data[BLOCK_CRC_AT] ^= 1;
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "data or checksum", "a block's CRC");
}

int main(void)
{
	static const struct codec_case bzip2 = { "bzip2", "bzip2", false, false };

	check_codec(&bzip2);
	check_header();
	return done();
}
