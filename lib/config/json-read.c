/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* domain.json -> struct pvh_config: a table of keys, each with its reader and setter. */
#include <errno.h>
#include <string.h>

#include "config/json-check.h"
#include "config/json-key.h"
#include "config/json-object.h"
#include "config/json-value.h"
#include "config/json.h"
#include "config/utf8.h"

struct reader {
	struct pvh_config *config;
	const char *module_path, *module_cmdline; /* of the module being read */
	struct fault *fault;
};

struct key {
	const char *name;
	int (*read)(struct reader *r, const struct key *k, struct json_object *v,
		    const struct pointer *at);
	int (*set_text)(struct pvh_config *c, const char *text, struct fault *f);
	int (*set_number)(struct pvh_config *c, uint64_t number, struct fault *f);
	void (*set_flag)(struct pvh_config *c, bool flag);
};

struct key_table {
	const struct key *keys;
	size_t nr;
};

#define KEY_TABLE(array) ((struct key_table){ array, ARRAY_SIZE(array) })

static int unknown_key(struct reader *r, struct key_table table, const struct pointer *at)
{
	const char *advice = key_advice(at->key);

	fault_set(r->fault, -EBADMSG, "unknown key \"%.*s\"", utf8_cut(at->key, 64),
		  at->key);
	if (advice)
		fault_hint(r->fault, "%s", advice);
	for (size_t i = 0; i < table.nr && !advice; i++)
		if (key_resembles(at->key, table.keys[i].name))
			fault_hint(r->fault, "did you mean \"%s\"?", table.keys[i].name);
	return pointer_fault(at, r->fault);
}

static int read_member(struct reader *r, struct key_table table, struct json_object *v,
		       const struct pointer *at)
{
	for (size_t i = 0; i < table.nr; i++)
		if (strcmp(table.keys[i].name, at->key) == 0)
			return table.keys[i].read(r, &table.keys[i], v, at);
	return unknown_key(r, table, at);
}

static int read_object(struct reader *r, struct key_table table, struct json_object *o,
		       const struct pointer *at)
{
	struct json_object_iter i;
	int err;

	json_object_object_foreachC(o, i) {
		err = read_member(r, table, i.val, &(struct pointer){ at, i.key, 0 });
		if (err)
			return err;
	}
	return 0;
}

static int read_text(struct reader *r, const struct key *k, struct json_object *v,
		     const struct pointer *at)
{
	const char *text;
	int err = value_text(v, &text, at, r->fault);

	return err ? err : k->set_text(r->config, text, r->fault);
}

static int read_size(struct reader *r, const struct key *k, struct json_object *v,
		     const struct pointer *at)
{
	uint64_t bytes;
	int err = value_size(v, &bytes, at, r->fault);

	return err ? err : k->set_number(r->config, bytes, r->fault);
}

static int read_count(struct reader *r, const struct key *k, struct json_object *v,
		      const struct pointer *at)
{
	uint64_t count;
	int err = value_count(v, &count, at, r->fault);

	return err ? err : k->set_number(r->config, count, r->fault);
}

static int read_flag(struct reader *r, const struct key *k, struct json_object *v,
		     const struct pointer *at)
{
	bool flag;
	int err = value_flag(v, &flag, at, r->fault);

	if (!err)
		k->set_flag(r->config, flag);
	return err;
}

static int read_module_path(struct reader *r, const struct key *k, struct json_object *v,
			    const struct pointer *at)
{
	(void)k;
	return value_text(v, &r->module_path, at, r->fault);
}

static int read_module_cmdline(struct reader *r, const struct key *k,
			       struct json_object *v, const struct pointer *at)
{
	(void)k;
	return value_text(v, &r->module_cmdline, at, r->fault);
}

static const struct key module_keys[] = {
	{ .name = "path", .read = read_module_path },
	{ .name = "cmdline", .read = read_module_cmdline },
};

static int read_module(struct reader *r, struct json_object *v, const struct pointer *at)
{
	int err = value_is(v, json_type_object, "an object with a path", at, r->fault);

	if (err)
		return err;
	r->module_path = r->module_cmdline = NULL;
	err = read_object(r, KEY_TABLE(module_keys), v, at);
	if (err)
		return err;
	if (!r->module_path) {
		fault_set(r->fault, -EINVAL, "the module has no \"path\"");
		return pointer_fault(at, r->fault);
	}
	return config_add_module(r->config, r->module_path, r->module_cmdline, r->fault);
}

static int read_modules(struct reader *r, const struct key *k, struct json_object *v,
			const struct pointer *at)
{
	int err = value_is(v, json_type_array, "an array of objects", at, r->fault);

	(void)k;
	for (size_t i = 0; !err && i < json_object_array_length(v); i++)
		err = read_module(r, json_object_array_get_idx(v, i),
				  &(struct pointer){ at, NULL, i });
	return err;
}

static const struct key domain_keys[] = {
	{ "name", read_text, .set_text = config_set_name },
	{ "uuid", read_text, .set_text = config_set_uuid },
	{ "memory", read_size, .set_number = config_set_memory },
	{ "maxmem", read_size, .set_number = config_set_max_memory },
	{ "vcpus", read_count, .set_number = config_set_vcpus },
	{ "maxvcpus", read_count, .set_number = config_set_max_vcpus },
	{ "msr_relaxed", read_flag, .set_flag = config_set_msr_relaxed },
	{ "kernel", read_text, .set_text = config_set_kernel },
	{ "ramdisk", read_text, .set_text = config_set_ramdisk },
	{ "cmdline", read_text, .set_text = config_set_cmdline },
	{ .name = "modules", .read = read_modules },
};

/* The tree of a text that json_check() passes; only memory can be missing after that. */
static int parse(const char *text, size_t size, struct json_object **out, struct fault *f)
{
	_cleanup_free_ char *copy = malloc(size + 1);
	int r;

	if (!copy)
		return fault_oom(f);
	if (size)
		memcpy(copy, text, size);
	copy[size] = '\0';
	r = json_check(copy, size, f);
	if (r)
		return r;
	*out = json_tokener_parse(copy);
	return *out ? 0 : fault_oom(f);
}

int config_from_json(const char *text, size_t size, struct pvh_config **out,
		     struct fault *f)
{
	_cleanup_object_ struct json_object *root = NULL;
	_cleanup_(config_unrefp) struct pvh_config *config = NULL;
	struct reader reader = { .fault = f };
	int r;

	*out = NULL;
	if (size > CONFIG_MAX_JSON)
		return fault_set(f, -EFBIG, "the text has %zu bytes, more than 1M", size);
	r = parse(text, size, &root, f);
	if (!r)
		r = config_new(&config, f);
	if (r)
		return r;
	reader.config = config;
	r = read_object(&reader, KEY_TABLE(domain_keys), root, NULL);
	if (!r)
		*out = TAKE(config);
	return r;
}
