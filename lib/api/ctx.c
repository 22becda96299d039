/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public entry points: the context. See pvh.h for all contracts. */
#include "base/ctx.h"

PVH_EXPORT int pvh_new(struct pvh_ctx **ctx)
{
	*ctx = NULL;
	return ctx_new(ctx);
}

PVH_EXPORT struct pvh_ctx *pvh_ref(struct pvh_ctx *ctx)
{
	ctx->refs++;
	return ctx;
}

PVH_EXPORT struct pvh_ctx *pvh_unref(struct pvh_ctx *ctx)
{
	if (ctx && --ctx->refs == 0)
		free(ctx);
	return NULL;
}

PVH_EXPORT void pvh_set_log(struct pvh_ctx *ctx, pvh_log_fn *fn, void *data, int priority)
{
	ctx->log = fn;
	ctx->log_data = data;
	ctx->priority = priority;
}

PVH_EXPORT void pvh_set_progress(struct pvh_ctx *ctx, pvh_progress_fn *fn, void *data)
{
	ctx->progress = fn;
	ctx->progress_data = data;
}

PVH_EXPORT const struct pvh_error *pvh_get_error(const struct pvh_ctx *ctx)
{
	return &ctx->error;
}

PVH_EXPORT const char *pvh_version(void)
{
	return PACKAGE_VERSION;
}
