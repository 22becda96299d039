/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cpus, cpus_soft and cpuid: one string, or a list of them, which a domain.json has as well. */
#include <string.h>

#include "tools/xlcfg/convert.h"

/*
 * The terms without what xl overlooks between them: blanks, where `blanks` says so, and empty
 * terms.
 */
static struct json_object *terms(const char *text, const char *blanks)
{
	_cleanup_free_ char *tidy = checked(malloc(strlen(text) + 2)), *copy = text_of("%s", text);
	char *to = tidy, *state = NULL;

	for (char *term = strtok_r(copy, ",", &state); term; term = strtok_r(NULL, ",", &state)) {
		size_t size;

		term += strspn(term, blanks);
		size = strlen(term);
		if (!size)
			continue;
		memcpy(to, term, size);
		to[size] = ',';
		to += size + 1;
	}
	to[to > tidy ? -1 : 0] = '\0';
	return json_object_new_string(tidy);
}

/* One for each of the first vCPUs; xl does not look at more. */
static void convert_list(struct conversion *c, const struct row *row, const struct setting *s)
{
	size_t nr = setting_length(s), most = (size_t)max_vcpus(c);
	struct json_object *list;

	if (!need_list(c, s) || !nr)
		return;
	if (nr > most)
		CHANGE(c, s, "there are %zu vCPUs, and %zu elements: the last ones are left out",
		       most, nr);
	list = checked(json_object_new_array());
	for (size_t i = 0; i < nr && i < most; i++)
		json_push(list, terms(element_text(s->value, i), " \t\n"));
	json_put(c->domain, row->name, list);
}

void convert_cpus(struct conversion *c, const struct row *row, const struct setting *s)
{
	const char *text = setting_text(s);

	if (text)
		json_put(c->domain, row->name, terms(text, " \t\n"));
	else
		convert_list(c, row, s);
}

/* What is wrong in it, xl leaves out; pvh-build refuses it. */
void convert_cpuid(struct conversion *c, const struct row *row, const struct setting *s)
{
	const char *text = setting_text(s);
	struct json_object *list;

	if (text && !*text) {
		DROP(c, s, "it is empty");
		return;
	}
	if (text) {
		json_put(c->domain, row->name, terms(text, ""));
		return;
	}
	if (!need_list(c, s) || !setting_length(s))
		return;
	list = checked(json_object_new_array());
	for (size_t i = 0; i < setting_length(s); i++)
		json_push(list, json_object_new_string(element_text(s->value, i)));
	json_put(c->domain, row->name, list);
}
