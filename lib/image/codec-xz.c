/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <inttypes.h>
#include <lzma.h>

#include "image/codec.h"

static void lzma_endp(lzma_stream *s)
{
	lzma_end(s);
}

static int over_limit(lzma_stream *s, const struct inflow *in, struct fault *f)
{
	return budget_exceeded(in->budget, PVH_LIMIT_DECODER_MEMORY, lzma_memusage(s),
			       in->start, "the xz payload wants", f);
}

static int xz_status(lzma_stream *s, lzma_ret ret, const struct inflow *in,
		     struct fault *f)
{
	switch (ret) {
	case LZMA_OK:
	case LZMA_BUF_ERROR:
		return CODEC_MORE;
	case LZMA_STREAM_END:
		return CODEC_END;
	case LZMA_MEM_ERROR:
		return fault_oom(f);
	case LZMA_MEMLIMIT_ERROR:
		return over_limit(s, in, f);
	case LZMA_UNSUPPORTED_CHECK:
		return codec_corrupt("xz", in, "its kind of checksum is unknown", f);
	case LZMA_OPTIONS_ERROR:
		return codec_corrupt("xz", in,
				     "it uses filters or options that are unknown", f);
	default:
		return codec_corrupt("xz", in, "its data or checksum is wrong", f);
	}
}

static int xz_step(void *state, struct codec_io *io, const struct inflow *in,
		   struct fault *f)
{
	lzma_stream *s = state;
	lzma_ret ret;

	s->next_in = io->in;
	s->avail_in = io->in_size;
	s->next_out = io->out;
	s->avail_out = io->out_size;
	ret = lzma_code(s, LZMA_RUN);
	io->in = s->next_in;
	io->in_size = s->avail_in;
	io->out_size = s->avail_out;
	return xz_status(s, ret, in, f);
}

int xz_decode(struct inflow *in, struct outflow *out, struct fault *f)
{
	uint64_t memory = budget_limit(in->budget, PVH_LIMIT_DECODER_MEMORY);
	_cleanup_(lzma_endp) lzma_stream s = LZMA_STREAM_INIT;

	/* A checksum that liblzma cannot verify would silently not be verified. */
	if (lzma_stream_decoder(&s, memory, LZMA_TELL_UNSUPPORTED_CHECK) != LZMA_OK)
		return fault_oom(f);
	return codec_pump(xz_step, &s, "xz", in, out, f);
}
