/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NUMA nodes of the guest, each on a node of the host. */
#ifndef PVH_CONFIG_VNUMA_H
#define PVH_CONFIG_VNUMA_H

#include "config/config.h"

/*
 * One more node; what it says of itself alone is checked. -EINVAL with the pointer of what is
 * wrong, -ENOMEM.
 */
int config_add_vnode(struct pvh_config *c, const struct config_vnode *node, struct fault *f);
void config_clear_vnodes(struct pvh_config *c);

/* From node i to node j: what was given, or 10 to itself and 20 to all others, as xl has it. */
unsigned int config_vnode_distance(const struct pvh_config *c, size_t i, size_t j);

/*
 * What concerns all of them and the guest: the memory and the vCPUs are shared out among them
 * without a rest, and the distances are those of that many nodes.
 */
int config_check_vnuma(const struct pvh_config *c, struct fault *f);

#endif
