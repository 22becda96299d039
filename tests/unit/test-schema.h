/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks docs/domain.schema.json and the reader the same. */
#ifndef TEST_SCHEMA_H
#define TEST_SCHEMA_H

#include <json-c/json.h>

#include "config/json-object.h"
#include "fixture.h"
#include "json-schema.h"
#include "test-config-json.h"

static struct json_object *schema;

static inline bool read_schema(void)
{
	const char *top = getenv("top_srcdir");
	_cleanup_free_ char *text = NULL;
	char docs[256];
	size_t size;

	snprintf(docs, sizeof(docs), "%s/docs", top ? top : ".");
	text = fx_read_file(docs, "domain.schema.json", &size);
	schema = text ? json_tokener_parse(text) : NULL;
	return ok(schema != NULL, "docs/domain.schema.json is there");
}

struct verdict {
	bool read;  /* by the reader, key by key */
	bool whole; /* and as a whole */
	bool valid; /* by the schema */
	bool again; /* ... which also takes what is written of it, every default spelled out */
	struct fault why; /* the reader refuses it */
};

static inline bool is_valid(const char *text)
{
	_cleanup_object_ struct json_object *value = json_tokener_parse(text);

	return value && schema_allows(schema, value);
}

static inline struct verdict judge(const char *text)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	_cleanup_free_ char *written = NULL;
	struct verdict v = { .valid = is_valid(text), .why = FAULT_NONE };

	v.read = !config_from_json(text, strlen(text), &c, &v.why);
	v.whole = v.read && !config_finish(c, &v.why) && !config_require_kernel(c, &v.why);
	v.again = v.whole && !config_to_json(c, &written, &v.why) && is_valid(written);
	return v;
}

#endif
