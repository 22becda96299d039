/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "worker/open.h"

#include "worker/worker.h"

/* The program that was installed with this library; NULL: it was built without one. */
static const char *const installed_worker = IMAGE_WORKER;

static int on_decoded(void *data, uint64_t done, uint64_t total, struct fault *f)
{
	return ctx_progress(data, "decode", done, total, f);
}

int open_image(struct pvh_ctx *ctx, struct pvh_source *source, struct pvh_image **image,
	       struct fault *f)
{
	const struct watch watch = { on_decoded, ctx };
	const struct budget budget = budget_new(&ctx->limits, &watch);
	const char *worker = ctx->image_worker ? ctx->image_worker : installed_worker;

	if (ctx->in_process || !worker)
		return image_open(source, &budget, image, f);
	return worker_open(worker, source, &budget, image, f);
}
