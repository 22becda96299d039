/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Linked with codec-lzo.c itself, which takes the place of the one in the library. */
#include "mk-lzo.h"
#include "test-codec.h"

#define NO_NAME_END (MK_LZO_NAME_AT + 4) /* of the header, where the first block begins */
#define BLOCK_SIZE_AT NO_NAME_END
#define BLOCK_PACKED_AT (NO_NAME_END + 4)
#define BLOCK_SUM_AT (NO_NAME_END + 8)

static void store_be32(uint8_t *p, uint32_t v)
{
	store_le32(p, __builtin_bswap32(v));
}

static void store_be16(uint8_t *p, uint16_t v)
{
	store_le16(p, __builtin_bswap16(v));
}

/* What cannot be packed is stored, and has no checksums as packed. */
static void check_stored(const char *codec)
{
	_cleanup_free_ uint8_t *data = malloc(SIZE);
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	uint64_t x = 1;

	for (size_t i = 0; i < SIZE; i++) {
		x = x * 6364136223846793005 + 1442695040888963407;
		data[i] = (uint8_t)(x >> 56);
	}
	check_bytes(codec, data, SIZE);
	b = mk_compress(codec, data, SIZE);
	ok(b.size > SIZE, "... was stored");
	b.data[b.size / 2] ^= 1;
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "a block's checksum", "stored, but damaged");
}

/* Each field of the header wrong, under a checksum that is right. */
static void check_header(void)
{
	static const struct {
		unsigned int at, size;
		uint32_t value;
		int code;
		const char *what, *name;
	} rows[] = {
		{ MK_LZO_VERSION_AT, 2, 0x093f, -EBADMSG, "older than", "version 0.93f" },
		{ MK_LZO_VERSION_AT, 2, 0x0940, 0, "", "version 0.940" },
		{ MK_LZO_VERSION_AT, 2, 0xffff, 0, "", "version f.fff" },
		{ MK_LZO_NEEDED_AT, 2, 0x1040, 0, "", "1.040 needed" },
		{ MK_LZO_NEEDED_AT, 2, 0x1041, -EBADMSG, "newer than", "1.041 needed" },
		{ MK_LZO_METHOD_AT, 1, 0, -EBADMSG, "not LZO1X", "method 0" },
		{ MK_LZO_METHOD_AT, 1, 1, 0, "", "method 1" },
		{ MK_LZO_METHOD_AT, 1, 4, -EBADMSG, "not LZO1X", "method 4" },
		{ MK_LZO_METHOD_AT, 1, 128, -EBADMSG, "not LZO1X", "method 128" },
		{ MK_LZO_FLAGS_AT, 4, 0xfff0203d, 0, "", "flags that do not matter" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make_packed("lzo", SIZE);
		uint8_t *at = b.data + rows[i].at;

		if (rows[i].size == 4)
			store_be32(at, rows[i].value);
		else if (rows[i].size == 2)
			store_be16(at, (uint16_t)rows[i].value);
		else
			*at = (uint8_t)rows[i].value;
		mk_lzo_seal(b.data);
		expect(&b, SIZE, rows[i].code, STREAM_AT, rows[i].what, rows[i].name);
	}
}

/* Filter, extra field, several volumes, and those that no lzop has. */
static void check_unknown_flags(void)
{
	static const uint32_t unknown = 0x000fccc0;

	for (unsigned int i = 0; i < 32; i++) {
		_cleanup_(mk_fini) struct mk_blob b = make_packed("lzo", SMALL);
		char name[32];

		if (!(unknown & 1u << i))
			continue;
		snprintf(name, sizeof(name), "flag %u", i);
		store_be32(b.data + MK_LZO_FLAGS_AT, MK_LZO_ADLER32_D | 1u << i);
		mk_lzo_seal(b.data);
		expect(&b, SMALL, -EBADMSG, STREAM_AT, "volumes or an unknown flag", name);
	}
}

static void check_magic(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_packed("lzo", SIZE);

	b.data[8] ^= 1;
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "not begin as lzop's files do", "magic");
	b.data[8] ^= 1;
	b.data[MK_LZO_NAME_AT] ^= 1;
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "header's checksum", "header's checksum");
}

/* The longest name there is; its bytes are not looked at. */
static void check_name(uint32_t flags)
{
	_cleanup_free_ uint8_t *data = make_data(SIZE);
	_cleanup_(mk_fini) struct mk_blob b = { .data = malloc(2 * SIZE) };
	char name[256];

	memset(name, 0xff, 255);
	name[255] = 0;
	b.size = mk_lzo_with(flags, name, b.data, data, SIZE);
	expect(&b, SIZE, 0, 0, "", "the longest name");
	b.data[MK_LZO_NAME_AT + 100] ^= 1;
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "header's checksum", "... but damaged");
	b.size = MK_LZO_NAME_AT + 100;
	expect(&b, SIZE, -EBADMSG, STREAM_AT, "cut short", "... but cut");
}

