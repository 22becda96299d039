/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "vnuma" of a domain.json. */
#ifndef PVH_CONFIG_JSON_VNUMA_H
#define PVH_CONFIG_JSON_VNUMA_H

#include "config/json-table.h"

/* `to` is a struct pvh_config, whose nodes are replaced. */
key_read_fn json_read_vnuma;
/* The keys of each one. */
extern const struct key_table json_vnode_keys;

/* NULL: out of memory. */
struct json_object *json_write_vnuma(const struct pvh_config *c);

#endif
