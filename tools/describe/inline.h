/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of Markdown, of which only `code` and names such as xl.cfg(5) mean something, as mdoc. */
#ifndef INLINE_H
#define INLINE_H

#include <stddef.h>
#include <stdio.h>

/* How long the first word is: up to a space that is not in code, or to the end. */
size_t inline_word(const char *text);
/* A paragraph. */
void inline_print(FILE *out, const char *text);
/* The tag of an item: what stands behind ".It ", and the end of the line. */
void inline_print_tag(FILE *out, const char *text, size_t size);
/* As it is, but for what means something to roff. */
void inline_escape(FILE *out, const char *text);

#endif
