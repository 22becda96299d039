/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/ctx.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int ctx_new(struct pvh_ctx **out)
{
	struct pvh_ctx *ctx = calloc(1, sizeof(*ctx));

	if (!ctx)
		return -ENOMEM;
	ctx->refs = 1;
	ctx->priority = PVH_LOG_ERROR;
	ctx->limits = limits_default();
	ctx->error = (struct pvh_error){
		.offset = PVH_NO_OFFSET,
		.object = ctx->fault.object,
		.pointer = ctx->fault.pointer,
		.what = ctx->fault.what,
		.hint = ctx->fault.hint,
		.sentence = ctx->sentence,
	};
	*out = ctx;
	return 0;
}

void ctx_free(struct pvh_ctx *ctx)
{
	free(ctx->image_worker);
	free(ctx);
}

int ctx_set_image_worker(struct pvh_ctx *ctx, const char *path)
{
	char *copy = path ? strdup(path) : NULL;

	if (path && !copy)
		return -ENOMEM;
	free(ctx->image_worker);
	ctx->image_worker = copy;
	return 0;
}

void ctx_log_line(struct pvh_ctx *ctx, int priority, const char *fmt, ...)
{
	char line[1280];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	ctx->log(ctx->log_data, priority, line);
}

void ctx_log_fault(struct pvh_ctx *ctx, int priority, const struct fault *f)
{
	ctx_log(ctx, priority, "%s%s%s", f->object, *f->object ? ": " : "", f->what);
}

int ctx_progress(struct pvh_ctx *ctx, const char *what, uint64_t done, uint64_t total,
		 struct fault *f)
{
	if (!ctx->progress || !ctx->progress(ctx->progress_data, what, done, total))
		return 0;
	return fault_set(f, -ECANCELED, "it was cancelled");
}

/*
 * object:line:column: /pointer: what (at offset N); hint
 *
 * A text that is the caller's own has a line, but is no object that has a name.
 * Later than the config stage the object says more to a person than the key that named it.
 */
static void render(struct pvh_ctx *ctx)
{
	const struct fault *f = &ctx->fault;
	size_t size = sizeof(ctx->sentence), used = 0;
	char *to = ctx->sentence;

	to[0] = '\0';
	if (f->line)
		used += (size_t)snprintf(to + used, size - used, "%s%s%u:%u: ", f->object,
					 f->object[0] ? ":" : "", f->line, f->column);
	else if (f->object[0])
		used += (size_t)snprintf(to + used, size - used, "%s: ", f->object);
	if (f->pointer[0] && ctx->error.stage == PVH_STAGE_CONFIG)
		used += (size_t)snprintf(to + used, size - used, "%s: ", f->pointer);
	used += (size_t)snprintf(to + used, size - used, "%s", f->what);
	if (f->offset != FAULT_NOWHERE)
		used += (size_t)snprintf(to + used, size - used, " (at offset 0x%" PRIx64 ")",
					 f->offset);
	if (f->hint[0])
		snprintf(to + used, size - used, "; %s", f->hint);
}

_Static_assert(sizeof(((struct fault *)0)->object) + sizeof(((struct fault *)0)->pointer) +
		       sizeof(((struct fault *)0)->what) + sizeof(((struct fault *)0)->hint) +
		       64 < sizeof(((struct pvh_ctx *)0)->sentence),
	       "a sentence holds all parts of a fault, so its length needs no checks");

int ctx_fail(struct pvh_ctx *ctx, enum pvh_stage stage, const struct fault *f)
{
	ctx->fault = *f;
	ctx->error.code = f->code;
	ctx->error.stage = stage;
	ctx->error.os_error = f->os_error;
	ctx->error.offset = f->offset;
	ctx->error.expected = f->expected;
	ctx->error.actual = f->actual;
	ctx->error.line = f->line;
	ctx->error.column = f->column;
	render(ctx);
	return f->code;
}
