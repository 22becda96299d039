/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the rows of about-*.c are written with. */
#ifndef ABOUT_H
#define ABOUT_H

#include <limits.h>

#include "config/config.h"
#include "tools/describe/describe.h"

#define GROUP(its_name, holder, array)                                                     \
	{ .name = its_name, .of = holder, .rows = array, .nr = ARRAY_SIZE(array) }

/* A row: of a key with a struct key, or with a struct option, which says what form it has. */
#define KEY(name, its_form, what, ...)                                                     \
	{ .key = name, .form = its_form, .text = what, __VA_ARGS__ }
#define OPTION(name, what, ...)                                                            \
	{ .key = name, .form = FORM_OPTION, .text = what, __VA_ARGS__ }

/* Parts of patterns. Control characters stand in them as they are, which all can read. */
#define CONTROLS "\001-\037"
#define PLAIN "^[^" CONTROLS "]*$"
#define HEX "[0-9A-Fa-f]"
#define SPAN "[0-9]+(-[0-9]+)?"

#endif
