/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/payload.h"

#include "base/memfd.h"

/* Below this no ratio is suspicious: a few KiB of kernel may well be mostly zero. */
#define RATIO_FLOOR MIB(1)

static uint64_t ratio_cap(const struct payload *p, const struct opening *o)
{
	return max_u64(RATIO_FLOOR, p->size * opening_limit(o, PVH_LIMIT_RATIO));
}

static int check_declared(const struct payload *p, const struct opening *o,
			  struct fault *f)
{
	if (p->decoded_size > opening_limit(o, PVH_LIMIT_DECODED_SIZE))
		return budget_exceeded(o->budget, PVH_LIMIT_DECODED_SIZE, p->decoded_size,
				       p->decoded_size_at,
				       "the payload says that it decodes to", f);
	if (p->decoded_size > ratio_cap(p, o))
		return budget_exceeded(o->budget, PVH_LIMIT_RATIO,
				       (p->decoded_size + p->size - 1) / p->size,
				       p->decoded_size_at,
				       "the payload says that it decodes to", f);
	return 0;
}

static uint64_t cap_of(const struct payload *p, const struct opening *o)
{
	if (p->decoded_size_at != FAULT_NOWHERE)
		return p->decoded_size;
	return min_u64(opening_limit(o, PVH_LIMIT_DECODED_SIZE), ratio_cap(p, o));
}

static int take_decoded(struct opening *o, uint64_t size, struct fault *f)
{
	int fd = memfd_dup(o->memfd, f);

	return fd < 0 ? fd :
			source_take_fd(fd, size, source_name(o->file), &o->payload, f);
}

int payload_decode(const struct payload *p, struct opening *o, struct fault *f)
{
	_cleanup_(inflow_fini) struct inflow in = { 0 };
	_cleanup_(outflow_fini) struct outflow out = { 0 };
	int r = 0;

	o->facts->codec = p->codec->kind;
	if (p->decoded_size_at != FAULT_NOWHERE)
		r = check_declared(p, o, f);
	if (!r)
		r = inflow_init(&in, o->file, p->at, p->size, o->budget, f);
	if (!r)
		r = outflow_init(&out, o->memfd, cap_of(p, o), p->decoded_size_at,
				 o->budget, f);
	if (!r)
		r = codec_decode(p->codec, &in, &out, f);
	return r ? r : take_decoded(o, out.written, f);
}
