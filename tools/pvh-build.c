/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pvh-build: argv -> public API -> exit code. */
#include <fcntl.h>
#include <pvh.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/check.h"
#include "tools/event.h"
#include "tools/job.h"
#include "tools/json.h"
#include "tools/options.h"
#include "tools/report.h"
#include "tools/signals.h"
#include "tools/supervise.h"
#include "tools/xlcfg.h"

static enum exit_code print_plan(struct job *job)
{
	enum pvh_format format = job->o.json ? PVH_FORMAT_JSON : PVH_FORMAT_TEXT;
	enum exit_code code = EXIT_DONE;
	char *text;

	if (pvh_plan_dump(job->plan, format, &text))
		return job_failed(job);
	if (fputs(text, stdout) == EOF || fflush(stdout) == EOF)
		code = report_output_failed(job->o.json);
	free(text);
	return code;
}

static enum exit_code print_output(const struct options *o)
{
	if (o->json) {
		printf("{\"output\": ");
		json_string(stdout, o->output);
		printf("}\n");
	}
	return fflush(stdout) == EOF ? report_output_failed(o->json) : EXIT_DONE;
}

/* While a domain is half built, a signal must not end us before the library has undone it. */
static enum exit_code build(struct job *job)
{
	uint32_t domid;

	signals_catch();
	if (job->o.wait || job->o.console)
		return supervise(job);
	if (job_build(job, &domid))
		return job_failed(job);
	return job->o.output ? print_output(&job->o) : event_built(&job->o, domid);
}

/* Xen is opened before the kernel is decoded: where there is none, that is said at once. */
static int open_backend(struct job *job)
{
	if (job->o.dry_run)
		return 0;
	if (job->o.output)
		return pvh_backend_new_file(job->ctx, job->o.output, &job->backend);
	return pvh_backend_new_xen(job->ctx, &job->backend);
}

/* Its messages come first, and in the end what was wrong with it as a whole. */
static enum exit_code read_xlcfg(struct job *job, const char *path)
{
	struct xlcfg_failure failure;
	char *text;
	size_t size;
	int r;

	if (!xlcfg_run(job->o.xlcfg, path, &text, &size, &failure))
		return report_failure(&failure.error, job->o.json, false);
	r = pvh_config_from_json(job->ctx, text, size, path, NULL, &job->config);
	free(text);
	return r ? job_failed(job) : EXIT_DONE;
}

static enum exit_code read_json(struct job *job, const char *path)
{
	struct xlcfg_failure failure;

	if (!pvh_config_from_file(job->ctx, path, &job->config))
		return EXIT_DONE;
	if (xlcfg_hint(pvh_get_error(job->ctx), path, &failure))
		return report_failure(&failure.error, job->o.json, false);
	return job_failed(job);
}

static enum exit_code read_config(struct job *job)
{
	const char *path = job->o.files[0];

	if (strcmp(path, "-") != 0)
		return xlcfg_is(path) ? read_xlcfg(job, path) : read_json(job, path);
	if (pvh_config_from_fd(job->ctx, STDIN_FILENO, "standard input", NULL, &job->config))
		return job_failed(job);
	return EXIT_DONE;
}

static enum exit_code run_build(struct job *job)
{
	enum exit_code code;

	job_begin(job);
	code = read_config(job);
	if (code != EXIT_DONE)
		return code;
	if (open_backend(job) || job_plan(job))
		return job_failed(job);
	return job->o.dry_run ? print_plan(job) : build(job);
}

static int log_priority(const struct options *o)
{
	if (o->verbose > 1)
		return PVH_LOG_DEBUG;
	return o->verbose ? PVH_LOG_INFO : PVH_LOG_ERROR;
}

static enum exit_code run(struct job *job)
{
	const struct options *o = &job->o;

	job->log.json = o->json;
	pvh_set_log(job->ctx, report_log, &job->log, log_priority(o));
	pvh_set_in_process(job->ctx, o->in_process);
	if (pvh_set_image_worker(job->ctx, o->worker))
		return job_failed(job);
	return o->command == COMMAND_CHECK ? check_run(job->ctx, o) : run_build(job);
}

static enum exit_code parse_and_run(struct job *job, int argc, char **argv)
{
	switch (options_parse(argc, argv, job->ctx, &job->o)) {
	case OPTIONS_RUN:
		return run(job);
	case OPTIONS_DONE:
		return fflush(stdout) == EOF ? report_output_failed(job->o.json) : EXIT_DONE;
	case OPTIONS_WRONG:
		break;
	}
	return EXIT_USAGE;
}

/*
 * What is opened later must not pass for a standard stream that is closed: guests' output would
 * be written to it. Nothing can be written to this one.
 */
static void hold_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0)
			return;
}

int main(int argc, char **argv)
{
	enum exit_code code;
	struct job job;

	hold_standard_streams();
	memset(&job, 0, sizeof(job));
	if (pvh_new(&job.ctx)) {
		fprintf(stderr, "pvh-build: out of memory\n");
		return EXIT_UNEXPECTED;
	}
	code = parse_and_run(&job, argc, argv);
	pvh_plan_unref(job.plan);
	pvh_backend_unref(job.backend);
	pvh_config_unref(job.config);
	pvh_unref(job.ctx);
	return (int)code;
}
