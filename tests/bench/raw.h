/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The decoders that ours are compared with: each library, called in its cheapest way. */
#ifndef RAW_H
#define RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "image/warm.h"

/* Decodes one stream in one go. How many bytes came out, 0 if it failed. */
typedef size_t raw_fn(struct view in, struct warm out);

struct raw {
	const char *codec;
	raw_fn *decode; /* NULL: this libpvh is built without the library */
};

#ifdef HAVE_LZO
raw_fn raw_lzo;
#else
#define raw_lzo NULL
#endif

/* NULL: there is no such codec. */
const struct raw *raw_find(const char *codec);

#endif
