/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/describe/inline.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { WIDTH = 80 };

#define OPENING "("
#define CLOSING ".,:;)?!"

static void escape(FILE *out, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\\')
			fputs("\\e", out);
		else if (text[i] == '^')
			fputs("\\(ha", out);
		else if (text[i] == '~')
			fputs("\\(ti", out);
		else
			fputc(text[i], out);
	}
}

void inline_escape(FILE *out, const char *text)
{
	escape(out, text, strlen(text));
}

size_t inline_word(const char *text)
{
	bool code = false;
	size_t i = 0;

	for (; text[i] && (code || text[i] != ' '); i++)
		code ^= text[i] == '`';
	return i;
}

static void delimiters(FILE *out, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		fprintf(out, " %c", text[i]);
}

/* A key, true and the like are words of a command; anything else is quoted. */
static bool is_word(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_", text[i]))
			return false;
	return size;
}

/* An argument of a macro: whatever is in it, it is no macro and no delimiter. */
static void argument(FILE *out, const char *text, size_t size)
{
	if (is_word(text, size)) {
		fprintf(out, " %.*s", (int)size, text);
		return;
	}
	fputs(" \"\\&", out);
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '"')
			fputc('"', out);
		escape(out, text + i, 1);
	}
	fputc('"', out);
}

/* "(`code`)," as a line with a macro; false: the word is of another kind. */
static bool print_code(FILE *out, const char *word, size_t size, bool fresh)
{
	size_t lead = strspn(word, OPENING), inside, end;

	if (lead >= size || word[lead] != '`')
		return false;
	inside = strcspn(word + lead + 1, "`");
	end = lead + inside + 2;
	/* A string is shown in its own quotes, as part of the text. */
	if (end > size || word[lead + 1] == '"' || end + strspn(word + end, CLOSING) < size)
		return false;
	fprintf(out, "%s.%s", fresh ? "" : "\n", is_word(word + lead + 1, inside) ? "Cm" : "Ql");
	delimiters(out, word, lead);
	argument(out, word + lead + 1, inside);
	delimiters(out, word + end, size - end);
	fputc('\n', out);
	return true;
}

/* "xl.cfg(5)," likewise. */
static bool print_page(FILE *out, const char *word, size_t size, bool fresh)
{
	size_t lead = strspn(word, OPENING), name = strcspn(word + lead, "(");
	const char *section = word + lead + name;

	if (lead + name + 3 > size || !name || section[0] != '(' ||
	    !isdigit((unsigned char)section[1]) || section[2] != ')' ||
	    strspn(section + 3, CLOSING) < size - lead - name - 3)
		return false;
	fputs(fresh ? ".Xr" : "\n.Xr", out);
	delimiters(out, word, lead);
	fprintf(out, " %.*s %c", (int)name, word + lead, section[1]);
	delimiters(out, section + 3, size - lead - name - 3);
	fputc('\n', out);
	return true;
}

/* Words of the text; code in the middle of one loses its marks. */
static size_t print_plain(FILE *out, const char *word, size_t size)
{
	size_t printed = 0;

	for (size_t i = 0; i < size; i++) {
		if (word[i] == '`')
			continue;
		escape(out, word + i, 1);
		printed++;
	}
	return printed;
}

static bool ends_sentence(const char *word, size_t size)
{
	return size > 2 && word[size - 1] == '.' && word[size] == ' ' &&
	       !islower((unsigned char)word[size + 1]);
}

void inline_print(FILE *out, const char *text)
{
	size_t column = 0, size;

	for (; *text; text += size + (text[size] == ' ')) {
		size = inline_word(text);
		if (print_code(out, text, size, !column) || print_page(out, text, size, !column)) {
			column = 0;
			continue;
		}
		if (column)
			fputc(column + size < WIDTH ? ' ' : '\n', out);
		column = column + size < WIDTH ? column + 1 : 0;
		if (*text == '.' || *text == '\'')
			fputs("\\&", out);
		column += print_plain(out, text, size);
		if (ends_sentence(text, size)) {
			fputc('\n', out);
			column = 0;
		}
	}
	if (column)
		fputc('\n', out);
}

void inline_print_tag(FILE *out, const char *text, size_t size)
{
	fputs("Cm ", out);
	for (size_t i = 0; i < size; i++)
		if (!strchr("`\":", text[i]))
			escape(out, text + i, 1);
	fputc('\n', out);
}
