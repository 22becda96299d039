/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One frame, decoded in one call straight into the memory file: the output is then its own
 * window. A stream decoder would want the window (128 MiB for Linux 6.12) in memory of its
 * own, and faulting that in takes longer than decoding.
 */
#include <errno.h>
#include <inttypes.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "image/codec.h"

static void zstd_freep(ZSTD_DCtx **d)
{
	ZSTD_freeDCtx(*d);
}

static int zstd_failed(size_t ret, const struct inflow *in, const struct outflow *out,
		       struct fault *f)
{
	switch (ZSTD_getErrorCode(ret)) {
	case ZSTD_error_memory_allocation:
		return fault_oom(f);
	case ZSTD_error_dstSize_tooSmall:
		return outflow_exceeded(out, f);
	case ZSTD_error_srcSize_wrong:
		return codec_corrupt("zstd", in, "it is cut short", f);
	default:
		return codec_corrupt("zstd", in, ZSTD_getErrorName(ret), f);
	}
}

/* The compressed bytes in one piece. */
static int read_packed(struct inflow *in, struct warm *packed, struct fault *f)
{
	uint64_t all = inflow_left(in);

	if (all > budget_limit(in->budget, PVH_LIMIT_DECODER_MEMORY))
		return budget_exceeded(in->budget, PVH_LIMIT_DECODER_MEMORY, all, in->start,
				       "the zstd payload wants", f);
	if (!warm_init(packed, all))
		return fault_oom(f);
	return inflow_read(in, packed->data, all, f);
}

static int decode_frame(const struct inflow *in, struct outflow *out, struct view frame,
			struct fault *f)
{
	_cleanup_(zstd_freep) ZSTD_DCtx *d = ZSTD_createDCtx();
	size_t made = 0;
	uint8_t *map;
	int r;

	if (!d)
		return fault_oom(f);
	if (!out->cap)
		return outflow_exceeded(out, f);
	map = outflow_map(out, flow_likely(in, out), f);
	if (!map)
		return f->code;
	made = ZSTD_decompressDCtx(d, map, out->cap, frame.data, frame.size);
	r = outflow_unmap(out, map, ZSTD_isError(made) ? 0 : made, f);
	return ZSTD_isError(made) ? zstd_failed(made, in, out, f) : r;
}

/* What is behind the first frame goes back to where it was. */
static int decode_first(struct inflow *in, struct outflow *out, struct view packed,
			struct fault *f)
{
	size_t size = ZSTD_findFrameCompressedSize(packed.data, packed.size);
	struct view frame = { packed.data, min_u64(size, packed.size) }; /* errors are large */

	inflow_unread(in, packed.size - frame.size);
	return ZSTD_isError(size) ? zstd_failed(size, in, out, f) :
				    decode_frame(in, out, frame, f);
}

int zstd_decode(struct inflow *in, struct outflow *out, struct fault *f)
{
	_cleanup_(warm_fini) struct warm packed = { 0 };
	int r = read_packed(in, &packed, f);

	return r ? r : decode_first(in, out, (struct view){ packed.data, packed.size }, f);
}
