/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file as settings with values: a value is a JSON string, or an array of values. */
#ifndef XLCFG_CFG_H
#define XLCFG_CFG_H

#include "tools/xlcfg/notes.h"

struct setting {
	char *name; /* owned */
	unsigned int line;
	bool added;  /* by "+=" */
	bool utf8;   /* all of the value is */
	bool gone;   /* its loss has been accepted, or it is given again below */
	struct json_object *value; /* owned */
};

struct cfg {
	struct setting *at; /* in the order of the file */
	size_t nr;
};

/* `text` ends with a newline and a NUL behind it. False: the reason is in `notes`. */
bool cfg_read(struct cfg *cfg, const char *text, size_t size, struct notes *notes);
void cfg_clear(struct cfg *cfg);

/* The one that counts; NULL: there is none. */
struct setting *cfg_find(const struct cfg *cfg, const char *name);

/* NULL: it is a list. */
const char *setting_text(const struct setting *s);
bool setting_is_list(const struct setting *s);
size_t setting_length(const struct setting *s);
/* An element of a list that is a string; NULL: it is a list itself. */
const char *element_text(struct json_object *list, size_t i);

#endif
