/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program that is started by a shell, with which we talk over a channel: whoever called us may
 * ignore SIGCHLD or wait for any child, so that what we are to know of the program is told there.
 */
#ifndef PVH_BACKEND_XEN_SHELL_H
#define PVH_BACKEND_XEN_SHELL_H

#include "base/process.h"

struct xen_shell {
	struct process process;
	int channel;
	char told[16]; /* one line, or none */
	size_t told_size;
};

#define XEN_SHELL_NONE ((struct xen_shell){ .process = { .pid = -1, .pidfd = -1 }, .channel = -1 })

struct xen_shell_program {
	const char *what;        /* for people: "a hotplug script" */
	const char *script;      /* reads a line from descriptor 3 first, and may tell one there */
	const char *const *argv; /* "$0" and "$@"; ends with NULL */
	char *const *env;
	int output; /* where it writes what it says */
};

/* It has been spoken to once afterwards. */
int xen_shell_start(struct xen_shell *sh, const struct xen_shell_program *program,
		    struct fault *f);
/* A line to whoever reads the next. */
int xen_shell_speak(struct xen_shell *sh, struct fault *f);
/* True when it has told a line, or nobody is left who could. Does not wait. */
bool xen_shell_has_told(struct xen_shell *sh);
/* Kills the shell if it still runs, and not what it has started. */
void xen_shell_fini(struct xen_shell *sh);

#endif
