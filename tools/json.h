/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes JSON (RFC 8259), whatever bytes the texts hold. */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Bytes of the UTF-8 character at `c`, in a text that ends with a NUL; 0: that is none. */
size_t json_character_size(const unsigned char *c);

/* "text", escaped; bytes that are not UTF-8 become U+FFFD. */
void json_string(FILE *out, const char *text);

/* Members behind the first one of an object: , "key": value */
void json_text(FILE *out, const char *key, const char *text);
void json_number(FILE *out, const char *key, uint64_t number);

#endif
