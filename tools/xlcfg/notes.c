/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/xlcfg/notes.h"

#include <stdarg.h>

#include "tools/json.h"

static const char *const kinds[NOTE_KINDS] = {
	[NOTE_CHANGED] = "changed",
	[NOTE_DROPPED] = "dropped",
	[NOTE_ACCEPTED] = "dropped",
	[NOTE_REFUSED] = "refused",
};

void note(struct notes *notes, enum note_kind kind, unsigned int line, const char *name,
	  const char *fmt, ...)
{
	_cleanup_free_ char *why = NULL;
	struct note n = { .line = line };
	size_t i = notes->nr;
	va_list args;
	int r;

	va_start(args, fmt);
	r = vasprintf(&why, fmt, args);
	va_end(args);
	if (r < 0)
		out_of_memory();
	n.text = name ? text_of("%s: %s: %s", name, kinds[kind], why) :
			text_of("%s: %s", kinds[kind], why);
	notes->at = grown(notes->at, notes->nr++, sizeof(n));
	for (; i > 0 && notes->at[i - 1].line > line; i--)
		notes->at[i] = notes->at[i - 1];
	notes->at[i] = n;
	notes->count[kind]++;
}

/* Control characters, those of Unicode's second page too, and what is not UTF-8 become '?'. */
static void print_safely(const char *text, FILE *out)
{
	const unsigned char *c = (const unsigned char *)text;

	while (*c) {
		size_t size = json_character_size(c);

		if (!size || *c < 0x20 || *c == 0x7f || (*c == 0xc2 && c[1] < 0xa0))
			fputc('?', out);
		else
			fwrite(c, 1, size, out);
		c += size ? size : 1;
	}
}

void notes_print(struct notes *notes, const char *file, FILE *out)
{
	for (size_t i = 0; i < notes->nr; i++) {
		const struct note *n = &notes->at[i];

		fputs("pvh-xlcfg: ", out);
		print_safely(file, out);
		if (n->line)
			fprintf(out, ":%u", n->line);
		fputs(": ", out);
		print_safely(n->text, out);
		fputc('\n', out);
	}
}

void notes_clear(struct notes *notes)
{
	for (size_t i = 0; i < notes->nr; i++)
		free(notes->at[i].text);
	free(notes->at);
	*notes = (struct notes){ 0 };
}
