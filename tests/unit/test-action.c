/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a config wants done with a domain that has ended. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/json.h"
#include "tap.h"

static const struct {
	enum pvh_end end;
	const char *key; /* NULL: no config has a say in it */
	enum pvh_action preset;
} ends[] = {
	{ PVH_END_NONE, NULL, PVH_ACTION_PRESERVE },
	{ PVH_END_POWEROFF, "on_poweroff", PVH_ACTION_DESTROY },
	{ PVH_END_REBOOT, "on_reboot", PVH_ACTION_RESTART },
	{ PVH_END_SUSPEND, NULL, PVH_ACTION_PRESERVE },
	{ PVH_END_CRASH, "on_crash", PVH_ACTION_DESTROY },
	{ PVH_END_WATCHDOG, "on_watchdog", PVH_ACTION_DESTROY },
	{ PVH_END_SOFT_RESET, "on_soft_reset", PVH_ACTION_DESTROY },
	{ PVH_END_GONE, NULL, PVH_ACTION_PRESERVE },
	{ PVH_END_UNKNOWN, NULL, PVH_ACTION_DESTROY },
};

static struct pvh_config *config;

static void set(const char *key, const char *action, int wanted)
{
	struct fault f = FAULT_NONE;
	char json[32];
	int r;

	snprintf(json, sizeof(json), "\"%s\"", action);
	r = config_set_json(config, key, json, &f);
	ok(r == wanted, "%s: %s%s%s", key, json, r ? ": " : "", f.what);
}

/* Each action for this end, which is that of no other end. */
static void test_end(size_t i)
{
	const char *name;

	ok(config_action(config, ends[i].end) == ends[i].preset, "%s: %s",
	   pvh_end_get_name(ends[i].end), pvh_action_get_name(ends[i].preset));
	for (int a = 0; ends[i].key && (name = pvh_action_get_name((enum pvh_action)a)); a++) {
		set(ends[i].key, name, 0);
		for (size_t k = 0; k < ARRAY_SIZE(ends); k++)
			if (config_action(config, ends[k].end) !=
			    (k == i ? (enum pvh_action)a : ends[k].preset))
				ok(false, "%s is not as wished", pvh_end_get_name(ends[k].end));
	}
	if (ends[i].key)
		set(ends[i].key, pvh_action_get_name(ends[i].preset), 0);
}

static void test_names(void)
{
	static const char *const names[] = { "destroy", "restart", "rename-restart", "preserve",
					     "coredump-destroy", "coredump-restart" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		ok(!strcmp(pvh_action_get_name((enum pvh_action)i), names[i]), "%s", names[i]);
	ok(!pvh_action_get_name((enum pvh_action)ARRAY_SIZE(names)) &&
		   !pvh_action_get_name((enum pvh_action)-1) &&
		   !pvh_end_get_name((enum pvh_end)ARRAY_SIZE(ends)) &&
		   !pvh_end_get_name((enum pvh_end)-1),
	   "and no others");
}

int main(void)
{
	struct fault f = FAULT_NONE;

	if (config_new(&config, &f))
		return 99;
	test_names();
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		test_end(i);
	set("on_soft_reset", "soft-reset", -EINVAL);
	set("on_crash", "Destroy", -EINVAL);
	set("on_crash", "", -EINVAL);
	ok(config_action(config, PVH_END_CRASH) == PVH_ACTION_DESTROY, "... and nothing has changed");
	config_unref(config);
	return done();
}
