/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Wishes that are one value each and whose rules fit into a row of a table: what they are
 * called, of what kind they are, what they may be. The JSON reader, the writer and the
 * setter go by the same row, so that none of them knows a wish that another does not.
 */
#ifndef PVH_CONFIG_OPTION_H
#define PVH_CONFIG_OPTION_H

#include "config/config.h"

enum option_kind {
	OPTION_FLAG,   /* a bool */
	OPTION_NUMBER, /* an int64_t */
	OPTION_SIZE,   /* an int64_t: bytes */
	OPTION_CHOICE, /* an int64_t: an index into `choices` */
	OPTION_TEXT,   /* a char *, owned; NULL: unset */
};

struct option {
	const char *name; /* as in xl.cfg(5), and as in struct pvh_config */
	enum option_kind kind;
	size_t offset;    /* of its value in struct pvh_config */
	int64_t min, max; /* a number or a size; a text: bytes, at most max */
	int64_t step;     /* a size: a multiple of it */
	int64_t preset;   /* until it is set: OPTION_UNSET, or the value it has then */
	const char *const *choices; /* ends with NULL */
};

/* The i-th option; NULL behind the last one. */
const struct option *option_at(size_t i);
/* NULL: there is no option of that name. */
const struct option *option_find(const char *name);

/* Gives every option the value that it has until it is set; frees what they own. */
void options_init(struct pvh_config *c);
void options_fini(struct pvh_config *c);

/*
 * Setters for the kinds that they are named after; option_set_number() also for sizes. They
 * refuse with -EINVAL what the row does not allow, and leave the old value in place.
 */
int option_set_flag(struct pvh_config *c, const struct option *o, bool value, struct fault *f);
int option_set_number(struct pvh_config *c, const struct option *o, int64_t value,
		      struct fault *f);
int option_set_choice(struct pvh_config *c, const struct option *o, const char *value,
		      struct fault *f);
int option_set_text(struct pvh_config *c, const struct option *o, const char *value,
		    struct fault *f);

bool option_is_set(const struct pvh_config *c, const struct option *o);
/* Its value as it is: a flag as 0 or 1, a choice as its index; not for texts. */
int64_t option_get(const struct pvh_config *c, const struct option *o);
const char *option_get_text(const struct pvh_config *c, const struct option *o);

#endif
