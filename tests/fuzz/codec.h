/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A target for each codec. The input is 8 bytes that say how, and a stream or what is to be
 * made into one:
 *
 *	0     CODEC_*
 *	1..3  the size that is declared, unless it is to be true
 *	4..7  how many bytes to cut off, or how many come behind the stream
 */
#ifndef FUZZ_CODEC_H
#define FUZZ_CODEC_H

#include "base/bytes.h"
#include "fuzz.h"

#define CODEC_HEAD 8

enum {
	CODEC_PLAIN = 1,    /* not a stream: compress it, so that the result is known */
	CODEC_DECLARED = 2, /* the decoded size is declared, as in a bzImage */
	CODEC_ENDING = 12,  /* one of these: */
	CODEC_CUT = 4,      /* its end is missing */
	CODEC_TAIL = 8,     /* zero bytes follow it */
	CODEC_AGAIN = 12,   /* it comes twice */
	CODEC_LIE = 16,     /* what is declared need not be true */
};

/* Mends checksums in a stream that has at least its magic, so that decoding gets past them. */
typedef void codec_repair_fn(uint8_t *stream, size_t size);

/* `magic` is what streams begin with: a stream in the input gets it. `repair` may be NULL. */
void fuzz_codec(const char *name, struct view magic, codec_repair_fn *repair, const uint8_t *data,
		size_t size);

#endif
