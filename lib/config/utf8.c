/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/utf8.h"

#include <string.h>

#include "base/macro.h"

static const struct form {
	uint8_t mask, lead; /* of the first byte */
	size_t bytes;
	uint32_t least; /* anything below has a shorter form */
} forms[] = {
	{ 0x80, 0x00, 1, 0x0 },
	{ 0xe0, 0xc0, 2, 0x80 },
	{ 0xf0, 0xe0, 3, 0x800 },
	{ 0xf8, 0xf0, 4, 0x10000 },
};

static const struct form *form_of(uint8_t first)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if ((first & forms[i].mask) == forms[i].lead)
			return &forms[i];
	return NULL;
}

size_t utf8_char(const char *text, size_t size, uint32_t *code)
{
	const struct form *form = form_of((uint8_t)text[0]);

	if (!form || form->bytes > size)
		return 0;
	*code = (uint8_t)text[0] & (uint8_t)~form->mask;
	for (size_t i = 1; i < form->bytes; i++) {
		if (((uint8_t)text[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | ((uint8_t)text[i] & 0x3f);
	}
	if (*code < form->least || *code > 0x10ffff)
		return 0;
	return *code >= 0xd800 && *code <= 0xdfff ? 0 : form->bytes;
}

size_t utf8_valid(const char *text, size_t size)
{
	uint32_t code;
	size_t bytes, at;

	for (at = 0; at < size; at += bytes) {
		bytes = utf8_char(text + at, size - at, &code);
		if (!bytes)
			break;
	}
	return at;
}

int utf8_cut(const char *text, size_t max)
{
	size_t size = strnlen(text, max);

	/* Only a cut can leave half a character; a whole text is shown as it is. */
	return (int)(size == max ? utf8_valid(text, size) : size);
}
