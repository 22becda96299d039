/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "raw.h"

#include <string.h>

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_BZIP2
#include <bzlib.h>
#endif
#ifdef HAVE_LIBLZMA
#include <lzma.h>
#endif
#ifdef HAVE_LIBLZ4
#include <lz4.h>
#endif
#ifdef HAVE_LIBZSTD
#include <zstd.h>
#endif

#include "base/macro.h"

#ifdef HAVE_ZLIB
static size_t gzip(struct view in, struct warm out)
{
	z_stream s = { .next_in = (Bytef *)(uintptr_t)in.data,
		       .avail_in = (uInt)in.size,
		       .next_out = out.data,
		       .avail_out = (uInt)out.size };
	int ret;

	if (inflateInit2(&s, 16 + MAX_WBITS) != Z_OK)
		return 0;
	ret = inflate(&s, Z_FINISH);
	inflateEnd(&s);
	return ret == Z_STREAM_END ? s.total_out : 0;
}
#else
#define gzip NULL
#endif

#ifdef HAVE_BZIP2
static size_t bzip2(struct view in, struct warm out)
{
	unsigned int size = (unsigned int)out.size;
	int ret = BZ2_bzBuffToBuffDecompress((char *)out.data, &size,
					     (char *)(uintptr_t)in.data,
					     (unsigned int)in.size, 0, 0);

	return ret == BZ_OK ? size : 0;
}
#else
#define bzip2 NULL
#endif

#ifdef HAVE_LIBLZMA
static size_t finish(lzma_stream *s, struct view in, struct warm out)
{
	lzma_ret ret;

	s->next_in = in.data;
	s->avail_in = in.size;
	s->next_out = out.data;
	s->avail_out = out.size;
	ret = lzma_code(s, LZMA_FINISH);
	lzma_end(s);
	return ret == LZMA_STREAM_END ? out.size - s->avail_out : 0;
}

static size_t lzma(struct view in, struct warm out)
{
	lzma_stream s = LZMA_STREAM_INIT;

	return lzma_alone_decoder(&s, UINT64_MAX) == LZMA_OK ? finish(&s, in, out) : 0;
}

static size_t xz(struct view in, struct warm out)
{
	lzma_stream s = LZMA_STREAM_INIT;

	return lzma_stream_decoder(&s, UINT64_MAX, 0) == LZMA_OK ? finish(&s, in, out) : 0;
}
#else
#define lzma NULL
#define xz NULL
#endif

#ifdef HAVE_LIBLZ4
/* The legacy frame: a magic, then blocks behind their lengths. */
static size_t lz4(struct view in, struct warm out)
{
	size_t made = 0;

	for (size_t at = 4; at + 4 < in.size;) {
		uint32_t length = load_le32(in.data + at);
		int n = LZ4_decompress_safe((const char *)in.data + at + 4,
					    (char *)out.data + made, (int)length,
					    (int)(out.size - made));

		if (n < 0)
			return 0;
		at += 4 + length;
		made += (size_t)n;
	}
	return made;
}
#else
#define lz4 NULL
#endif

#ifdef HAVE_LIBZSTD
static size_t zstd(struct view in, struct warm out)
{
	size_t n = ZSTD_decompress(out.data, out.size, in.data, in.size);

	return ZSTD_isError(n) ? 0 : n;
}
#else
#define zstd NULL
#endif

static const struct raw raws[] = {
	{ "gzip", gzip },   { "bzip2", bzip2 }, { "lzma", lzma }, { "xz", xz },
	{ "lzo", raw_lzo }, { "lz4", lz4 },     { "zstd", zstd },
};

const struct raw *raw_find(const char *codec)
{
	for (size_t i = 0; i < ARRAY_SIZE(raws); i++)
		if (strcmp(codec, raws[i].codec) == 0)
			return &raws[i];
	return NULL;
}
