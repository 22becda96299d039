/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/lzma-step.h"

int xz_decode(struct inflow *in, struct outflow *out, struct fault *f)
{
	_cleanup_(lzma_endp) struct lzma_state s = { .stream = LZMA_STREAM_INIT,
						     .name = "xz" };

	lzma_warm(&s, in, out);
	/* A checksum that liblzma cannot verify would silently not be verified. */
	if (lzma_stream_decoder(&s.stream, budget_limit(in->budget, PVH_LIMIT_DECODER_MEMORY),
				LZMA_TELL_UNSUPPORTED_CHECK) != LZMA_OK)
		return fault_oom(f);
	return codec_pump(lzma_step, &s, "xz", in, out, f);
}
