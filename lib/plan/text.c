/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/text.h"

#include <stdbool.h>
#include <string.h>

#include "base/macro.h"

/* 0 is how the write function of a stream says that it failed. */
static ssize_t append(void *cookie, const char *bytes, size_t size)
{
	struct text *t = cookie;
	char *grown = realloc(t->bytes, t->size + size + 1);

	if (!grown)
		return 0;
	memcpy(grown + t->size, bytes, size);
	t->bytes = grown;
	t->size += size;
	grown[t->size] = '\0';
	return (ssize_t)size;
}

FILE *text_open(struct text *t)
{
	*t = (struct text){ 0 };
	return fopencookie(t, "w", (cookie_io_functions_t){ .write = append });
}

char *text_close(struct text *t, FILE *stream)
{
	bool failed = fflush(stream) || ferror(stream);

	if (!fclose(stream) && !failed)
		return TAKE(t->bytes);
	free(TAKE(t->bytes));
	return NULL;
}
