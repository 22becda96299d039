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
	char hint[512];
	char sentence[1536];
};

/* True for a file *.cfg, unless it is JSON: an object begins with '{', and xl.cfg(5) never does. */
bool xlcfg_is(const char *path);

/*
 * True when the file, which is no JSON because of *e, may be one for xl of another name, as in
 * /etc/xen/auto: *failure is *e with a word on that.
 */
bool xlcfg_hint(const struct pvh_error *e, const char *path, struct xlcfg_failure *failure);

/*
 * Runs `program` (NULL: the one that was installed) on a file; its messages go to standard
 * error. What it prints is in *text, with a NUL behind it, to be freed. False: *failure has why.
 */
bool xlcfg_run(const char *program, const char *path, char **text, size_t *size,
	       struct xlcfg_failure *failure);

#endif
