/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plan as JSON: complete but for the bytes of the files it loads. */
#ifndef PVH_PLAN_MANIFEST_H
#define PVH_PLAN_MANIFEST_H

#include "plan/plan.h"

/* *text is freed by the caller. */
int plan_manifest(const struct pvh_plan *plan, char **text, struct fault *f);

#endif
