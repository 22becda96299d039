/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What lzop writes: a header, then blocks, which are packed with LZO1X or, where that
 * saves nothing, stored; a block of no bytes ends it. Numbers are big-endian. liblzo2
 * decodes whole blocks only, so the buffers are as large as a block.
 *
 * liblzo2 is under the GPL: never a part of libpvh, see codec.h.
 */
#include <errno.h>
#include <lzo/lzo1x.h>
#include <string.h>

#include "image/codec.h"

#define BLOCK_MAX MIB(64) /* lzop's own bound; it writes blocks of 256 KiB */
#define LZO1X_RATIO 255   /* a byte of LZO1X stands for no more bytes than that */

/* The header, before the file's name and then its own checksum. */
static const uint8_t magic[] = { 0x89, 'L', 'Z', 'O', 0, '\r', '\n', 0x1a, '\n' };
#define VERSION_AT 9 /* of lzop, then that of liblzo2, then ... */
#define VERSION_NEEDED_AT 13
#define METHOD_AT 15 /* then the level */
#define FLAGS_AT 17  /* then the file's mode and its time in two halves */
#define NAME_LENGTH_AT 33
#define NAME_AT 34
#define NAME_MAX_LENGTH 255

#define VERSION_OLDEST 0x0940 /* where the header got that shape */
#define VERSION_NEWEST 0x1040
#define METHOD_LZO1X_1 1
#define METHOD_LZO1X_999 3

#define ADLER32_D 0x00000001 /* of a block as decoded */
#define ADLER32_C 0x00000002 /* of a block as packed */
#define CRC32_D 0x00000100
#define CRC32_C 0x00000200
#define CRC32_HEADER 0x00001000
/* Where it came from: stdin, stdout, a default name, DOS, a path, an OS, its charset. */
#define ORIGIN 0xfff0203c
/* Others change what the blocks mean (a filter, several volumes) or are not known. */
#define FLAGS (ADLER32_D | ADLER32_C | CRC32_D | CRC32_C | CRC32_HEADER | ORIGIN)

/* In the order in which a block has them. */
static const struct check {
	uint32_t flag;
	bool packed;
	lzo_uint32_t (*sum)(lzo_uint32_t sum, const lzo_bytep data, lzo_uint size);
} checks[] = {
	{ ADLER32_D, false, lzo_adler32 },
	{ CRC32_D, false, lzo_crc32 },
	{ ADLER32_C, true, lzo_adler32 },
	{ CRC32_C, true, lzo_crc32 },
};

struct block {
	uint64_t size;   /* 0: the end */
	uint64_t packed; /* the same size: stored */
	uint32_t sums[ARRAY_SIZE(checks)];
};

struct lzop {
	struct inflow *in;
	uint32_t flags;
	uint8_t *packed; /* as much as any block can have */
};

static int corrupt(const struct lzop *z, const char *why, struct fault *f)
{
	return codec_corrupt("lzo", z->in, why, f);
}

static int take(struct lzop *z, void *to, uint64_t size, struct fault *f)
{
	if (size > inflow_left(z->in))
		return corrupt(z, "it is cut short", f);
	return inflow_read(z->in, to, size, f);
}

static uint32_t load_be32(const uint8_t *p)
{
	return __builtin_bswap32(load_le32(p));
}

static unsigned int load_be16(const uint8_t *p)
{
	return (unsigned int)(p[0] << 8 | p[1]);
}

static int take_be32(struct lzop *z, uint32_t *value, struct fault *f)
{
	uint8_t raw[4];
	int r = take(z, raw, sizeof(raw), f);

	if (!r)
		*value = load_be32(raw);
	return r;
}

static int check_header(const struct lzop *z, const uint8_t *header, struct fault *f)
{
	if (memcmp(header, magic, sizeof(magic)) != 0)
		return corrupt(z, "it does not begin as lzop's files do", f);
	if (load_be16(header + VERSION_AT) < VERSION_OLDEST ||
	    load_be16(header + VERSION_NEEDED_AT) > VERSION_NEWEST)
		return corrupt(z, "its format is older than lzop 0.94 or newer than 1.04",
			       f);
	if (header[METHOD_AT] < METHOD_LZO1X_1 || header[METHOD_AT] > METHOD_LZO1X_999)
		return corrupt(z, "its method is not LZO1X", f);
	if (z->flags & ~(uint32_t)FLAGS)
		return corrupt(z, "it has a filter, several volumes or an unknown flag",
			       f);
	return 0;
}

