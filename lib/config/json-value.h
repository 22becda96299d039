/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One JSON value as a C one, or -EINVAL with the place `at` and what belongs there. */
#ifndef PVH_CONFIG_JSON_VALUE_H
#define PVH_CONFIG_JSON_VALUE_H

#include <json-c/json.h>
#include <stdint.h>

#include "base/fault.h"
#include "config/pointer.h"

/* Is `v` of this type? `wanted` says it in words: "an object". */
int value_is(struct json_object *v, enum json_type type, const char *wanted,
	     const struct pointer *at, struct fault *f);

/* Borrowed from `v`. */
int value_text(struct json_object *v, const char **text, const struct pointer *at,
	       struct fault *f);
int value_count(struct json_object *v, uint64_t *count, const struct pointer *at,
		struct fault *f);
/* A whole number of either sign. */
int value_integer(struct json_object *v, int64_t *number, const struct pointer *at,
		  struct fault *f);
int value_flag(struct json_object *v, bool *flag, const struct pointer *at, struct fault *f);
/* A number of MiB or a string with a unit, in bytes; too much stays too much. */
int value_size(struct json_object *v, uint64_t *bytes, const struct pointer *at,
	       struct fault *f);
/* A string: an address of the guest, "0x10000000", or how far from 0 it is, "256M". */
int value_address(struct json_object *v, uint64_t *gpa, const struct pointer *at,
		  struct fault *f);

#endif
