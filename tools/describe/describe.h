/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a domain.json may hold, described: for people in docs/domain.json.md and domain.json(5),
 * for programs in docs/domain.schema.json. The keys, their words and the bounds of options come
 * from the tables that the reader goes by; what these do not say is here, a row for each key.
 */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "config/json-table.h"

enum form {
	FORM_OPTION, /* of an option, which says it itself */
	FORM_FLAG,
	FORM_NUMBER,
	FORM_SIZE,    /* a number of MiB, or a text with a unit */
	FORM_ADDRESS, /* a text: hexadecimal digits, or a size */
	FORM_TEXT,
	FORM_WORD,    /* one of some texts */
	FORM_TEXTS,   /* a text, or an array of them */
	FORM_NUMBERS, /* an array */
	FORM_CPUS,    /* a text, or an array of numbers */
	FORM_OBJECT,
	FORM_OBJECTS, /* an array */
};

/* What is to be said of a key. Texts are Markdown, of which only `code` is used. */
struct about {
	const char *key;
	const char *text; /* what it is: a phrase, or some sentences of which the last has no dot */
	enum form form;
	int64_t min, max; /* numbers; bytes of a size or a text; a `max` of 0: none */
	size_t most;      /* elements of an array; 0: as many as you like */
	const char *pattern; /* of a text, in what ECMAScript and POSIX have in common */
	const char *preset;  /* the default, in `code` if it is JSON; NULL: the option's or none */
	const char *needs;   /* another key, without which it is refused */
	bool mandatory;
	bool either; /* an object has one of those keys of its that say so, and not several */
};

/* Keys that are shown together, in this order. */
struct group {
	const char *name;
	const char *of; /* the key whose objects have them; NULL: the domain itself */
	const struct about *rows;
	size_t nr;
};

/* The i-th group; NULL behind the last one. */
const struct group *group_at(size_t i);
/* NULL: there is no group of that name. */
const struct group *group_find(const char *name);

extern const struct group about_domain, about_modules, about_shim, about_reserved, about_vnuma,
	about_start_info;
extern const struct group about_disk, about_vif, about_p9, about_channel;
extern const struct group about_processors, about_time, about_scheduling, about_rights, about_end;

enum { MAX_WORDS = 8 };

/* All that is known of a key. */
struct wish {
	const struct group *group;
	const struct about *about;
	enum form form;
	int64_t min, max, step;
	const char *words[MAX_WORDS + 1]; /* ends with NULL */
	const struct key_table *members;
	char preset[64]; /* the default as JSON; "": it is none, or follows from something else */
};

/* False: the reader knows no key of that name there, or there are words that do not fit. */
bool wish_of(struct wish *w, const struct group *g, const struct about *a);

/* In words, as Markdown: what values it has; its default, or that it is mandatory. */
void words_of_value(FILE *out, const struct wish *w);
void words_of_default(FILE *out, const struct wish *w);

/* The schema. False: a row is not as it has to be, and which is said on stderr. */
bool describe_schema(FILE *out);
/* The text `in`, a Markdown, with fresh lists behind its marks "<!-- keys: GROUP -->". */
bool describe_lists(FILE *out, FILE *in);
/* The same text as a manual page. */
bool describe_page(FILE *out, FILE *in);

#endif
