/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* As much of JSON Schema (draft 2020-12) as docs/domain.schema.json uses. */
#ifndef JSON_SCHEMA_H
#define JSON_SCHEMA_H

#include <json-c/json.h>
#include <stdbool.h>

/* Is `value` valid? Ends the test at a keyword that it does not know. */
bool schema_allows(struct json_object *schema, struct json_object *value);

#endif
