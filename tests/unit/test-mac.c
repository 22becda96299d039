/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/mac.h"

#include <string.h>

#include "base/macro.h"
#include "tap.h"

static const struct {
	const char *text, *again, *why; /* `why`: refused */
} cases[] = {
	{ "00:16:3e:00:00:00", "00:16:3e:00:00:00", NULL },
	{ "0a:Bc:de:F0:19:ff", "0a:bc:de:f0:19:ff", NULL },
	{ "fe:ff:ff:ff:ff:ff", "fe:ff:ff:ff:ff:ff", NULL },
	{ "00:00:00:00:00:01", "00:00:00:00:00:01", NULL },
	{ "01:00:5e:00:00:01", NULL, "multicast" },
	{ "ff:ff:ff:ff:ff:ff", NULL, "multicast" },
	{ "00:00:00:00:00:00", NULL, "all zeros" },
	{ "", NULL, "six pairs" },
	{ "00:16:3e:00:00", NULL, "six pairs" },
	{ "00:16:3e:00:00:0", NULL, "six pairs" },
	{ "00:16:3e:00:00:00:00", NULL, "six pairs" },
	{ "00:16:3e:00:00:000", NULL, "six pairs" },
	{ "0:16:3e:00:00:00", NULL, "six pairs" },
	{ "00-16-3e-00-00-00", NULL, "six pairs" },
	{ "00:16:3e:00:00:0g", NULL, "six pairs" },
	{ "00163e000000", NULL, "six pairs" },
	{ " 0:16:3e:00:00:00", NULL, "six pairs" },
	{ "00:16:3e:00:00 00", NULL, "six pairs" },
};

static void test_text(size_t i)
{
	uint8_t mac[MAC_SIZE] = { 9, 9, 9, 9, 9, 9 };
	const char *why = mac_from_text(cases[i].text, mac);
	char text[MAC_TEXT + 1];

	mac_to_text(mac, text);
	if (cases[i].why)
		ok(why && strstr(why, cases[i].why) && !strcmp(text, "09:09:09:09:09:09"),
		   "\"%s\" %s", cases[i].text, why ? why : "");
	else
		ok(!why && !strcmp(text, cases[i].again), "\"%s\" is %s", cases[i].text, text);
}

/* Every bit that is random is 0 once and 1 once, soon. */
static void test_random(void)
{
	uint8_t mac[MAC_SIZE], ones[MAC_SIZE] = { 0 }, zeros[MAC_SIZE] = { 0 };
	struct fault f = FAULT_NONE;
	int r = 0;

	for (int i = 0; i < 100 && !r; i++) {
		r = mac_random(mac, &f);
		for (int k = 0; k < MAC_SIZE; k++) {
			ones[k] |= mac[k];
			zeros[k] |= (uint8_t)~mac[k];
		}
	}
	ok(!r && !memcmp(ones, "\x00\x16\x3e\x7f\xff\xff", MAC_SIZE), "random ones are Xen's");
	ok(!memcmp(zeros, "\xff\xe9\xc1\xff\xff\xff", MAC_SIZE), "... with 23 random bits");
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test_text(i);
	test_random();
	return done();
}
