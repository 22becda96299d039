/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/slot.h"

#include <stdio.h>
#include <string.h>

static const char *const names[NR_SLOTS] = {
	[SLOT_NONE] = "none",
	[SLOT_DOMID] = "domid",
	[SLOT_STORE_PORT] = "store_port",
	[SLOT_CONSOLE_PORT] = "console_port",
	[SLOT_STORE_DOMID] = "store_domid",
	[SLOT_CONSOLE_DOMID] = "console_domid",
	[SLOT_BACKEND_DOMID] = "backend_domid",
	[SLOT_TOOLSTACK_DOMID] = "toolstack_domid",
	[SLOT_START_TIME] = "start_time",
};

const char *slot_name(enum slot slot)
{
	return names[slot];
}

void slots_set(struct slots *s, enum slot slot, uint32_t number)
{
	s->number[slot] = number;
	snprintf(s->text[slot], sizeof(s->text[slot]), "%u", number);
}

/* The slot that "{name}" at `from` names; *len is the length of it all. */
static enum slot slot_at(const char *from, size_t *len)
{
	for (int i = SLOT_NONE + 1; i < NR_SLOTS; i++) {
		size_t n = strlen(names[i]);

		if (!strncmp(from + 1, names[i], n) && from[n + 1] == '}') {
			*len = n + 2;
			return (enum slot)i;
		}
	}
	return SLOT_NONE;
}

bool slots_expand(const struct slots *s, const char *from, char *to, size_t size)
{
	size_t used = 0;

	while (*from) {
		enum slot slot = SLOT_NONE;
		const char *text = from;
		size_t n = 1, skip = 1;

		if (s && *from == '{')
			slot = slot_at(from, &skip);
		if (slot != SLOT_NONE) {
			text = s->text[slot];
			n = strlen(text);
		}
		if (n >= size - used)
			return false;
		memcpy(to + used, text, n);
		used += n;
		from += skip;
	}
	to[used] = '\0';
	return true;
}
