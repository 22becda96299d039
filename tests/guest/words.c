/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words of a command line: what whoever starts the guest expects it to find. */
#include "format.h"

static const char *words = "";

void words_set(const char *cmdline)
{
	words = cmdline;
}

/* What follows `word` where a word of the line begins with it, or NULL. */
static const char *find_word(const char *line, const char *word)
{
	uint32_t n = length(word);

	while (*line) {
		uint32_t left = length(line);

		if (left >= n && !memcmp(line, word, n))
			return line + n;
		while (*line && *line != ' ')
			line++;
		while (*line == ' ')
			line++;
	}
	return NULL;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

uint64_t parse_number(const char *text)
{
	uint64_t value = 0;
	int base = 10;

	if (text[0] == '0' && text[1] == 'x') {
		base = 16;
		text += 2;
	}
	for (; digit_of(*text) < base; text++)
		value = value * (uint64_t)base + (uint64_t)digit_of(*text);
	return value;
}

bool word_number(const char *line, const char *word, uint64_t *value)
{
	const char *found = find_word(line, word);

	if (!found || *found != '=')
		return false;
	*value = parse_number(found + 1);
	return true;
}

bool has_word(const char *line, const char *word)
{
	const char *found = find_word(line, word);

	return found && (!*found || *found == ' ');
}

bool expected(const char *word, uint64_t *value)
{
	char text[64];

	make_text(text, sizeof(text), "expect.%s", word);
	return word_number(words, text, value);
}

void check_expected(uint64_t got, const char *word, const char *name)
{
	uint64_t wanted;

	if (expected(word, &wanted))
		check_is(got, wanted, "%s", name);
}

void check_line(const char *line, const char *name, ...)
{
	const char *end = find_word(line, "expect.cmdline=");
	char text[64];
	uint32_t used;
	va_list args;

	if (!end)
		return;
	va_start(args, name);
	used = format_line(text, sizeof(text) - 1, name, args);
	va_end(args);
	text[used] = 0;
	end -= length(" expect.cmdline=");
	check_is(cksum((const uint8_t *)line, (uint32_t)(end - line)),
		 parse_number(end + length(" expect.cmdline=")), "%s", text);
}

const char *next_word(const char *after, const char *prefix)
{
	return find_word(after ? after : words, prefix);
}
