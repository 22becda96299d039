/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/check.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int open_source(struct pvh_ctx *ctx, const char *path, struct pvh_source **source)
{
	if (strcmp(path, "-"))
		return pvh_source_open(ctx, path, source);
	return pvh_source_from_fd(ctx, STDIN_FILENO, "standard input", source);
}

/* A kernel that is sound but fits into no guest at all is of no use either. */
static int find_out(struct pvh_ctx *ctx, struct verdict *v)
{
	double start;
	int r = open_source(ctx, v->path, &v->source);

	if (r)
		return r;
	start = milliseconds();
	r = pvh_image_inspect(ctx, v->source, &v->image);
	v->open_ms = milliseconds() - start;
	return r ? r : pvh_image_get_min_memory(ctx, v->image, &v->min_memory);
}

static int on_progress(void *data, const char *what, uint64_t done, uint64_t total)
{
	progress_show(data, what, done, total);
	return 0;
}

static void print(const struct options *o, const struct verdict *v)
{
	if (o->quiet)
		return;
	if (o->json)
		check_print_json(v);
	else
		check_print_text(v);
}

static enum exit_code code_of(const struct verdict *v)
{
	if (!v->error)
		return EXIT_DONE;
	if (report_code(v->error, false) == EXIT_UNEXPECTED)
		return EXIT_UNEXPECTED;
	/* A worker that cannot be started, a disk that fails: that says nothing of the file. */
	if (v->source && v->error->code == -EIO && v->error->os_error)
		return EXIT_UNEXPECTED;
	return EXIT_IMAGE;
}

static enum exit_code check_file(struct pvh_ctx *ctx, const struct options *o, const char *path)
{
	struct verdict v = { .path = path };
	struct progress progress;

	progress_start(&progress, !o->quiet && !o->json && !o->verbose);
	pvh_set_progress(ctx, on_progress, &progress);
	if (find_out(ctx, &v))
		v.error = pvh_get_error(ctx);
	pvh_set_progress(ctx, NULL, NULL);
	progress_end(&progress);
	v.code = code_of(&v);
	print(o, &v);
	/* Before descriptors are closed: without a stdout, 1 is one of them. */
	if (fflush(stdout) == EOF)
		v.code = report_output_failed(o->json);
	pvh_image_unref(v.image);
	pvh_source_unref(v.source);
	return v.code;
}

/* That something failed here says more than that a file is not bootable. */
static enum exit_code worse(enum exit_code a, enum exit_code b)
{
	return a == EXIT_UNEXPECTED || b == EXIT_DONE ? a : b;
}

enum exit_code check_run(struct pvh_ctx *ctx, const struct options *o)
{
	enum exit_code all = EXIT_DONE, code;
	int nr_refused = 0;

	for (int i = 0; i < o->nr_files && !(o->quiet && all); i++) {
		if (i && !o->quiet && !o->json)
			printf("\n");
		code = check_file(ctx, o, o->files[i]);
		if (code == EXIT_OUTPUT)
			return code;
		all = worse(all, code);
		/* The list shrinks into the front of its own array. */
		if (code)
			o->files[nr_refused++] = o->files[i];
	}
	if (o->nr_files > 1 && !o->quiet && !o->json)
		check_print_summary(o->files, nr_refused, o->nr_files);
	return fflush(stdout) == EOF ? report_output_failed(o->json) : all;
}
