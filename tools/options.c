/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "tools/help.h"
#include "tools/limit.h"

/* Those without a letter. */
enum { OPTION_LIMIT = 256, OPTION_WORKER, OPTION_IN_PROCESS, OPTION_XLCFG };

/* What every command has. */
#define COMMON_SHORTS "jvqhV"
#define COMMON_LONGS                                                                              \
	{ "json", no_argument, NULL, 'j' }, { "verbose", no_argument, NULL, 'v' },                \
	{ "quiet", no_argument, NULL, 'q' }, { "help", no_argument, NULL, 'h' },                  \
	{ "version", no_argument, NULL, 'V' },                                                    \
	{ "limit", required_argument, NULL, OPTION_LIMIT },                                       \
	{ "worker", required_argument, NULL, OPTION_WORKER },                                     \
	{ "in-process", no_argument, NULL, OPTION_IN_PROCESS }, { NULL, 0, NULL, 0 }

static const struct option build_longs[] = {
	{ "paused", no_argument, NULL, 'p' },
	{ "wait", no_argument, NULL, 'w' },
	{ "console", no_argument, NULL, 'c' },
	{ "dry-run", no_argument, NULL, 'n' },
	{ "output", required_argument, NULL, 'o' },
	{ "xlcfg", required_argument, NULL, OPTION_XLCFG },
	COMMON_LONGS,
};

static const struct option check_longs[] = { COMMON_LONGS };

/* Why a command cannot be run, or NULL. */
typedef const char *judge_fn(const struct options *o);

static const char *judge_build(const struct options *o)
{
	if (!o->nr_files)
		return "which domain? Name its file";
	if (o->nr_files > 1 && !strcmp(o->files[0], "check"))
		return "\"check\" must be the first word: pvh-build check [OPTION]... KERNEL...";
	if (o->nr_files > 1)
		return "one domain at a time: there is more than one file";
	if (o->dry_run && (o->output || o->paused || o->wait || o->console))
		return "--dry-run makes nothing: it excludes --output, --paused, --wait and --console";
	if (o->output && (o->paused || o->wait || o->console))
		return "--output makes no domain: it excludes --paused, --wait and --console";
	return NULL;
}

static const char *judge_check(const struct options *o)
{
	if (!o->nr_files)
		return "which kernel? Name at least one (a domain's file named check is ./check)";
	if (o->quiet && o->json)
		return "--quiet prints no results: it excludes --json";
	return NULL;
}

static const struct {
	const char *name; /* as it is called */
	const char *shorts;
	const struct option *longs;
	judge_fn *judge;
} commands[COMMANDS] = {
	[COMMAND_BUILD] = { "pvh-build", "pwcno:" COMMON_SHORTS, build_longs, judge_build },
	[COMMAND_CHECK] = { "pvh-build check", COMMON_SHORTS, check_longs, judge_check },
};

static enum options_result wrong(const struct options *o, const char *why)
{
	if (why)
		fprintf(stderr, "pvh-build: %s\n", why);
	fprintf(stderr, "Try %s --help.\n", commands[o->command].name);
	return OPTIONS_WRONG;
}

/* False: `c` is no switch. */
static bool set_switch(struct options *o, int c)
{
	switch (c) {
	case 'p':
		return o->paused = true;
	case 'w':
		return o->wait = true;
	case 'c':
		return o->console = true;
	case 'n':
		return o->dry_run = true;
	case 'j':
		return o->json = true;
	case 'q':
		return o->quiet = true;
	case 'v':
		return ++o->verbose;
	case OPTION_IN_PROCESS:
		o->worker = NULL;
		return o->in_process = true;
	default:
		return false;
	}
}

static enum options_result set(struct options *o, struct pvh_ctx *ctx, int c)
{
	switch (c) {
	case 'o':
		o->output = optarg;
		return OPTIONS_RUN;
	case OPTION_WORKER:
		o->worker = optarg;
		o->in_process = false;
		return OPTIONS_RUN;
	case OPTION_XLCFG:
		o->xlcfg = optarg;
		return OPTIONS_RUN;
	case OPTION_LIMIT:
		return limit_set(ctx, optarg) ? OPTIONS_RUN : wrong(o, NULL);
	case 'h':
		help_print(o->command, ctx);
		return OPTIONS_DONE;
	case 'V':
		printf("pvh-build %s\n", pvh_version());
		return OPTIONS_DONE;
	default: /* of what is wrong getopt has said what */
		return set_switch(o, c) ? OPTIONS_RUN : wrong(o, NULL);
	}
}

static enum options_result judge(const struct options *o)
{
	const char *why = commands[o->command].judge(o);

	return why ? wrong(o, why) : OPTIONS_RUN;
}

enum options_result options_parse(int argc, char **argv, struct pvh_ctx *ctx, struct options *o)
{
	enum options_result result;
	int c;

	*o = (struct options){ .command = COMMAND_BUILD };
	/* A word in the first place only, so that every file can be named: ./check */
	if (argc > 1 && !strcmp(argv[1], "check")) {
		o->command = COMMAND_CHECK;
		argv[1] = argv[0]; /* for getopt's messages */
		argc--;
		argv++;
	}
	while ((c = getopt_long(argc, argv, commands[o->command].shorts,
				commands[o->command].longs, NULL)) != -1) {
		result = set(o, ctx, c);
		if (result != OPTIONS_RUN)
			return result;
	}
	o->files = argv + optind;
	o->nr_files = argc - optind;
	return judge(o);
}
