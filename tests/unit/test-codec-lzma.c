/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <lzma.h>

#include "test-codec.h"

static struct mk_blob make_xz(uint8_t dictionary)
{
	struct mk_blob b = make_packed("xz-plain", SIZE);

	/* Block header at 12: size, flags, LZMA2, one byte follows, this, padding, CRC. */
	b.data[16] = dictionary;
	store_le32(b.data + 20, lzma_crc32(b.data + 12, 8, 0));
	return b;
}

static void check_dictionary(void)
{
	static const struct {
		uint8_t dictionary;
		int code;
	} rows[] = { { 28, 0 },      { 30, 0 },      { 31, 0 },
		     { 32, -EFBIG }, { 38, -EFBIG }, { 40, -EFBIG } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make_xz(rows[i].dictionary);

		expect(&b, SIZE, rows[i].code, STREAM_AT,
		       "MiB of memory to be decoded, more than 256", "xz dictionary");
	}
}

/* Check ids 2 and 3 are reserved: the stream's flags say what cannot be verified. */
static void check_xz_check(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_xz(28);
	uint8_t *footer = b.data + b.size - 12;

	b.data[7] = 2;
	store_le32(b.data + 8, lzma_crc32(b.data + 6, 2, 0));
	footer[9] = 2;
	store_le32(footer, lzma_crc32(footer + 4, 6, 0));
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "kind of checksum is unknown",
	       "xz check 2");
}

static void check_xz_options(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_xz(41);

	expect(&b, SIZE, -EBADMSG, STREAM_AT, "filters or options",
	       "xz dictionary that is none");
}

int main(void)
{
	static const struct codec_case xz = { "xz", "xz", false, false };

	check_codec(&xz);
	check_round("xz-plain", SIZE);
	check_round("xz-sha256", SIZE);
	check_dictionary();
	check_xz_check();
	check_xz_options();
	return done();
}
