/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A guest.cfg, of which pvh-xlcfg makes a domain.json. */
#ifndef XLCFG_H
#define XLCFG_H

#include <pvh.h>
#include <stdbool.h>
#include <stddef.h>

/* An error as the library would make it. */
struct xlcfg_failure {
	struct pvh_error error; /* borrows the path, and what is below */
	char sentence[512];
};

/* True for a file *.cfg, unless it is JSON: an object begins with '{', and xl.cfg(5) never does. */
bool xlcfg_is(const char *path);

/*
 * Runs `program` (NULL: the one that was installed) on a file; its messages go to standard
 * error. What it prints is in *text, with a NUL behind it, to be freed. False: *failure has why.
 */
bool xlcfg_run(const char *program, const char *path, char **text, size_t *size,
	       struct xlcfg_failure *failure);

#endif
