/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Puts the ACPI tables into a plan. */
#ifndef PVH_EMIT_TABLES_H
#define PVH_EMIT_TABLES_H

#include "plan/plan.h"

/* Measures, has the plan set the ACPI region aside, and emits. The stage pvh_plan_emit_acpi(). */
int emit_acpi(struct pvh_plan *plan, struct fault *f);

#endif
