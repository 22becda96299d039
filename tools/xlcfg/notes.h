/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What there is to say of a file: a line for each item, in the order of the file. */
#ifndef XLCFG_NOTES_H
#define XLCFG_NOTES_H

#include <stdio.h>

#include "tools/xlcfg/memory.h"

enum note_kind {
	NOTE_CHANGED, /* the meaning is the same, the words are not; or xl would have guessed */
	NOTE_DROPPED, /* it is not in the domain.json */
	NOTE_ACCEPTED, /* the same, as the command line wants it */
	NOTE_REFUSED, /* there is no domain.json */
	NOTE_KINDS,
};

struct note {
	unsigned int line; /* 0: the file as a whole */
	char *text; /* owned */
};

struct notes {
	struct note *at;
	size_t nr;
	size_t count[NOTE_KINDS];
};

/* `name`: of the setting; NULL: the file. */
void note(struct notes *notes, enum note_kind kind, unsigned int line, const char *name,
	  const char *fmt, ...) _printf_(5, 6);

/* "pvh-xlcfg: FILE:LINE: NAME: dropped: WHY", whatever bytes are in it. */
void notes_print(struct notes *notes, const char *file, FILE *out);
void notes_clear(struct notes *notes);

#endif
