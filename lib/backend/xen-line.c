/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "backend/xen-line.h"

#include <string.h>

#define SPACE " \t\r\n\f\v"

char *xen_flatten(char *text)
{
	const char *from = text;
	char *to = text;

	while (*(from += strspn(from, SPACE))) {
		size_t size = strcspn(from, SPACE);

		if (to != text)
			*to++ = ' ';
		memmove(to, from, size);
		to += size;
		from += size;
	}
	*to = '\0';
	return text;
}

const char *xen_last_line(char *text)
{
	size_t size = strlen(text);
	char *line;

	while (size && strchr(SPACE, text[size - 1]))
		text[--size] = '\0';
	line = strrchr(text, '\n');
	return xen_flatten(line ? line + 1 : text);
}
