/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The container that came before xz, "lzma alone": the parameters, the size of the
 * dictionary, the decoded size, and the data. Where the decoded size is left open, as
 * Linux's build does, an end marker in the data ends it. There is no checksum: damage is
 * noticed only where it makes the data impossible or their size another one.
 */
#include <errno.h>
#include <inttypes.h>

#include "image/lzma-step.h"

#define SIZE_AT 5
#define HEADER_SIZE 13
#define SIZE_OPEN UINT64_MAX

/* It comes first because it names the reason; what is decoded is compared as well. */
static int check_size(struct inflow *in, const struct outflow *out, struct fault *f)
{
	struct view chunk;
	uint64_t size;
	int r;

	r = inflow_next(in, &chunk, f);
	if (r)
		return r;
	if (chunk.size < HEADER_SIZE)
		return codec_corrupt("lzma", in, "its header is cut short", f);
	size = load_le64(chunk.data + SIZE_AT);
	if (size != SIZE_OPEN && size != out->cap) {
		fault_at(f, -EBADMSG, in->start + SIZE_AT,
			 "the lzma header states %" PRIu64
			 " bytes, but the payload's size word %" PRIu64,
			 size, out->cap);
		fault_values(f, out->cap, size);
		return -EBADMSG;
	}
	inflow_unread(in, chunk.size);
	return 0;
}

int lzma_decode(struct inflow *in, struct outflow *out, struct fault *f)
{
	_cleanup_(lzma_endp) struct lzma_state s = { .stream = LZMA_STREAM_INIT,
						     .name = "lzma" };
	int r;

	r = check_size(in, out, f);
	if (r)
		return r;
	lzma_warm(&s, in, out);
	if (lzma_alone_decoder(&s.stream, budget_limit(in->budget, PVH_LIMIT_DECODER_MEMORY)) !=
	    LZMA_OK)
		return fault_oom(f);
	return codec_pump(lzma_step, &s, "lzma", in, out, f);
}
