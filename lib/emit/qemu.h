/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The process of QEMU that serves devices of the guest: libxl's, for a PVH domain. */
#ifndef PVH_EMIT_QEMU_H
#define PVH_EMIT_QEMU_H

#include "plan/plan.h"

/*
 * plan->registration.qemu, of the finished config that the plan's devices were made of; stays empty
 * if none of them needs it. -ENOMEM, what getcwd(3) fails with.
 */
int emit_qemu(struct pvh_plan *plan, const struct pvh_config *config, struct fault *f);

#endif
