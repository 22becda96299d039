/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The worker of the build tree, which is not where an installed one would be. */
#ifndef WORKER_H
#define WORKER_H

#include <pvh.h>
#include <stdlib.h>

static inline int use_test_worker(struct pvh_ctx *ctx)
{
	const char *worker = getenv("IMAGE_WORKER");

	pvh_set_in_process(ctx, worker && !*worker);
	return pvh_set_image_worker(ctx, worker);
}

#endif
