/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads texts of domain.json, and says what a refusal of one comes to. */
#ifndef TEST_CONFIG_JSON_H
#define TEST_CONFIG_JSON_H

#include <errno.h>
#include <string.h>

#include "base/macro.h"
#include "config/json.h"
#include "tap.h"

#define MINIMAL "\"name\": \"web1\", \"memory\": 512, \"kernel\": \"vmlinuz\""

/* Reads and finishes, as for a build; an exact copy of the text, so that a read beyond it is seen. */
static inline int load(const char *text, size_t size, struct pvh_config **out, struct fault *f)
{
	_cleanup_free_ char *copy = malloc(size ? size : 1);
	int r;

	if (!copy)
		abort();
	memcpy(copy, text, size);
	r = config_from_json(copy, size, out, f);
	if (r)
		return r;
	r = config_finish(*out, f);
	if (!r)
		r = config_require_kernel(*out, f);
	if (r)
		*out = config_unref(*out);
	return r;
}

/* What is wrong, after where it is if that is known. */
static inline bool says(const struct fault *f, const char *wanted)
{
	char said[sizeof(f->what) + 24];

	snprintf(said, sizeof(said), "%u:%u: %s", f->line, f->column, f->what);
	return strstr(f->line ? said : f->what, wanted);
}

#endif
