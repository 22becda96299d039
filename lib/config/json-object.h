/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The cleanup attribute for json-c's objects. */
#ifndef PVH_CONFIG_JSON_OBJECT_H
#define PVH_CONFIG_JSON_OBJECT_H

#include <json-c/json.h>

#include "base/macro.h"

static inline void json_object_putp(struct json_object **o)
{
	json_object_put(*o);
}

#define _cleanup_object_ _cleanup_(json_object_putp)

#endif
