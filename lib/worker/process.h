/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A child process that belongs to nobody but us: not to the caller's process group, nor to
 * its SIGCHLD handler, nor to its other threads, which may wait for any child or ignore all.
 */
#ifndef PVH_WORKER_PROCESS_H
#define PVH_WORKER_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/fault.h"

struct process {
	pid_t pid;
	int pidfd;
};

#define PROCESS_FDS 8 /* at most */

#define PROCESS_NONE ((struct process){ .pid = -1, .pidfd = -1 })

/*
 * Starts the program `path` in a session of its own, with default signals and a nearly empty
 * environment. Its descriptors 0 to `nr_fds` - 1 are fds[], -1 meaning /dev/null.
 */
int process_start(struct process *p, const char *path, const int *fds, int nr_fds,
		  struct fault *f);

/* How it ended, if that could be learned: another may have waited for it, or nobody could. */
struct process_end {
	bool known;
	int exit_status; /* -1: killed by ... */
	int signal;
};

/* Kills it if it still runs and waits until it is gone. */
struct process_end process_stop(struct process *p);

#endif
