/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/choice.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config/utf8.h"

/* All that it may be, as a hint. */
static void hint_choices(const char *const *choices, struct fault *f)
{
	char list[sizeof(f->hint)] = "";
	size_t used = 0;

	for (size_t i = 0; choices[i] && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s\"%s\"",
					 i ? ", " : "", choices[i]);
	fault_hint(f, "it can be %s", list);
}

int choice_find(const char *const *choices, const char *value, const struct pointer *at,
		int *index, struct fault *f)
{
	for (int i = 0; choices[i]; i++) {
		if (strcmp(choices[i], value) == 0) {
			*index = i;
			return 0;
		}
	}
	fault_set(f, -EINVAL, "\"%s\" is \"%.*s\", which it cannot be", at->key,
		  utf8_cut(value, 64), value);
	hint_choices(choices, f);
	return pointer_fault(at, f);
}
