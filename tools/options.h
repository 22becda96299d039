/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line of pvh-build. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <pvh.h>
#include <stdbool.h>

enum command {
	COMMAND_BUILD, /* no word of its own: pvh-build DOMAIN.JSON */
	COMMAND_CHECK, /* pvh-build check KERNEL... */
	COMMANDS,
};

struct options {
	enum command command;
	char **files; /* domain.json or guest.cfg, or kernels; each can be "-" */
	int nr_files; /* at least one; exactly one for COMMAND_BUILD */
	const char *output; /* NULL: a Xen domain */
	const char *worker; /* NULL: the one that was installed, or ... */
	bool in_process;    /* ... none at all */
	const char *xlcfg;  /* NULL: the one that was installed */
	bool dry_run;
	bool paused;
	bool wait;    /* until the domain has ended; acts on its end */
	bool console; /* on standard input and output */
	bool json;
	bool quiet;
	int verbose;
};

enum options_result {
	OPTIONS_RUN,
	OPTIONS_DONE,  /* --help or --version has been answered */
	OPTIONS_WRONG, /* a sentence has been printed */
};

/* Limits are set in `ctx` at once; everything else is in *o. */
enum options_result options_parse(int argc, char **argv, struct pvh_ctx *ctx, struct options *o);

#endif
