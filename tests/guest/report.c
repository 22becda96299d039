/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The report: TAP, kept in memory until the end, when console.c sends it.  Port 0xe9 has each
 * line at once, for the case that there is no end.
 */
#include "cpu.h"
#include "format.h"

#define DEBUG_PORT 0xe9
#define LINE 512

static struct {
	char text[1 << 18];
	uint32_t used;
	uint32_t passed, failed, skipped;
	bool quiet;
} report;

static void emit(const char *text, uint32_t size)
{
	if (!report.quiet)
		out_string(DEBUG_PORT, text, size);
	if (size <= sizeof(report.text) - report.used) {
		memcpy(report.text + report.used, text, size);
		report.used += size;
	}
}

struct text {
	char bytes[LINE];
	uint32_t used;
};

static void add_args(struct text *t, const char *format, va_list args)
{
	t->used += format_line(t->bytes + t->used, LINE - 1 - t->used, format, args);
}

static void add(struct text *t, const char *format, ...) PRINTF(2, 3);
static void add(struct text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_args(t, format, args);
	va_end(args);
}

static void emit_line(struct text *t)
{
	t->bytes[t->used++] = '\n';
	emit(t->bytes, t->used);
}

/* "ok 7 - NAME"; numbered by all results up to here. */
static void result(bool passed, const char *reason, const char *name, va_list args)
{
	struct text t = { .used = 0 };

	if (reason)
		report.skipped++;
	else if (passed)
		report.passed++;
	else
		report.failed++;
	add(&t, "%s %u - ", passed ? "ok" : "not ok",
	    report.passed + report.failed + report.skipped);
	add_args(&t, name, args);
	if (reason)
		add(&t, " # SKIP %s", reason);
	emit_line(&t);
}

#define RESULT(passed, reason)                         \
	do {                                           \
		va_list args;                          \
						       \
		va_start(args, name);                  \
		result(passed, reason, name, args);    \
		va_end(args);                          \
	} while (0)

bool check(bool passed, const char *name, ...)
{
	RESULT(passed, NULL);
	return passed;
}

bool check_is(uint64_t got, uint64_t wanted, const char *name, ...)
{
	RESULT(got == wanted, NULL);
	if (got != wanted)
		note("got %llx, wanted %llx", got, wanted);
	return got == wanted;
}

bool check_clean(uint64_t at, const char *name, ...)
{
	RESULT(!at, NULL);
	if (at)
		note("the first wrong byte is at %llx", at);
	return !at;
}

void skip(const char *reason, const char *name, ...)
{
	RESULT(true, reason);
}

void note(const char *format, ...)
{
	struct text t = { .used = 0 };
	va_list args;

	add(&t, "# ");
	va_start(args, format);
	add_args(&t, format, args);
	va_end(args);
	emit_line(&t);
}

void report_end(void)
{
	struct text t = { .used = 0 };

	add(&t, "1..%u", report.passed + report.failed + report.skipped);
	emit_line(&t);
	t.used = 0;
	add(&t, "# %u passed, %u failed, %u skipped", report.passed, report.failed, report.skipped);
	emit_line(&t);
}

const char *report_text(uint32_t *size)
{
	*size = report.used;
	return report.text;
}

void report_port(bool on)
{
	report.quiet = !on;
}
