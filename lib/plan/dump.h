/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plan as text for people: stable, so that two plans can be compared with diff. */
#ifndef PVH_PLAN_DUMP_H
#define PVH_PLAN_DUMP_H

#include "plan/plan.h"

/* *text is freed by the caller. */
int plan_dump(const struct pvh_plan *plan, char **text, struct fault *f);

#endif
