/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The domain's xenstore nodes: what libxl writes, so that xl and the daemons know the domain. */
#ifndef PVH_EMIT_XENSTORE_H
#define PVH_EMIT_XENSTORE_H

#include "plan/plan.h"

int emit_xenstore(struct pvh_plan *plan, struct fault *f);

#endif
