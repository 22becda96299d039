/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/json.h"

#include <inttypes.h>

/* By the number of bytes, less one. */
static const struct form {
	unsigned char mask, lead; /* of the first byte */
	uint32_t least;           /* anything below has a shorter form */
} forms[] = {
	{ 0x80, 0x00, 0x0 },
	{ 0xe0, 0xc0, 0x80 },
	{ 0xf0, 0xe0, 0x800 },
	{ 0xf8, 0xf0, 0x10000 },
};

size_t json_character_size(const unsigned char *c)
{
	size_t more = 0;
	uint32_t code;

	while (more < 4 && (c[0] & forms[more].mask) != forms[more].lead)
		more++;
	if (more == 4)
		return 0;
	code = c[0] & (unsigned char)~forms[more].mask;
	for (size_t i = 1; i <= more; i++) {
		if ((c[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (c[i] & 0x3f);
	}
	if (code < forms[more].least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return more + 1;
}

/* Writes what begins at `c` and returns how many bytes that was. */
static size_t write_character(FILE *out, const unsigned char *c)
{
	size_t size = json_character_size(c);

	if (!size)
		fputs("\\ufffd", out);
	else if (*c == '"' || *c == '\\')
		fprintf(out, "\\%c", *c);
	else if (*c < 0x20)
		fprintf(out, "\\u%04x", *c);
	else
		fwrite(c, 1, size, out);
	return size ? size : 1;
}

void json_string(FILE *out, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	fputc('"', out);
	while (*c)
		c += write_character(out, c);
	fputc('"', out);
}

void json_text(FILE *out, const char *key, const char *text)
{
	fprintf(out, ", \"%s\": ", key);
	json_string(out, text);
}

void json_number(FILE *out, const char *key, uint64_t number)
{
	fprintf(out, ", \"%s\": %" PRIu64, key, number);
}
