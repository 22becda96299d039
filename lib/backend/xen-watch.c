/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "backend/xen-watch.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

int64_t xen_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int xen_watch_open(struct xen_watch *w, struct fault *f)
{
	w->xs = xs_open(0);
	if (!w->xs)
		return fault_os(f, -EIO, errno, "cannot reach xenstored");
	/* It makes its descriptor now, if it can. */
	if (xs_fileno(w->xs) < 0)
		return fault_os(f, -EIO, errno, "xenstored has no descriptor to wait on");
	return 0;
}

int xen_watch_add(struct xen_watch *w, const char *path, struct fault *f)
{
	return xs_watch(w->xs, path, "") ?
		       0 : fault_os(f, -EIO, errno, "xenstored cannot watch %s", path);
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

/* --- Waiting ------------------------------------------------------------------------------- */

static int forget_events(struct xen_watch *w, struct fault *f)
{
	char **event;

	while ((event = xs_check_watch(w->xs)))
		free(event);
	return errno == EAGAIN ?
		       0 : fault_os(f, -EIO, errno, "xenstored says no more what happens");
}

/* Until something fires, or a signal comes; no longer than `left`, nor than a tick. */
static int sleep_for(struct xen_watch *w, int64_t left, int tick, struct fault *f)
{
	struct pollfd fd = { .fd = xs_fileno(w->xs), .events = POLLIN };
	int most = tick < 0 ? INT_MAX : tick;

	if (fd.fd < 0 || (poll(&fd, 1, left < most ? (int)left : most) < 0 && errno != EINTR))
		return fault_os(f, -EIO, errno, "cannot wait for xenstored");
	return 0;
}

/*
 * Events are forgotten before the look, not after it: one that comes in between makes the
 * descriptor readable again. And what comes at the last moment is seen.
 */
int xen_watch_until(struct xen_watch *w, int timeout, int tick, xen_look_fn *look, void *data,
		    struct fault *f)
{
	int64_t end = timeout < 0 ? INT64_MAX : xen_now() + timeout;
	int r;

	do {
		int64_t left = end - xen_now();

		r = forget_events(w, f);
		if (!r)
			r = look(data, f);
		if (!r)
			r = left > 0 ? sleep_for(w, left, tick, f) : -ETIMEDOUT;
	} while (!r);
	return r < 0 ? r : 0;
}
