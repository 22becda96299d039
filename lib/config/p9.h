/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directories that the guest shares with the domain that has them, by 9pfs. */
#ifndef PVH_CONFIG_P9_H
#define PVH_CONFIG_P9_H

#include "config/config.h"

/* One as it is wished for, borrowed. */
struct p9_wish {
	const char *tag, *path; /* NULL: missing */
	const char *backend;    /* NULL: the builder's domain */
};

/* One more. -EINVAL with the pointer of what is wrong, -ENOMEM. */
int config_add_p9(struct pvh_config *c, const struct p9_wish *wish, struct fault *f);
void config_clear_p9s(struct pvh_config *c);

#endif
