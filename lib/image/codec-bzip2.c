/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <bzlib.h>
#include <errno.h>

#include "image/codec.h"

static void bzip2_endp(bz_stream *s)
{
	BZ2_bzDecompressEnd(s);
}

static int bzip2_status(int ret, const struct inflow *in, struct fault *f)
{
	switch (ret) {
	case BZ_OK:
		return CODEC_MORE;
	case BZ_STREAM_END:
		return CODEC_END;
	case BZ_MEM_ERROR:
		return fault_oom(f);
	case BZ_DATA_ERROR_MAGIC:
		return codec_corrupt("bzip2", in, "its header is wrong", f);
	default:
		return codec_corrupt("bzip2", in, "its data or checksum is wrong", f);
	}
}

static int bzip2_step(void *state, struct codec_io *io, const struct inflow *in,
		      struct fault *f)
{
	bz_stream *s = state;
	int ret;

	s->next_in = (char *)(uintptr_t)io->in; /* libbz2 only reads it */
	s->avail_in = (unsigned int)io->in_size;
	s->next_out = (char *)io->out;
	s->avail_out = (unsigned int)io->out_size;
	ret = BZ2_bzDecompress(s);
	io->in = (const uint8_t *)s->next_in;
	io->in_size = s->avail_in;
	io->out_size = s->avail_out;
	return bzip2_status(ret, in, f);
}

/* libbz2 checks the CRC of each block and that of the stream. */
int bzip2_decode(struct inflow *in, struct outflow *out, struct fault *f)
{
	_cleanup_(bzip2_endp) bz_stream s = { 0 };

	if (BZ2_bzDecompressInit(&s, 0, 0) != BZ_OK)
		return fault_oom(f);
	return codec_pump(bzip2_step, &s, "bzip2", in, out, f);
}
