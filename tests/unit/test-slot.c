/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/slot.h"

#include <string.h>

#include "base/macro.h"
#include "tap.h"

static const struct {
	const char *from, *to;
} cases[] = {
	{ "", "" },
	{ "no slot", "no slot" },
	{ "{domid}", "7" },
	{ "/local/domain/{domid}", "/local/domain/7" },
	{ "{domid}{domid}", "77" },
	{ "{store_port}-{console_port}", "3-4294967295" },
	{ "{store_domid}{console_domid}{toolstack_domid}", "120" },
	{ "{start_time}", "1795175499.13" },
	{ "{none}", "{none}" },
	{ "{domid", "{domid" },
	{ "{domidx}", "{domidx}" },
	{ "{dom}", "{dom}" },
	{ "{{domid}}", "{7}" },
	{ "}{", "}{" },
};

static void fill(struct slots *s)
{
	*s = (struct slots){ 0 };
	slots_set(s, SLOT_DOMID, 7);
	slots_set(s, SLOT_STORE_PORT, 3);
	slots_set(s, SLOT_CONSOLE_PORT, UINT32_MAX);
	slots_set(s, SLOT_STORE_DOMID, 1);
	slots_set(s, SLOT_CONSOLE_DOMID, 2);
	slots_set(s, SLOT_TOOLSTACK_DOMID, 0);
	strcpy(s->text[SLOT_START_TIME], "1795175499.13");
}

int main(void)
{
	struct slots slots;
	char to[64];

	fill(&slots);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool fits = slots_expand(&slots, cases[i].from, to, sizeof(to));

		ok(fits && !strcmp(to, cases[i].to), "\"%s\" is \"%s\"", cases[i].from,
		   to);
		fits = slots_expand(NULL, cases[i].from, to, sizeof(to));
		ok(fits && !strcmp(to, cases[i].from),
		   "... and stays as it is without slots");
	}
	ok(slots_expand(&slots, "{domid}{domid}", to, 3),
	   "two bytes and a NUL fit into three");
	ok(!slots_expand(&slots, "{domid}{domid}", to, 2), "... not into two");
	ok(!slots_expand(&slots, "{start_time}", to, 13), "a long value does not fit");
	ok(slots_expand(&slots, "{start_time}", to, 14), "... but for a byte it does");
	ok(!slots_expand(&slots, "ab", to, 2), "plain text does not fit either");
	for (int i = SLOT_NONE; i < NR_SLOTS; i++)
		ok(slot_name((enum slot)i) != NULL, "slot %d is \"%s\"", i,
		   slot_name((enum slot)i));
	return done();
}
