/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public entry points: backends, and the build itself. */
#include <errno.h>

#include "backend/backend.h"

/* What a backend's constructor made, or why it failed. */
static int finish_new(struct pvh_ctx *ctx, int r, struct pvh_backend **be, const struct fault *f)
{
	if (r)
		return ctx_fail(ctx, PVH_STAGE_BACKEND, f);
	(*be)->ctx = pvh_ref(ctx);
	(*be)->refs = 1;
	return 0;
}

PVH_EXPORT int pvh_backend_new_xen(struct pvh_ctx *ctx, struct pvh_backend **backend)
{
	struct fault f = FAULT_NONE;

	*backend = NULL;
	return finish_new(ctx, backend_new_xen(ctx, backend, &f), backend, &f);
}

PVH_EXPORT int pvh_backend_new_file(struct pvh_ctx *ctx, const char *path,
				    struct pvh_backend **backend)
{
	struct fault f = FAULT_NONE;

	*backend = NULL;
	return finish_new(ctx, backend_new_file(path, backend, &f), backend, &f);
}

PVH_EXPORT struct pvh_backend *pvh_backend_ref(struct pvh_backend *backend)
{
	backend->refs++;
	return backend;
}

PVH_EXPORT struct pvh_backend *pvh_backend_unref(struct pvh_backend *backend)
{
	struct pvh_ctx *ctx;

	if (!backend || --backend->refs)
		return NULL;
	ctx = backend->ctx;
	backend->ops->free(backend);
	pvh_unref(ctx);
	return NULL;
}

PVH_EXPORT int pvh_build(const struct pvh_plan *plan, struct pvh_backend *backend,
			 unsigned int flags, uint32_t *domid)
{
	struct fault f = FAULT_NONE;
	uint32_t id;

	if (!(plan->stages & STAGE_SEALED))
		fault_set(&f, -EINVAL, "the plan has not been sealed");
	else if (flags & ~PVH_BUILD_PAUSED)
		fault_set(&f, -EINVAL, "unknown flags 0x%x", flags);
	if (f.code || backend_build(backend, plan, flags & PVH_BUILD_PAUSED, &id, &f))
		return ctx_fail(backend->ctx, PVH_STAGE_BACKEND, &f);
	if (domid)
		*domid = id;
	return 0;
}
