/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/rate.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define DEFAULT_INTERVAL 50000 /* microseconds */
#define SECOND 1000000

/* The number at *from, which is put behind it; NULL, or the reason. */
static const char *read_number(const char **from, uint64_t *number)
{
	size_t digits = strspn(*from, "0123456789");

	*number = 0;
	if (!digits)
		return "is not such as \"10Mb/s\" or \"1MB/s@20ms\"";
	if (**from == '0')
		return "has a 0 in front, which xl takes for an octal number";
	for (size_t i = 0; i < digits; i++) {
		*number = *number * 10 + (uint64_t)(*(*from)++ - '0');
		if (*number > UINT32_MAX)
			return "has a number of more than 32 bits";
	}
	return NULL;
}

static uint64_t scale_of(char letter)
{
	return letter == 'G' ? 1000000000 : letter == 'M' ? 1000000 : letter == 'K' ? 1000 : 1;
}

/* Bytes in a second. */
static const char *read_speed(const char **from, uint64_t *speed)
{
	const char *why = read_number(from, speed);
	uint64_t scale;

	if (why)
		return why;
	scale = scale_of(**from);
	if (scale > 1)
		(*from)++;
	if ((**from != 'B' && **from != 'b') || (*from)[1] != '/' || (*from)[2] != 's')
		return "has a unit other than B/s, KB/s, MB/s, GB/s, or b/s for bits";
	*speed = *speed * scale / (**from == 'b' ? 8 : 1);
	*from += 3;
	return NULL;
}

/* As libxlutil: "m" and "u" need no 's', and no unit at all means seconds. */
static const char *read_interval(const char *from, uint32_t *usecs)
{
	uint64_t number, unit = SECOND;
	const char *why = read_number(&from, &number);

	if (why)
		return why;
	if (*from == 'm' || *from == 'u')
		unit = *from++ == 'm' ? 1000 : 1;
	if (*from == 's')
		from++;
	if (*from)
		return "has an interval in other units than us, ms and s";
	if (number * unit > UINT32_MAX)
		return "has an interval that is too long";
	*usecs = (uint32_t)(number * unit);
	return NULL;
}

const char *rate_from_text(const char *text, struct rate *rate)
{
	uint32_t usecs = DEFAULT_INTERVAL;
	uint64_t speed;
	const char *why = read_speed(&text, &speed);

	if (!why && *text == '@')
		why = read_interval(text + 1, &usecs);
	else if (!why && *text)
		why = "has something behind \"/s\" that is no interval";
	if (why)
		return why;
	if (speed > UINT64_MAX / usecs)
		return "is too much";
	if (speed * usecs < SECOND)
		return "is less than a byte in an interval";
	*rate = (struct rate){ .bytes = speed * usecs / SECOND, .usecs = usecs };
	return NULL;
}

static bool means(const char *text, const struct rate *rate)
{
	struct rate meant;

	return !rate_from_text(text, &meant) && meant.bytes == rate->bytes &&
	       meant.usecs == rate->usecs;
}

/* The least number of each unit that gives so many bytes: what is more of a byte is lost. */
bool rate_to_text(const struct rate *rate, char text[RATE_TEXT])
{
	static const char *const letters[] = { "", "K", "M", "G" };

	if (!rate->bytes || !rate->usecs || rate->bytes > UINT64_MAX / SECOND)
		return false;
	for (int i = 0; i < 4; i++) {
		uint64_t unit = rate->usecs * scale_of(*letters[i]);
		uint64_t number = (rate->bytes * SECOND - 1) / unit + 1;

		snprintf(text, RATE_TEXT, "%" PRIu64 "%sB/s@%" PRIu32 "us", number, letters[i],
			 rate->usecs);
		if (means(text, rate))
			return true;
	}
	return false;
}
