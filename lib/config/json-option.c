/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-option.h"

#include "config/json-object.h"
#include "config/json-value.h"
#include "config/units.h"

typedef int read_fn(const struct option *o, struct json_object *v, const struct pointer *at,
		    struct pvh_config *c, struct fault *f);

static int read_flag(const struct option *o, struct json_object *v, const struct pointer *at,
		     struct pvh_config *c, struct fault *f)
{
	bool value;
	int r = value_flag(v, &value, at, f);

	return r ? r : option_set_flag(c, o, value, f);
}

static int read_number(const struct option *o, struct json_object *v, const struct pointer *at,
		       struct pvh_config *c, struct fault *f)
{
	int64_t value;
	int r = value_integer(v, &value, at, f);

	return r ? r : option_set_number(c, o, value, f);
}

static int read_size(const struct option *o, struct json_object *v, const struct pointer *at,
		     struct pvh_config *c, struct fault *f)
{
	uint64_t bytes;
	int r = value_size(v, &bytes, at, f);

	return r ? r : option_set_number(c, o, (int64_t)min_u64(bytes, INT64_MAX), f);
}

static int read_choice(const struct option *o, struct json_object *v, const struct pointer *at,
		       struct pvh_config *c, struct fault *f)
{
	const char *value;
	int r = value_text(v, &value, at, f);

	return r ? r : option_set_choice(c, o, value, f);
}

static int read_text(const struct option *o, struct json_object *v, const struct pointer *at,
		     struct pvh_config *c, struct fault *f)
{
	const char *value;
	int r = value_text(v, &value, at, f);

	return r ? r : option_set_text(c, o, value, f);
}

int json_read_option(const struct option *o, struct json_object *v, const struct pointer *at,
		     struct pvh_config *c, struct fault *f)
{
	static read_fn *const readers[] = {
		[OPTION_FLAG] = read_flag,     [OPTION_NUMBER] = read_number,
		[OPTION_SIZE] = read_size,     [OPTION_CHOICE] = read_choice,
		[OPTION_TEXT] = read_text,
	};

	return readers[o->kind](o, v, at, c, f);
}

struct json_object *json_write_size(uint64_t bytes)
{
	char text[32];

	if (bytes % MIB(1) == 0)
		return json_object_new_int64((int64_t)(bytes / MIB(1)));
	size_to_text(bytes, text);
	return json_object_new_string(text);
}

static struct json_object *write_value(const struct option *o, const struct pvh_config *c)
{
	int64_t value = o->kind == OPTION_TEXT ? 0 : option_get(c, o);

	switch (o->kind) {
	case OPTION_FLAG:
		return json_object_new_boolean(value != 0);
	case OPTION_NUMBER:
		return json_object_new_int64(value);
	case OPTION_SIZE:
		return json_write_size((uint64_t)value);
	case OPTION_CHOICE:
		return json_object_new_string(o->choices[value]);
	case OPTION_TEXT:
		return json_object_new_string(option_get_text(c, o));
	}
	return NULL;
}

bool json_write_option(const struct option *o, const struct pvh_config *c,
		       struct json_object *to)
{
	return !option_is_set(c, o) || json_add(to, o->name, write_value(o, c));
}
