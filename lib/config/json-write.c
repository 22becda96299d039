/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* struct pvh_config -> domain.json. */
#include <errno.h>
#include <string.h>

#include "config/json-channel.h"
#include "config/json-disk.h"
#include "config/json-list.h"
#include "config/json-module.h"
#include "config/json-nic.h"
#include "config/json-object.h"
#include "config/json-option.h"
#include "config/json-p9.h"
#include "config/json-reserved.h"
#include "config/json-start-info.h"
#include "config/json-vnuma.h"
#include "config/json.h"
#include "config/utf8.h"
#include "config/uuid.h"

enum {
	STYLE = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
		JSON_C_TO_STRING_NOSLASHESCAPE, /* paths stay readable */
};

static bool add_text(struct json_object *o, const char *key, const char *text)
{
	return !text || json_add(o, key, json_object_new_string(text));
}

static bool add_uuid(struct json_object *o, const uint8_t uuid[16])
{
	char text[UUID_TEXT + 1];

	config_uuid_text(uuid, text);
	return add_text(o, "uuid", text);
}

static bool add_number(struct json_object *o, const char *key, uint64_t number)
{
	return json_add(o, key, json_object_new_int64((int64_t)number));
}

static bool add_size(struct json_object *o, const char *key, uint64_t bytes)
{
	return json_add(o, key, json_write_size(bytes));
}

static bool add_list(struct json_object *o, const char *key, const struct text_list *list)
{
	return !list->nr || json_add(o, key, json_write_list(list));
}

static bool add_options(struct json_object *o, const struct pvh_config *c)
{
	const struct option *option;

	for (size_t i = 0; (option = option_at(i)); i++)
		if (!json_write_option(option, c, o))
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
	       add_text(o, "kernel", c->kernel) &&
	       add_text(o, "ramdisk", c->ramdisk) &&
	       add_text(o, "cmdline", c->cmdline) &&
	       json_add(o, "modules", json_write_modules(c)) &&
	       json_add(o, "start_info", json_write_start_info(c)) &&
	       json_add(o, "reserved", json_write_reserved(c)) &&
	       json_add(o, "vnuma", json_write_vnuma(c)) &&
	       json_add(o, "disk", json_write_disks(c)) &&
	       json_add(o, "vif", json_write_nics(c)) &&
	       json_add(o, "p9", json_write_p9s(c)) &&
	       json_add(o, "channel", json_write_channels(c)) &&
	       add_list(o, "cpus", &c->policy.cpus) &&
	       add_list(o, "cpus_soft", &c->policy.cpus_soft) &&
	       add_list(o, "cpuid", &c->policy.cpuid) &&
	       add_options(o, c);
}

/* NULL: out of memory. */
static int print(struct json_object *o, char **text, struct fault *f)
{
	const char *json = o ? json_object_to_json_string_ext(o, STYLE) : NULL;
	size_t size;

	*text = NULL;
	if (!json)
		return fault_oom(f);
	size = strlen(json);
	if (utf8_valid(json, size) < size)
		return fault_set(f, -EINVAL, "a path or command line is not UTF-8");
	*text = strdup(json);
	return *text ? 0 : fault_oom(f);
}

int config_to_json(const struct pvh_config *c, char **text, struct fault *f)
{
	_cleanup_object_ struct json_object *o = json_object_new_object();

	*text = NULL;
	if (!config_is_finished(c))
		return fault_set(f, -EINVAL, "the config is not finished");
	return print(o && add_all(o, c) ? o : NULL, text, f);
}

int config_device_to_json(const struct pvh_config *c, char **text, struct fault *f)
{
	_cleanup_object_ struct json_object *list = c->nr_disks ? json_write_disks(c) :
								  json_write_nics(c);

	return print(list ? json_object_array_get_idx(list, 0) : NULL, text, f);
}
