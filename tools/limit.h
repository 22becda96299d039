/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --limit NAME=VALUE */
#ifndef LIMIT_H
#define LIMIT_H

#include <pvh.h>
#include <stdbool.h>
#include <stdio.h>

/* Sets the limit that `text` names; false after a line on stderr that says why not. */
bool limit_set(struct pvh_ctx *ctx, const char *text);

/* All limits with their values, one a line. */
void limit_print(const struct pvh_ctx *ctx, FILE *out);

#endif