/* Each kind of checksum alone, right and wrong; none at all is no error. */
static void check_sums(void)
{
	static const uint32_t kinds[] = { MK_LZO_ADLER32_D, MK_LZO_ADLER32_C,
					  MK_LZO_CRC32_D, MK_LZO_CRC32_C };
	_cleanup_free_ uint8_t *data = make_data(SIZE);
	_cleanup_(mk_fini) struct mk_blob b = { .data = malloc(2 * SIZE) };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		b.size = mk_lzo_with(kinds[i], "", b.data, data, SIZE);
		expect(&b, SIZE, 0, 0, "", "one kind of checksum");
		b.data[BLOCK_SUM_AT] ^= 1;
		expect(&b, SIZE, -EBADMSG, STREAM_AT, "a block's checksum is wrong",
		       "... which is wrong");
	}
	b.size = mk_lzo_with(0, "", b.data, data, SIZE);
	expect(&b, SIZE, 0, 0, "", "no checksums");
}

/* Lengths of blocks that cannot be: nothing is allocated for what is only said. */
static void check_block_lengths(void)
{
	static const struct {
		uint32_t size, packed;
		const char *what;
	} rows[] = {
		{ (64 << 20) + 1, 1 << 20, "length is impossible" },
		{ 0xffffffff, 0xffffffff, "length is impossible" },
		{ 0xffffffff, 100, "length is impossible" },
		{ 100, 0, "length is impossible" },
		{ 100, 101, "length is impossible" },
		{ 25501, 100, "length is impossible" },
		{ 25500, 100, "cannot be decoded" },
		{ 64 << 20, 64 << 20, "cut short in a block" },
		{ 64 << 20, (64 << 20) - 1, "cut short in a block" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make_packed("lzo", SMALL);

		store_be32(b.data + BLOCK_SIZE_AT, rows[i].size);
		store_be32(b.data + BLOCK_PACKED_AT, rows[i].packed);
		expect(&b, SMALL, -EBADMSG, STREAM_AT, rows[i].what, "a block");
	}
}

/* Where there are no checksums, a block must still decode to its length, and all of it. */
static void check_block_data(void)
{
	_cleanup_free_ uint8_t *data = make_data(SMALL);
	_cleanup_(mk_fini) struct mk_blob b = { .data = malloc(2 * SMALL) };
	uint8_t *packed = b.data + BLOCK_PACKED_AT;

	b.size = mk_lzo_with(0, "", b.data, data, SMALL);
	store_be32(b.data + BLOCK_SIZE_AT, SMALL + 1);
	expect(&b, SMALL + 1, -EBADMSG, STREAM_AT, "cannot be decoded", "a byte is missing");
	store_be32(b.data + BLOCK_SIZE_AT, SMALL - 1);
	expect(&b, SMALL - 1, -EBADMSG, STREAM_AT, "cannot be decoded", "a byte too many");
	store_be32(b.data + BLOCK_SIZE_AT, SMALL);
	store_be32(packed, __builtin_bswap32(load_le32(packed)) + 1);
	expect(&b, SMALL, -EBADMSG, STREAM_AT, "cannot be decoded", "a byte is left over");
}

/* A block may be larger than lzop makes them, and than the window. */
static void check_large_block(void)
{
	static const size_t size = MIB(1);
	_cleanup_free_ uint8_t *data = make_data(size);
	_cleanup_(mk_fini) struct mk_blob b = { .data = calloc(1, size + KIB(1)) };
	_cleanup_(decoded_fini) struct decoded d = { .fd = -1 };

	b.size = mk_lzo_with(0, "", b.data, data, 0) + 8 + size;
	store_be32(b.data + BLOCK_SIZE_AT, (uint32_t)size);
	store_be32(b.data + BLOCK_PACKED_AT, (uint32_t)size);
	memcpy(b.data + BLOCK_SUM_AT, data, size);
	ok(decode(&b, size, &d) == 0 && same_bytes(d.fd, data, size),
	   "a block of 1 MiB: %s", d.fault.what);
}

static void check_kernel(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);
	_cleanup_(mk_fini) struct mk_blob b = mkbz(&elf, "lzo", 100);
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(&b, "a bzImage");

	ok(image && !strcmp(facts_codec(&image->facts), "lzo"), "... of lzo");
}

int main(void)
{
	static const struct codec_case lzo = { "lzo", "lzo", false, false };
	static const struct codec_case checks = { "lzo-checks", "lzo", false, false };

	check_codec(&lzo);
	check_codec(&checks);
	check_stored("lzo");
	check_stored("lzo-checks");
	check_header();
	check_unknown_flags();
	check_magic();
	check_name(MK_LZO_ADLER32_D);
	check_name(MK_LZO_CRC32_D | MK_LZO_CRC32_HEADER);
	check_sums();
	check_block_lengths();
	check_block_data();
	check_large_block();
	check_kernel();
	return done();
}
