/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/xlcfg/memory.h"

#include <stdarg.h>
#include <stdio.h>

_Noreturn void out_of_memory(void)
{
	fputs("pvh-xlcfg: out of memory\n", stderr);
	exit(EXIT_FAILURE);
}

void *checked(void *memory)
{
	if (!memory)
		out_of_memory();
	return memory;
}

void *grown(void *array, size_t nr, size_t size)
{
	return checked(reallocarray(array, nr + 1, size));
}

char *text_of(const char *fmt, ...)
{
	char *text;
	va_list args;
	int r;

	va_start(args, fmt);
	r = vasprintf(&text, fmt, args);
	va_end(args);
	if (r < 0)
		out_of_memory();
	return text;
}

void json_put(struct json_object *object, const char *key, struct json_object *value)
{
	if (json_object_object_add(object, key, checked(value)))
		out_of_memory();
}

void json_push(struct json_object *array, struct json_object *value)
{
	if (json_object_array_add(array, checked(value)))
		out_of_memory();
}

struct json_object *json_sorted(struct json_object *object, const char *const *keys)
{
	struct json_object *sorted = checked(json_object_new_object()), *value;

	for (; *keys; keys++)
		if (json_object_object_get_ex(object, *keys, &value))
			json_put(sorted, *keys, json_object_get(value));
	json_object_put(object);
	return sorted;
}
