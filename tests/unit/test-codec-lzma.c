/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The two containers of LZMA: xz and "lzma alone". */
#include <lzma.h>

#include "test-codec.h"

/* Right below and at the limit, which what liblzma itself needs is counted towards. */
static const struct {
	uint8_t xz;    /* 2^(n/2 + 12), half of it more when odd */
	uint32_t lzma; /* bytes */
	int code;
} dictionaries[] = {
	{ 28, MIB(64), 0 },       { 30, MIB(128), 0 },
	{ 31, MIB(192), 0 },      { 31, MIB(255), 0 },
	{ 32, MIB(256), -EFBIG }, { 38, GIB(2), -EFBIG },
	{ 40, 0xffff0000, -EFBIG },
};

static struct mk_blob make_xz(uint8_t dictionary)
{
	struct mk_blob b = make_packed("xz-plain", SIZE);

	/* Block header at 12: size, flags, LZMA2, one byte follows, this, padding, CRC. */
	b.data[16] = dictionary;
	store_le32(b.data + 20, lzma_crc32(b.data + 12, 8, 0));
	return b;
}

static void check_dictionary(size_t row)
{
	_cleanup_(mk_fini) struct mk_blob xz = make_xz(dictionaries[row].xz);
	_cleanup_(mk_fini) struct mk_blob lzma = make_packed("lzma", SIZE);

	expect(&xz, SIZE, dictionaries[row].code, STREAM_AT, "the xz payload wants",
	       "xz dictionary");
	store_le32(lzma.data + 1, dictionaries[row].lzma);
	expect(&lzma, SIZE, dictionaries[row].code, STREAM_AT,
	       "payload wants", "lzma dictionary");
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

/* The size in lzma's own header must be that of the size word. */
static void check_lzma_size(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_packed("lzma-known-size", SIZE);

	expect(&b, SIZE - 1, -EBADMSG, STREAM_AT + 5,
	       "the lzma header states 300000 bytes, but the payload's size word 299999",
	       "size word too small");
	expect(&b, SIZE + 1, -EBADMSG, STREAM_AT + 5, "size word 300001",
	       "size word too large");
	store_le64(b.data + 5, SIZE - 1);
	expect(&b, SIZE, -EBADMSG, STREAM_AT + 5, "states 299999 bytes",
	       "header's size too small");
	store_le64(b.data + 5, SIZE | 1ull << 32);
	expect(&b, SIZE, -EBADMSG, STREAM_AT + 5, "states 4295267296 bytes",
	       "header's size beyond 32 bits");
}

/* Both sizes lie alike: the data are what tells. */
static void check_lzma_sizes(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_packed("lzma-known-size", SIZE);

	store_le64(b.data + 5, SIZE + 1);
	expect(&b, SIZE + 1, -EBADMSG, STREAM_AT, "is cut short", "both too large");
	store_le64(b.data + 5, UINT64_MAX);
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "is cut short", "no size and no end mark");
	for (unsigned int less = 1; less < 100; less++) {
		_cleanup_(decoded_fini) struct decoded d = { 0 };

		store_le64(b.data + 5, SIZE - less);
		if (decode(&b, SIZE - less, &d) != -EBADMSG)
			ok(false, "%u too small in both is seen", less);
	}
	ok(true, "both too small");
}

static void check_lzma_header(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_packed("lzma", SIZE);

	b.size = 12;
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "its header is cut short", "12 bytes");
	b.size = 13;
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "damaged: it is cut short", "13 bytes");
}

static void check_known_size(void)
{
	static const struct codec_case known = { "lzma-known-size", "lzma", false, true };
	_cleanup_(mk_fini) struct mk_blob good = make_packed(known.pack, SIZE);
	struct view stream = { good.data, good.size };

	check_round(known.pack, 1);
	check_round(known.pack, MIB(3) + 1);
	check_cuts(&known);
	check_flips(&known);
	expect_one_stream(&known, stream, (struct view){ good.data, 1 }, good.size, SIZE,
			  "one byte behind");
	check_lzma_size();
	check_lzma_sizes();
}

int main(void)
{
	static const struct codec_case xz = { "xz", "xz", false, false };
	static const struct codec_case lzma = { "lzma", "lzma", false, true };

	check_codec(&xz);
	check_round("xz-plain", SIZE);
	check_round("xz-sha256", SIZE);
	check_codec(&lzma);
	for (size_t i = 0; i < ARRAY_SIZE(dictionaries); i++)
		check_dictionary(i);
	check_xz_check();
	check_xz_options();
	check_lzma_header();
	check_known_size();
	return done();
}
