/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Consoles of the guest beside its first one, which xl.cfg(5) calls channels. */
#ifndef PVH_CONFIG_CHANNEL_H
#define PVH_CONFIG_CHANNEL_H

#include "config/config.h"

enum channel_connection { CHANNEL_NONE, CHANNEL_PTY, CHANNEL_SOCKET };

/* One as it is wished for, borrowed. */
struct channel_wish {
	const char *name;                   /* NULL: missing */
	enum channel_connection connection; /* CHANNEL_NONE: missing */
	const char *path;                   /* NULL: none */
	const char *backend;                /* NULL: the builder's domain */
};

/* One more. -EINVAL with the pointer of what is wrong, -ENOMEM. */
int config_add_channel(struct pvh_config *c, const struct channel_wish *wish, struct fault *f);
void config_clear_channels(struct pvh_config *c);

#endif
