/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-lex.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/utf8.h"

#define SPACE " \t\r\n"

void lex_position(const char *text, const char *at, unsigned int *line,
		  unsigned int *column)
{
	*line = *column = 1;
	for (; text < at; text++) {
		if (*text == '\n') {
			++*line;
			*column = 1;
		} else if ((*text & 0xc0) != 0x80) {
			++*column;
		}
	}
}

int lex_fault(struct lexer *l, const char *at, const char *fmt, ...)
{
	char what[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	lex_position(l->text, at, &l->fault->line, &l->fault->column);
	return fault_set(l->fault, -EBADMSG, "%s", what);
}

static void describe(const char *at, char text[40])
{
	size_t word = 0;
	uint32_t code = 0;

	while (word < 32 && isalnum((unsigned char)at[word]))
		word++;
	if (!*at)
		snprintf(text, 40, "the end of the text");
	else if (word > 1)
		snprintf(text, 40, "\"%.*s\"", (int)word, at);
	else if (isgraph((unsigned char)*at))
		snprintf(text, 40, "'%c'", *at);
	else if (utf8_char(at, strlen(at), &code))
		snprintf(text, 40, "U+%04X", code);
}

static const char *hint_for(const struct lexer *l)
{
	static const struct { const char *found, *hint; } hints[] = {
		{ "'", "strings and keys are written in double quotes" },
		{ "#", "JSON has no comments" },
		{ "/", "JSON has no comments" },
		{ "=", "JSON separates a key from its value by ':'" },
		{ "True", "write it in lower case: true" },
		{ "False", "write it in lower case: false" },
		{ "\xef\xbb\xbf", "save the text without a byte order mark" },
	};
	const char *before = l->at;

	for (size_t i = 0; i < ARRAY_SIZE(hints); i++)
		if (strncmp(l->at, hints[i].found, strlen(hints[i].found)) == 0)
			return hints[i].hint;
	while (before > l->text && strchr(SPACE, before[-1]))
		before--;
	if (before > l->text && before[-1] == ',' && (*l->at == '}' || *l->at == ']'))
		return "remove the comma before it";
	return NULL;
}

int lex_expected(struct lexer *l, const char *expected)
{
	const char *hint = hint_for(l);
	char found[40] = "";
	int r;

	describe(l->at, found);
	r = lex_fault(l, l->at, "expected %s, found %s", expected, found);
	if (hint)
		fault_hint(l->fault, "%s", hint);
	return r;
}

void lex_space(struct lexer *l)
{
	l->at += strspn(l->at, SPACE);
}

bool lex_accept(struct lexer *l, char c)
{
	lex_space(l);
	if (*l->at != c)
		return false;
	l->at++;
	lex_space(l);
	return true;
}

int lex_require(struct lexer *l, char c, const char *expected)
{
	return lex_accept(l, c) ? 0 : lex_expected(l, expected);
}

/* The value of the four hexadecimal digits at `p`, or -1. */
static int hex4(const char *p)
{
	char digits[5] = "";

	for (int i = 0; i < 4; i++) {
		if (!isxdigit((unsigned char)p[i]))
			return -1;
		digits[i] = p[i];
	}
	return (int)strtol(digits, NULL, 16);
}

/* json-c ends a string at \u0000 and turns half a surrogate pair into U+FFFD. */
static int lex_unicode(struct lexer *l)
{
	const char *start = l->at;
	int code = hex4(start + 2), low;

	if (code < 0)
		return lex_fault(l, start, "\\u needs four hexadecimal digits");
	if (code == 0)
		return lex_fault(l, start, "no string can contain \\u0000");
	l->at += 6;
	if (code < 0xd800 || code > 0xdfff)
		return 0;
	low = code < 0xdc00 && strncmp(l->at, "\\u", 2) == 0 ? hex4(l->at + 2) : -1;
	if (low < 0xdc00 || low > 0xdfff)
		return lex_fault(l, start, "%.6s is only half of a character", start);
	l->at += 6;
	return 0;
}

static int lex_escape(struct lexer *l)
{
	if (l->at[1] == 'u')
		return lex_unicode(l);
	if (!l->at[1] || !strchr("\"\\/bfnrt", l->at[1])) {
		lex_fault(l, l->at, "only \"\\/bfnrtu can follow a backslash in a string");
		fault_hint(l->fault, "a backslash itself is written \\\\");
		return -EBADMSG;
	}
	l->at += 2;
	return 0;
}

int lex_string(struct lexer *l)
{
	const char *start = l->at++;
	int r = 0;

	while (!r && *l->at != '"') {
		if (!*l->at)
			return lex_fault(l, start, "the string that starts here does not end");
		if (*l->at == '\n' || *l->at == '\r')
			return lex_fault(l, l->at, "a line ends in the middle of a string");
		if ((unsigned char)*l->at < 0x20)
			return lex_fault(l, l->at, "a control character in a string: write \\u%04x",
					 (unsigned int)*l->at);
		if (*l->at == '\\')
			r = lex_escape(l);
		else
			l->at++;
	}
	l->at += !r;
	return r;
}

/* Behind at least one digit at `p`; NULL stays NULL, so that calls can be chained. */
static const char *digits(const char *p)
{
	size_t count = p ? strspn(p, "0123456789") : 0;

	return count ? p + count : NULL;
}

static const char *number_end(const char *p)
{
	p += *p == '-';
	p = *p == '0' ? p + 1 : digits(p);
	if (p && *p == '.')
		p = digits(p + 1);
	if (p && (*p | 0x20) == 'e') {
		p++;
		p = digits(p + (*p == '+' || *p == '-'));
	}
	return p;
}

int lex_number(struct lexer *l, bool *whole)
{
	const char *start = l->at, *end = number_end(start);
	size_t size = strspn(start, "0123456789+-.abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");

	if (end != start + size)
		return lex_fault(l, start, "\"%.*s\" is not a number as JSON has them",
				 (int)min_u64(size, 40), start);
	*whole = digits(start + (*start == '-')) == end;
	l->at = end;
	return 0;
}

int lex_literal(struct lexer *l)
{
	static const char *const literals[] = { "true", "false", "null" };
	size_t size = strspn(l->at, "abcdefghijklmnopqrstuvwxyz0123456789");

	for (size_t i = 0; i < ARRAY_SIZE(literals); i++)
		if (size == strlen(literals[i]) && !strncmp(l->at, literals[i], size)) {
			l->at += size;
			return 0;
		}
	return lex_expected(l, "a value");
}
