/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A text, or a list of texts, of a domain.json. */
#ifndef PVH_CONFIG_JSON_LIST_H
#define PVH_CONFIG_JSON_LIST_H

#include "config/json-table.h"

/* Gives it to the `set_list` of its key; an empty list is no wish. `to` is a struct pvh_config. */
key_read_fn json_read_list;

/* NULL: out of memory. */
struct json_object *json_write_list(const struct text_list *list);

#endif
