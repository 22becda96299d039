/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One option of a domain.json. */
#ifndef PVH_CONFIG_JSON_OPTION_H
#define PVH_CONFIG_JSON_OPTION_H

#include <json-c/json.h>

#include "config/option.h"
#include "config/pointer.h"

int json_read_option(const struct option *o, struct json_object *v, const struct pointer *at,
		     struct pvh_config *c, struct fault *f);

/* A size as it is read: a number of MiB where it is one. NULL: out of memory. */
struct json_object *json_write_size(uint64_t bytes);

/* Adds it to `to` unless it is unset. False: out of memory. */
bool json_write_option(const struct option *o, const struct pvh_config *c,
		       struct json_object *to);

#endif
