/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

struct spawning {
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
};

static int set_attributes(posix_spawnattr_t *attr)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	return posix_spawnattr_setsigmask(attr, &none) |
	       posix_spawnattr_setsigdefault(attr, &all) |
	       posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
						      POSIX_SPAWN_SETSIGDEF);
}

/*
 * Descriptor fds[i] becomes number i in the child. Copies first: the numbers may overlap. The child
 * has no others: what the caller holds, such as a lock, is not to last as long as the child does.
 */
static int set_fds(posix_spawn_file_actions_t *actions, const int *fds, int nr_fds, int *moved)
{
	int err = 0;

	for (int i = 0; i < nr_fds && !err; i++) {
		if (fds[i] < 0) {
			err = posix_spawn_file_actions_addopen(actions, i, "/dev/null", O_RDWR, 0);
			continue;
		}
		moved[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, PROCESS_FDS);
		err = moved[i] < 0 ? errno :
				     posix_spawn_file_actions_adddup2(actions, moved[i], i);
	}
	return err ? err : posix_spawn_file_actions_addclosefrom_np(actions, nr_fds);
}

/* 0 or an errno. */
static int spawn(struct process *p, const struct program *what, struct spawning *s)
{
	int moved[PROCESS_FDS], err;

	for (int i = 0; i < what->nr_fds; i++)
		moved[i] = -1;
	err = set_attributes(&s->attr);
	if (!err)
		err = set_fds(&s->actions, what->fds, what->nr_fds, moved);
	if (!err)
		err = posix_spawn(&p->pid, what->path, &s->actions, &s->attr,
				  (char *const *)(uintptr_t)what->argv, what->env);
	for (int i = 0; i < what->nr_fds; i++)
		closep(&moved[i]);
	return err;
}

int process_start(struct process *p, const struct program *what, struct fault *f)
{
	struct spawning s;
	int err;

	*p = PROCESS_NONE;
	if (posix_spawn_file_actions_init(&s.actions))
		return fault_oom(f);
	if (posix_spawnattr_init(&s.attr)) {
		posix_spawn_file_actions_destroy(&s.actions);
		return fault_oom(f);
	}
	err = spawn(p, what, &s);
	posix_spawn_file_actions_destroy(&s.actions);
	posix_spawnattr_destroy(&s.attr);
	if (err)
		return fault_os(f, -EIO, err, "cannot start %s", what->path);
	/*
	 * It waits for us to speak first, so it is still there; and should somebody have
	 * killed it and its number be another's by now, waitid() will know that.
	 */
	p->pidfd = (int)syscall(SYS_pidfd_open, p->pid, 0);
	if (p->pidfd >= 0)
		return 0;
	return fault_os(f, -EIO, errno, "cannot watch %s", what->path);
}

/* False also when it is no child of ours any more: then it is gone, or not to be touched. */
static bool is_running(const struct process *p)
{
	siginfo_t info = { .si_pid = 0 };

	return !waitid(P_PIDFD, (id_t)p->pidfd, &info, WEXITED | WNOHANG | WNOWAIT) &&
	       !info.si_pid;
}

static struct process_end reap(const struct process *p)
{
	struct process_end end = { .exit_status = -1 };
	siginfo_t info;
	int r;

	do {
		r = waitid(P_PIDFD, (id_t)p->pidfd, &info, WEXITED);
	} while (r && errno == EINTR);
	if (r)
		return end;
	end.known = true;
	if (info.si_code == CLD_EXITED)
		end.exit_status = info.si_status;
	else
		end.signal = info.si_status;
	return end;
}

struct process_end process_stop(struct process *p)
{
	struct process_end end = { .exit_status = -1 };

	if (p->pidfd >= 0) {
		if (is_running(p))
			syscall(SYS_pidfd_send_signal, p->pidfd, SIGKILL, NULL, 0);
		end = reap(p);
		close(p->pidfd);
	} else if (p->pid > 0) {
		/* Without a pidfd there is its number only; it has not been asked yet, so it lives. */
		kill(p->pid, SIGKILL);
		while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	*p = PROCESS_NONE;
	return end;
}

struct process_end process_stop_all(struct process *p)
{
	/* Its number is that of its group, and nobody else's while it runs. */
	if (p->pidfd >= 0 && is_running(p))
		kill(-p->pid, SIGKILL);
	return process_stop(p);
}
