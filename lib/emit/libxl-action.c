/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emit/libxl-action.h"

/* A libxl_action_on_shutdown; libxl sets out with the first. */
static const char *const names[] = {
	[PVH_ACTION_DESTROY] = NULL,
	[PVH_ACTION_RESTART] = "restart",
	[PVH_ACTION_RENAME_RESTART] = "restart_rename",
	[PVH_ACTION_PRESERVE] = "preserve",
	[PVH_ACTION_COREDUMP_DESTROY] = "coredump_destroy",
	[PVH_ACTION_COREDUMP_RESTART] = "coredump_restart",
};

static void put(struct writer *w, json *root, const char *member, int64_t action)
{
	if (names[action])
		writer_put_text(w, root, member, names[action]);
}

void libxl_put_actions(struct writer *w, json *root, const struct pvh_config *c)
{
	const struct config_actions *a = &c->actions;

	put(w, root, "on_poweroff", a->on_poweroff);
	put(w, root, "on_reboot", a->on_reboot);
	put(w, root, "on_watchdog", a->on_watchdog);
	put(w, root, "on_crash", a->on_crash);
	put(w, root, "on_soft_reset", a->on_soft_reset);
}
