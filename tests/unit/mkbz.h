/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Compresses and wraps kernels the way Linux's build does. */
#ifndef MKBZ_H
#define MKBZ_H

#include "mk-compress.h"
#include "mkelf.h"

/* A bzImage around an already compressed payload (its size word included). */
struct mk_blob mkbz_raw(const void *payload, size_t size, size_t tail);

/*
 * A bzImage of `inner` compressed with `codec` ("none": not at all), with its size word
 * (which gzip has inside) and `tail` bytes behind the payload, as a signature would be.
 */
struct mk_blob mkbz(const struct mk_blob *inner, const char *codec, size_t tail);

#define MKBZ_SETUP 1024 /* where the protected-mode part of those bzImages begins */

#endif
