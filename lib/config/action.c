/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/action.h"

#include <stddef.h>

#include "config/config.h"

const char *const config_action_names[] = {
	[PVH_ACTION_DESTROY] = "destroy",
	[PVH_ACTION_RESTART] = "restart",
	[PVH_ACTION_RENAME_RESTART] = "rename-restart",
	[PVH_ACTION_PRESERVE] = "preserve",
	[PVH_ACTION_COREDUMP_DESTROY] = "coredump-destroy",
	[PVH_ACTION_COREDUMP_RESTART] = "coredump-restart",
	NULL
};

const char *config_action_name(int action)
{
	if (action < 0 || (size_t)action >= ARRAY_SIZE(config_action_names))
		return NULL;
	return config_action_names[action];
}

/* Who suspended it is to save it; of one that is gone nothing is left to be done. */
enum pvh_action config_action(const struct pvh_config *config, enum pvh_end end)
{
	const struct config_actions *a = &config->actions;

	switch (end) {
	case PVH_END_POWEROFF:
		return (enum pvh_action)a->on_poweroff;
	case PVH_END_REBOOT:
		return (enum pvh_action)a->on_reboot;
	case PVH_END_CRASH:
		return (enum pvh_action)a->on_crash;
	case PVH_END_WATCHDOG:
		return (enum pvh_action)a->on_watchdog;
	case PVH_END_SOFT_RESET:
		return (enum pvh_action)a->on_soft_reset;
	case PVH_END_UNKNOWN:
		return PVH_ACTION_DESTROY;
	case PVH_END_NONE:
	case PVH_END_SUSPEND:
	case PVH_END_GONE:
	case PVH_END_PAD_:
		break;
	}
	return PVH_ACTION_PRESERVE;
}
