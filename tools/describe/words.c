/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bounds and defaults in words. */
#include <inttypes.h>
#include <string.h>

#include "tools/describe/describe.h"

static void print_bytes(FILE *out, int64_t bytes)
{
	const char *unit = "KMGT";

	for (bytes /= 1024; bytes >= 1024 && bytes % 1024 == 0 && unit[1]; bytes /= 1024)
		unit++;
	fprintf(out, "%" PRId64 "%c", bytes, *unit);
}

static void size_in_words(FILE *out, const struct wish *w)
{
	fputs("size, ", out);
	print_bytes(out, w->min);
	if (w->max) {
		fputs(" to ", out);
		print_bytes(out, w->max);
	} else {
		fputs(" or more", out);
	}
	fputs(", a multiple of ", out);
	print_bytes(out, w->step ? w->step : (int64_t)GUEST_PAGE);
}

static void text_in_words(FILE *out, const struct wish *w)
{
	fputs("text", out);
	if (w->min == w->max)
		fprintf(out, ", %" PRId64 " bytes", w->max);
	else if (w->max && w->min)
		fprintf(out, ", %" PRId64 " to %" PRId64 " bytes", w->min, w->max);
	else if (w->max)
		fprintf(out, ", up to %" PRId64 " bytes", w->max);
	else
		fputs(", not empty", out);
}

static void choice_in_words(FILE *out, const struct wish *w)
{
	for (size_t i = 0; w->words[i]; i++)
		fprintf(out, "%s`\"%s\"`", !i ? "" : w->words[i + 1] ? ", " : " or ", w->words[i]);
}

void words_of_value(FILE *out, const struct wish *w)
{
	switch (w->form) {
	case FORM_FLAG:
		fputs("`true` or `false`", out);
		break;
	case FORM_NUMBER:
		fprintf(out, "number, %" PRId64 " to %" PRId64, w->min, w->max);
		break;
	case FORM_SIZE:
		size_in_words(out, w);
		break;
	case FORM_ADDRESS:
		fputs("address, a multiple of 4K", out);
		break;
	case FORM_TEXT:
		text_in_words(out, w);
		break;
	case FORM_WORD:
		choice_in_words(out, w);
		break;
	case FORM_TEXTS:
		fputs("text, or array of texts", out);
		break;
	case FORM_NUMBERS:
		fprintf(out, "array of 1 to %zu numbers", w->about->most);
		break;
	case FORM_CPUS:
		fputs("text, or array of numbers", out);
		break;
	case FORM_OBJECT:
		fputs("object", out);
		break;
	case FORM_OBJECTS:
		fprintf(out, "array of up to %zu objects", w->about->most);
		break;
	case FORM_OPTION:
		break;
	}
}

static void either_in_words(FILE *out, const struct wish *w)
{
	fputs("mandatory, this", out);
	for (size_t i = 0; i < w->group->nr; i++)
		if (w->group->rows[i].either && &w->group->rows[i] != w->about)
			fprintf(out, " or `%s`", w->group->rows[i].key);
}

void words_of_default(FILE *out, const struct wish *w)
{
	if (w->about->mandatory)
		fputs("mandatory", out);
	else if (w->about->either)
		either_in_words(out, w);
	else if (w->about->preset)
		fprintf(out, "default: %s", w->about->preset);
	else if (*w->preset)
		fprintf(out, "default: `%s`", w->preset);
	else
		fputs("default: none", out);
}
