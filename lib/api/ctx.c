/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public entry points: the context. See pvh.h for all contracts. */
#include "base/ctx.h"

#include <errno.h>
#include <inttypes.h>

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
		ctx_free(ctx);
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

PVH_EXPORT int pvh_set_limit(struct pvh_ctx *ctx, enum pvh_limit limit, uint64_t value)
{
	const char *name = limits_name(limit);
	struct fault f = FAULT_NONE;

	if (name && value && value <= limits_max(limit)) {
		ctx->limits.of[limit] = value;
		return 0;
	}
	if (!name)
		fault_set(&f, -EINVAL, "there is no limit with the number %d", (int)limit);
	else
		fault_set(&f, -EINVAL, "the limit \"%s\" can be 1 to %" PRIu64 ", not %" PRIu64,
			  name, limits_max(limit), value);
	return ctx_fail(ctx, PVH_STAGE_CONFIG, &f);
}

PVH_EXPORT uint64_t pvh_get_limit(const struct pvh_ctx *ctx, enum pvh_limit limit)
{
	return limits_name(limit) ? ctx->limits.of[limit] : 0;
}

PVH_EXPORT const char *pvh_limit_get_name(enum pvh_limit limit)
{
	return limits_name(limit);
}

PVH_EXPORT int pvh_set_image_worker(struct pvh_ctx *ctx, const char *path)
{
	struct fault f = FAULT_NONE;

	if (!ctx_set_image_worker(ctx, path))
		return 0;
	fault_oom(&f);
	return ctx_fail(ctx, PVH_STAGE_CONFIG, &f);
}

PVH_EXPORT void pvh_set_in_process(struct pvh_ctx *ctx, bool in_process)
{
	ctx->in_process = in_process;
}

PVH_EXPORT const struct pvh_error *pvh_get_error(const struct pvh_ctx *ctx)
{
	return &ctx->error;
}

PVH_EXPORT const char *pvh_version(void)
{
	return PACKAGE_VERSION;
}
