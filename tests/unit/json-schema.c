/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json-schema.h"

#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Does `value` keep to a keyword of `schema`, whose value is `arg`? */
typedef bool keyword_fn(struct json_object *arg, struct json_object *value,
			struct json_object *schema);

static bool is(struct json_object *value, enum json_type type)
{
	return json_object_is_type(value, type);
}

/* Of a number, whole is what has no fraction, however it is written. */
static bool is_of(struct json_object *value, const char *type)
{
	if (!strcmp(type, "integer"))
		return is(value, json_type_int) ||
		       (is(value, json_type_double) &&
			fmod(json_object_get_double(value), 1) == 0);
	return (!strcmp(type, "boolean") && is(value, json_type_boolean)) ||
	       (!strcmp(type, "string") && is(value, json_type_string)) ||
	       (!strcmp(type, "array") && is(value, json_type_array)) ||
	       (!strcmp(type, "object") && is(value, json_type_object));
}

static bool keep_type(struct json_object *arg, struct json_object *value,
		      struct json_object *schema)
{
	(void)schema;
	if (is(arg, json_type_string))
		return is_of(value, json_object_get_string(arg));
	for (size_t i = 0; i < json_object_array_length(arg); i++)
		if (is_of(value, json_object_get_string(json_object_array_get_idx(arg, i))))
			return true;
	return false;
}

static bool keep_enum(struct json_object *arg, struct json_object *value,
		      struct json_object *schema)
{
	(void)schema;
	for (size_t i = 0; i < json_object_array_length(arg); i++)
		if (json_object_equal(json_object_array_get_idx(arg, i), value))
			return true;
	return false;
}

/* --- Numbers and texts ---------------------------------------------------------------------- */

static bool is_number(struct json_object *value)
{
	return is(value, json_type_int) || is(value, json_type_double);
}

static bool keep_minimum(struct json_object *arg, struct json_object *value,
			 struct json_object *schema)
{
	(void)schema;
	return !is_number(value) || json_object_get_double(value) >= json_object_get_double(arg);
}

static bool keep_maximum(struct json_object *arg, struct json_object *value,
			 struct json_object *schema)
{
	(void)schema;
	return !is_number(value) || json_object_get_double(value) <= json_object_get_double(arg);
}

static bool keep_multiple(struct json_object *arg, struct json_object *value,
			  struct json_object *schema)
{
	(void)schema;
	return !is_number(value) ||
	       fmod(json_object_get_double(value), json_object_get_double(arg)) == 0;
}

/* In characters. */
static int64_t length(struct json_object *value)
{
	int64_t n = 0;

	for (const char *c = json_object_get_string(value); *c; c++)
		n += (*c & 0xc0) != 0x80;
	return n;
}

static bool keep_min_length(struct json_object *arg, struct json_object *value,
			    struct json_object *schema)
{
	(void)schema;
	return !is(value, json_type_string) || length(value) >= json_object_get_int64(arg);
}

static bool keep_max_length(struct json_object *arg, struct json_object *value,
			    struct json_object *schema)
{
	(void)schema;
	return !is(value, json_type_string) || length(value) <= json_object_get_int64(arg);
}

static bool keep_pattern(struct json_object *arg, struct json_object *value,
			 struct json_object *schema)
{
	regex_t regex;
	bool found;

	(void)schema;
	if (!is(value, json_type_string))
		return true;
	if (regcomp(&regex, json_object_get_string(arg), REG_EXTENDED | REG_NOSUB)) {
		printf("Bail out! pattern: %s\n", json_object_get_string(arg));
		exit(99);
	}
	found = !regexec(&regex, json_object_get_string(value), 0, NULL, 0);
	regfree(&regex);
	return found;
}

/* --- Arrays and objects --------------------------------------------------------------------- */

static bool keep_items(struct json_object *arg, struct json_object *value,
		       struct json_object *schema)
{
	(void)schema;
	for (size_t i = 0; is(value, json_type_array) && i < json_object_array_length(value); i++)
		if (!schema_allows(arg, json_object_array_get_idx(value, i)))
			return false;
	return true;
}

