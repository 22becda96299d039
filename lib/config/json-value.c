/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-value.h"

#include <errno.h>
#include <inttypes.h>

#include "config/units.h"
#include "config/utf8.h"

#define SIZE_HINT "write a number of MiB, such as 512, or a string such as \"1.5G\""

static const char *kind_of(struct json_object *v)
{
	static const char *const kinds[] = {
		[json_type_null] = "null",
		[json_type_boolean] = "a boolean",
		[json_type_double] = "a fraction",
		[json_type_int] = "a number",
		[json_type_object] = "an object",
		[json_type_array] = "an array",
		[json_type_string] = "a string",
	};
	const char *number = NULL;

	if (json_object_is_type(v, json_type_double))
		number = json_object_get_string(v); /* 1.5 as it was written */
	return number ? number : kinds[json_object_get_type(v)];
}

int value_is(struct json_object *v, enum json_type type, const char *wanted,
	     const struct pointer *at, struct fault *f)
{
	if (json_object_is_type(v, type))
		return 0;
	if (at->key)
		fault_set(f, -EINVAL, "\"%s\" is %.40s, but has to be %s", at->key,
			  kind_of(v), wanted);
	else
		fault_set(f, -EINVAL, "element %zu is %.40s, but has to be %s", at->index,
			  kind_of(v), wanted);
	return pointer_fault(at, f);
}

int value_text(struct json_object *v, const char **text, const struct pointer *at,
	       struct fault *f)
{
	int r = value_is(v, json_type_string, "a string", at, f);

	if (!r)
		*text = json_object_get_string(v);
	return r;
}

/* Fits into an int64_t: json_check() has refused what does not. */
static int whole_number(struct json_object *v, uint64_t *number, const struct pointer *at,
			struct fault *f)
{
	int64_t n = json_object_get_int64(v);

	if (n >= 0) {
		*number = (uint64_t)n;
		return 0;
	}
	if (at->key)
		fault_set(f, -EINVAL, "\"%s\" is %" PRId64 ", but cannot be negative", at->key, n);
	else
		fault_set(f, -EINVAL, "element %zu is %" PRId64 ", but cannot be negative",
			  at->index, n);
	return pointer_fault(at, f);
}

static int is_integer(struct json_object *v, const struct pointer *at, struct fault *f)
{
	int r = value_is(v, json_type_int, "a whole number", at, f);

	if (r && json_object_is_type(v, json_type_string))
		fault_hint(f, "write the number without quotes");
	return r;
}

int value_count(struct json_object *v, uint64_t *count, const struct pointer *at,
		struct fault *f)
{
	int r = is_integer(v, at, f);

	return r ? r : whole_number(v, count, at, f);
}

int value_integer(struct json_object *v, int64_t *number, const struct pointer *at,
		  struct fault *f)
{
	int r = is_integer(v, at, f);

	if (!r)
		*number = json_object_get_int64(v);
	return r;
}

int value_flag(struct json_object *v, bool *flag, const struct pointer *at, struct fault *f)
{
	int r = value_is(v, json_type_boolean, "true or false", at, f);

	if (!r)
		*flag = json_object_get_boolean(v);
	return r;
}

static int size_of_text(const char *text, uint64_t *bytes, const struct pointer *at,
			struct fault *f)
{
	const char *why = size_from_text(text, bytes);

	if (!why)
		return 0;
	fault_set(f, -EINVAL, "\"%s\" is \"%.*s\", which %s", at->key, utf8_cut(text, 64),
		  text, why);
	fault_hint(f, SIZE_HINT);
	return pointer_fault(at, f);
}

int value_size(struct json_object *v, uint64_t *bytes, const struct pointer *at,
	       struct fault *f)
{
	uint64_t mib = 0;
	int r;

	if (json_object_is_type(v, json_type_string))
		return size_of_text(json_object_get_string(v), bytes, at, f);
	r = value_is(v, json_type_int, "a whole number or a string with a unit", at, f);
	if (r) {
		fault_hint(f, SIZE_HINT);
		return r;
	}
	r = whole_number(v, &mib, at, f);
	if (!r)
		*bytes = min_u64(mib, UINT64_MAX / MIB(1)) * MIB(1);
	return r;
}

int value_address(struct json_object *v, uint64_t *gpa, const struct pointer *at,
		  struct fault *f)
{
	const char *text, *why;
	int r = value_is(v, json_type_string, "a string such as \"0x10000000\" or \"256M\"", at, f);

	if (r)
		return r;
	text = json_object_get_string(v);
	why = address_from_text(text, gpa);
	if (!why)
		return 0;
	fault_set(f, -EINVAL, "\"%s\" is \"%.*s\", which %s", at->key, utf8_cut(text, 64), text, why);
	fault_hint(f, "write an address such as \"0x10000000\" or \"256M\"");
	return pointer_fault(at, f);
}
