/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-reserved.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "config/json-array.h"
#include "config/json-object.h"
#include "config/json-option.h"
#include "config/json-value.h"
#include "config/reserved.h"

/* One of them, as it stands in the text. */
struct range_text {
	uint64_t start, size;
	bool has_start, has_size;
};

static int read_start(const struct key *k, struct json_object *v, const struct pointer *at,
		      void *to, struct fault *f)
{
	struct range_text *t = to;

	(void)k;
	t->has_start = true;
	return value_address(v, &t->start, at, f);
}

static int read_size(const struct key *k, struct json_object *v, const struct pointer *at,
		     void *to, struct fault *f)
{
	struct range_text *t = to;

	(void)k;
	t->has_size = true;
	return value_size(v, &t->size, at, f);
}

static const struct key range_keys[] = {
	{ .name = "start", .read = read_start },
	{ .name = "size", .read = read_size },
};

const struct key_table json_range_keys = KEY_TABLE(range_keys);

static int read_range(struct pvh_config *c, struct json_object *v, const struct pointer *at,
		      struct fault *f)
{
	struct range_text t = { 0 };
	int r = table_read(json_range_keys, v, "an object with start and size", at, &t, f);

	if (r)
		return r;
	if (!t.has_start || !t.has_size) {
		fault_set(f, -EINVAL, "the range has no \"%s\"", t.has_start ? "size" : "start");
		return pointer_fault(at, f);
	}
	return config_add_reserved(c, t.start, t.size, f);
}

int json_read_reserved(const struct key *k, struct json_object *v, const struct pointer *at,
		       void *to, struct fault *f)
{
	_cleanup_(config_unrefp) struct pvh_config *aside = NULL;
	struct pvh_config *c = to;
	int r = json_read_array(v, read_range, at, &aside, f);

	(void)k;
	if (r)
		return r;
	memcpy(c->reserved, aside->reserved, sizeof(c->reserved));
	c->nr_reserved = aside->nr_reserved;
	return 0;
}

static struct json_object *write_range(const struct config_range *range)
{
	struct json_object *o = json_object_new_object();
	char start[24];

	snprintf(start, sizeof(start), "0x%" PRIx64, range->start);
	return json_whole(o, o && json_add(o, "start", json_object_new_string(start)) &&
				     json_add(o, "size", json_write_size(range->size)));
}

struct json_object *json_write_reserved(const struct pvh_config *c)
{
	struct json_object *array = json_object_new_array();
	bool whole = array;

	for (size_t i = 0; whole && i < c->nr_reserved; i++)
		whole = json_append(array, write_range(&c->reserved[i]));
	return json_whole(array, whole);
}
