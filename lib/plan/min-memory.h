/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef PVH_PLAN_MIN_MEMORY_H
#define PVH_PLAN_MIN_MEMORY_H

#include "plan/plan.h"

/*
 * The least memory, in whole MiB, of a guest that the kernel fits into with nothing but its
 * start_info. The fault of placing it in the largest guest when it fits into none.
 */
int plan_min_memory(const struct pvh_image *image, uint64_t *bytes, struct fault *f);

#endif
