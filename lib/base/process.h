/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A child process that belongs to nobody but us: not to the caller's process group, nor to
 * its SIGCHLD handler, nor to its other threads, which may wait for any child or ignore all.
 */
#ifndef PVH_BASE_PROCESS_H
#define PVH_BASE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/fault.h"

struct process {
	pid_t pid;
	int pidfd;
};

#define PROCESS_FDS 8 /* at most */

#define PROCESS_NONE ((struct process){ .pid = -1, .pidfd = -1 })

/* What a process is made of. */
struct program {
	const char *path;
	const char *const *argv;
	char *const *env;
	const int *fds; /* its descriptors, 0 to `nr_fds` - 1, and no others; -1: /dev/null */
	int nr_fds;
};

/*
 * Starts it in a session of its own, with default signals. It must wait for us to speak first,
 * through one of its descriptors, so that it is still there when we begin to watch it.
 */
int process_start(struct process *p, const struct program *what, struct fault *f);

/* How it ended, if that could be learned: another may have waited for it, or nobody could. */
struct process_end {
	bool known;
	int exit_status; /* -1: killed by ... */
	int signal;
};

/* Kills it if it still runs and waits until it is gone. */
struct process_end process_stop(struct process *p);
/* ... and before it whatever it has started, except what is in a session of its own. */
struct process_end process_stop_all(struct process *p);

#endif
