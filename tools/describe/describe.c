/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * describe schema | lists | page: writes one of the descriptions of a domain.json to standard
 * output; the last two read docs/domain.json.md from standard input.
 */
#include <string.h>

#include "tools/describe/describe.h"

static bool run(const char *what)
{
	if (strcmp(what, "schema") == 0)
		return describe_schema(stdout);
	if (strcmp(what, "lists") == 0)
		return describe_lists(stdout, stdin);
	if (strcmp(what, "page") == 0)
		return describe_page(stdout, stdin);
	fprintf(stderr, "describe: there is no \"%s\"\n", what);
	return false;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "Usage: describe schema|lists|page\n");
		return 1;
	}
	return !run(argv[1]) || fflush(stdout) != 0;
}
