/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values of a domain.json, accepted and refused: what the tests of several keys have in common. */
#ifndef TEST_CONFIG_H
#define TEST_CONFIG_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config/config.h"
#include "config/json.h"
#include "tap.h"

/* Reads { head text } and finishes it. */
static inline int load(const char *head, const char *text, struct pvh_config **c, struct fault *f)
{
	char json[8192];
	int r, size = snprintf(json, sizeof(json), "{%s%s}", head, text);

	*f = FAULT_NONE;
	r = config_from_json(json, (size_t)size, c, f);
	return r ? r : config_finish(*c, f);
}

/* As it is written, without what makes it readable. */
static inline char *written(const struct pvh_config *c)
{
	struct fault f = FAULT_NONE;
	char *text, *to;

	if (config_to_json(c, &text, &f))
		return NULL;
	to = text;
	for (const char *from = text; *from; from++)
		if (*from != ' ' && *from != '\n')
			*to++ = *from;
	*to = '\0';
	return text;
}

/* Accepted, and written out it is the same again. */
struct good {
	const char *text;
	const char *written; /* part of it */
};

static inline void test_good(const char *head, const struct good *good)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL, *again = NULL;
	_cleanup_free_ char *first = NULL, *second = NULL;
	struct fault f;

	if (!ok(!load(head, good->text, &c, &f), "%s%s", good->text, f.what))
		return;
	first = written(c);
	if (!ok(first && strstr(first, good->written), "... is written"))
		printf("# %s\n", first ? first : "");
	f = FAULT_NONE;
	if (!config_from_json(first, strlen(first), &again, &f) && !config_finish(again, &f))
		second = written(again);
	ok(second && !strcmp(first, second), "... and read again%s", f.what);
}

/* Refused: where, why, and what to do; no hint: there is none. */
struct bad {
	const char *text, *pointer, *what, *hint;
};

static inline void test_bad(const char *head, const struct bad *bad)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	struct fault f;
	int r = load(head, bad->text, &c, &f);

	if (!ok((r == -EINVAL || (r == -EBADMSG && strstr(f.what, "unknown key"))) &&
			!strcmp(f.pointer, bad->pointer) && strstr(f.what, bad->what) &&
			strstr(f.hint, bad->hint) && !*bad->hint == !f.hint[0],
		"refused: %s: %s (%s)", f.pointer, f.what, f.hint))
		printf("# %s\n", bad->text);
}

/* `nr` elements, each with another number between `start` and `end`. */
static inline char *make_list(const char *start, const char *end, unsigned int nr)
{
	char *json = calloc(nr + 1, strlen(start) + strlen(end) + 16);

	if (!json)
		abort();
	for (unsigned int i = 0; i < nr; i++)
		sprintf(json + strlen(json), "%c%s%u%s", i ? ',' : '[', start, i, end);
	return strcat(json, "]");
}

static inline size_t nr_elements(const struct pvh_config *c)
{
	return c->nr_disks + c->nr_nics + c->nr_p9s + c->nr_channels + c->nr_reserved +
	       c->nr_vnodes;
}

/* How many there can be: the number of each is between `start` and `end`. */
static inline void test_too_many(const char *key, const char *start, const char *end,
			  unsigned int most)
{
	_cleanup_free_ char *fits = make_list(start, end, most);
	_cleanup_free_ char *more = make_list(start, end, most + 1);
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	struct fault f = FAULT_NONE;
	char what[64];

	snprintf(what, sizeof(what), "has more than %u elements", most);
	if (config_new(&c, &f))
		abort();
	ok(!config_set_json(c, key, fits, &f), "%u elements of %s%s", most, key, f.what);
	ok(config_set_json(c, key, more, &f) == -EINVAL && f.pointer[0] == '/' &&
		   !strcmp(f.pointer + 1, key) && strstr(f.what, what),
	   "... are the most: %s", f.what);
	ok(nr_elements(c) == most, "... and stay");
	f = FAULT_NONE;
	ok(!config_set_json(c, key, "[]", &f) && !nr_elements(c),
	   "... and go with an empty list");
}

#endif
