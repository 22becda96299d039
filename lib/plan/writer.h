/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Values of json-c, made and put together. The first failed allocation leaves a NULL behind,
 * and json-c's functions that are given one fail in turn, so it is enough to collect `ok`.
 */
#ifndef PVH_PLAN_WRITER_H
#define PVH_PLAN_WRITER_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct json_object json;

struct writer {
	bool ok;
};

/* Each may be NULL, and then `ok` is false. */
json *writer_keep(struct writer *w, json *value);
json *writer_object(struct writer *w);
json *writer_array(struct writer *w);
/* JSON is UTF-8, and a path or a command line need not be: U+FFFD stands for what is not. */
json *writer_text(struct writer *w, const char *value);

/* These take `value`, whatever happens. `key` is a literal, of which json-c needs no copy. */
void writer_put(struct writer *w, json *object, const char *key, json *value);
void writer_append(struct writer *w, json *array, json *value);

void writer_put_number(struct writer *w, json *object, const char *key, uint64_t value);
void writer_put_text(struct writer *w, json *object, const char *key, const char *value);
/* A text of the user's, by writer_text(). */
void writer_put_user_text(struct writer *w, json *object, const char *key, const char *value);
/* Lower-case hex without the zeroes at the end: the size stands beside it. */
void writer_put_hex(struct writer *w, json *object, const uint8_t *bytes, size_t size);

#endif
