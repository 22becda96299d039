/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every codec: what it decodes, and that it notices damage. */
#include <fcntl.h>

#include "test-image.h"

#include "base/memfd.h"
#include "image/codec.h"

#ifdef HAVE_LIBLZMA
#include <lzma.h>
#endif

/* Text-like bytes with some structure; more than any window or block. */
static uint8_t *make_data(size_t size)
{
	uint8_t *data = malloc(size);
	uint32_t x = 1;

	for (size_t i = 0; i < size; i++) {
		x = x * 1103515245 + 12345;
		data[i] = (uint8_t)(i % 7 == 0 ? x >> 24 : i >> 8);
	}
	return data;
}

struct decoded {
	int fd;
	uint64_t size;
	struct fault fault;
};

static void decoded_fini(struct decoded *d)
{
	closep(&d->fd);
}

/* Decodes `stream`, said to have `declared` bytes, from the middle of a source. */
static int decode(const struct mk_blob *stream, uint64_t declared, struct decoded *d)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	_cleanup_(inflow_fini) struct inflow in = { 0 };
	_cleanup_(outflow_fini) struct outflow out = { 0 };
	_cleanup_free_ uint8_t *file = calloc(1, stream->size + 200);
	const struct budget budget = fx_budget();
	const struct codec *codec;
	int r;

	*d = (struct decoded){ .fd = memfd_new("decoded", &d->fault), .fault = FAULT_NONE };
	memcpy(file + 100, stream->data, stream->size);
	codec = codec_find((struct view){ stream->data, stream->size });
	if (!codec ||
	    source_from_memory(file, stream->size + 200, "test", &source, &d->fault) ||
	    inflow_init(&in, source, 100, stream->size, &budget, &d->fault) ||
	    outflow_init(&out, d->fd, declared, 7777, &budget, &d->fault))
		return -EINVAL;
	r = codec_decode(codec, &in, &out, &d->fault);
	d->size = out.written;
	return r;
}

static bool same_bytes(int fd, const uint8_t *want, size_t size)
{
	_cleanup_free_ uint8_t *got = malloc(size + 1);

	return pread(fd, got, size + 1, 0) == (ssize_t)size &&
	       memcmp(got, want, size) == 0;
}

static void check_round(const char *codec, size_t size)
{
	_cleanup_free_ uint8_t *data = make_data(size);
	_cleanup_(mk_fini) struct mk_blob packed = mk_compress(codec, data, size);
	_cleanup_(decoded_fini) struct decoded d = { 0 };

	if (!packed.data) {
		ok(true, "%s # SKIP not built in", codec);
		return;
	}
	ok(decode(&packed, size, &d) == 0 && same_bytes(d.fd, data, size),
	   "%s: %zu bytes, %zu compressed: %s", codec, size, packed.size, d.fault.what);
}

static void expect(const struct mk_blob *stream, uint64_t declared, int code,
		   uint64_t offset, const char *what, const char *name)
{
	_cleanup_(decoded_fini) struct decoded d = { 0 };
	int r = decode(stream, declared, &d);

	ok(r == code && d.fault.code == code &&
		   (!r || (d.fault.offset == offset && strstr(d.fault.what, what))),
	   "%s: %d at %lld: %s", name, r, (long long)d.fault.offset, d.fault.what);
	ok(d.size <= declared, "%s: no more is written than declared", name);
}

#define SIZE 300000 /* more than one window */

