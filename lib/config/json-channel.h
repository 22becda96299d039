/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "channel" of a domain.json. */
#ifndef PVH_CONFIG_JSON_CHANNEL_H
#define PVH_CONFIG_JSON_CHANNEL_H

#include "config/json-table.h"

/* `to` is a struct pvh_config, whose channels are replaced. */
key_read_fn json_read_channels;
/* The keys of each one. */
extern const struct key_table json_channel_keys;

/* NULL: out of memory. */
struct json_object *json_write_channels(const struct pvh_config *c);

#endif
