/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * json-get [POINTER...]: prints what each POINTER (RFC 6901) names in the JSON text on
 * standard input, one a line, strings without their quotes. Fails unless that text is
 * strictly JSON and has them.
 */
#include <json-c/json.h>
#include <stdio.h>

static char text[1 << 20];

static struct json_object *parse(size_t size)
{
	struct json_tokener *t = json_tokener_new();
	struct json_object *root;

	json_tokener_set_flags(t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	root = json_tokener_parse_ex(t, text, (int)size);
	if (json_tokener_get_error(t) != json_tokener_success) {
		fprintf(stderr, "json-get: %s\n",
			json_tokener_error_desc(json_tokener_get_error(t)));
		root = NULL;
	}
	json_tokener_free(t);
	return root;
}

static int print_values(struct json_object *root, char **pointers)
{
	struct json_object *value;

	for (; *pointers; pointers++) {
		if (json_pointer_get(root, *pointers, &value))
			return 1;
		printf("%s\n", json_object_get_string(value));
	}
	return 0;
}

int main(int argc, char **argv)
{
	size_t size = fread(text, 1, sizeof(text) - 1, stdin);
	struct json_object *root = parse(size);
	int missing = !root || print_values(root, argv + (argc > 0));

	json_object_put(root);
	return missing;
}
