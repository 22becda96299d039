/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The smallest parts of a JSON text (RFC 8259), and complaints with line:column. */
#ifndef PVH_CONFIG_JSON_LEX_H
#define PVH_CONFIG_JSON_LEX_H

#include <stdbool.h>

#include "base/fault.h"

struct lexer {
	const char *text; /* borrowed; UTF-8, ends with NUL */
	const char *at;   /* what comes next */
	struct fault *fault;
};

void lex_space(struct lexer *l);
bool lex_accept(struct lexer *l, char c); /* also skips the space around it */
int lex_require(struct lexer *l, char c, const char *expected);

/* Each moves `at` behind the part, or returns -EBADMSG. */
int lex_string(struct lexer *l);  /* `at` is its opening quote */
int lex_number(struct lexer *l, bool *whole); /* no fraction, no exponent */
int lex_literal(struct lexer *l); /* true, false, null */

/* Line and column of a place in the text, counted from 1; columns are characters. */
void lex_position(const char *text, const char *at, unsigned int *line,
		  unsigned int *column);

/* "3:7: ..." */
int lex_fault(struct lexer *l, const char *at, const char *fmt, ...) _printf_(3, 4);
/* "3:7: expected <something>, found '}'", with a hint for well-known mistakes. */
int lex_expected(struct lexer *l, const char *expected);

#endif
