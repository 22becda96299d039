/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-array.h"

#include "config/json-value.h"

int json_read_array(struct json_object *v, json_element_fn *read, const struct pointer *at,
		    struct pvh_config **aside, struct fault *f)
{
	int r = value_is(v, json_type_array, "an array of objects", at, f);

	if (!r)
		r = config_new(aside, f);
	for (size_t i = 0; !r && i < json_object_array_length(v); i++)
		r = read(*aside, json_object_array_get_idx(v, i), &(struct pointer){ at, NULL, i },
			 f);
	return r;
}
