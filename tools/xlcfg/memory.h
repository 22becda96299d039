/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program, unlike a library, can end when there is no memory; nobody else has to care. */
#ifndef XLCFG_MEMORY_H
#define XLCFG_MEMORY_H

#include <json-c/json_object.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#define _cleanup_(fn) __attribute__((cleanup(fn)))
#define _printf_(fmt, args) __attribute__((format(printf, fmt, args)))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Says so and exits with 1. */
_Noreturn void out_of_memory(void);

/* `memory`, which is not NULL. */
void *checked(void *memory);
/* The elements of an array of `nr`, with room for one more of `size` bytes. */
void *grown(void *array, size_t nr, size_t size);
/* printf into fresh memory. */
char *text_of(const char *fmt, ...) _printf_(1, 2);

/* Objects and arrays of json-c; `value` is handed over. */
void json_put(struct json_object *object, const char *key, struct json_object *value);
void json_push(struct json_object *array, struct json_object *value);
/* `object`, which is handed over, with its members in the order of `keys`, which ends with NULL. */
struct json_object *json_sorted(struct json_object *object, const char *const *keys);

static inline void freep(void *p)
{
	free(*(void **)p);
}

static inline void json_putp(struct json_object **o)
{
	json_object_put(*o);
}

#define _cleanup_free_ _cleanup_(freep)
#define _cleanup_json_ _cleanup_(json_putp)

#endif
