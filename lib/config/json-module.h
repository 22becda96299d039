/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "modules" of a domain.json. */
#ifndef PVH_CONFIG_JSON_MODULE_H
#define PVH_CONFIG_JSON_MODULE_H

#include "config/json-table.h"

/* `to` is a struct pvh_config, whose modules are replaced. */
key_read_fn json_read_modules;
/* The keys of each one. */
extern const struct key_table json_module_keys;

/* NULL: out of memory. */
struct json_object *json_write_modules(const struct pvh_config *c);

#endif
