/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* cpus, cpus_soft and cpuid: one string, or a list of them, which a domain.json has as well. */
#include <string.h>

#include "tools/xlcfg/convert.h"
#include "tools/xlcfg/cpu-set.h"

/* What `text` becomes; NULL: nothing, or it is refused. Without a setting both are NULL. */
typedef struct json_object *cpus_fn(struct conversion *c, const struct setting *s,
				    const char *text);

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

static struct json_object *soft_cpus(struct conversion *c, const struct setting *s,
				     const char *text)
{
	(void)c, (void)s;
	return text ? terms(text, " \t\n") : NULL;
}

/* What the masks of xl.conf leave of `text`, where NULL is all CPUs. */
static struct json_object *masked_cpus(struct conversion *c, const struct setting *s,
				       const char *text)
{
	const char *lists[] = { text, conf_text(c->conf, "vm.cpumask"),
				conf_text(c->conf, "vm.hvm.cpumask") };
	const char *why;
	_cleanup_free_ char *common = cpu_set_common(lists, ARRAY_SIZE(lists), &why);

	if (!common)
		note(&c->notes, NOTE_REFUSED, s ? s->line : 0, "cpus",
		     "%s; vm.cpumask and vm.hvm.cpumask in xl.conf count as well", why);
	if (!common || (!text && strcmp(common, "all") == 0))
		return NULL;
	return terms(common, " \t\n");
}

static struct json_object *hard_cpus(struct conversion *c, const struct setting *s,
				     const char *text)
{
	if (conf_text(c->conf, "vm.cpumask") || conf_text(c->conf, "vm.hvm.cpumask"))
		return masked_cpus(c, s, text);
	return text ? terms(text, " \t\n") : NULL;
}

/* One for each of the first vCPUs; xl does not look at more, and leaves the others all CPUs. */
static void convert_list(struct conversion *c, const struct row *row, const struct setting *s,
			 cpus_fn *cpus)
{
	size_t nr = setting_length(s), most = (size_t)max_vcpus(c);
	_cleanup_json_ struct json_object *list = NULL;

	if (!need_list(c, s))
		return;
	if (nr > most)
		CHANGE(c, s, "there are %zu vCPUs, and %zu elements: the last ones are left out",
		       most, nr);
	list = checked(json_object_new_array());
	for (size_t i = 0; i < nr && i < most; i++) {
		struct json_object *element = cpus(c, s, element_text(s->value, i));

		if (!element)
			return;
		json_push(list, element);
	}
	json_put(c->domain, row->name, json_object_get(list));
}

static void convert_all(struct conversion *c, const struct row *row, const struct setting *s,
			cpus_fn *cpus)
{
	struct json_object *all;

	if (s && setting_length(s)) {
		convert_list(c, row, s, cpus);
		return;
	}
	all = cpus(c, s, s ? setting_text(s) : NULL);
	if (all)
		json_put(c->domain, row->name, all);
}

void convert_cpus(struct conversion *c, const struct row *row, const struct setting *s)
{
	convert_all(c, row, s, hard_cpus);
}

void convert_cpus_soft(struct conversion *c, const struct row *row, const struct setting *s)
{
	convert_all(c, row, s, soft_cpus);
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
