/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A device of a plan against what it is to be. */
#ifndef TEST_DEVICE_H
#define TEST_DEVICE_H

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "plan/device.h"
#include "plan/name.h"
#include "tap.h"

struct wanted {
	const char *path, *value, *access; /* NULL behind the last one; no access: inherited */
};

/* A user's text is never taken for a template. */
static inline bool is_verbatim(const char *path)
{
	static const char *const texts[] = { "params", "script", "dev", "vifname", "ip",
					     "gatewaydev", "bridge", "tag", "path", "name" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(strrchr(path, '/') + 1, texts[i]))
			return true;
	return false;
}

static inline bool same(const struct node *node, const struct wanted *w)
{
	return !strcmp(node->path, w->path) && !strcmp(node->value, w->value) &&
	       !strcmp(name_of_access(node->access), w->access) &&
	       node->verbatim == is_verbatim(node->path);
}

static inline void test_nodes(const struct plan_device *d, const struct wanted *wanted)
{
	size_t i = 0;

	while (i < d->nodes.nr && wanted[i].path && same(&d->nodes.list[i], &wanted[i]))
		i++;
	if (!ok(i == d->nodes.nr && !wanted[i].path && d->nodes.backend == SLOT_BACKEND_DOMID,
		"%s: %zu nodes", d->name, d->nodes.nr))
		printf("# node %zu: %s = %s, wanted %s\n", i,
		       i < d->nodes.nr ? d->nodes.list[i].path : "none",
		       i < d->nodes.nr ? d->nodes.list[i].value : "none",
		       wanted[i].path ? wanted[i].path : "none");
}

/* A guest whose paths are from `dir` on; NULL: the current directory. */
static inline struct pvh_config *config_in(const char *dir, const struct fx_guest *guest)
{
	struct pvh_config *config = fx_config(guest);
	struct fault f = FAULT_NONE;

	fx_must(config_set_base_dir(config, dir, &f), "base_dir");
	return config;
}

/* A path of the device, refused at `pointer` for its directory, which is gone. */
static inline void test_lost(const char *key, const char *json, const char *pointer)
{
	struct pvh_config *config = config_in(NULL, &(struct fx_guest){ .wishes = WISHES(key, json) });
	struct pvh_plan *plan;
	char dir[64];

	fx_make_dir(dir);
	fx_must(chdir(dir) || rmdir(dir), "rmdir");
	ok(pvh_plan_new(config, &plan) == -ENOENT && !plan &&
		   pvh_get_error(config->ctx)->stage == PVH_STAGE_CONFIG &&
		   !strcmp(pvh_get_error(config->ctx)->pointer, pointer),
	   "%s, in a directory that is gone: %s", key, pvh_get_error(config->ctx)->sentence);
	pvh_config_unref(config);
}

static inline bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static inline void test_facts(const struct plan_device *d, const struct plan_device *wanted)
{
	ok(d->kind == wanted->kind && d->devid == wanted->devid &&
		   d->readonly == wanted->readonly && same_text(d->name, wanted->name) &&
		   same_text(d->pointer, wanted->pointer) &&
		   same_text(d->backend, wanted->backend) &&
		   same_text(d->target, wanted->target) && same_text(d->script, wanted->script),
	   "%s, %s, of %s: %s by %s", d->name, d->pointer, d->backend ? d->backend : "ours",
	   d->target ? d->target : "nothing", d->script ? d->script : "nobody");
}

#endif
