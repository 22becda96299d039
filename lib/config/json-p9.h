/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "p9" of a domain.json. */
#ifndef PVH_CONFIG_JSON_P9_H
#define PVH_CONFIG_JSON_P9_H

#include "config/json-table.h"

/* `to` is a struct pvh_config, whose shares are replaced. */
key_read_fn json_read_p9s;
/* The keys of each one. */
extern const struct key_table json_p9_keys;

/* NULL: out of memory. */
struct json_object *json_write_p9s(const struct pvh_config *c);

#endif
