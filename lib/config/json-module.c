/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-module.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>

#include "config/json-array.h"
#include "config/json-object.h"
#include "config/json-option.h"

/* One of them, as it stands in the text. */
struct module_text {
	struct module_wish wish;
	uint64_t fd;
};

/* 0 stands for the default, which nobody who writes it has in mind. */
static int read_place(const struct key *k, struct json_object *v, const struct pointer *at,
		      void *to, struct fault *f)
{
	int r = key_size(k, v, at, to, f);

	if (r || *(const uint64_t *)((const char *)to + k->offset))
		return r;
	fault_set(f, -EINVAL, "\"%s\" is 0, which it cannot be", k->name);
	fault_hint(f, "leave it out for the default");
	return pointer_fault(at, f);
}

static const struct key module_keys[] = {
	{ "path", key_text, .offset = offsetof(struct module_text, wish.path) },
	{ "fd", key_count, .offset = offsetof(struct module_text, fd) },
	{ "cmdline", key_text, .offset = offsetof(struct module_text, wish.cmdline) },
	{ "align", read_place, .offset = offsetof(struct module_text, wish.place.align) },
	{ "min", read_place, .offset = offsetof(struct module_text, wish.place.min) },
	{ "max", read_place, .offset = offsetof(struct module_text, wish.place.max) },
};

const struct key_table json_module_keys = KEY_TABLE(module_keys);

#define NO_FD UINT64_MAX

static int check_fd(const struct module_text *m, const struct pointer *at, struct fault *f)
{
	if (m->fd == NO_FD)
		return 0;
	if (m->wish.path)
		fault_set(f, -EINVAL, "the module has both a \"path\" and an \"fd\"");
	else if (m->fd > INT_MAX)
		fault_set(f, -EINVAL, "\"fd\" is %" PRIu64 ", which is no descriptor", m->fd);
	else
		return 0;
	return pointer_fault(&(struct pointer){ at, "fd", 0 }, f);
}

static int read_module(struct pvh_config *c, struct json_object *v, const struct pointer *at,
		       struct fault *f)
{
	struct module_text m = { .fd = NO_FD };
	int r = table_read(json_module_keys, v, "an object with a path", at, &m, f);

	if (!r)
		r = check_fd(&m, at, f);
	if (r)
		return r;
	m.wish.fd = m.fd == NO_FD ? -1 : (int)m.fd;
	return config_add_module(c, &m.wish, f);
}

int json_read_modules(const struct key *k, struct json_object *v, const struct pointer *at,
		      void *to, struct fault *f)
{
	_cleanup_(config_unrefp) struct pvh_config *aside = NULL;
	struct pvh_config *c = to;
	int r = json_read_array(v, read_module, at, &aside, f);

	(void)k;
	if (r)
		return r;
	SWAP(c->modules, aside->modules);
	SWAP(c->nr_modules, aside->nr_modules);
	return 0;
}

static bool write_place(const struct config_place *p, struct json_object *o)
{
	return (!p->align || json_add(o, "align", json_write_size(p->align))) &&
	       (!p->min || json_add(o, "min", json_write_size(p->min))) &&
	       (!p->max || json_add(o, "max", json_write_size(p->max)));
}

static struct json_object *write_module(const struct config_module *m)
{
	struct json_object *o = json_object_new_object();
	bool whole = o && (m->path ? json_add(o, "path", json_object_new_string(m->path)) :
				     json_add(o, "fd", json_object_new_int(m->fd)));

	return json_whole(o, whole && json_add(o, "cmdline", json_object_new_string(m->cmdline)) &&
				     write_place(&m->place, o));
}

struct json_object *json_write_modules(const struct pvh_config *c)
{
	struct json_object *array = json_object_new_array();
	bool whole = array;

	for (size_t i = 0; whole && i < c->nr_modules; i++)
		whole = json_append(array, write_module(&c->modules[i]));
	return json_whole(array, whole);
}
