/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libxl is to know of the domain: its record, by which xl can change and show it. */
#ifndef PVH_EMIT_LIBXL_JSON_H
#define PVH_EMIT_LIBXL_JSON_H

#include "plan/plan.h"

/* plan->registration.record, of the finished config that the plan was made of. */
int emit_libxl_json(struct pvh_plan *plan, const struct pvh_config *config, struct fault *f);

#endif
