/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mk-compress.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_BZIP2
#include <bzlib.h>
#endif
#ifdef HAVE_LIBLZ4
#include <lz4hc.h>
#endif
#ifdef HAVE_LIBZSTD
#include <zstd.h>
#endif

#include "base/bytes.h"
#include "base/macro.h"

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

#ifdef HAVE_BZIP2
static size_t bzip2(uint8_t *to, size_t room, const uint8_t *from, size_t size)
{
	unsigned int used = (unsigned int)room;
	int ret = BZ2_bzBuffToBuffCompress((char *)to, &used, (char *)(uintptr_t)from,
					   (unsigned int)size, 9, 0, 0);

	return ret == BZ_OK ? used : 0;
}
#else
#define bzip2 NULL
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
	mk_compress_fn *compress;
} compressors[] = {
	{ "gzip", gzip },
	{ "bzip2", bzip2 },
	{ "xz", mk_xz },
	{ "xz-plain", mk_xz_plain },
	{ "xz-sha256", mk_xz_sha256 },
	{ "lzma", mk_lzma },
	{ "lzma-known-size", mk_lzma_known_size },
	{ "lzo", mk_lzo },
	{ "lzo-checks", mk_lzo_checks },
	{ "lz4", lz4 },
	{ "zstd", zstd },
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
		if (!b.size)
			mk_fini(&b);
	}
	return b;
}
