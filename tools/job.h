/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One run of the program that builds a domain: what it has in hand. */
#ifndef JOB_H
#define JOB_H

#include "tools/options.h"
#include "tools/report.h"

struct job {
	struct options o;
	struct log log;
	struct progress progress;
	struct pvh_ctx *ctx;
	struct pvh_config *config;
	struct pvh_backend *backend;
	struct pvh_plan *plan;
};

/* Shows progress, and lets signals cancel. */
void job_begin(struct job *job);
/* Makes a plan of the config, in place of the one before. 0, or as pvh_plan_from_config(). */
int job_plan(struct job *job);
int job_build(struct job *job, uint32_t *domid);
/* Tells of the last error, or of the signal that came; returns what the program ends with. */
enum exit_code job_failed(struct job *job);

#endif