static void check_damage(const char *codec)
{
	_cleanup_free_ uint8_t *data = make_data(SIZE);
	_cleanup_(mk_fini) struct mk_blob good = mk_compress(codec, data, SIZE);
	_cleanup_(mk_fini) struct mk_blob bad = { 0 };
	char name[64];

	if (!good.data)
		return;
	snprintf(name, sizeof(name), "the %s payload is damaged", codec);
	for (size_t size = 20; size < good.size; size += good.size / 7) {
		struct mk_blob cut = good;

		cut.size = size;
		expect(&cut, SIZE, -EBADMSG, 100, name, "cut short");
	}
	expect(&good, SIZE - 1, -EBADMSG, 7777, "decodes to more than",
	       "declared one too few");
	expect(&good, SIZE + 1, -EBADMSG, 7777, "but its size word",
	       "declared one too many");
	bad = mk_copy(&good);
	bad.data[bad.size / 2] ^= 0x10;
	if (strcmp(codec, "lz4") != 0) /* which has no checksum */
		expect(&bad, SIZE, -EBADMSG, 100, name, "one bit flipped");
}

/* Both words of the trailer are checked, and the reason is zlib's. */
static void check_gzip_trailer(void)
{
	_cleanup_free_ uint8_t *data = make_data(SIZE);
	_cleanup_(mk_fini) struct mk_blob b = mk_compress("gzip", data, SIZE);

	b.data[b.size - 1] ^= 1;
	expect(&b, SIZE, -EBADMSG, 100, "incorrect length check", "gzip length");
	b.data[b.size - 5] ^= 1;
	expect(&b, SIZE, -EBADMSG, 100, "incorrect data check", "gzip CRC");
	b.data[2] = 7;
	expect(&b, SIZE, -EBADMSG, 100, "unknown compression method", "gzip method");
}

/* One stream and nothing else: no concatenation, no padding. (lz4 has no end mark.) */
static void check_trailing(const char *codec)
{
	bool endless = strcmp(codec, "lz4") == 0;
	_cleanup_free_ uint8_t *data = make_data(SIZE);
	_cleanup_(mk_fini) struct mk_blob good = mk_compress(codec, data, SIZE);
	struct mk_blob twice = { .size = 2 * good.size };
	_cleanup_free_ uint8_t *both = malloc(twice.size + 1);

	if (!good.data)
		return;
	memcpy(both, good.data, good.size);
	memcpy(both + good.size, good.data, good.size);
	twice.data = both;
	expect(&twice, 2 * SIZE, -EBADMSG, endless ? 100 : 100 + good.size,
	       endless ? "length is impossible" : "stream ends", "concatenated");
	both[good.size] = 0;
	twice.size = good.size + 1;
	expect(&twice, SIZE, -EBADMSG, endless ? 100 : 100 + good.size,
	       endless ? "a block's length" : "ends 1 bytes before", "one byte behind");
}

/* A megabyte out of each kilobyte in: the bound holds while decoding. */
static void check_bomb(const char *codec)
{
	_cleanup_free_ uint8_t *zeros = calloc(1, MIB(64));
	_cleanup_(mk_fini) struct mk_blob bomb = mk_compress(codec, zeros, MIB(64));

	if (bomb.data)
		expect(&bomb, KIB(64), -EBADMSG, 7777, "decodes to more than the 65536",
		       codec);
}

static void check_unknown(const char *name, const void *magic, size_t size)
{
	uint8_t bytes[64] = { 0 };
	struct mk_blob stream = { .data = bytes, .size = sizeof(bytes) };

	memcpy(bytes, magic, size);
	expect(&stream, 1, -EOPNOTSUPP, 100, name, name);
}

static void check_find(void)
{
	const uint8_t gzip[] = { 0x1f, 0x8b };

	ok(!codec_find((struct view){ gzip, 1 }), "half a magic is none");
	ok(!codec_find((struct view){ gzip, 0 }), "nothing is no magic");
	ok(codec_find((struct view){ gzip, 2 }) != NULL, "a magic alone is enough");
	check_unknown("with bzip2", "BZh91AY&SY", 10);
	check_unknown("with lzma", "\x5d\0\0\0\x04", 5);
	check_unknown("with lzo", "\x89LZO\0\r\n\x1a\n", 9);
	check_unknown("with lz4 (frame format)", "\x04\x22\x4d\x18", 4);
}

