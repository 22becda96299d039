/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/xlcfg/scan.h"

#include <string.h>

#include "tools/xlcfg/memory.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

struct scanner {
	const char *at; /* a NUL at the end stops everything, and there is none before */
	unsigned int line;
	size_t nr_added;
	struct scan_error *error;
};

/* Always false. */
static bool refuse(struct scanner *s, const char *why)
{
	*s->error = (struct scan_error){ .line = s->line, .why = why };
	return false;
}

static bool wrong(struct scanner *s, const char *why)
{
	refuse(s, *s->at == '\r' ? "the lines end in CR LF, which xl does not read either" : why);
	s->error->syntax = *s->at != '\r';
	return false;
}

static void skip_blanks(struct scanner *s)
{
	s->at += strspn(s->at, " \t");
}

/* A newline, or a comment with its newline. */
static bool skip_newline(struct scanner *s)
{
	if (*s->at == '#')
		s->at += strcspn(s->at, "\n");
	if (*s->at != '\n')
		return false;
	s->at++;
	s->line++;
	return true;
}

static bool skip_string(struct scanner *s)
{
	char quote = *s->at++;

	for (; *s->at != quote; s->at++) {
		if (*s->at == '\\') {
			s->at++;
			if (*s->at == 'x' || (*s->at >= '0' && *s->at <= '7'))
				return refuse(s, "a string has a character as a number, such as "
					      "\\x41, which xl loses: write the character itself");
		}
		if (!*s->at || *s->at == '\n')
			return wrong(s, "a string does not end in its line");
	}
	s->at++;
	return true;
}

/* One token of a value; *depth counts the brackets that are open. */
static bool skip_token(struct scanner *s, unsigned int *depth)
{
	skip_blanks(s);
	if (*s->at == '\'' || *s->at == '"')
		return skip_string(s);
	if (*s->at >= '0' && *s->at <= '9') {
		s->at += strspn(s->at, DIGITS "abcdefx");
		return true;
	}
	if (*s->at == '[' && ++*depth > SCAN_MAX_DEPTH)
		return refuse(s, "lists are nested too deeply: at most 8");
	if (*s->at != '[' && !*depth)
		return wrong(s, "there is no value");
	if (*s->at == ']')
		--*depth;
	else if (skip_newline(s))
		return true;
	else if (!*s->at || !strchr("[,", *s->at))
		return wrong(s, "a list has something that is no value");
	s->at++;
	return true;
}

static bool skip_value(struct scanner *s)
{
	unsigned int depth = 0;

	do {
		if (!skip_token(s, &depth))
			return false;
	} while (depth);
	return true;
}

/* What is behind a value; the end itself is left for the next statement to skip. */
static bool at_end(struct scanner *s)
{
	skip_blanks(s);
	return (*s->at && strchr("\n;#", *s->at)) || wrong(s, "something follows a value");
}

static bool scan_assignment(struct scanner *s, struct names *names)
{
	const char *start = s->at;
	struct name name = { .line = s->line };
	size_t size;

	if (!strspn(start, LOWER))
		return wrong(s, "a statement does not begin with a name");
	size = strspn(start, LOWER DIGITS "._");
	s->at += size;
	skip_blanks(s);
	name.added = *s->at == '+';
	s->at += name.added;
	if (*s->at != '=')
		return wrong(s, "there is no = behind a name");
	s->at++;
	s->nr_added += name.added;
	if (names->nr == SCAN_MAX_NAMES || s->nr_added > SCAN_MAX_ADDED)
		return refuse(s, "there are too many settings: at most 1024, 64 of them with +=");
	if (!skip_value(s) || !at_end(s))
		return false;
	name.text = checked(strndup(start, size));
	names->at = grown(names->at, names->nr, sizeof(name));
	names->at[names->nr++] = name;
	return true;
}

static bool scan_statements(struct scanner *s, struct names *names)
{
	for (;;) {
		skip_blanks(s);
		if (!*s->at)
			return true;
		if (*s->at == ';')
			s->at++;
		else if (!skip_newline(s) && !scan_assignment(s, names))
			return false;
	}
}

static unsigned int line_of(const char *text, const char *at)
{
	unsigned int line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

/* What has to be known before anything is read. */
static bool is_text(const char *text, size_t size, struct scan_error *error)
{
	const char *nul = memchr(text, '\0', size);

	if (size > SCAN_MAX_SIZE)
		*error = (struct scan_error){ .why = "it has more than 1 MiB" };
	else if (nul)
		*error = (struct scan_error){ line_of(text, nul), "a NUL: this is no text", 0 };
	else if (size >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		*error = (struct scan_error){ 1, "it begins with a byte order mark, which xl does "
					      "not read either: save it without one", 0 };
	else
		return true;
	return false;
}

bool scan_names(const char *text, size_t size, struct names *names, struct scan_error *error)
{
	struct scanner s = { .at = text, .line = 1, .error = error };

	*names = (struct names){ 0 };
	*error = (struct scan_error){ 0 };
	if (is_text(text, size, error) && scan_statements(&s, names))
		return true;
	names_clear(names);
	return false;
}

void names_clear(struct names *names)
{
	for (size_t i = 0; i < names->nr; i++)
		free(names->at[i].text);
	free(names->at);
	*names = (struct names){ 0 };
}
