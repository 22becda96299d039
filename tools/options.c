/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/options.h"

#include <getopt.h>
#include <pvh.h>
#include <stdio.h>

static const char help[] =
	"Usage: pvh-build [OPTION]... DOMAIN.JSON\n"
	"Builds the Xen PVH domain that DOMAIN.JSON (- for standard input) describes, starts\n"
	"it, and prints its domid.\n"
	"\n"
	"  -p, --paused       leave the domain paused\n"
	"  -n, --dry-run      print the plan instead; needs neither Xen nor root\n"
	"  -o, --output FILE  write guest memory to FILE (a sparse ELF core) and the plan to\n"
	"                     FILE.json instead; needs neither Xen nor root\n"
	"  -j, --json         print results, plans and errors as JSON\n"
	"  -v, --verbose      say what is done; twice for more\n"
	"  -q, --quiet        no progress, even on a terminal\n"
	"  -h, --help         print this\n"
	"  -V, --version      print the version\n"
	"\n"
	"Exit status\n"
	"  0   done\n"
	"  1   an unexpected failure; a bug, perhaps\n"
	"  2   DOMAIN.JSON cannot be read or asks for something that cannot be\n"
	"  3   the kernel or a module cannot be read or used\n"
	"  4   it does not fit into the guest's memory\n"
	"  5   there is no Xen here, or it refuses this user\n"
	"  6   the domain could not be built; nothing of it is left\n"
	"  7   the output could not be written\n"
	"  64  the command line is wrong\n"
	"  128+N  cancelled by signal N; nothing of the domain is left\n";

static const struct option longs[] = {
	{ "paused", no_argument, NULL, 'p' },  { "dry-run", no_argument, NULL, 'n' },
	{ "output", required_argument, NULL, 'o' }, { "json", no_argument, NULL, 'j' },
	{ "verbose", no_argument, NULL, 'v' }, { "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },    { "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static enum options_result wrong(const char *why)
{
	if (why)
		fprintf(stderr, "pvh-build: %s\n", why);
	fprintf(stderr, "Try pvh-build --help.\n");
	return OPTIONS_WRONG;
}

static enum options_result check(int argc, char **argv, struct options *o)
{
	if (optind == argc)
		return wrong("which domain? Name its JSON file");
	if (argc - optind > 1)
		return wrong("one domain at a time: there is more than one file");
	o->file = argv[optind];
	if (o->dry_run && (o->output || o->paused))
		return wrong("--dry-run makes nothing: it excludes --output and --paused");
	if (o->output && o->paused)
		return wrong("--output makes no domain: it excludes --paused");
	return OPTIONS_RUN;
}

enum options_result options_parse(int argc, char **argv, struct options *o)
{
	int c;

	*o = (struct options){ 0 };
	while ((c = getopt_long(argc, argv, "pno:jvqhV", longs, NULL)) != -1) {
		switch (c) {
		case 'p':
			o->paused = true;
			break;
		case 'n':
			o->dry_run = true;
			break;
		case 'o':
			o->output = optarg;
			break;
		case 'j':
			o->json = true;
			break;
		case 'v':
			o->verbose++;
			break;
		case 'q':
			o->quiet = true;
			break;
		case 'h':
			fputs(help, stdout);
			return OPTIONS_DONE;
		case 'V':
			printf("pvh-build %s\n", pvh_version());
			return OPTIONS_DONE;
		default:
			return wrong(NULL); /* getopt has said what */
		}
	}
	return check(argc, argv, o);
}
