/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/xlcfg/cpu-set.h"

#include <stdio.h>
#include <string.h>

#include "tools/xlcfg/convert.h"
#include "tools/xlcfg/words.h"

#define CPUS 16384 /* Xen's largest NR_CPUS; there are none beyond, so that the last one is "all" */

struct cpu_set {
	char has[CPUS]; /* 0 or 1 */
	bool nodes;     /* and whichever CPUs they have: only the host knows */
};

static bool skip(char **text, const char *prefix)
{
	size_t size = strlen(prefix);

	if (strncmp(*text, prefix, size) != 0)
		return false;
	*text += size;
	return true;
}

static void put_range(struct cpu_set *set, long first, long last, bool in)
{
	if (first >= CPUS)
		return;
	if (last >= CPUS)
		last = CPUS - 1;
	memset(set->has + first, in, (size_t)(last - first) + 1);
}

/* A term adds to, or takes from, what there is by then. */
static bool read_term(struct cpu_set *set, char *text)
{
	bool exclude = skip(&text, "^"), nodes = skip(&text, "nodes:") || skip(&text, "node:");
	long first, last;

	if (strcmp(text, "all") == 0) {
		put_range(set, 0, CPUS - 1, true);
		set->nodes = false;
		return !exclude;
	}
	if (!read_range(text, &first, &last))
		return false;
	if (nodes)
		set->nodes = true;
	else
		put_range(set, first, last, !exclude);
	return true;
}

/* NULL: it is no list, or has no term. */
static struct cpu_set *read_set(const char *text)
{
	_cleanup_(words_clear) struct words words = words_of(text, ',');
	struct cpu_set *set = checked(calloc(1, sizeof(*set)));
	bool good = words.nr;

	for (size_t i = 0; i < words.nr && good; i++)
		good = read_term(set, words.at[i]);
	if (good)
		return set;
	free(set);
	return NULL;
}

bool cpu_set_is_text(const char *text)
{
	_cleanup_free_ struct cpu_set *set = read_set(text);

	return set;
}

/* Terms behind others: of the CPUs of which `has` is `in`. */
static void print_terms(FILE *out, const char *has, bool in, const char *sign)
{
	const char *end = has + CPUS, *first = memchr(has, in, CPUS), *behind;

	for (; first; first = memchr(behind, in, (size_t)(end - behind))) {
		behind = memchr(first, !in, (size_t)(end - first));
		if (!behind)
			behind = end;
		fprintf(out, ",%s%td", sign, first - has);
		if (behind - first > 1)
			fprintf(out, "-%td", behind - has - 1);
	}
}

/* Without those of which `has` is false; `from` NULL: just these CPUs. */
static char *print_set(const char *from, const char *has)
{
	char *text;
	size_t size;
	FILE *out = checked(open_memstream(&text, &size));

	if (!from && has[CPUS - 1])
		from = "all";
	if (from) {
		fputs(from, out);
		print_terms(out, has, false, "^");
	} else {
		print_terms(out, has, true, "");
	}
	if (fclose(out))
		out_of_memory();
	return text;
}

/* Leaves in `common` what is in `text`, too, unless that has nodes. NULL, or why it cannot. */
static const char *narrow(struct cpu_set *common, const char *text)
{
	_cleanup_free_ struct cpu_set *set = read_set(text);

	if (!set)
		return "it is no list of CPUs such as 0-3,^1";
	if (set->nodes && common->nodes)
		return "only the host knows which CPUs two lists with nodes have in common";
	for (size_t i = 0; i < CPUS && !set->nodes; i++)
		common->has[i] &= set->has[i];
	common->nodes |= set->nodes;
	return memchr(common->has, true, CPUS) ? NULL : "no CPU is in all of the lists";
}

char *cpu_set_common(const char *const *texts, size_t nr, const char **why)
{
	_cleanup_free_ struct cpu_set *common = read_set("all");
	const char *from = NULL;

	*why = NULL;
	for (size_t i = 0; i < nr && !*why; i++) {
		bool nodes = common->nodes;

		if (texts[i])
			*why = narrow(common, texts[i]);
		if (common->nodes != nodes)
			from = texts[i];
	}
	return *why ? NULL : print_set(from, common->has);
}
