/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "vif" of a domain.json. */
#ifndef PVH_CONFIG_JSON_NIC_H
#define PVH_CONFIG_JSON_NIC_H

#include "config/json-table.h"

/* `to` is a struct pvh_config, whose nics are replaced. */
key_read_fn json_read_nics;
/* The keys of each one. */
extern const struct key_table json_nic_keys;

/* NULL: out of memory. */
struct json_object *json_write_nics(const struct pvh_config *c);

#endif
