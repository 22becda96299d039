/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-p9.h"

#include "config/json-array.h"
#include "config/json-device.h"
#include "config/json-object.h"
#include "config/p9.h"

#define NOT_XEN "is not for guests of Xen: xl.cfg(5) has \"none\" alone"
#define NONE "leave it out: files have the owners that the guest gives them"

static const struct json_word security_models[] = {
	{ .word = "none" },
	{ "mapped", NOT_XEN, NONE },
	{ "passthrough", NOT_XEN, NONE },
	{ 0 },
};

static const struct key p9_keys[] = {
	{ "tag", key_text, .offset = offsetof(struct p9_wish, tag) },
	{ "path", key_text, .offset = offsetof(struct p9_wish, path) },
	{ "security_model", json_key_word, .words = security_models },
	{ "backend", key_text, .offset = offsetof(struct p9_wish, backend) },
};

const struct key_table json_p9_keys = KEY_TABLE(p9_keys);

static int read_p9(struct pvh_config *c, struct json_object *v, const struct pointer *at,
		   struct fault *f)
{
	struct p9_wish wish = { 0 };
	int r = table_read(json_p9_keys, v, "an object with tag and path", at, &wish, f);

	return r ? r : config_add_p9(c, &wish, f);
}

int json_read_p9s(const struct key *k, struct json_object *v, const struct pointer *at, void *to,
		  struct fault *f)
{
	_cleanup_(config_unrefp) struct pvh_config *aside = NULL;
	struct pvh_config *c = to;
	int r = json_read_array(v, read_p9, at, &aside, f);

	(void)k;
	if (r)
		return r;
	SWAP(c->p9s, aside->p9s);
	SWAP(c->nr_p9s, aside->nr_p9s);
	return 0;
}

static struct json_object *write_p9(const struct config_p9 *p9)
{
	struct json_object *o = json_object_new_object();

	return json_whole(o, o && json_add_text(o, "tag", p9->tag) &&
		json_add_text(o, "path", p9->path) &&
		json_add_text(o, "security_model", security_models[0].word) &&
		json_add_text(o, "backend", p9->backend));
}

struct json_object *json_write_p9s(const struct pvh_config *c)
{
	struct json_object *array = json_object_new_array();
	bool whole = array;

	for (size_t i = 0; whole && i < c->nr_p9s; i++)
		whole = json_append(array, write_p9(&c->p9s[i]));
	return json_whole(array, whole);
}
