/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* HVM save records: the state that vCPUs start in. */
#ifndef PVH_EMIT_VCPU_H
#define PVH_EMIT_VCPU_H

#include "plan/plan.h"

/* MTRRs of every vCPU, then the registers of vCPU 0. */
int emit_vcpus(struct pvh_plan *plan, struct fault *f);

#endif
