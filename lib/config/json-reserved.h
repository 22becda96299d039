/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "reserved" of a domain.json. */
#ifndef PVH_CONFIG_JSON_RESERVED_H
#define PVH_CONFIG_JSON_RESERVED_H

#include "config/json-table.h"

/* `to` is a struct pvh_config, whose reserved ranges are replaced. */
key_read_fn json_read_reserved;
/* The keys of each one. */
extern const struct key_table json_range_keys;

/* NULL: out of memory. */
struct json_object *json_write_reserved(const struct pvh_config *c);

#endif
