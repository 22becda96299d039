/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pvh-xlcfg: guest.cfg -> domain.json. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/xlcfg/conf.h"
#include "tools/xlcfg/convert.h"
#include "tools/xlcfg/input.h"

/* As those of pvh-build. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_UNEXPECTED = 1,
	EXIT_REFUSED = 2,
	EXIT_OUTPUT = 7,
	EXIT_USAGE = 64,
	EXIT_RUN = 256, /* the command line is fine: go on */
};

struct options {
	const char *file, *conf;
	const char **drops; /* owned */
	size_t nr_drops;
	bool strict;
};

static const char help[] =
	"Usage: pvh-xlcfg [OPTION]... GUEST.CFG\n"
	"Prints the domain.json for pvh-build that is equivalent to GUEST.CFG (- for standard\n"
	"input), an xl.cfg(5) for a PVH guest, and says on standard error what it left out.\n"
	"\n"
	"      --drop NAME    do without the setting NAME; can be given several times\n"
	"      --strict       refuse a file of which anything is dropped or changed\n"
	"      --xl-conf FILE take defaults from FILE instead of " CONF_PATH "\n"
	"      --list         print the options of xl.cfg(5), and what becomes of them\n"
	"  -h, --help         print this\n"
	"  -V, --version      print the version\n"
	"\n"
	"Exit status\n"
	"  0   done\n"
	"  1   an unexpected failure\n"
	"  2   GUEST.CFG cannot be read, or has something that a domain.json cannot have\n"
	"  7   the output could not be written\n"
	"  64  the command line is wrong\n";

static enum exit_code flush(void)
{
	if (fflush(stdout) != EOF)
		return EXIT_DONE;
	perror("pvh-xlcfg: standard output");
	return EXIT_OUTPUT;
}

static enum exit_code print_list(void)
{
	static const char *const kinds[ROW_KINDS] = {
		[ROW_CONVERTED] = "converted",
		[ROW_PART] = "converted",
		[ROW_TYPE] = "converted",
		[ROW_DROPPED] = "dropped",
		[ROW_REFUSED] = "refused",
	};
	const struct row *row;

	for (size_t i = 0; (row = row_at(i)); i++)
		printf("%s\t%s%s%s%s\n", row->name, kinds[row->kind], row->reason ? "\t" : "",
		       row->kind == ROW_PART ? "as part of " : "", row->reason ? row->reason : "");
	return flush();
}

/* Losses that are accepted. */
static void drop(struct conversion *c, const struct options *o)
{
	for (size_t i = 0; i < o->nr_drops; i++) {
		struct setting *s = cfg_find(&c->cfg, o->drops[i]);

		if (!s)
			continue;
		s->gone = true;
		note(&c->notes, NOTE_ACCEPTED, s->line, s->name, "as --drop says");
	}
}

static enum exit_code print_domain(struct conversion *c)
{
	const char *text = json_object_to_json_string_ext(
		c->domain, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
				   JSON_C_TO_STRING_NOSLASHESCAPE);

	if (!text)
		out_of_memory();
	printf("%s\n", text);
	return flush();
}

static bool is_refused(struct conversion *c, const struct options *o)
{
	const size_t *count = c->notes.count;

	if (o->strict && !count[NOTE_REFUSED] && (count[NOTE_DROPPED] || count[NOTE_CHANGED]))
		note(&c->notes, NOTE_REFUSED, 0, NULL, "--strict allows no losses and no changes");
	return count[NOTE_REFUSED];
}

/* `c` has its notes when this is done, and c->domain. */
static void read_guest(struct conversion *c, const struct options *o)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;

	text = input_read(o->file, &size);
	if (!text)
		note(&c->notes, NOTE_REFUSED, 0, NULL, "it cannot be read: %s", strerror(errno));
	else if (cfg_read(&c->cfg, text, size, &c->notes)) {
		drop(c, o);
		convert(c);
	}
}

static enum exit_code run(struct conversion *c, const struct options *o)
{
	_cleanup_(conversion_clear) struct conversion conf = { 0 };
	bool refused;

	conf_read(&conf, o->conf);
	c->conf = &conf;
	read_guest(c, o);
	refused = is_refused(c, o) || conf.notes.count[NOTE_REFUSED];
	notes_print(&conf.notes, o->conf, stderr);
	notes_print(&c->notes, strcmp(o->file, "-") ? o->file : "standard input", stderr);
	return refused ? EXIT_REFUSED : print_domain(c);
}

static enum exit_code wrong(const char *why)
{
	if (why)
		fprintf(stderr, "pvh-xlcfg: %s\n", why);
	fprintf(stderr, "Try pvh-xlcfg --help.\n");
	return EXIT_USAGE;
}

static enum exit_code set(struct options *o, int c)
{
	switch (c) {
	case 'd':
		o->drops = grown(o->drops, o->nr_drops, sizeof(*o->drops));
		o->drops[o->nr_drops++] = optarg;
		return EXIT_RUN;
	case 's':
		o->strict = true;
		return EXIT_RUN;
	case 'x':
		o->conf = optarg;
		return EXIT_RUN;
	case 'l':
		return print_list();
	case 'h':
		fputs(help, stdout);
		return flush();
	case 'V':
		printf("pvh-xlcfg %s\n", PACKAGE_VERSION);
		return flush();
	default: /* of what is wrong getopt has said what */
		return wrong(NULL);
	}
}

static enum exit_code parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{ "drop", required_argument, NULL, 'd' }, { "strict", no_argument, NULL, 's' },
		{ "xl-conf", required_argument, NULL, 'x' }, { "list", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },       { "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	enum exit_code code = EXIT_RUN;
	int c;

	while (code == EXIT_RUN && (c = getopt_long(argc, argv, "hV", longs, NULL)) != -1)
		code = set(o, c);
	if (code != EXIT_RUN)
		return code;
	if (argc - optind != 1)
		return wrong(argc == optind ? "which file? Name one" : "one file at a time");
	o->file = argv[optind];
	return EXIT_RUN;
}

int main(int argc, char **argv)
{
	_cleanup_(conversion_clear) struct conversion c = { 0 };
	_cleanup_free_ char *cwd = NULL;
	struct options o = { .conf = CONF_PATH };
	enum exit_code code = parse(argc, argv, &o);

	if (code == EXIT_RUN) {
		c.cwd = cwd = getcwd(NULL, 0);
		if (cwd) {
			code = run(&c, &o);
		} else {
			perror("pvh-xlcfg: the current directory");
			code = EXIT_UNEXPECTED;
		}
	}
	free(o.drops);
	return (int)code;
}
