/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <inttypes.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "image/codec.h"
#include "image/image.h"

#define WINDOW_LOG 28

_Static_assert(IMAGE_MAX_WINDOW == 1 << WINDOW_LOG, "zstd takes a logarithm");

static void zstd_freep(ZSTD_DStream **s)
{
	ZSTD_freeDStream(*s);
}

static int zstd_failed(size_t ret, const struct inflow *in, struct fault *f)
{
	switch (ZSTD_getErrorCode(ret)) {
	case ZSTD_error_memory_allocation:
		return fault_oom(f);
	case ZSTD_error_frameParameter_windowTooLarge:
		fault_at(f, -EFBIG, in->start,
			 "the zstd payload wants a window of more than %" PRIu64 " MiB",
			 (IMAGE_MAX_WINDOW >> 20));
		fault_hint(f, "compress it with a smaller window");
		return -EFBIG;
	default:
		return codec_corrupt("zstd", in, ZSTD_getErrorName(ret), f);
	}
}

static int zstd_step(void *state, struct codec_io *io, const struct inflow *in,
		     struct fault *f)
{
	ZSTD_inBuffer from = { io->in, io->in_size, 0 };
	ZSTD_outBuffer to = { io->out, io->out_size, 0 };
	size_t ret = ZSTD_decompressStream(state, &to, &from);

	if (ZSTD_isError(ret))
		return zstd_failed(ret, in, f);
	io->in += from.pos;
	io->in_size -= from.pos;
	io->out_size -= to.pos;
	return ret ? CODEC_MORE : CODEC_END;
}

int zstd_decode(struct inflow *in, struct outflow *out, struct fault *f)
{
	_cleanup_(zstd_freep) ZSTD_DStream *s = ZSTD_createDStream();
	size_t ret;

	if (!s)
		return fault_oom(f);
	ret = ZSTD_DCtx_setParameter(s, ZSTD_d_windowLogMax, WINDOW_LOG);
	if (ZSTD_isError(ret))
		return zstd_failed(ret, in, f);
	return codec_pump(zstd_step, s, "zstd", in, out, f);
}
