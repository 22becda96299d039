/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The compressed part of a file. */
#ifndef PVH_IMAGE_PAYLOAD_H
#define PVH_IMAGE_PAYLOAD_H

#include "image/codec.h"
#include "image/opening.h"

struct payload {
	uint64_t at;              /* in the file */
	uint64_t size;            /* of the stream, without a size word behind it */
	uint64_t decoded_size;    /* as declared, if it is */
	uint64_t decoded_size_at; /* where; FAULT_NOWHERE: nowhere */
	const struct codec *codec;
};

/*
 * Decodes it into o->memfd and makes that o->payload. A declared size must be true; all
 * else is bounded by the limits decoded_size and ratio.
 */
int payload_decode(const struct payload *p, struct opening *o, struct fault *f);

#endif
