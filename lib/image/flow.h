/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The two ends of a decoder. Compressed bytes flow in through a small buffer that is
 * used again and again; decoded bytes flow out through a small window into a memory
 * file. The decoded image is never a whole in private memory: faulting in fresh pages
 * costs more than decoding does.
 */
#ifndef PVH_IMAGE_FLOW_H
#define PVH_IMAGE_FLOW_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/fault.h"
#include "base/source.h"
#include "image/budget.h"
#include "image/warm.h"

/* A range of a source, read from front to back. Zero-initialise, then inflow_init(). */
struct inflow {
	const struct pvh_source *source; /* borrowed */
	const struct budget *budget;     /* borrowed */
	uint64_t start;                  /* where the range begins; for messages */
	uint64_t at, end;                /* what has not been taken yet */
	uint8_t *buffer;
};

int inflow_init(struct inflow *in, const struct pvh_source *source, uint64_t at,
		uint64_t size, const struct budget *budget, struct fault *f);
void inflow_fini(struct inflow *in);
/* The next bytes, valid until the next call; none at the end of the range. */
int inflow_next(struct inflow *in, struct view *chunk, struct fault *f);
/* Gives back the last `size` bytes of what inflow_next() returned last. */
void inflow_unread(struct inflow *in, uint64_t size);
/* Exactly `size` bytes; the caller has compared with inflow_left(). */
int inflow_read(struct inflow *in, void *buf, uint64_t size, struct fault *f);

static inline uint64_t inflow_left(const struct inflow *in)
{
	return in->end - in->at;
}

/* At most `cap` bytes, appended to a borrowed memory file. */
struct outflow {
	int fd;
	const struct budget *budget; /* borrowed */
	uint64_t cap;     /* the decoded size that the file declares, or else our limit */
	uint64_t cap_at;  /* where it declares it, or FAULT_NOWHERE */
	uint64_t written;
	struct warm window; /* decoders put their output here ... */
};

int outflow_init(struct outflow *out, int fd, uint64_t cap, uint64_t cap_at,
		 const struct budget *budget, struct fault *f);
void outflow_fini(struct outflow *out);
/* A window of `size` bytes instead of the one there is. */
int outflow_resize(struct outflow *out, uint64_t size, struct fault *f);
/* ... and then hand over its first `used` bytes. */
int outflow_push(struct outflow *out, uint64_t used, struct fault *f);

/* The error when a decoder finds out by itself that there is more than out->cap. */
int outflow_exceeded(const struct outflow *out, struct fault *f);

/*
 * How much is worth faulting in ahead for the output of `in`: what there may be at most,
 * but no more than the compressed bytes make likely, whatever the file declares.
 */
uint64_t flow_likely(const struct inflow *in, const struct outflow *out);

/*
 * For a decoder that wants all of its output in one piece, as its own window: the memory
 * file itself, cap bytes long. `ahead` of them are faulted in at once. NULL: see `f`.
 */
uint8_t *outflow_map(struct outflow *out, uint64_t ahead, struct fault *f);
/* Ends that, `used` bytes having been written. */
int outflow_unmap(struct outflow *out, uint8_t *map, uint64_t used, struct fault *f);

#endif
