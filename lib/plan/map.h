/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory map of a guest: entries in whole pages, sorted by address and disjoint. */
#ifndef PVH_PLAN_MAP_H
#define PVH_PLAN_MAP_H

#include "plan/plan.h"

/* Each reserved range with the RAM before it; then low and high RAM, special pages, ACPI. */
_Static_assert(2 * CONFIG_MAX_RESERVED + 4 <= LAYOUT_MAX_MAP, "the largest map has room");

/*
 * Inserts an entry, which is not empty, where it belongs. -ENOTRECOVERABLE when it overlaps
 * another one, or there are LAYOUT_MAX_MAP already: callers know what they insert.
 */
int map_insert(struct plan_domain *d, uint64_t gpa, uint64_t size, enum pvh_memory_type type,
	       struct fault *f);

#endif
