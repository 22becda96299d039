/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <zlib.h>

#include "image/codec.h"

#define GZIP_ONLY 16 /* added to the window bits: no zlib wrapper, no guessing */

static void inflate_endp(z_stream *s)
{
	inflateEnd(s);
}

static int gzip_step(void *state, struct codec_io *io, const struct inflow *in,
		     struct fault *f)
{
	z_stream *s = state;
	int ret;

	s->next_in = (Bytef *)(uintptr_t)io->in; /* zlib only reads it */
	s->avail_in = (uInt)io->in_size;
	s->next_out = io->out;
	s->avail_out = (uInt)io->out_size;
	ret = inflate(s, Z_NO_FLUSH);
	io->in = s->next_in;
	io->in_size = s->avail_in;
	io->out_size = s->avail_out;
	if (ret == Z_MEM_ERROR)
		return fault_oom(f);
	/* Z_BUF_ERROR: nothing can be done with so little, which the caller notices. */
	if (ret != Z_OK && ret != Z_BUF_ERROR && ret != Z_STREAM_END)
		return codec_corrupt("gzip", in, s->msg ? s->msg : "not a gzip stream",
				     f);
	return ret == Z_STREAM_END ? CODEC_END : CODEC_MORE;
}

/* zlib checks the CRC and the length at the end of the stream. */
int gzip_decode(struct inflow *in, struct outflow *out, struct fault *f)
{
	_cleanup_(inflate_endp) z_stream s = { 0 };

	if (inflateInit2(&s, GZIP_ONLY + MAX_WBITS) != Z_OK)
		return fault_oom(f);
	return codec_pump(gzip_step, &s, "gzip", in, out, f);
}