static int read_header(struct lzop *z, struct fault *f)
{
	uint8_t header[NAME_AT + NAME_MAX_LENGTH + 4];
	uint64_t end;
	uint32_t sum;
	int r;

	r = take(z, header, NAME_AT, f);
	if (r)
		return r;
	z->flags = load_be32(header + FLAGS_AT);
	end = NAME_AT + header[NAME_LENGTH_AT];
	r = check_header(z, header, f);
	if (!r)
		r = take(z, header + NAME_AT, end - NAME_AT + 4, f);
	if (r)
		return r;
	if (z->flags & CRC32_HEADER)
		sum = lzo_crc32(0, header + VERSION_AT, end - VERSION_AT);
	else
		sum = lzo_adler32(1, header + VERSION_AT, end - VERSION_AT);
	if (sum != load_be32(header + end))
		return corrupt(z, "its header's checksum is wrong", f);
	return 0;
}

static int check_lengths(const struct lzop *z, const struct block *b, struct fault *f)
{
	if (b->size > BLOCK_MAX || b->packed > b->size ||
	    b->size > b->packed * LZO1X_RATIO)
		return corrupt(z, "a block's length is impossible", f);
	if (b->packed > inflow_left(z->in))
		return corrupt(z, "it is cut short in a block", f);
	return 0;
}

/* A checksum of packed bytes is there only where a block is packed. */
static bool applies(const struct lzop *z, const struct block *b, const struct check *c)
{
	return (z->flags & c->flag) && (!c->packed || b->packed < b->size);
}

static int read_block(struct lzop *z, struct block *b, struct fault *f)
{
	uint32_t length = 0;
	int r;

	r = take_be32(z, &length, f);
	b->size = length;
	if (!length) /* the end, or nothing that could be read */
		return r;
	r = take_be32(z, &length, f);
	b->packed = length;
	for (size_t i = 0; !r && i < ARRAY_SIZE(checks); i++)
		if (applies(z, b, &checks[i]))
			r = take_be32(z, &b->sums[i], f);
	return r ? r : check_lengths(z, b, f);
}

static int verify(const struct lzop *z, const struct block *b, bool packed,
		  const uint8_t *data, struct fault *f)
{
	uint64_t size = packed ? b->packed : b->size;

	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		const struct check *c = &checks[i];

		if (c->packed == packed && applies(z, b, c) &&
		    c->sum(c->sum(0, NULL, 0), data, size) != b->sums[i])
			return corrupt(z, "a block's checksum is wrong", f);
	}
	return 0;
}

static int unpack(struct lzop *z, const struct block *b, uint8_t *to, struct fault *f)
{
	lzo_uint made = b->size;
	int r;

	r = take(z, z->packed, b->packed, f);
	if (!r)
		r = verify(z, b, true, z->packed, f);
	if (r)
		return r;
	if (lzo1x_decompress_safe(z->packed, b->packed, to, &made, NULL) != LZO_E_OK ||
	    made != b->size)
		return corrupt(z, "a block cannot be decoded", f);
	return 0;
}

static int decode_block(struct lzop *z, const struct block *b, struct outflow *out,
			struct fault *f)
{
	int r = 0;

	if (b->size > out->window.size)
		r = outflow_resize(out, b->size, f);
	if (!r)
		r = b->packed < b->size ? unpack(z, b, out->window.data, f)
					: take(z, out->window.data, b->size, f);
	if (!r)
		r = verify(z, b, false, out->window.data, f);
	return r ? r : outflow_push(out, b->size, f);
}

int lzo_decode(struct inflow *in, struct outflow *out, struct fault *f)
{
	_cleanup_free_ uint8_t *packed = malloc(min_u64(BLOCK_MAX, inflow_left(in)));
	struct lzop z = { .in = in, .packed = packed };
	struct block b;
	int r;

	if (!packed)
		return fault_oom(f);
	if (lzo_init() != LZO_E_OK)
		return codec_absent("lzo", in, "the liblzo2 here cannot decode", f);
	r = read_header(&z, f);
	while (!r) {
		r = read_block(&z, &b, f);
		if (r || !b.size)
			break;
		r = decode_block(&z, &b, out, f);
	}
	return r;
}
