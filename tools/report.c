/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/report.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
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

enum exit_code report_code(const struct pvh_error *e, bool to_file)
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
static void print_member(FILE *out, const char *key, const char *text)
{
	if (*text)
		json_text(out, key, text);
}

void report_json(FILE *out, const struct pvh_error *e, enum exit_code code)
{
	fprintf(out, "{\"exit\": %d, \"errno\": %d", (int)code, -e->code);
	print_member(out, "stage", stage_name(e->stage));
	print_member(out, "object", e->object);
	print_member(out, "pointer", e->pointer);
	if (e->offset != PVH_NO_OFFSET)
		json_number(out, "offset", e->offset);
	if (e->line)
		fprintf(out, ", \"line\": %u, \"column\": %u", e->line, e->column);
	if (e->expected || e->actual)
		fprintf(out, ", \"expected\": %" PRIu64 ", \"actual\": %" PRIu64, e->expected,
			e->actual);
	print_member(out, "what", e->what);
	print_member(out, "hint", e->hint);
	fputc('}', out);
}

static void print_json(const struct pvh_error *e, enum exit_code code)
{
	fprintf(stderr, "{\"error\": ");
	report_json(stderr, e, code);
	fprintf(stderr, "}\n");
}

enum exit_code report_as(enum exit_code code, const struct pvh_error *e, bool json)
{
	if (json)
		print_json(e, code);
	else
		fprintf(stderr, "pvh-build: %s\n", e->sentence);
	return code;
}

enum exit_code report_failure(const struct pvh_error *e, bool json, bool to_file)
{
	return report_as(report_code(e, to_file), e, json);
}

enum exit_code report_error(const struct pvh_ctx *ctx, bool json, bool to_file)
{
	return report_failure(pvh_get_error(ctx), json, to_file);
}

enum exit_code report_output_failed(bool json)
{
	char sentence[128];
	const struct pvh_error e = { .code = -errno, .object = "standard output", .pointer = "",
				     .offset = PVH_NO_OFFSET, .what = strerror(errno), .hint = "",
				     .sentence = sentence };

	snprintf(sentence, sizeof(sentence), "%s: %s", e.object, e.what);
	return report_as(EXIT_OUTPUT, &e, json);
}

void report_left(uint32_t domid, bool json)
{
	if (json)
		fprintf(stderr, "{\"left\": %" PRIu32 "}\n", domid);
	else
		fprintf(stderr, "pvh-build: domain %" PRIu32 " is there all the same: xl destroy %"
			PRIu32 " removes it\n", domid, domid);
}

void report_line(int priority, const char *line, bool json)
{
	if (!json) {
		fprintf(stderr, "pvh-build: %s\n", line);
		return;
	}
	fprintf(stderr, "{\"log\": ");
	json_string(stderr, line);
	fprintf(stderr, ", \"priority\": %d}\n", priority);
}

void report_log(void *data, int priority, const char *line)
{
	struct log *log = data;

	log->errors += priority <= PVH_LOG_ERROR;
	report_line(priority, line, log->json);
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
