/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "disk" of a domain.json. */
#ifndef PVH_CONFIG_JSON_DISK_H
#define PVH_CONFIG_JSON_DISK_H

#include "config/json-table.h"

/* `to` is a struct pvh_config, whose disks are replaced. */
key_read_fn json_read_disks;
/* The keys of each one. */
extern const struct key_table json_disk_keys;

/* NULL: out of memory. */
struct json_object *json_write_disks(const struct pvh_config *c);

#endif
