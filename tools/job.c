/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/job.h"

#include "tools/signals.h"

static int on_progress(void *data, const char *what, uint64_t done, uint64_t total)
{
	progress_show(data, what, done, total);
	return signals_count() != 0;
}

void job_begin(struct job *job)
{
	const struct options *o = &job->o;

	progress_start(&job->progress, !o->quiet && !o->json && !o->verbose);
	pvh_set_progress(job->ctx, on_progress, &job->progress);
}

int job_plan(struct job *job)
{
	int r;

	job->plan = pvh_plan_unref(job->plan);
	r = pvh_plan_from_config(job->config, &job->plan);
	if (!r)
		progress_end(&job->progress);
	return r;
}

/* A console is opened before the guest can write to it, and a domain before it can be gone. */
int job_build(struct job *job, uint32_t *domid)
{
	unsigned int flags = job->o.paused || job->o.console || job->o.wait ? PVH_BUILD_PAUSED : 0u;
	int r = pvh_build(job->plan, job->backend, flags, domid);

	if (!r)
		progress_end(&job->progress);
	return r;
}

enum exit_code job_failed(struct job *job)
{
	progress_end(&job->progress);
	if (signals_count())
		return (enum exit_code)(EXIT_CANCELLED + signals_last());
	return report_error(job->ctx, job->o.json, job->o.output != NULL);
}
