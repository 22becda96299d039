/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A wish that is one text or a list of them. */
#ifndef PVH_CONFIG_TEXT_LIST_H
#define PVH_CONFIG_TEXT_LIST_H

#include "base/fault.h"

struct text_list {
	char **texts; /* owned */
	size_t nr;    /* 0: no such wish */
	bool single;  /* one text, which was given without a list around it */
};

int text_list_append(struct text_list *list, const char *text, struct fault *f);
/* `to` is empty, and stays so on failure. */
int text_list_copy(struct text_list *to, const struct text_list *from, struct fault *f);
/* Leaves it empty. */
void text_list_clear(struct text_list *list);

#endif
