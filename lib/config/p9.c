/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/p9.h"

#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "config/pointer.h"

static void p9_fini(struct config_p9 *p9)
{
	free(p9->tag);
	free(p9->path);
	free(p9->backend);
}

void config_clear_p9s(struct pvh_config *c)
{
	for (size_t i = 0; i < c->nr_p9s; i++)
		p9_fini(&c->p9s[i]);
	free(TAKE(c->p9s));
	c->nr_p9s = 0;
}

static int missing(const char *key, const char *hint, const struct pointer *at, struct fault *f)
{
	fault_set(f, -EINVAL, "the share has no \"%s\"", key);
	fault_hint(f, "%s", hint);
	return pointer_fault(at, f);
}

/* What mount(8) in the guest, or an xl.cfg, would cut it at. */
static int check_form(const char *tag, const struct pointer *at, struct fault *f)
{
	size_t plain = strcspn(tag, ",=\"");

	if (!tag[plain])
		return 0;
	fault_set(f, -EINVAL, "\"tag\" has a '%c' in it, which separates options", tag[plain]);
	return pointer_fault(at, f);
}

static int check_unique(const struct pvh_config *c, const char *tag, const struct pointer *at,
			struct fault *f)
{
	for (size_t i = 0; i < c->nr_p9s; i++) {
		if (strcmp(c->p9s[i].tag, tag))
			continue;
		fault_set(f, -EINVAL, "\"tag\" is that of element %zu, too", i);
		return pointer_fault(at, f);
	}
	return 0;
}

static int check_tag(const struct pvh_config *c, const struct p9_wish *wish,
		     const struct pointer *p9, struct fault *f)
{
	const struct pointer at = { p9, "tag", 0 };
	int r;

	if (!wish->tag)
		return missing("tag", "the guest mounts it: mount -t 9p -o trans=xen TAG DIR", p9,
			       f);
	r = device_check_text(wish->tag, CONFIG_MAX_TAG, &at, f);
	if (!r)
		r = check_form(wish->tag, &at, f);
	return r ? r : check_unique(c, wish->tag, &at, f);
}

static int check_p9(const struct pvh_config *c, const struct p9_wish *wish, struct fault *f)
{
	const struct pointer p9s = { .key = "p9" };
	const struct pointer at = { .parent = &p9s, .index = c->nr_p9s };
	int r;

	if (c->nr_p9s == CONFIG_MAX_P9S) {
		fault_set(f, -EINVAL, "\"p9\" has more than %d elements", CONFIG_MAX_P9S);
		return pointer_fault(&p9s, f);
	}
	r = check_tag(c, wish, &at, f);
	if (!r && !wish->path)
		r = missing("path", "name the directory that is to be shared", &at, f);
	if (!r)
		r = device_check_text(wish->path, CONFIG_MAX_TARGET,
				      &(struct pointer){ &at, "path", 0 }, f);
	if (!r && wish->backend)
		r = device_check_text(wish->backend, CONFIG_MAX_TEXT,
				      &(struct pointer){ &at, "backend", 0 }, f);
	return r;
}

int config_add_p9(struct pvh_config *c, const struct p9_wish *wish, struct fault *f)
{
	struct config_p9 own = { 0 }, *added = NULL;
	int r = check_p9(c, wish, f);

	if (r)
		return r;
	own.tag = strdup(wish->tag);
	own.path = strdup(wish->path);
	own.backend = wish->backend ? strdup(wish->backend) : NULL;
	if (own.tag && own.path && !own.backend == !wish->backend)
		added = array_append(c->p9s, c->nr_p9s);
	if (!added) {
		p9_fini(&own);
		return fault_oom(f);
	}
	*added = own;
	return 0;
}
