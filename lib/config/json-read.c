/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * domain.json -> struct pvh_config. Wishes with a setter of their own and those that are
 * objects or lists are in a table here; all others are options.
 */
#include <errno.h>
#include <string.h>

#include "config/json-channel.h"
#include "config/json-check.h"
#include "config/json-disk.h"
#include "config/json-list.h"
#include "config/json-module.h"
#include "config/json-nic.h"
#include "config/json-object.h"
#include "config/json-option.h"
#include "config/json-p9.h"
#include "config/json-reserved.h"
#include "config/json-start-info.h"
#include "config/json-table.h"
#include "config/json-value.h"
#include "config/json-vnuma.h"
#include "config/json.h"
#include "config/utf8.h"

static int read_text(const struct key *k, struct json_object *v, const struct pointer *at,
		     void *to, struct fault *f)
{
	const char *text;
	int r = value_text(v, &text, at, f);

	return r ? r : k->set_text(to, text, f);
}

static int read_size(const struct key *k, struct json_object *v, const struct pointer *at,
		     void *to, struct fault *f)
{
	uint64_t bytes;
	int r = value_size(v, &bytes, at, f);

	return r ? r : k->set_number(to, bytes, f);
}

static int read_count(const struct key *k, struct json_object *v, const struct pointer *at,
		      void *to, struct fault *f)
{
	uint64_t count;
	int r = value_count(v, &count, at, f);

	return r ? r : k->set_number(to, count, f);
}

static const struct key domain_keys[] = {
	{ "name", read_text, .set_text = config_set_name },
	{ "uuid", read_text, .set_text = config_set_uuid },
	{ "memory", read_size, .set_number = config_set_memory },
	{ "maxmem", read_size, .set_number = config_set_max_memory },
	{ "vcpus", read_count, .set_number = config_set_vcpus },
	{ "maxvcpus", read_count, .set_number = config_set_max_vcpus },
	{ "kernel", read_text, .set_text = config_set_kernel },
	{ "ramdisk", read_text, .set_text = config_set_ramdisk },
	{ "cmdline", read_text, .set_text = config_set_cmdline },
	{ "modules", json_read_modules, .members = &json_module_keys },
	{ "start_info", json_read_start_info, .members = &json_start_info_keys },
	{ "reserved", json_read_reserved, .members = &json_range_keys },
	{ "vnuma", json_read_vnuma, .members = &json_vnode_keys },
	{ "disk", json_read_disks, .members = &json_disk_keys },
	{ "vif", json_read_nics, .members = &json_nic_keys },
	{ "p9", json_read_p9s, .members = &json_p9_keys },
	{ "channel", json_read_channels, .members = &json_channel_keys },
	{ "cpus", json_read_list, .set_list = config_set_cpus },
	{ "cpus_soft", json_read_list, .set_list = config_set_cpus_soft },
	{ "cpuid", json_read_list, .set_list = config_set_cpuid },
};

const struct key_table json_domain_keys = KEY_TABLE(domain_keys);

static int read_wish(struct pvh_config *c, struct json_object *v, const struct pointer *at,
		     struct fault *f)
{
	const struct option *o = option_find(at->key);
	int r;

	if (o)
		return json_read_option(o, v, at, c, f);
	r = table_read_member(json_domain_keys, v, at, c, f);
	return r > 0 ? table_unknown_key(json_domain_keys, true, at, f) : r;
}

static int read_wishes(struct pvh_config *c, struct json_object *o, struct fault *f)
{
	struct json_object_iter i;
	int r;

	json_object_object_foreachC(o, i) {
		r = read_wish(c, i.val, &(struct pointer){ .key = i.key }, f);
		if (r)
			return r;
	}
	return 0;
}

/* Of a text that is one value, only null begins so. */
static bool is_null(const char *text)
{
	return text[strspn(text, " \t\r\n")] == 'n';
}

/*
 * The tree of a text that json_check() passes; only memory can be missing after that. NULL is
 * json-c's null.
 */
static int parse(const char *text, size_t size, const struct pointer *at,
		 struct json_object **out, struct fault *f)
{
	_cleanup_free_ char *copy = malloc(size + 1);
	int r;

	if (!copy)
		return fault_oom(f);
	if (size)
		memcpy(copy, text, size);
	copy[size] = '\0';
	r = json_check(copy, size, at, f);
	if (r)
		return r;
	*out = json_tokener_parse(copy);
	return *out || is_null(copy) ? 0 : fault_oom(f);
}

static int check_size(size_t size, struct fault *f)
{
	if (size <= CONFIG_MAX_JSON)
		return 0;
	return fault_set(f, -EFBIG, "the text has %zu bytes, more than 1M", size);
}

int config_from_json(const char *text, size_t size, struct pvh_config **out,
		     struct fault *f)
{
	_cleanup_object_ struct json_object *root = NULL;
	_cleanup_(config_unrefp) struct pvh_config *config = NULL;
	int r = check_size(size, f);

	*out = NULL;
	if (!r)
		r = parse(text, size, NULL, &root, f);
	if (!r)
		r = config_new(&config, f);
	if (!r)
		r = read_wishes(config, root, f);
	if (!r)
		*out = TAKE(config);
	return r;
}

int config_set_json(struct pvh_config *c, const char *key, const char *json, struct fault *f)
{
	_cleanup_object_ struct json_object *value = NULL;
	const struct pointer at = { .key = key };
	int r = check_size(strlen(json), f);

	if (!r)
		r = parse(json, strlen(json), &at, &value, f);
	return r ? pointer_fault(&at, f) : read_wish(c, value, &at, f);
}

int config_set_device(struct pvh_config *c, const char *key, const char *json, struct fault *f)
{
	_cleanup_object_ struct json_object *array = json_object_new_array();
	struct json_object *device = NULL;
	const struct pointer devices = { .key = key }, at = { .parent = &devices };
	int r = check_size(strlen(json), f);

	if (!strcmp(key, "p9") || !strcmp(key, "channel")) {
		fault_set(f, -EINVAL, "a \"%s\" cannot be given to a domain that is there, only to "
			  "one that is being built", key);
		fault_hint(f, "write it into the domain.json, and build the domain anew");
		return f->code;
	}
	if (strcmp(key, "disk") && strcmp(key, "vif")) {
		fault_set(f, -EINVAL, "\"%.*s\" is no kind of device", utf8_cut(key, 64), key);
		fault_hint(f, "there are \"disk\" and \"vif\"");
		return f->code;
	}
	if (!r)
		r = parse(json, strlen(json), &at, &device, f);
	if (r)
		return pointer_fault(&at, f);
	if (!array || json_object_array_add(array, device)) {
		json_object_put(device);
		return fault_oom(f);
	}
	return read_wish(c, array, &devices, f);
}
