/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One of several words. */
#ifndef PVH_CONFIG_CHOICE_H
#define PVH_CONFIG_CHOICE_H

#include "base/fault.h"
#include "config/pointer.h"

/*
 * Which of `choices`, a list that NULL ends, `value` is: its index into *index. -EINVAL, with all
 * that it may be, when it is none of them.
 */
int choice_find(const char *const *choices, const char *value, const struct pointer *at,
		int *index, struct fault *f);

#endif
