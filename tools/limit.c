/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/limit.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#define DIGITS "0123456789"

/* Takes the digits at the start of *text; false when the number does not fit. */
static bool take_digits(const char **text, uint64_t *n)
{
	for (; **text >= '0' && **text <= '9'; ++*text)
		if (__builtin_mul_overflow(*n, (uint64_t)10, n) ||
		    __builtin_add_overflow(*n, (uint64_t)(**text - '0'), n))
			return false;
	return true;
}

/* What a suffix multiplies with, as in domain.json; 0: it is none. */
static uint64_t unit_from_text(const char *text)
{
	static const char letters[] = "kmgt";
	const char *letter = *text ? strchr(letters, *text | 0x20) : NULL;

	if (!*text)
		return 1;
	if (!letter || (text[1] && strcasecmp(text + 1, "b") && strcasecmp(text + 1, "ib")))
		return 0;
	return UINT64_C(1) << 10 * (letter - letters + 1);
}

/* "4096", "512M", "1.5G": exact, or refused. */
static bool value_from_text(const char *text, uint64_t *value)
{
	uint64_t whole = 0, fraction = 0, scale = 1, unit;

	if (!strspn(text, DIGITS) || !take_digits(&text, &whole))
		return false;
	if (*text == '.') {
		size_t decimals = strspn(++text, DIGITS);

		/* More than anybody writes, and their scale fits. */
		if (!decimals || decimals > 9 || !take_digits(&text, &fraction))
			return false;
		while (decimals--)
			scale *= 10;
	}
	unit = unit_from_text(text);
	if (!unit || __builtin_mul_overflow(fraction, unit, &fraction) || fraction % scale)
		return false;
	return !__builtin_mul_overflow(whole, unit, value) &&
	       !__builtin_add_overflow(*value, fraction / scale, value);
}

/* `size` characters of a name; false: there is no such limit. */
static bool find(const char *name, size_t size, enum pvh_limit *limit)
{
	const char *known;

	for (*limit = 0; (known = pvh_limit_get_name(*limit)); ++*limit)
		if (strlen(known) == size && !memcmp(known, name, size))
			return true;
	return false;
}

static bool unknown(const char *text)
{
	const char *known;

	fprintf(stderr, "pvh-build: --limit %s: give NAME=VALUE with one of the names", text);
	for (enum pvh_limit i = 0; (known = pvh_limit_get_name(i)); i++)
		fprintf(stderr, "%s %s", i ? "," : "", known);
	fprintf(stderr, "\n");
	return false;
}

bool limit_set(struct pvh_ctx *ctx, const char *text)
{
	size_t size = strcspn(text, "=");
	enum pvh_limit limit;
	uint64_t value;

	if (!text[size] || !find(text, size, &limit))
		return unknown(text);
	if (!value_from_text(text + size + 1, &value)) {
		fprintf(stderr, "pvh-build: --limit %s: the value is not a whole number, such as "
				"4096, 512M or 1.5G\n", text);
		return false;
	}
	if (pvh_set_limit(ctx, limit, value)) {
		fprintf(stderr, "pvh-build: --limit %s: %s\n", text, pvh_get_error(ctx)->sentence);
		return false;
	}
	return true;
}

static void print_value(FILE *out, uint64_t value)
{
	if (value % (1 << 30) == 0)
		fprintf(out, "%" PRIu64 "G", value >> 30);
	else if (value % (1 << 20) == 0)
		fprintf(out, "%" PRIu64 "M", value >> 20);
	else
		fprintf(out, "%" PRIu64, value);
}

void limit_print(const struct pvh_ctx *ctx, FILE *out)
{
	const char *name;

	for (enum pvh_limit i = 0; (name = pvh_limit_get_name(i)); i++) {
		fprintf(out, "  %-14s ", name);
		print_value(out, pvh_get_limit(ctx, i));
		fprintf(out, "\n");
	}
}
