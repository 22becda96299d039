/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The locks that libxl takes on files, so that neither writes what the other reads: a file that is
 * there only while somebody has it locked. Its name can be that of another file by the time that
 * the lock is had; then it is the other one that has to be locked.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "backend/xen.h"

#define WAIT_MS 10 /* between two attempts */

static int lock_failed(const char *path, int err, struct fault *f)
{
	bool denied = err == EACCES || err == EPERM;

	fault_os(f, denied ? -EPERM : -EIO, err, "cannot lock %s", path);
	if (denied)
		fault_hint(f, "run it as root");
	else if (err == ENOENT)
		fault_hint(f, "libxl keeps its files there: make the directory, or configure "
			      "--with-xen-lib-dir and --with-xen-run-dir as Xen's tools were");
	return f->code;
}

static void wait_a_little(void)
{
	struct timespec ms = { .tv_nsec = WAIT_MS * 1000000L };

	nanosleep(&ms, NULL);
}

/* libxl waits for ever, but holds a lock for moments only: one that stays was forgotten. */
static int wait_for(int fd, unsigned int patience_ms, const char *path, struct fault *f)
{
	for (unsigned int waited = 0; flock(fd, LOCK_EX | LOCK_NB); waited += WAIT_MS) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK) {
			lock_failed(path, errno, f);
			unlink(path); /* nobody can lock it */
			return f->code;
		}
		if (waited >= patience_ms) {
			fault_set(f, -EIO, "another process has had %s locked for %u ms", path,
				  waited);
			fault_hint(f, "see who it is with fuser, and whether it hangs");
			return f->code;
		}
		wait_a_little();
	}
	return 0;
}

/* 1: `fd` is what its name says; 0: it is not, any more. */
static int is_current(int fd, const char *path, struct fault *f)
{
	struct stat opened, named;

	if (fstat(fd, &opened))
		return lock_failed(path, errno, f);
	if (stat(path, &named))
		return errno == ENOENT ? 0 : lock_failed(path, errno, f);
	return opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

static int try_lock(struct xen_lock *lock, unsigned int patience_ms, struct fault *f)
{
	_cleanup_close_ int fd = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	int r;

	if (fd < 0)
		return lock_failed(lock->path, errno, f);
	r = wait_for(fd, patience_ms, lock->path, f);
	if (!r)
		r = is_current(fd, lock->path, f);
	if (r > 0)
		lock->fd = take_fd(&fd);
	return r;
}

int xen_lock(struct xen_lock *lock, const struct xen_backend *xen, struct fault *f)
{
	int r;

	lock->fd = -1;
	do
		r = try_lock(lock, xen->patience_ms, f);
	while (!r);
	return r < 0 ? r : 0;
}

/* Before it is closed: who locks it then finds out that it is not the one that has the name. */
void xen_unlock(struct xen_lock *lock)
{
	if (lock->fd < 0)
		return;
	unlink(lock->path);
	close(take_fd(&lock->fd));
}
