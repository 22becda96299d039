/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ranges of RAM that stay the guest's, but are described to it as reserved. */
#ifndef PVH_CONFIG_RESERVED_H
#define PVH_CONFIG_RESERVED_H

#include "config/config.h"

/* One more range, in whole pages. -EINVAL with the pointer of what is wrong. */
int config_add_reserved(struct pvh_config *c, uint64_t start, uint64_t size, struct fault *f);

/* What concerns the guest as a whole: each range is inside its RAM, and they are disjoint. */
int config_check_reserved(const struct pvh_config *c, struct fault *f);

#endif
