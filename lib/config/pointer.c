/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/pointer.h"

#include <stdio.h>
#include <string.h>

#include "config/utf8.h"

/* Appends one character of a key; what does not fit is left out whole. */
static void append_char(char c, struct fault *f)
{
	char escaped[3] = { c };
	size_t used = strlen(f->pointer);

	if (c == '~' || c == '/')
		snprintf(escaped, sizeof(escaped), "~%c", c == '/' ? '1' : '0');
	else if ((unsigned char)c < 0x20 || c == 0x7f)
		escaped[0] = '?';
	if (strlen(escaped) < sizeof(f->pointer) - used)
		strcpy(f->pointer + used, escaped);
}

static void append(const struct pointer *at, struct fault *f)
{
	size_t used;

	if (!at)
		return;
	append(at->parent, f);
	used = strlen(f->pointer);
	if (!at->key) {
		snprintf(f->pointer + used, sizeof(f->pointer) - used, "/%zu", at->index);
		return;
	}
	snprintf(f->pointer + used, sizeof(f->pointer) - used, "/");
	for (const char *c = at->key; *c; c++)
		append_char(*c, f);
}

int pointer_fault(const struct pointer *at, struct fault *f)
{
	if (!f->pointer[0]) {
		append(at, f);
		/* A key that was too long may have been cut inside a character. */
		f->pointer[utf8_valid(f->pointer, strlen(f->pointer))] = '\0';
	}
	return f->code;
}

int pointer_fault_key(const char *key, struct fault *f)
{
	return pointer_fault(&(struct pointer){ .key = key }, f);
}
