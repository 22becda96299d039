/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Somebody who wants to see long work proceed, and may stop it. */
#ifndef PVH_BASE_WATCH_H
#define PVH_BASE_WATCH_H

#include <stdint.h>

#include "base/fault.h"

struct watch {
	/* `done` of `total` bytes; a negative code, with the fault set, stops the work. */
	int (*progress)(void *data, uint64_t done, uint64_t total, struct fault *f);
	void *data;
};

/* NULL: nobody watches. */
static inline int watch_progress(const struct watch *w, uint64_t done, uint64_t total,
				 struct fault *f)
{
	return w ? w->progress(w->data, done, total, f) : 0;
}

#endif