static bool keep_min_items(struct json_object *arg, struct json_object *value,
			   struct json_object *schema)
{
	(void)schema;
	return !is(value, json_type_array) ||
	       json_object_array_length(value) >= (size_t)json_object_get_int64(arg);
}

static bool keep_max_items(struct json_object *arg, struct json_object *value,
			   struct json_object *schema)
{
	(void)schema;
	return !is(value, json_type_array) ||
	       json_object_array_length(value) <= (size_t)json_object_get_int64(arg);
}

static bool keep_properties(struct json_object *arg, struct json_object *value,
			    struct json_object *schema)
{
	struct json_object_iter i;
	struct json_object *member;

	(void)schema;
	if (!is(value, json_type_object))
		return true;
	json_object_object_foreachC(arg, i) {
		if (json_object_object_get_ex(value, i.key, &member) &&
		    !schema_allows(i.val, member))
			return false;
	}
	return true;
}

/* It is always false. */
static bool keep_additional(struct json_object *arg, struct json_object *value,
			    struct json_object *schema)
{
	struct json_object *known = json_object_object_get(schema, "properties");
	struct json_object_iter i;

	if (json_object_get_boolean(arg) || !is(value, json_type_object))
		return true;
	json_object_object_foreachC(value, i) {
		if (!json_object_object_get_ex(known, i.key, NULL))
			return false;
	}
	return true;
}

static bool keep_required(struct json_object *arg, struct json_object *value,
			  struct json_object *schema)
{
	(void)schema;
	for (size_t i = 0; is(value, json_type_object) && i < json_object_array_length(arg); i++)
		if (!json_object_object_get_ex(
			    value, json_object_get_string(json_object_array_get_idx(arg, i)), NULL))
			return false;
	return true;
}

static bool keep_dependent(struct json_object *arg, struct json_object *value,
			   struct json_object *schema)
{
	struct json_object_iter i;

	if (!is(value, json_type_object))
		return true;
	json_object_object_foreachC(arg, i) {
		if (json_object_object_get_ex(value, i.key, NULL) &&
		    !keep_required(i.val, value, schema))
			return false;
	}
	return true;
}

static bool keep_one_of(struct json_object *arg, struct json_object *value,
			struct json_object *schema)
{
	size_t nr = 0;

	(void)schema;
	for (size_t i = 0; i < json_object_array_length(arg); i++)
		nr += schema_allows(json_object_array_get_idx(arg, i), value);
	return nr == 1;
}

/* --- All of them ---------------------------------------------------------------------------- */

/* NULL: it allows whatever there is. */
static const struct keyword {
	const char *name;
	keyword_fn *keep;
} keywords[] = {
	{ "$schema", NULL },
	{ "$id", NULL },
	{ "title", NULL },
	{ "description", NULL },
	{ "default", NULL },
	{ "type", keep_type },
	{ "enum", keep_enum },
	{ "minimum", keep_minimum },
	{ "maximum", keep_maximum },
	{ "multipleOf", keep_multiple },
	{ "minLength", keep_min_length },
	{ "maxLength", keep_max_length },
	{ "pattern", keep_pattern },
	{ "items", keep_items },
	{ "minItems", keep_min_items },
	{ "maxItems", keep_max_items },
	{ "properties", keep_properties },
	{ "additionalProperties", keep_additional },
	{ "required", keep_required },
	{ "dependentRequired", keep_dependent },
	{ "oneOf", keep_one_of },
};

static const struct keyword *keyword_find(const char *name)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (!strcmp(keywords[i].name, name))
			return &keywords[i];
	printf("Bail out! the schema has \"%s\"\n", name);
	exit(99);
}

bool schema_allows(struct json_object *schema, struct json_object *value)
{
	struct json_object_iter i;

	json_object_object_foreachC(schema, i) {
		const struct keyword *k = keyword_find(i.key);

		if (k->keep && !k->keep(i.val, value, schema))
			return false;
	}
	return true;
}
