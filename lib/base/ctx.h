/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The context: where log lines and progress go, and the last error. */
#ifndef PVH_BASE_CTX_H
#define PVH_BASE_CTX_H

#include <pvh.h>

#include "base/fault.h"
#include "base/limits.h"

struct pvh_ctx {
	unsigned int refs;
	pvh_log_fn *log;
	void *log_data;
	int priority;
	pvh_progress_fn *progress;
	void *progress_data;
	struct limits limits;
	bool in_process;    /* images are read here, not by ... */
	char *image_worker; /* ... this program; NULL: the one installed */
	struct fault fault;      /* what `error` points into */
	struct pvh_error error;
	char sentence[1024];
};

int ctx_new(struct pvh_ctx **out);
void ctx_free(struct pvh_ctx *ctx);

/* By the program `path`, or, if that is NULL, the one installed. -ENOMEM. */
int ctx_set_image_worker(struct pvh_ctx *ctx, const char *path);

/* Arguments are not evaluated unless somebody listens. */
#define ctx_info(ctx, ...) ctx_log(ctx, PVH_LOG_INFO, __VA_ARGS__)
#define ctx_debug(ctx, ...) ctx_log(ctx, PVH_LOG_DEBUG, __VA_ARGS__)
#define ctx_log(ctx, prio, ...)                                   \
	do {                                                      \
		if ((ctx)->log && (prio) <= (ctx)->priority)      \
			ctx_log_line(ctx, prio, __VA_ARGS__);     \
	} while (0)
void ctx_log_line(struct pvh_ctx *ctx, int priority, const char *fmt, ...) _printf_(3, 4);

/* What is wrong, and with what. */
void ctx_log_fault(struct pvh_ctx *ctx, int priority, const struct fault *f);

/* -ECANCELED when the caller wants to stop. */
int ctx_progress(struct pvh_ctx *ctx, const char *what, uint64_t done, uint64_t total,
		 struct fault *f);

/* Makes `f` the last error, renders its sentence and returns its code. */
int ctx_fail(struct pvh_ctx *ctx, enum pvh_stage stage, const struct fault *f);

#endif
