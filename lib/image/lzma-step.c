/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/lzma-step.h"

#include <stdio.h>

/* liblzma promises that `nmemb` is 1. */
static void *allocate(void *state, size_t nmemb, size_t size)
{
	struct lzma_state *s = state;

	return warm_malloc(nmemb * size, &s->ahead);
}

void lzma_warm(struct lzma_state *s, const struct inflow *in, const struct outflow *out)
{
	s->ahead = flow_likely(in, out);
	s->allocator = (lzma_allocator){ .alloc = allocate, .opaque = s };
	s->stream.allocator = &s->allocator;
}

static int over_limit(const struct lzma_state *s, const struct inflow *in,
		      struct fault *f)
{
	char what[32];

	snprintf(what, sizeof(what), "the %s payload wants", s->name);
	return budget_exceeded(in->budget, PVH_LIMIT_DECODER_MEMORY,
			       lzma_memusage(&s->stream), in->start, what, f);
}

static int lzma_status(const struct lzma_state *s, lzma_ret ret, const struct inflow *in,
		       struct fault *f)
{
	switch (ret) {
	case LZMA_OK:
		return CODEC_MORE;
	case LZMA_STREAM_END:
		return CODEC_END;
	case LZMA_MEM_ERROR:
		return fault_oom(f);
	case LZMA_MEMLIMIT_ERROR:
		return over_limit(s, in, f);
	case LZMA_UNSUPPORTED_CHECK:
		return codec_corrupt(s->name, in, "its kind of checksum is unknown", f);
	case LZMA_OPTIONS_ERROR:
		return codec_corrupt(s->name, in,
				     "it uses filters or options that are unknown", f);
	default:
		return codec_corrupt(s->name, in, "its data is wrong", f);
	}
}

int lzma_step(void *state, struct codec_io *io, const struct inflow *in, struct fault *f)
{
	struct lzma_state *s = state;
	lzma_ret ret;

	s->stream.next_in = io->in;
	s->stream.avail_in = io->in_size;
	s->stream.next_out = io->out;
	s->stream.avail_out = io->out_size;
	ret = lzma_code(&s->stream, LZMA_RUN);
	io->in = s->stream.next_in;
	io->in_size = s->stream.avail_in;
	io->out_size = s->stream.avail_out;
	return lzma_status(s, ret, in, f);
}
