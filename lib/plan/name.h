/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names that plans are shown with: the field's own. */
#ifndef PVH_PLAN_NAME_H
#define PVH_PLAN_NAME_H

#include "plan/plan.h"

const char *name_of_memory(enum pvh_memory_type type); /* "RAM", "ACPI NVS", ... */
const char *name_of_param(uint32_t index);             /* "STORE_PFN", ... */
const char *name_of_record(uint16_t type);             /* "CPU", "MTRR" */
const char *name_of_access(enum node_access access);   /* "guest-reads", ...; "" when inherited */
const char *name_of_piece(enum piece_kind kind);       /* "file", "bytes", "zero" */

#endif
