/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/vcpu-list.h"

#include <stdio.h>
#include <string.h>

#define DIGITS "0123456789"

/* The number at *text, which is moved behind it; `nr` when there is none below `nr`. */
static size_t number_at(const char **text, size_t nr)
{
	size_t digits = strspn(*text, DIGITS), n = 0;

	for (size_t i = 0; i < digits && n < nr; i++)
		n = n * 10 + (size_t)((*text)[i] - '0');
	*text += digits;
	return digits && n < nr ? n : nr;
}

const char *vcpu_list_from_text(const char *text, bool *set, size_t nr)
{
	while (*text) {
		bool digit = strspn(text, DIGITS);
		size_t first = number_at(&text, nr), last = first;

		if (digit && *text == '-' && strspn(text + 1, DIGITS)) {
			text++;
			last = number_at(&text, nr);
		}
		if (!digit || (*text && (*text != ',' || !text[1])))
			return "is not a list such as \"0-3,5\"";
		if (first == nr || last == nr)
			return "names a CPU that there cannot be";
		if (first > last)
			return "has a range that ends before it begins";
		for (; first <= last; first++)
			set[first] = true;
		text += *text == ',';
	}
	return NULL;
}

void vcpu_list_to_text(const bool *set, size_t nr, char *text, size_t size)
{
	size_t used = 0;

	*text = '\0';
	for (size_t first = 0, end; first < nr && used < size; first = end + 1) {
		for (end = first; end < nr && set[end]; end++)
			;
		if (end == first)
			continue;
		used += (size_t)snprintf(text + used, size - used, end - first > 1 ? "%s%zu-%zu" : "%s%zu",
					 used ? "," : "", first, end - 1);
	}
}
