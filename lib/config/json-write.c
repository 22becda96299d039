/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* struct pvh_config -> domain.json. */
#include <errno.h>
#include <string.h>

#include "config/json-object.h"
#include "config/json.h"
#include "config/units.h"
#include "config/utf8.h"
#include "config/uuid.h"

enum {
	STYLE = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
		JSON_C_TO_STRING_NOSLASHESCAPE, /* paths stay readable */
};

/* Takes `value`, which may be NULL when memory is short; false when it is. */
static bool add(struct json_object *o, const char *key, struct json_object *value)
{
	if (value && json_object_object_add(o, key, value) == 0)
		return true;
	json_object_put(value);
	return false;
}

static bool add_text(struct json_object *o, const char *key, const char *text)
{
	return !text || add(o, key, json_object_new_string(text));
}

static bool add_uuid(struct json_object *o, const uint8_t uuid[16])
{
	char text[UUID_TEXT + 1];

	config_uuid_text(uuid, text);
	return add_text(o, "uuid", text);
}

static bool add_number(struct json_object *o, const char *key, uint64_t number)
{
	return add(o, key, json_object_new_int64((int64_t)number));
}

static bool add_flag(struct json_object *o, const char *key, bool flag)
{
	return add(o, key, json_object_new_boolean(flag));
}

static bool add_size(struct json_object *o, const char *key, uint64_t bytes)
{
	char text[32];

	if (bytes % MIB(1) == 0)
		return add_number(o, key, bytes / MIB(1));
	size_to_text(bytes, text);
	return add_text(o, key, text);
}

static bool add_module(struct json_object *array, const struct config_module *m)
{
	struct json_object *o = json_object_new_object();

	if (o && add_text(o, "path", m->path) && add_text(o, "cmdline", m->cmdline) &&
	    json_object_array_add(array, o) == 0)
		return true;
	json_object_put(o);
	return false;
}

static bool add_modules(struct json_object *o, const struct pvh_config *c)
{
	struct json_object *array = json_object_new_array();

	if (!add(o, "modules", array))
		return false;
	for (size_t i = 0; i < c->nr_modules; i++)
		if (!add_module(array, &c->modules[i]))
			return false;
	return true;
}

static bool add_all(struct json_object *o, const struct pvh_config *c)
{
	return add_text(o, "name", c->name) &&
	       add_uuid(o, c->uuid) &&
	       add_size(o, "memory", c->memory) &&
	       add_size(o, "maxmem", config_max_memory(c)) &&
	       add_number(o, "vcpus", config_vcpus(c)) &&
	       add_number(o, "maxvcpus", config_max_vcpus(c)) &&
	       add_flag(o, "msr_relaxed", c->msr_relaxed) &&
	       add_text(o, "kernel", c->kernel) &&
	       add_text(o, "ramdisk", c->ramdisk) &&
	       add_text(o, "cmdline", c->cmdline) &&
	       add_modules(o, c);
}

int config_to_json(const struct pvh_config *c, char **text, struct fault *f)
{
	_cleanup_object_ struct json_object *o = json_object_new_object();
	const char *json;
	size_t size;

	*text = NULL;
	if (!config_is_finished(c))
		return fault_set(f, -EINVAL, "the config is not finished");
	json = o && add_all(o, c) ? json_object_to_json_string_ext(o, STYLE) : NULL;
	if (!json)
		return fault_oom(f);
	size = strlen(json);
	if (utf8_valid(json, size) < size)
		return fault_set(f, -EINVAL, "a path or command line is not UTF-8");
	*text = strdup(json);
	return *text ? 0 : fault_oom(f);
}
