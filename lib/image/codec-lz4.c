/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The "legacy frame" of lz4: a magic, then blocks of at most 8 MiB, each behind the
 * length of its compressed form. No checksum and no end mark: the payload's end is the
 * end. liblz4 decodes whole blocks only, so the buffers are as large as a block.
 */
#include <errno.h>
#include <lz4.h>

#include "image/codec.h"

#define BLOCK MIB(8)
#define BLOCK_PACKED ((uint64_t)LZ4_COMPRESSBOUND(BLOCK))
#define MAGIC_SIZE 4

static int block_length(struct inflow *in, uint64_t *length, struct fault *f)
{
	uint8_t raw[4];
	int r;

	if (inflow_left(in) < sizeof(raw))
		return codec_corrupt("lz4", in, "it is cut short in a block's length", f);
	r = inflow_read(in, raw, sizeof(raw), f);
	if (r)
		return r;
	*length = load_le32(raw);
	if (*length == 0 || *length > BLOCK_PACKED)
		return codec_corrupt("lz4", in, "a block's length is impossible", f);
	if (*length > inflow_left(in))
		return codec_corrupt("lz4", in, "it is cut short in a block", f);
	return 0;
}

/* Blocks of a kernel are about as long as each other: most fit where the first one was. */
static int read_block(struct inflow *in, struct warm *packed, uint64_t length,
		      struct fault *f)
{
	if (length > packed->size) {
		warm_fini(packed);
		if (!warm_init(packed, length))
			return fault_oom(f);
	}
	return inflow_read(in, packed->data, length, f);
}

static int decode_block(struct inflow *in, struct outflow *out, struct warm *packed,
			struct fault *f)
{
	uint64_t length = 0;
	int made, r;

	r = block_length(in, &length, f);
	if (!r)
		r = read_block(in, packed, length, f);
	if (r)
		return r;
	made = LZ4_decompress_safe((const char *)packed->data, (char *)out->window.data, (int)length,
				   (int)BLOCK);
	if (made < 0)
		return codec_corrupt("lz4", in, "a block cannot be decoded", f);
	return outflow_push(out, (uint64_t)made, f);
}

int lz4_decode(struct inflow *in, struct outflow *out, struct fault *f)
{
	_cleanup_(warm_fini) struct warm packed = { 0 };
	uint8_t magic[MAGIC_SIZE];
	int r = outflow_resize(out, BLOCK, f);

	if (!r)
		r = inflow_read(in, magic, sizeof(magic), f);
	while (!r && inflow_left(in))
		r = decode_block(in, out, &packed, f);
	return r;
}
