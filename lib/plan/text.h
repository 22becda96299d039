/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A stream that becomes a text in memory. That of open_memstream(3) does not remember, in the C
 * library of GNU, that memory was short: what did not fit would be missing without a word.
 */
#ifndef PVH_PLAN_TEXT_H
#define PVH_PLAN_TEXT_H

#include <stddef.h>
#include <stdio.h>

struct text {
	char *bytes; /* ends with NUL; NULL: nothing has arrived yet */
	size_t size; /* without NUL */
};

/* NULL: out of memory. */
FILE *text_open(struct text *t);

/* Closes the stream. The text, for the caller to free; NULL when any of it is missing. */
char *text_close(struct text *t, FILE *stream);

#endif
