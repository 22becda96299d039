/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which NUMA node of the guest which part of its memory belongs to. */
#ifndef PVH_PLAN_VNUMA_H
#define PVH_PLAN_VNUMA_H

#include "plan/plan.h"

/* Copies the nodes of a finished config, if it has any. */
void vnuma_from_config(struct plan_vnuma *v, const struct pvh_config *config);

/* Gives every node its memory, in order, from 0 upwards and around the hole below 4 GiB. */
void vnuma_share_out(struct plan_domain *d);

/*
 * The range that the memory at `gpa` belongs to; NULL when it is in none: the special pages and
 * the ACPI tables are not, nor is anything of a guest without nodes.
 */
const struct plan_range *vnuma_range_at(const struct plan_vnuma *v, uint64_t gpa);

#endif
