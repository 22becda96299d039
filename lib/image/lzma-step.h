/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the containers of LZMA, xz and "lzma alone", have in common: liblzma's stream. */
#ifndef PVH_IMAGE_LZMA_STEP_H
#define PVH_IMAGE_LZMA_STEP_H

#include <lzma.h>

#include "image/codec.h"

struct lzma_state {
	lzma_stream stream;
	const char *name;         /* of the container, for messages */
	lzma_allocator allocator; /* ... of lzma_warm(), and ... */
	uint64_t ahead;           /* ... what it may still fault in */
};

static inline void lzma_endp(struct lzma_state *s)
{
	lzma_end(&s->stream);
}

/*
 * Before the stream is set up: has the dictionary faulted in ahead. liblzma keeps what is
 * decoded a second time, and page by page that is many faults.
 */
void lzma_warm(struct lzma_state *s, const struct inflow *in, const struct outflow *out);

/* Of a struct lzma_state, whose stream is set up with a limit on memory. */
codec_step_fn lzma_step;

#endif
