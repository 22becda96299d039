/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/flow.h"

#include <errno.h>
#include <inttypes.h>

#include "base/memfd.h"

#define INFLOW_BUFFER KIB(64)
#define OUTFLOW_WINDOW KIB(256) /* stays in a core's cache */
/* Kernels decode to some five times their size. */
#define LIKELY_RATIO 8

int inflow_init(struct inflow *in, const struct pvh_source *source, uint64_t at,
		uint64_t size, const struct budget *budget, struct fault *f)
{
	*in = (struct inflow){
		.source = source, .budget = budget, .start = at, .at = at, .end = at + size
	};
	in->buffer = malloc(INFLOW_BUFFER);
	return in->buffer ? 0 : fault_oom(f);
}

void inflow_fini(struct inflow *in)
{
	free(in->buffer);
}

int inflow_next(struct inflow *in, struct view *chunk, struct fault *f)
{
	/* Some streams take a lot and give nothing: here they are seen as well. */
	int r = budget_check_time(in->budget, f);

	*chunk = (struct view){ in->buffer, min_u64(INFLOW_BUFFER, inflow_left(in)) };
	return r ? r : inflow_read(in, in->buffer, chunk->size, f);
}

void inflow_unread(struct inflow *in, uint64_t size)
{
	in->at -= size;
}

int inflow_read(struct inflow *in, void *buf, uint64_t size, struct fault *f)
{
	int r = source_read(in->source, in->at, buf, size, f);

	in->at += size;
	return r;
}

int outflow_init(struct outflow *out, int fd, uint64_t cap, uint64_t cap_at,
		 const struct budget *budget, struct fault *f)
{
	int r;

	*out = (struct outflow){ .fd = fd, .budget = budget, .cap = cap, .cap_at = cap_at };
	/* Whoever watches the file from another process sees by that how much is to come. */
	r = cap_at == FAULT_NOWHERE ? 0 : memfd_resize(fd, cap, f);
	return r ? r : outflow_resize(out, OUTFLOW_WINDOW, f);
}

void outflow_fini(struct outflow *out)
{
	warm_fini(&out->window);
}

int outflow_resize(struct outflow *out, uint64_t size, struct fault *f)
{
	warm_fini(&out->window);
	return warm_init(&out->window, size) ? 0 : fault_oom(f);
}

/* Nothing is declared, so the cap is the lower one of two limits. */
static int beyond_limit(const struct outflow *out, struct fault *f)
{
	bool ratio = out->cap < budget_limit(out->budget, PVH_LIMIT_DECODED_SIZE);

	fault_set(f, -EFBIG, "it decodes to more than the %" PRIu64 " bytes allowed", out->cap);
	fault_hint(f, "if the file is to be trusted, raise the limit \"%s\"",
		   limits_name(ratio ? PVH_LIMIT_RATIO : PVH_LIMIT_DECODED_SIZE));
	return -EFBIG;
}

int outflow_exceeded(const struct outflow *out, struct fault *f)
{
	if (out->cap_at == FAULT_NOWHERE)
		return beyond_limit(out, f);
	fault_at(f, -EBADMSG, out->cap_at,
		 "the payload decodes to more than the %" PRIu64
		 " bytes that its size word states",
		 out->cap);
	fault_hint(f, "the file is damaged: fetch or build it again");
	return -EBADMSG;
}

int outflow_push(struct outflow *out, uint64_t used, struct fault *f)
{
	int r;

	if (used > out->cap - out->written)
		return outflow_exceeded(out, f);
	r = memfd_write(out->fd, out->written, out->window.data, used, f);
	out->written += used;
	if (!r)
		r = budget_check_time(out->budget, f);
	return r ? r : watch_progress(out->budget->watch, out->written, out->cap, f);
}

uint64_t flow_likely(const struct inflow *in, const struct outflow *out)
{
	return min_u64(out->cap, (in->end - in->start) * LIKELY_RATIO);
}

uint8_t *outflow_map(struct outflow *out, uint64_t ahead, struct fault *f)
{
	/* Where nothing is declared it has not been done yet. */
	if (memfd_resize(out->fd, out->cap, f))
		return NULL;
	return memfd_map(out->fd, out->cap, ahead, f);
}

int outflow_unmap(struct outflow *out, uint8_t *map, uint64_t used, struct fault *f)
{
	memfd_unmap(map, out->cap);
	out->written = used;
	return watch_progress(out->budget->watch, out->written, out->cap, f);
}
