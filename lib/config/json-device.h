/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the objects of "disk" and "vif" of a domain.json have in common. */
#ifndef PVH_CONFIG_JSON_DEVICE_H
#define PVH_CONFIG_JSON_DEVICE_H

#include "config/json-table.h"

/* A word that is known, and what it means to us. */
struct json_word {
	const char *word;
	const char *refused; /* NULL: fine; else the reason, a clause: "needs a backend in QEMU" */
	const char *hint;    /* of one that is refused */
};

/*
 * Which of `words`, a list that one without a word ends, `v` is: its index into *index. -EINVAL
 * for those that are refused, and for all others.
 */
int json_read_word(const struct json_word *words, struct json_object *v, const struct pointer *at,
		   size_t *index, struct fault *f);

/* Reads one of the words of its key, where only one is fine, so that there is nothing to note. */
key_read_fn json_key_word;

/* Adds `text` unless it is NULL. False: out of memory. */
bool json_add_text(struct json_object *o, const char *key, const char *text);

#endif
