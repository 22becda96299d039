/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lists of keys in docs/domain.json.md, whose text is written by hand. */
#include <string.h>

#include "tools/describe/describe.h"
#include "tools/describe/inline.h"

#define MARK "<!-- keys: "

enum { WIDTH = 100 };

/* Words, behind `lead`; further lines have two spaces before them. */
static void wrap(FILE *out, const char *lead, const char *text)
{
	size_t column = strlen(lead), size;

	fputs(lead, out);
	for (bool first = true; *text; first = false, text += size + (text[size] == ' ')) {
		size = inline_word(text);
		if (!first && column + 1 + size > WIDTH) {
			fputs("\n ", out);
			column = 1;
		}
		column += size + !first;
		fprintf(out, "%s%.*s", first ? "" : " ", (int)size, text);
	}
	fputc('\n', out);
}

/* "`vcpus` (number, 1 to 128; default: `1`):" */
static bool print_head(FILE *out, const struct wish *w)
{
	_cleanup_free_ char *head = NULL;
	size_t size;
	FILE *memory = open_memstream(&head, &size);

	if (!memory)
		return false;
	fprintf(memory, "`%s` (", w->about->key);
	words_of_value(memory, w);
	fputs("; ", memory);
	words_of_default(memory, w);
	fputs("):", memory);
	if (fclose(memory))
		return false;
	wrap(out, "- ", head);
	return true;
}

static bool print_item(FILE *out, const struct group *g, const struct about *a)
{
	_cleanup_free_ char *text = NULL;
	struct wish w;

	if (!wish_of(&w, g, a)) {
		fprintf(stderr, "describe: %s: the row of \"%s\" is not what the reader knows\n",
			g->name, a->key);
		return false;
	}
	if (!print_head(out, &w) || asprintf(&text, "%s.", a->text) < 0)
		return false;
	wrap(out, "  ", text);
	return true;
}

static bool print_list(FILE *out, const struct group *g)
{
	bool whole = true;

	fputc('\n', out);
	for (size_t i = 0; i < g->nr; i++)
		whole &= print_item(out, g, &g->rows[i]);
	return whole;
}

/* The group that the mark is for; false: there is none. */
static bool list_of(FILE *out, const char *mark)
{
	char name[32] = "";
	const struct group *g;

	sscanf(mark, MARK "%31s", name);
	g = group_find(name);
	if (!g)
		fprintf(stderr, "describe: there are no keys \"%s\"\n", name);
	return g && print_list(out, g);
}

/* What is behind a mark: an empty line, and the items of the old list. */
static bool is_old(const char *line, bool first)
{
	return strncmp(line, "- ", 2) == 0 || *line == ' ' || (first && *line == '\n');
}

bool describe_lists(FILE *out, FILE *in)
{
	_cleanup_free_ char *line = NULL;
	bool whole = true, skipping = false, first = false;
	size_t size = 0;

	while (getline(&line, &size, in) > 0) {
		skipping = skipping && is_old(line, first);
		first = false;
		if (skipping)
			continue;
		fputs(line, out);
		if (strncmp(line, MARK, strlen(MARK)) != 0)
			continue;
		whole &= list_of(out, line);
		skipping = first = true;
	}
	return whole && !ferror(in);
}
