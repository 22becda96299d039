/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-table.h"

#include <errno.h>
#include <string.h>

#include "config/json-key.h"
#include "config/json-value.h"
#include "config/option.h"
#include "config/utf8.h"

int key_text(const struct key *k, struct json_object *v, const struct pointer *at, void *to,
	     struct fault *f)
{
	return value_text(v, (const char **)((char *)to + k->offset), at, f);
}

int key_count(const struct key *k, struct json_object *v, const struct pointer *at, void *to,
	      struct fault *f)
{
	return value_count(v, (uint64_t *)((char *)to + k->offset), at, f);
}

int key_size(const struct key *k, struct json_object *v, const struct pointer *at, void *to,
	     struct fault *f)
{
	return value_size(v, (uint64_t *)((char *)to + k->offset), at, f);
}

int key_flag(const struct key *k, struct json_object *v, const struct pointer *at, void *to,
	     struct fault *f)
{
	return value_flag(v, (bool *)((char *)to + k->offset), at, f);
}

static void hint_resembling(const char *key, struct key_table table, bool options,
			    struct fault *f)
{
	const struct option *o;

	for (size_t i = 0; i < table.nr; i++)
		if (key_resembles(key, table.keys[i].name))
			fault_hint(f, "did you mean \"%s\"?", table.keys[i].name);
	for (size_t i = 0; options && (o = option_at(i)); i++)
		if (key_resembles(key, o->name))
			fault_hint(f, "did you mean \"%s\"?", o->name);
}

int table_unknown_key(struct key_table table, bool options, const struct pointer *at,
		      struct fault *f)
{
	const char *advice = key_advice(at->key);

	fault_set(f, -EBADMSG, "unknown key \"%.*s\"", utf8_cut(at->key, 64), at->key);
	if (advice)
		fault_hint(f, "%s", advice);
	else
		hint_resembling(at->key, table, options, f);
	return pointer_fault(at, f);
}

int table_read_member(struct key_table table, struct json_object *v, const struct pointer *at,
		      void *to, struct fault *f)
{
	for (size_t i = 0; i < table.nr; i++)
		if (strcmp(table.keys[i].name, at->key) == 0)
			return table.keys[i].read(&table.keys[i], v, at, to, f);
	return 1;
}

int table_read(struct key_table table, struct json_object *o, const char *what,
	       const struct pointer *at, void *to, struct fault *f)
{
	struct json_object_iter i;
	int r = value_is(o, json_type_object, what, at, f);

	if (r)
		return r;
	json_object_object_foreachC(o, i) {
		const struct pointer member = { at, i.key, 0 };

		r = table_read_member(table, i.val, &member, to, f);
		if (r > 0)
			r = table_unknown_key(table, false, &member, f);
		if (r)
			return r;
	}
	return 0;
}
