/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An array of a domain.json whose elements become a list of the config. */
#ifndef PVH_CONFIG_JSON_ARRAY_H
#define PVH_CONFIG_JSON_ARRAY_H

#include <json-c/json.h>

#include "config/config.h"
#include "config/pointer.h"

/* Adds the element `v`, found at `at`, to the list that it is one of. */
typedef int json_element_fn(struct pvh_config *c, struct json_object *v, const struct pointer *at,
			    struct fault *f);

/*
 * Reads the array `v` into the list of a new config, *aside, which has nothing else: so the list
 * that there is can be replaced by all of it, and stays when an element is wrong.
 */
int json_read_array(struct json_object *v, json_element_fn *read, const struct pointer *at,
		    struct pvh_config **aside, struct fault *f);

#endif
