/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the public API says of domains where there is no Xen: names, wishes, and refusals. */
#include <pvh.h>

#include <errno.h>
#include <string.h>

#include "tap.h"

static struct pvh_ctx *ctx;

static void test_names(void)
{
	ok(!strcmp(pvh_end_get_name(PVH_END_NONE), "none") &&
		   !strcmp(pvh_end_get_name(PVH_END_SOFT_RESET), "soft-reset") &&
		   !strcmp(pvh_end_get_name(PVH_END_UNKNOWN), "unknown") &&
		   !pvh_end_get_name((enum pvh_end)(PVH_END_UNKNOWN + 1)),
	   "names of ends");
	ok(!strcmp(pvh_action_get_name(PVH_ACTION_COREDUMP_RESTART), "coredump-restart") &&
		   !pvh_action_get_name((enum pvh_action)(PVH_ACTION_COREDUMP_RESTART + 1)),
	   "names of actions");
}

static void test_wishes(void)
{
	struct pvh_config *config;

	if (!ok(!pvh_config_new(ctx, &config), "a config"))
		return;
	ok(pvh_config_get_action(config, PVH_END_REBOOT) == PVH_ACTION_RESTART &&
		   pvh_config_get_action(config, PVH_END_CRASH) == PVH_ACTION_DESTROY &&
		   pvh_config_get_action(config, PVH_END_SUSPEND) == PVH_ACTION_PRESERVE,
	   "... what it wants unless it says so");
	ok(!pvh_config_set(config, "on_crash", "\"coredump-restart\"") &&
		   pvh_config_get_action(config, PVH_END_CRASH) == PVH_ACTION_COREDUMP_RESTART,
	   "... and if it does");
	ok(pvh_config_set(config, "on_soft_reset", "\"soft-reset\"") == -EINVAL &&
		   strstr(pvh_get_error(ctx)->hint, "\"coredump-restart\""),
	   "soft-reset: %s", pvh_get_error(ctx)->sentence);
	pvh_config_unref(config);
}

static void test_file(void)
{
	struct pvh_backend *file;
	struct pvh_domain *domain;
	uint32_t domid = 77;

	if (!ok(!pvh_backend_new_file(ctx, "/nowhere/file", &file), "a file"))
		return;
	ok(pvh_domain_open(file, 7, &domain) == -EINVAL && !domain &&
		   pvh_get_error(ctx)->stage == PVH_STAGE_BACKEND,
	   "... is no domain: %s", pvh_get_error(ctx)->sentence);
	ok(pvh_domain_find(file, "name", &domain) == -EINVAL && !domain &&
		   pvh_backend_next_domid(file, 0, &domid) == -EINVAL && domid == 77,
	   "... and has none: %s", pvh_get_error(ctx)->sentence);
	pvh_backend_unref(file);
	ok(!pvh_domain_unref(NULL), "NULL is no domain either");
}

int main(void)
{
	if (pvh_new(&ctx))
		return 99;
	test_names();
	test_wishes();
	test_file();
	pvh_unref(ctx);
	return done();
}
