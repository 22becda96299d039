/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/units.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/macro.h"

#define DIGITS "0123456789"

/* Appends `count` decimal digits to *n; false when it does not fit. */
static bool append_digits(uint64_t *n, const char *digits, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (__builtin_mul_overflow(*n, (uint64_t)10, n) ||
		    __builtin_add_overflow(*n, (uint64_t)(digits[i] - '0'), n))
			return false;
	return true;
}

/* The binary logarithm of a unit; 0: not one. */
static unsigned int unit_shift(const char *unit)
{
	static const char letters[] = "kmgt";
	const char *letter = *unit ? strchr(letters, *unit | 0x20) : NULL;
	const char *rest = unit + 1;

	if (!letter || (*rest && strcasecmp(rest, "b") && strcasecmp(rest, "ib")))
		return 0;
	return 10 * (unsigned int)(letter - letters + 1);
}

/*
 * n / 10^decimals * 2^shift without rounding: n loses a factor 5 for each decimal and
 * the power of two loses the matching 2.
 */
static const char *scale(uint64_t n, size_t decimals, unsigned int shift, uint64_t *bytes)
{
	if (decimals > shift)
		return "is not a whole number of bytes";
	for (size_t i = 0; i < decimals; i++) {
		if (n % 5)
			return "is not a whole number of bytes";
		n /= 5;
	}
	shift -= (unsigned int)decimals;
	*bytes = n << shift;
	return *bytes >> shift == n ? NULL : "is too large";
}

const char *size_from_text(const char *text, uint64_t *bytes)
{
	size_t whole = strspn(text, DIGITS), decimals = 0;
	const char *unit = text + whole, *fraction = unit + 1;
	unsigned int shift;
	uint64_t n = 0;

	if (*unit == '.') {
		decimals = strspn(fraction, DIGITS);
		unit = fraction + decimals;
	}
	if (!whole || unit == fraction)
		return "is not a size";
	if (!*unit)
		return "has no unit";
	shift = unit_shift(unit);
	if (!shift)
		return "has a unit other than K, M, G and T";
	while (decimals && fraction[decimals - 1] == '0')
		decimals--;
	if (!append_digits(&n, text, whole) || !append_digits(&n, fraction, decimals))
		return "has too many digits";
	return scale(n, decimals, shift, bytes);
}

const char *address_from_text(const char *text, uint64_t *gpa)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	uint64_t value = 0;

	if (strncmp(text, "0x", 2) != 0)
		return size_from_text(text, gpa);
	text += 2;
	if (!*text || text[strspn(text, digits)])
		return "is not a hexadecimal number";
	for (; *text; text++) {
		unsigned int digit = (unsigned int)(strchr(digits, *text) - digits);

		if (value >> 60)
			return "has more than 64 bits";
		value = value << 4 | (digit < 16 ? digit : digit - 6);
	}
	*gpa = value;
	return NULL;
}

void size_to_text(uint64_t bytes, char text[32])
{
	if (bytes % MIB(1) == 0)
		snprintf(text, 32, "%" PRIu64 "M", bytes / MIB(1));
	else if (bytes % KIB(1) == 0)
		snprintf(text, 32, "%" PRIu64 "K", bytes / KIB(1));
	else
		snprintf(text, 32, "%" PRIu64 " bytes", bytes);
}