/* lz4: lengths of blocks that cannot be, right behind the magic. */
static void check_lz4_blocks(void)
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
		expect(&stream, 1 << 24, -EBADMSG, 100, rows[i].what, "lz4 block");
	}
}

/*
 * zstd: the window is the byte behind the frame header's descriptor. However large, it takes
 * no memory: the output is the window.
 */
static void check_zstd_window(void)
{
	_cleanup_free_ uint8_t *data = make_data(SIZE);
	_cleanup_(mk_fini) struct mk_blob b = mk_compress("zstd", data, SIZE);

	b.data[5] = (27 - 10) << 3;
	expect(&b, SIZE, 0, 0, "", "zstd window of 128 MiB");
	b.data[5] = (28 - 10) << 3;
	expect(&b, SIZE, 0, 0, "", "zstd window of 256 MiB");
	b.data[5] = (28 - 10) << 3 | 1;
	expect(&b, SIZE, 0, 0, "", "zstd window of 288 MiB");
	b.data[5] = 31 << 3;
	expect(&b, SIZE, -EBADMSG, 100, "too much memory", "zstd window of 2 TiB");
}

#ifdef HAVE_LIBLZMA
static struct mk_blob make_xz(uint8_t dictionary)
{
	_cleanup_free_ uint8_t *data = make_data(SIZE);
	struct mk_blob b = mk_compress("xz-plain", data, SIZE);

	/* Block header at 12: size, flags, LZMA2, one byte follows, this, padding, CRC. */
	b.data[16] = dictionary;
	store_le32(b.data + 20, lzma_crc32(b.data + 12, 8, 0));
	return b;
}

static void check_xz_dictionary(void)
{
	static const struct {
		uint8_t dictionary;
		int code;
	} rows[] = { { 28, 0 },      { 30, 0 },      { 31, 0 },
		     { 32, -EFBIG }, { 38, -EFBIG }, { 40, -EFBIG } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make_xz(rows[i].dictionary);

		expect(&b, SIZE, rows[i].code, 100,
		       "the xz payload wants", "xz dictionary");
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
	expect(&b, SIZE, -EBADMSG, 100, "kind of checksum is unknown", "xz check 2");
}

static void check_xz_options(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_xz(41);

	expect(&b, SIZE, -EBADMSG, 100, "filters or options",
	       "xz dictionary that is none");
}

static void check_xz(void)
{
	check_xz_dictionary();
	check_xz_check();
	check_xz_options();
}
#else
static void check_xz(void)
{
}
#endif

/* Decoded bytes that cannot be written are an error, not a short image. */
static void check_unwritable(void)
{
	_cleanup_close_ int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	_cleanup_(outflow_fini) struct outflow out = { 0 };
	const struct budget budget = fx_budget();
	struct fault f = FAULT_NONE;

	ok(outflow_init(&out, fd, 100, FAULT_NOWHERE, &budget, &f) == 0, "a window");
	out.window.data[0] = 1;
	ok(outflow_push(&out, 1, &f) == -EIO && f.os_error == EBADF, "unwritable: %s",
	   f.what);
}

static bool built_in(const char *codec)
{
	_cleanup_(mk_fini) struct mk_blob b = mk_compress(codec, "x", 1);

	return b.data != NULL;
}

int main(void)
{
	static const char *const names[] = { "gzip", "xz", "lz4", "zstd" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		check_round(names[i], 1);
		check_round(names[i], SIZE);
		check_round(names[i], MIB(20) + 1);
		check_damage(names[i]);
		check_trailing(names[i]);
		check_bomb(names[i]);
	}
	check_round("xz-plain", SIZE);
	check_round("xz-sha256", SIZE);
	check_find();
	check_xz();
	check_unwritable();
	if (built_in("gzip"))
		check_gzip_trailer();
	if (built_in("lz4"))
		check_lz4_blocks();
	if (built_in("zstd"))
		check_zstd_window();
	return done();
}
