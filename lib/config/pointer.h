/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A place in a JSON text, as a list from the place back to the root that lives on the
 * stack of whoever walks the text; NULL is the root. Written out as RFC 6901 has it
 * ("/modules/1/path") only when something is wrong there.
 */
#ifndef PVH_CONFIG_POINTER_H
#define PVH_CONFIG_POINTER_H

#include <stddef.h>

#include "base/fault.h"

struct pointer {
	const struct pointer *parent;
	const char *key; /* NULL: an element of an array */
	size_t index;
};

/* Says where the fault that has just been set is, once; returns its code. */
int pointer_fault(const struct pointer *at, struct fault *f);

/* The same for a key of the outermost object. */
int pointer_fault_key(const char *key, struct fault *f);

#endif
