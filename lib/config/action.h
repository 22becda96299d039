/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wishes that say what is to be done when the domain has ended. */
#ifndef PVH_CONFIG_ACTION_H
#define PVH_CONFIG_ACTION_H

#include <pvh.h>

/* Each is an enum pvh_action; see option-table.c. */
struct config_actions {
	int64_t on_poweroff, on_reboot, on_crash, on_watchdog, on_soft_reset;
};

/* As in xl.cfg(5), in the order of enum pvh_action; ends with NULL. */
extern const char *const config_action_names[];

/* NULL: there is no such action. */
const char *config_action_name(int action);

/* What the config wants when a domain ends like this. */
enum pvh_action config_action(const struct pvh_config *config, enum pvh_end end);

#endif
