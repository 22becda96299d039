/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "start_info" of a domain.json. */
#ifndef PVH_CONFIG_JSON_START_INFO_H
#define PVH_CONFIG_JSON_START_INFO_H

#include "config/json-table.h"

/* `to` is a struct pvh_config. */
key_read_fn json_read_start_info;
/* The keys of it. */
extern const struct key_table json_start_info_keys;

/* NULL: out of memory. */
struct json_object *json_write_start_info(const struct pvh_config *c);

#endif
