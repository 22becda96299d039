/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hvm_start_info and all it points to (public/arch-x86/hvm/start_info.h). */
#ifndef PVH_EMIT_START_INFO_H
#define PVH_EMIT_START_INFO_H

#include "plan/plan.h"

/* Measures, has the plan set a place aside, and emits. The stage pvh_plan_emit_start_info(). */
int emit_start_info(struct pvh_plan *plan, struct fault *f);

#endif
