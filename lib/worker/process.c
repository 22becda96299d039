/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "worker/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* The dynamic linker may need this one; whatever else is in the environment is no business
 * of a process that reads untrusted bytes. */
#define KEPT "LD_LIBRARY_PATH"

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

/* Descriptor fds[i] becomes number i in the child. Copies first: the numbers may overlap. */
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
	return err;
}

static int set_environment(char **variable)
{
	const char *kept = secure_getenv(KEPT);

	if (!kept || asprintf(variable, KEPT "=%s", kept) >= 0)
		return 0;
	*variable = NULL;
	return ENOMEM;
}

/* 0 or an errno. */
static int spawn(struct process *p, const char *path, struct spawning *s, const int *fds,
		 int nr_fds)
{
	char *argv[] = { (char *)(uintptr_t)path, NULL }, *env[] = { NULL, NULL };
	int moved[PROCESS_FDS], err;

	for (int i = 0; i < nr_fds; i++)
		moved[i] = -1;
	err = set_attributes(&s->attr);
	if (!err)
		err = set_environment(&env[0]);
	if (!err)
		err = set_fds(&s->actions, fds, nr_fds, moved);
	if (!err)
		err = posix_spawn(&p->pid, path, &s->actions, &s->attr, argv, env);
	for (int i = 0; i < nr_fds; i++)
		closep(&moved[i]);
	free(env[0]);
	return err;
}

int process_start(struct process *p, const char *path, const int *fds, int nr_fds,
		  struct fault *f)
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
	err = spawn(p, path, &s, fds, nr_fds);
	posix_spawn_file_actions_destroy(&s.actions);
	posix_spawnattr_destroy(&s.attr);
	if (err)
		return fault_os(f, -EIO, err, "cannot start %s", path);
	/*
	 * It waits for us to speak first, so it is still there; and should somebody have
	 * killed it and its number be another's by now, waitid() will know that.
	 */
	p->pidfd = (int)syscall(SYS_pidfd_open, p->pid, 0);
	if (p->pidfd >= 0)
		return 0;
	fault_os(f, -EIO, errno, "cannot watch %s", path);
	if (f->os_error == ENOSYS)
		fault_hint(f, "it needs Linux 5.9 or newer; if the kernel is to be trusted, read "
			   "it without (pvh_set_image_worker(), --in-process)");
	return -EIO;
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
