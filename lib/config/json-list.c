/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-list.h"

#include "config/json-object.h"
#include "config/json-value.h"

static int read_element(struct text_list *list, struct json_object *v, const struct pointer *at,
			struct fault *f)
{
	const char *text = NULL;
	int r = value_text(v, &text, at, f);

	return r ? r : text_list_append(list, text, f);
}

static int read_list(struct text_list *list, struct json_object *v, const struct pointer *at,
		     struct fault *f)
{
	int r = 0;

	if (json_object_is_type(v, json_type_string)) {
		list->single = true;
		return read_element(list, v, at, f);
	}
	r = value_is(v, json_type_array, "a string or an array of strings", at, f);
	for (size_t i = 0; !r && i < json_object_array_length(v); i++)
		r = read_element(list, json_object_array_get_idx(v, i),
				 &(struct pointer){ at, NULL, i }, f);
	return r;
}

int json_read_list(const struct key *k, struct json_object *v, const struct pointer *at, void *to,
		   struct fault *f)
{
	_cleanup_(text_list_clear) struct text_list list = { 0 };
	int r = read_list(&list, v, at, f);

	return r ? r : k->set_list(to, &list, f);
}

struct json_object *json_write_list(const struct text_list *list)
{
	struct json_object *array;
	bool whole;

	if (list->single)
		return json_object_new_string(list->texts[0]);
	array = json_object_new_array();
	whole = array;
	for (size_t i = 0; whole && i < list->nr; i++)
		whole = json_append(array, json_object_new_string(list->texts[i]));
	return json_whole(array, whole);
}
