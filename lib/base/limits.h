/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bounds on what an untrusted file may claim or cost. None of them means "unlimited". */
#ifndef PVH_BASE_LIMITS_H
#define PVH_BASE_LIMITS_H

#include <pvh.h>

#include "base/macro.h"

#define LIMITS_NR (PVH_LIMIT_STRING + 1)

struct limits {
	uint64_t of[LIMITS_NR]; /* by enum pvh_limit */
};

struct limits limits_default(void);

/* NULL: there is no such limit. */
const char *limits_name(enum pvh_limit which);
/* What it counts: "bytes", "notes", ... */
const char *limits_unit(enum pvh_limit which);
/* What `which` can be set to at most. */
uint64_t limits_max(enum pvh_limit which);
/* Whether each is at least 1 and at most what it can be set to. */
bool limits_sound(const struct limits *limits);

#endif
