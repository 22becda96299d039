/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What pvh-build tells its user: errors, log lines, progress. */
#ifndef REPORT_H
#define REPORT_H

#include <pvh.h>
#include <stdio.h>
#include <time.h>

/* Documented in --help: scripts tell failures apart by them. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_UNEXPECTED = 1,
	EXIT_CONFIG = 2,
	EXIT_IMAGE = 3,
	EXIT_LAYOUT = 4,
	EXIT_NO_XEN = 5,
	EXIT_BUILD = 6,
	EXIT_OUTPUT = 7,
	EXIT_ENDED = 10,      /* and a number for each end but the power off, see --help */
	EXIT_USAGE = 64,
	EXIT_CANCELLED = 128, /* and the number of the signal, as shells count */
};

/* Prints the last error on stderr and returns the exit code for it. */
enum exit_code report_error(const struct pvh_ctx *ctx, bool json, bool to_file);

/* The same for an error that is not the library's. */
enum exit_code report_failure(const struct pvh_error *e, bool json, bool to_file);
/* ... and for one that the program ends for in a way of its own: with `code`. */
enum exit_code report_as(enum exit_code code, const struct pvh_error *e, bool json);

/* The exit code for an error; `to_file`: when a file was being written, and no domain made. */
enum exit_code report_code(const struct pvh_error *e, bool to_file);

/* An error as a JSON object. */
void report_json(FILE *out, const struct pvh_error *e, enum exit_code code);

/* For errno, when something could not be printed. */
enum exit_code report_output_failed(bool json);

/* That a domain is there although something failed: nobody must lose it. */
void report_left(uint32_t domid, bool json);

/* A line on stderr. */
void report_line(int priority, const char *line, bool json);

/* How lines of the library's are written, and how many were errors. */
struct log {
	bool json;
	unsigned int errors;
};

/* For pvh_set_log(), with a struct log. */
void report_log(void *data, int priority, const char *line);

struct progress {
	struct timespec start;
	bool shown;            /* a line is on the terminal */
	bool enabled;
};

/* Progress is for people: only when `wanted` and stderr is a terminal. */
void progress_start(struct progress *p, bool wanted);
/* Shows nothing during the first second. */
void progress_show(struct progress *p, const char *what, uint64_t done, uint64_t total);
/* Takes the line away. */
void progress_end(struct progress *p);

#endif
