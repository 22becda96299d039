/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mkbz.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_LIBLZMA
#include <lzma.h>
#endif
#ifdef HAVE_LIBLZ4
#include <lz4hc.h>
#endif
#ifdef HAVE_LIBZSTD
#include <zstd.h>
#endif

#include "base/bytes.h"
#include "base/macro.h"
#include "base/sink.h"

#define PAYLOAD_OFFSET 0x40 /* as if some code came first */

/* Each fills `to`, which is large enough, and returns the size, or 0. */
typedef size_t compress_fn(uint8_t *to, size_t room, const uint8_t *from, size_t size);

#ifdef HAVE_ZLIB
static size_t gzip(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	z_stream s = { .next_in = (Bytef *)(uintptr_t)from,
		       .avail_in = (uInt)size,
		       .next_out = to,
		       .avail_out = (uInt)room };

	deflateInit2(&s, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
	deflate(&s, Z_FINISH);
	deflateEnd(&s);
	return s.total_out;
}
#else
#define gzip NULL
#endif

#ifdef HAVE_LIBLZMA
static size_t xz_with(uint8_t *to, size_t room, const uint8_t *from, size_t size,
		      bool bcj, lzma_check check)
{
	lzma_options_lzma options;
	lzma_filter filters[] = { { LZMA_FILTER_X86, NULL },
				  { LZMA_FILTER_LZMA2, &options },
				  { LZMA_VLI_UNKNOWN, NULL } };
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_ret ret;

	lzma_lzma_preset(&options, 6);
	options.dict_size = 1 << 20;
	if (lzma_stream_encoder(&s, bcj ? filters : filters + 1, check) != LZMA_OK)
		return 0;
	s.next_in = from;
	s.avail_in = size;
	s.next_out = to;
	s.avail_out = room;
	ret = lzma_code(&s, LZMA_FINISH);
	lzma_end(&s);
	return ret == LZMA_STREAM_END ? room - s.avail_out : 0;
}

static size_t xz(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	return xz_with(to, room, from, size, true, LZMA_CHECK_CRC32);
}

static size_t xz_plain(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	return xz_with(to, room, from, size, false, LZMA_CHECK_CRC32);
}

static size_t xz_sha256(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	return xz_with(to, room, from, size, true, LZMA_CHECK_SHA256);
}
#else
#define xz NULL
#define xz_plain NULL
#define xz_sha256 NULL
#endif

#ifdef HAVE_LIBLZ4
static size_t lz4(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	size_t used = 4;

	store_le32(to, 0x184c2102);
	while (size) {
		size_t block = min_u64(size, MIB(8));
		int n = LZ4_compress_HC((const char *)from, (char *)to + used + 4,
					(int)block, (int)(room - used - 4), 9);

		store_le32(to + used, (uint32_t)n);
		used += (size_t)n + 4;
		from += block;
		size -= block;
	}
	return used;
}
#else
#define lz4 NULL
#endif

#ifdef HAVE_LIBZSTD
/* With a checksum and without the content's size, as the kernel's build has it. */
static size_t zstd(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	ZSTD_inBuffer in = { from, size, 0 };
	ZSTD_outBuffer out = { to, room, 0 };

	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	ZSTD_compressStream2(c, &out, &in, ZSTD_e_continue);
	ZSTD_compressStream2(c, &out, &in, ZSTD_e_end);
	ZSTD_freeCCtx(c);
	return out.pos;
}
#else
#define zstd NULL
#endif

static const struct {
	const char *name;
	compress_fn *compress;
} compressors[] = {
	{ "gzip", gzip },           { "xz", xz },   { "xz-plain", xz_plain },
	{ "xz-sha256", xz_sha256 }, { "lz4", lz4 }, { "zstd", zstd },
};

struct mk_blob mk_compress(const char *codec, const void *data, size_t size)
{
	size_t room = size + size / 8 + 1024;
	struct mk_blob b = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(compressors); i++) {
		if (strcmp(codec, compressors[i].name) != 0 || !compressors[i].compress)
			continue;
		b.data = malloc(room);
		b.size = compressors[i].compress(b.data, room, data, size);
	}
	return b;
}

struct mk_blob mkbz_raw(const void *payload, size_t size, size_t tail)
{
	struct mk_blob b = { .payload_at = MKBZ_SETUP + PAYLOAD_OFFSET,
			     .payload_size = size };

	b.size = b.payload_at + size + tail;
	b.data = calloc(1, b.size);
	b.data[0x1f1] = MKBZ_SETUP / 512 - 1;
	store_le16(b.data + 0x1fe, 0xaa55);
	memcpy(b.data + 0x202, "HdrS", 4);
	store_le16(b.data + 0x206, 0x020f);
	store_le32(b.data + 0x248, PAYLOAD_OFFSET);
	store_le32(b.data + 0x24c, (uint32_t)size);
	memcpy(b.data + b.payload_at, payload, size);
	memset(b.data + b.payload_at + size, 0xa5, tail);
	return b;
}

struct mk_blob mkbz(const struct mk_blob *inner, const char *codec, size_t tail)
{
	bool none = strcmp(codec, "none") == 0;
	_cleanup_(mk_fini) struct mk_blob packed =
		none ? mk_copy(inner) : mk_compress(codec, inner->data, inner->size);
	_cleanup_free_ uint8_t *payload = malloc(packed.size + 4);
	size_t size = packed.size;

	if (!packed.data)
		return (struct mk_blob){ 0 };
	memcpy(payload, packed.data, size);
	if (strcmp(codec, "gzip") != 0) {
		store_le32(payload + size, (uint32_t)inner->size);
		size += 4;
	}
	return mkbz_raw(payload, size, tail);
}
