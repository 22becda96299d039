/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads back what a plan will put into the guest. */
#ifndef PVH_PLAN_READ_H
#define PVH_PLAN_READ_H

#include "plan/plan.h"

/* Copies the part of `piece` that lies in [gpa, gpa + size) to where it belongs in `buf`. */
int piece_read(const struct piece *piece, uint64_t gpa, uint8_t *buf, uint64_t size,
	       struct fault *f);

/* See pvh_plan_read(). */
int plan_read(const struct pvh_plan *plan, uint64_t gpa, void *buf, uint64_t size,
	      struct fault *f);

#endif
