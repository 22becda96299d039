/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The names that a file sets, in its order and with their lines: libxlutil looks names up,
 * but tells neither which there are nor where. The grammar is that of libxlu_cfg_l.l and
 * libxlu_cfg_y.y; what is wrong inside of a value is left to libxlutil.
 *
 * Also what libxlutil must not see: it aborts at a NUL in a string, has no bound for what it
 * keeps of a value that is added to again and again, and loses characters that are written as
 * a number.
 */
#ifndef XLCFG_SCAN_H
#define XLCFG_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#define SCAN_MAX_SIZE (1u << 20) /* as the text of a domain.json */
#define SCAN_MAX_NAMES 1024
#define SCAN_MAX_ADDED 64 /* "+=": each keeps a copy of all that was there before */
#define SCAN_MAX_DEPTH 8

struct name {
	char *text; /* owned */
	unsigned int line;
	bool added; /* by "+=" */
};

struct names {
	struct name *at;
	size_t nr;
};

struct scan_error {
	unsigned int line; /* 0: of the file as a whole */
	const char *why;
	bool syntax; /* libxlutil refuses it as well, and its words are better */
};

/* `text` ends with a newline. False: *error says why, and there are no names. */
bool scan_names(const char *text, size_t size, struct names *names, struct scan_error *error);
void names_clear(struct names *names);

#endif
