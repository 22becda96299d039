/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Network interfaces of the guest. */
#ifndef PVH_CONFIG_NIC_H
#define PVH_CONFIG_NIC_H

#include "config/config.h"

#define WISH_UNSET UINT64_MAX

/* An interface as it is wished for, borrowed; NULL and WISH_UNSET stand for the default. */
struct nic_wish {
	const char *mac, *bridge, *script, *vifname, *ip, *gatewaydev, *backend, *rate;
	uint64_t mtu, devid;
	bool trusted;
};

/* One more interface. -EINVAL with the pointer of what is wrong, -ENOMEM. */
int config_add_nic(struct pvh_config *c, const struct nic_wish *wish, struct fault *f);
void config_clear_nics(struct pvh_config *c);

/* Gives those a number and an address that have none: the lowest that is free, a random one. */
int config_finish_nics(struct pvh_config *c, struct fault *f);
bool config_nics_are_finished(const struct pvh_config *c);

#endif
