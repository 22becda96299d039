/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * docs/domain.json.md as mdoc(7). It knows as much Markdown as that file has: "# " and "## ",
 * paragraphs, blocks between "```", lists of "- `key` what it is", and comments, which it
 * leaves out.
 */
#include <ctype.h>
#include <string.h>

#include "tools/describe/describe.h"
#include "tools/describe/inline.h"

enum block { NOTHING, PARAGRAPH, CODE, LIST };

struct page {
	FILE *out;
	enum block block;
	bool headed; /* a section has just begun */
	char *text;  /* of the paragraph or item so far; owned */
	size_t size;
	bool whole; /* there was memory for all of it */
};

static void add_text(struct page *p, const char *line)
{
	size_t more;
	char *grown;

	line += strspn(line, " ");
	more = strcspn(line, "\n");
	grown = realloc(p->text, p->size + more + 2);
	if (!grown) {
		p->whole = false;
		return;
	}
	p->text = grown;
	if (p->size)
		p->text[p->size++] = ' ';
	memcpy(p->text + p->size, line, more);
	p->size += more;
	p->text[p->size] = '\0';
}

/* Nothing stands between a heading and what follows it. */
static void space(struct page *p)
{
	if (!p->headed)
		fputs(".Pp\n", p->out);
	p->headed = false;
}

static void end_text(struct page *p)
{
	if (p->size)
		inline_print(p->out, p->text);
	p->size = 0;
}

static void end_block(struct page *p)
{
	if (p->block == PARAGRAPH && p->size)
		space(p);
	end_text(p);
	if (p->block == CODE)
		fputs(".Ed\n", p->out);
	else if (p->block == LIST)
		fputs(".El\n", p->out);
	p->block = NOTHING;
}

static void heading(struct page *p, char *title)
{
	for (char *c = title; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	fprintf(p->out, ".Sh %s", title);
	p->headed = true;
}

static void code(struct page *p, const char *line)
{
	if (*line == '.' || *line == '\'')
		fputs("\\&", p->out);
	inline_escape(p->out, line);
}

/* "- `vcpus` (number, 1 to 128; default: `1`):" */
static void item(struct page *p, const char *line)
{
	const char *tag = line + 2;
	size_t size = strcspn(tag, " \n");

	end_text(p);
	fputs(".It ", p->out);
	inline_print_tag(p->out, tag, size);
	add_text(p, tag + size);
}

static bool is_item(const char *line)
{
	return strncmp(line, "- ", 2) == 0;
}

static enum block block_of(const struct page *p, const char *line)
{
	if (*line == '\n')
		return NOTHING;
	return is_item(line) || (p->block == LIST && *line == ' ') ? LIST : PARAGRAPH;
}

static void begin_list(struct page *p)
{
	fputs(".Bl -tag -width Ds\n", p->out);
	p->headed = false;
}

/* A line of what is no code. */
static void put_line(struct page *p, char *line)
{
	enum block block = block_of(p, line);

	if (strncmp(line, "<!--", 4) == 0 || strncmp(line, "# ", 2) == 0)
		return;
	if (block != p->block)
		end_block(p);
	if (strncmp(line, "## ", 3) == 0) {
		heading(p, line + 3);
		return;
	}
	if (block == LIST && p->block != LIST)
		begin_list(p);
	p->block = block;
	if (is_item(line))
		item(p, line);
	else if (block != NOTHING)
		add_text(p, line);
}

static void put(struct page *p, char *line)
{
	bool fence = strncmp(line, "```", 3) == 0;

	if (p->block == CODE && !fence) {
		code(p, line);
	} else if (p->block == CODE) {
		end_block(p);
	} else if (fence) {
		end_block(p);
		p->headed = false;
		p->block = CODE;
		fputs(".Bd -literal -offset indent\n", p->out);
	} else {
		put_line(p, line);
	}
}

/* "<!-- domain.json(5), November 28, 2026 -->": the first line has the date of the text. */
static void print_head(FILE *out, const char *line)
{
	const char *date = strchr(line, ',');

	fprintf(out, ".\\\" SPDX-License-Identifier: LGPL-2.1-or-later\n"
		".\\\" Made of docs/domain.json.md by `make update-docs`.\n"
		".Dd %.*s\n.Dt DOMAIN.JSON 5\n.Os\n.Sh NAME\n.Nm domain.json\n"
		".Nd description of a Xen PVH domain\n.Sh DESCRIPTION\n",
		date ? (int)strcspn(date + 2, "-") - 1 : 0, date ? date + 2 : "");
}

bool describe_page(FILE *out, FILE *in)
{
	_cleanup_free_ char *line = NULL;
	struct page p = { .out = out, .headed = true, .whole = true };
	size_t size = 0;

	if (getline(&line, &size, in) <= 0)
		return false;
	print_head(out, line);
	while (getline(&line, &size, in) > 0)
		put(&p, line);
	end_block(&p);
	free(p.text);
	return p.whole && !ferror(in);
}
