/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/report.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "tools/json.h"

/* A system call that fails while a file is written is about that file. */
static enum exit_code backend_code(const struct pvh_error *e, bool to_file)
{
	switch (e->code) {
	case -ENODEV:
	case -EPERM:
	case -EOPNOTSUPP:
		return EXIT_NO_XEN;
	default:
		return to_file && e->os_error ? EXIT_OUTPUT : EXIT_BUILD;
	}
}

static enum exit_code code_of(const struct pvh_error *e, bool to_file)
{
	if (e->code == -ENOTRECOVERABLE || e->code == -ENOMEM)
		return e->stage == PVH_STAGE_BACKEND ? EXIT_BUILD : EXIT_UNEXPECTED;
	switch (e->stage) {
	case PVH_STAGE_CONFIG:
		return EXIT_CONFIG;
	case PVH_STAGE_IMAGE:
		return EXIT_IMAGE;
	case PVH_STAGE_PLAN:
		return e->code == -ENOSPC ? EXIT_LAYOUT : EXIT_IMAGE;
	case PVH_STAGE_BACKEND:
		return backend_code(e, to_file);
	case PVH_STAGE_NONE:
	case PVH_STAGE_PAD_:
		break;
	}
	return EXIT_UNEXPECTED;
}

static const char *stage_name(enum pvh_stage stage)
{
	static const char *const names[] = {
		[PVH_STAGE_NONE] = "none",     [PVH_STAGE_CONFIG] = "config",
		[PVH_STAGE_IMAGE] = "image",   [PVH_STAGE_PLAN] = "plan",
		[PVH_STAGE_BACKEND] = "backend",
	};

	return names[stage];
}

/* A member that is left out when there is nothing to say. */
static void print_member(const char *key, const char *text)
{
	if (*text)
		json_text(stderr, key, text);
}

static void print_json(const struct pvh_error *e, enum exit_code code)
{
	fprintf(stderr, "{\"error\": {\"exit\": %d, \"errno\": %d", (int)code, -e->code);
	print_member("stage", stage_name(e->stage));
	print_member("object", e->object);
	print_member("pointer", e->pointer);
	if (e->offset != PVH_NO_OFFSET)
		fprintf(stderr, ", \"offset\": %" PRIu64, e->offset);
	if (e->line)
		fprintf(stderr, ", \"line\": %u, \"column\": %u", e->line, e->column);
	if (e->expected || e->actual)
		fprintf(stderr, ", \"expected\": %" PRIu64 ", \"actual\": %" PRIu64, e->expected,
			e->actual);
	print_member("what", e->what);
	print_member("hint", e->hint);
	fprintf(stderr, "}}\n");
}

enum exit_code report_error(const struct pvh_ctx *ctx, bool json, bool to_file)
{
	const struct pvh_error *e = pvh_get_error(ctx);
	enum exit_code code = code_of(e, to_file);

	if (json)
		print_json(e, code);
	else
		fprintf(stderr, "pvh-build: %s\n", e->sentence);
	return code;
}

void report_log(void *data, int priority, const char *line)
{
	(void)data, (void)priority;
	fprintf(stderr, "pvh-build: %s\n", line);
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	       (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

void progress_start(struct progress *p, bool wanted)
{
	p->enabled = wanted && isatty(STDERR_FILENO);
	p->shown = false;
	clock_gettime(CLOCK_MONOTONIC, &p->start);
}

void progress_show(struct progress *p, const char *what, uint64_t done, uint64_t total)
{
	if (!p->enabled || !total || seconds_since(&p->start) < 1)
		return;
	fprintf(stderr, "\r%s: %3" PRIu64 " %% of %" PRIu64 " MiB ", what, done * 100 / total,
		total >> 20);
	p->shown = true;
}

void progress_end(struct progress *p)
{
	if (p->shown)
		fprintf(stderr, "\r\033[K");
	p->shown = false;
}
