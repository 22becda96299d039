/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rates of network interfaces; the figures are those of xlu_vif_parse_rate() of Xen 4.17. */
#include "config/rate.h"

#include <inttypes.h>
#include <string.h>

#include "base/macro.h"
#include "tap.h"

static const struct {
	const char *text;
	uint64_t bytes;
	uint32_t usecs;
} good[] = {
	{ "10Mb/s", 62500, 50000 },
	{ "250KB/s", 12500, 50000 },
	{ "1MB/s@20ms", 20000, 20000 },
	{ "1GB/s@1us", 1000, 1 },
	{ "8b/s@1s", 1, 1000000 },
	{ "9b/s@2s", 2, 2000000 },
	{ "15b/s@1s", 1, 1000000 },
	{ "1B/s@1000ms", 1, 1000000 },
	{ "100B/s", 5, 50000 },
	{ "1Kb/s@8ms", 1, 8000 },
	{ "10Mb/s@20ms", 25000, 20000 },
	{ "10Gb/s@50ms", 62500000, 50000 },
	{ "1MB/s@20m", 20000, 20000 },     /* without the s */
	{ "1MB/s@20u", 20, 20 },
	{ "1MB/s@2", 2000000, 2000000 },   /* seconds, whatever the manual says */
	{ "1MB/s@4294s", 4294000000, 4294000000 },
	{ "4294967295B/s@1s", 4294967295, 1000000 },
	{ "4294967295GB/s@4us", 17179869180000, 4 },
};

static const struct {
	const char *text, *why;
} bad[] = {
	{ "", "is not such as" },
	{ "@20ms", "is not such as" },
	{ "fast", "is not such as" },
	{ " 1MB/s", "is not such as" },
	{ "-1MB/s", "is not such as" },
	{ "0MB/s", "octal" },
	{ "010MB/s", "octal" },
	{ "4294967296B/s", "more than 32 bits" },
	{ "99999999999999999999B/s", "more than 32 bits" },
	{ "10", "unit" },
	{ "10M", "unit" },
	{ "10MB", "unit" },
	{ "10MB/", "unit" },
	{ "10MB/m", "unit" },
	{ "10TB/s", "unit" },
	{ "10kB/s", "unit" },
	{ "10 MB/s", "unit" },
	{ "1.5MB/s", "unit" },
	{ "10MMB/s", "unit" },
	{ "1MB/s ", "behind \"/s\"" },
	{ "1MB/s,20ms", "behind \"/s\"" },
	{ "1MB/s@", "is not such as" },
	{ "1MB/s@0ms", "octal" },
	{ "1MB/s@20ns", "other units" },
	{ "1MB/s@20msx", "other units" },
	{ "1MB/s@20ss", "other units" },
	{ "1MB/s@20 ms", "other units" },
	{ "1MB/s@4295s", "too long" },
	{ "1MB/s@4294968ms", "too long" },
	{ "1MB/s@4294967296us", "more than 32 bits" },
	{ "4294967295GB/s@5us", "too much" },
	{ "4294967295GB/s", "too much" },
	{ "7b/s@1s", "less than a byte" },
	{ "19B/s", "less than a byte" },
};

static const struct rate unsayable[] = {
	{ 0, 50000 }, { 1, 0 }, { UINT64_MAX, 50000 }, { 1, 2000001 }, { UINT64_MAX / 1000000, 1 },
};

/* Other words that mean the same. */
static void test_back(const char *text)
{
	struct rate r = { 0 }, again = { 0 };
	char back[RATE_TEXT];

	rate_from_text(text, &r);
	ok(rate_to_text(&r, back) && !rate_from_text(back, &again) && again.bytes == r.bytes &&
		   again.usecs == r.usecs,
	   "%s: %s", text, back);
}

int main(void)
{
	char text[RATE_TEXT];

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct rate r = { 0 };
		const char *why = rate_from_text(good[i].text, &r);

		ok(!why && r.bytes == good[i].bytes && r.usecs == good[i].usecs,
		   "%s: %" PRIu64 " bytes in %" PRIu32 " us%s", good[i].text, r.bytes, r.usecs,
		   why ? why : "");
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct rate r = { .bytes = 7 };
		const char *why = rate_from_text(bad[i].text, &r);

		ok(why && strstr(why, bad[i].why) && r.bytes == 7, "\"%s\" %s", bad[i].text,
		   why ? why : "");
	}
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		test_back(good[i].text);
	for (size_t i = 0; i < ARRAY_SIZE(unsayable); i++)
		ok(!rate_to_text(&unsayable[i], text), "%" PRIu64 " bytes in %" PRIu32 " us: no text",
		   unsayable[i].bytes, unsayable[i].usecs);
	return done();
}
