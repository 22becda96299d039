/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/cpu-list.h"

#include <errno.h>
#include <string.h>

#include "config/utf8.h"

static bool skip(const char **text, const char *prefix)
{
	size_t n = strlen(prefix);

	if (strncmp(*text, prefix, n) != 0)
		return false;
	*text += n;
	return true;
}

static bool read_number(const char **text, uint32_t *number)
{
	size_t digits = strspn(*text, "0123456789");

	if (!digits || digits > 5) /* of CPU_LIST_MAX */
		return false;
	*number = 0;
	for (; digits; digits--)
		*number = *number * 10 + (uint32_t)(*(*text)++ - '0');
	return *number <= CPU_LIST_MAX;
}

static bool read_range(const char **text, struct cpu_term *term)
{
	if (!read_number(text, &term->first))
		return false;
	term->last = term->first;
	return !skip(text, "-") || (read_number(text, &term->last) && term->last >= term->first);
}

int cpu_list_next(const char **text, struct cpu_term *term)
{
	*term = (struct cpu_term){ 0 };
	*text += strspn(*text, " ");
	if (!**text)
		return 0;
	term->exclude = skip(text, "^");
	term->nodes = skip(text, "nodes:") || skip(text, "node:");
	term->all = skip(text, "all");
	if (term->all ? term->exclude : !read_range(text, term))
		return -1;
	*text += strspn(*text, " ");
	/* A comma must be followed by something. */
	if (skip(text, ","))
		return (*text)[strspn(*text, " ")] ? 1 : -1;
	return **text ? -1 : 1;
}

int cpu_list_check(const char *text, const struct pointer *at, struct fault *f)
{
	const char *rest = text;
	struct cpu_term term;
	bool adds = false;
	int r;

	while ((r = cpu_list_next(&rest, &term)) > 0)
		adds |= !term.exclude;
	if (r == 0 && adds)
		return 0;
	fault_set(f, -EINVAL, "\"%.*s\" %s", utf8_cut(text, 64), text,
		  r ? "is no list of the host's CPUs" : "has no CPU in it");
	fault_hint(f, "write such as \"0-3,^1\", \"node:0\" or \"all,^7\"; CPUs go up to %d",
		   CPU_LIST_MAX);
	return pointer_fault(at, f);
}
