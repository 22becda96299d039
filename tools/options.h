/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line of pvh-build. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

struct options {
	const char *file;   /* domain.json, or "-" */
	const char *output; /* NULL: a Xen domain */
	bool dry_run;
	bool paused;
	bool json;
	bool quiet;
	int verbose;
};

enum options_result {
	OPTIONS_RUN,
	OPTIONS_DONE,  /* --help or --version has been answered */
	OPTIONS_WRONG, /* a sentence has been printed */
};

enum options_result options_parse(int argc, char **argv, struct options *o);

#endif
