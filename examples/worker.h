/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * For running the examples, and tests of the API, where libpvh is not installed; who uses the library
 * needs none of it.
 * The library itself reads no environment.
 */
#ifndef WORKER_H
#define WORKER_H

#include <pvh.h>
#include <stdlib.h>

/* $IMAGE_WORKER reads kernels; if it is empty, this process does; if there is none, the usual. */
static inline int choose_worker(struct pvh_ctx *ctx)
{
	const char *worker = getenv("IMAGE_WORKER");

	pvh_set_in_process(ctx, worker && !*worker);
	return pvh_set_image_worker(ctx, worker);
}

#endif
