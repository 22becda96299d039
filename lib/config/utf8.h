/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef PVH_CONFIG_UTF8_H
#define PVH_CONFIG_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* How many bytes the character at `text` has, of `size` > 0 that remain; 0: not UTF-8. */
size_t utf8_char(const char *text, size_t size, uint32_t *code);

/* How many bytes of `text` are UTF-8: `size` when all are. */
size_t utf8_valid(const char *text, size_t size);

/*
 * How many bytes of `text` to show in a message, at most `max` and never half of a
 * character. An int, for "%.*s".
 */
int utf8_cut(const char *text, size_t max);

#endif
