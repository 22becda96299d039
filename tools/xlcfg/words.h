/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Specifications in strings: "bridge=xenbr0, mac=...". */
#ifndef XLCFG_WORDS_H
#define XLCFG_WORDS_H

#include "tools/xlcfg/memory.h"

struct words {
	char *text; /* owned */
	char **at;  /* owned; pointers into it */
	size_t nr;
};

/* What is between separators, without blanks around it; empty words are left out. */
struct words words_of(const char *text, char separator);
void words_clear(struct words *words);

/* One of `list`, which ends with NULL. */
bool word_is_among(const char *word, const char *const *list);

/* Cuts "key = value" at the first '=' and returns the value; NULL: there is none. */
char *word_value(char *word);

#endif
