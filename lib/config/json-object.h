/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Helpers for json-c's objects. */
#ifndef PVH_CONFIG_JSON_OBJECT_H
#define PVH_CONFIG_JSON_OBJECT_H

#include <json-c/json.h>

#include "base/macro.h"

static inline void json_object_putp(struct json_object **o)
{
	json_object_put(*o);
}

/*
 * Takes `value`, which may be NULL when memory is short; false when it is. `key` outlives `o`:
 * of others json-c makes a copy, which it loses when the object cannot grow.
 */
static inline bool json_add(struct json_object *o, const char *key, struct json_object *value)
{
	if (value &&
	    json_object_object_add_ex(o, key, value, JSON_C_OBJECT_KEY_IS_CONSTANT) == 0)
		return true;
	json_object_put(value);
	return false;
}

static inline bool json_append(struct json_object *array, struct json_object *value)
{
	if (value && json_object_array_add(array, value) == 0)
		return true;
	json_object_put(value);
	return false;
}

/* `o`, or NULL and nothing left of it when it could not be made as a whole. */
static inline struct json_object *json_whole(struct json_object *o, bool whole)
{
	if (whole)
		return o;
	json_object_put(o);
	return NULL;
}

#define _cleanup_object_ _cleanup_(json_object_putp)

#endif
