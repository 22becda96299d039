/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A small printf. */
#include "format.h"

struct line {
	char *at, *end;
};

static void put(struct line *line, char c)
{
	if (line->at < line->end)
		*line->at++ = c;
}

static void put_text(struct line *line, const char *text)
{
	while (*text)
		put(line, *text++);
}

static void put_hex(struct line *line, uint64_t value)
{
	int shift = 60;

	put_text(line, "0x");
	while (shift && !(value >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		put(line, "0123456789abcdef"[value >> shift & 15]);
}

static void put_number(struct line *line, uint32_t value)
{
	char digits[10];
	int n = 0;

	do
		digits[n++] = (char)('0' + value % 10);
	while (value /= 10);
	while (n)
		put(line, digits[--n]);
}

uint32_t format_line(char *text, uint32_t size, const char *format, va_list args)
{
	struct line line = { text, text + size };

	for (; *format; format++) {
		if (*format != '%') {
			put(&line, *format);
			continue;
		}
		switch (*++format) {
		case 's': put_text(&line, va_arg(args, const char *)); break;
		case 'c': put(&line, (char)va_arg(args, int)); break;
		case 'u': put_number(&line, va_arg(args, uint32_t)); break;
		case 'x': put_hex(&line, va_arg(args, uint32_t)); break;
		case 'l': put_hex(&line, va_arg(args, uint64_t)); format += 2; break; /* llx */
		}
	}
	return (uint32_t)(line.at - text);
}

void make_text(char *text, uint32_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text[format_line(text, size - 1, format, args)] = 0;
	va_end(args);
}
