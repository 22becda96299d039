/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-module.h"

#include <errno.h>

#include "config/json-object.h"
#include "config/json-value.h"

/* One of them, as it stands in the text. */
struct module_text {
	const char *path, *cmdline;
};

static const struct key module_keys[] = {
	{ "path", key_text, .offset = offsetof(struct module_text, path) },
	{ "cmdline", key_text, .offset = offsetof(struct module_text, cmdline) },
};

static int read_module(struct pvh_config *c, struct json_object *v, const struct pointer *at,
		       struct fault *f)
{
	struct module_text m = { NULL, NULL };
	int r = table_read(KEY_TABLE(module_keys), v, "an object with a path", at, &m, f);

	if (r)
		return r;
	if (!m.path) {
		fault_set(f, -EINVAL, "the module has no \"path\"");
		return pointer_fault(at, f);
	}
	return config_add_module(c, m.path, m.cmdline, f);
}

int json_read_modules(const struct key *k, struct json_object *v, const struct pointer *at,
		      void *to, struct fault *f)
{
	int r = value_is(v, json_type_array, "an array of objects", at, f);

	(void)k;
	if (!r)
		config_clear_modules(to);
	for (size_t i = 0; !r && i < json_object_array_length(v); i++)
		r = read_module(to, json_object_array_get_idx(v, i),
				&(struct pointer){ at, NULL, i }, f);
	return r;
}

static struct json_object *write_module(const struct config_module *m)
{
	struct json_object *o = json_object_new_object();

	return json_whole(o, o && json_add(o, "path", json_object_new_string(m->path)) &&
				     json_add(o, "cmdline", json_object_new_string(m->cmdline)));
}

struct json_object *json_write_modules(const struct pvh_config *c)
{
	struct json_object *array = json_object_new_array();
	bool whole = array;

	for (size_t i = 0; whole && i < c->nr_modules; i++)
		whole = json_append(array, write_module(&c->modules[i]));
	return json_whole(array, whole);
}
