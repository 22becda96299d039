/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "backend/xen-watch.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t deadline_in(int timeout)
{
	return timeout < 0 ? -1 : now() + timeout;
}

/* As poll() has it: milliseconds that are left. */
static int time_left(int64_t deadline)
{
	int64_t left = deadline - now();

	if (deadline < 0)
		return -1;
	return left < 0 ? 0 : (int)(left < INT_MAX ? left : INT_MAX);
}

int xen_watch_open(struct xen_watch *w, struct fault *f)
{
	w->xs = xs_open(0);
	return w->xs ? 0 : fault_os(f, -EIO, errno, "cannot reach xenstored");
}

int xen_watch_add(struct xen_watch *w, const char *path, struct fault *f)
{
	if (!xs_watch(w->xs, path, ""))
		return fault_os(f, -EIO, errno, "xenstored cannot watch %s", path);
	/* It makes its descriptor now, if it can. */
	if (xs_fileno(w->xs) < 0)
		return fault_os(f, -EIO, errno, "xenstored has no descriptor to wait on");
	return 0;
}

int xen_watch_clear(struct xen_watch *w, struct fault *f)
{
	char **event;

	while ((event = xs_check_watch(w->xs)))
		free(event);
	if (errno == EAGAIN)
		return 0;
	return fault_os(f, -EIO, errno, "xenstored says no more what happens");
}

int xen_watch_sleep(struct xen_watch *w, int64_t deadline, bool *over, struct fault *f)
{
	struct pollfd fd = { .fd = xs_fileno(w->xs), .events = POLLIN };
	int nr = poll(&fd, 1, time_left(deadline));

	*over = nr == 0;
	if (nr < 0 && errno != EINTR)
		return fault_os(f, -EIO, errno, "cannot wait for xenstored");
	return 0;
}

int xen_watch_fd(const struct xen_watch *w)
{
	return xs_fileno(w->xs);
}

void xen_watch_close(struct xen_watch *w)
{
	if (w->xs)
		xs_close(w->xs);
	w->xs = NULL;
}
