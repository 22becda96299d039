/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An object of a domain.json, read by a table of the keys that it may have. */
#ifndef PVH_CONFIG_JSON_TABLE_H
#define PVH_CONFIG_JSON_TABLE_H

#include <json-c/json.h>

#include "base/fault.h"
#include "config/config.h"
#include "config/pointer.h"

struct json_word;
struct key;
struct key_table;

/* Reads the value of key `k`, found at `at`, into what the table is for. */
typedef int key_read_fn(const struct key *k, struct json_object *v, const struct pointer *at,
			void *to, struct fault *f);

struct key {
	const char *name;
	key_read_fn *read;
	size_t offset; /* for the functions below: of the member of `to` */
	/* For keys of a config that have a setter. */
	int (*set_text)(struct pvh_config *c, const char *text, struct fault *f);
	int (*set_number)(struct pvh_config *c, uint64_t number, struct fault *f);
	int (*set_list)(struct pvh_config *c, struct text_list *list, struct fault *f);
	const struct json_word *words;   /* what the text may be; NULL: anything */
	const struct key_table *members; /* of the object that it is, or of each one of the array */
};

struct key_table {
	const struct key *keys;
	size_t nr;
};

/* Those of a domain.json that are no options, see json-read.c. */
extern const struct key_table json_domain_keys;

#define KEY_TABLE(array) { array, ARRAY_SIZE(array) }

/* Members of structs: const char *, borrowed; uint64_t; bool. */
key_read_fn key_text, key_count, key_size, key_flag;

/* Every member of `o`, which is one and must be described by `what` ("an object with a path"). */
int table_read(struct key_table table, struct json_object *o, const char *what,
	       const struct pointer *at, void *to, struct fault *f);
/* The member at `at` alone. 1: the table has no such key, and nothing is said. */
int table_read_member(struct key_table table, struct json_object *v, const struct pointer *at,
		      void *to, struct fault *f);
/* Refuses the key at `at`, which neither the table nor, if `options`, any option knows. */
int table_unknown_key(struct key_table table, bool options, const struct pointer *at,
		      struct fault *f);

#endif
