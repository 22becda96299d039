/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for what others write into xenstore. */
#include <errno.h>
#include <poll.h>
#include <time.h>

#include "backend/xen.h"

#define TICK_MS 100 /* how often one looks without a reason, so that a caller may cancel */
#define TOKEN "pvh"

uint64_t xen_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Which node it was does not matter: look() looks at all. */
static void drain(struct xen_backend *xen)
{
	char **event;

	while ((event = xs_check_watch(xen->xs)))
		free(event);
}

/* Until a node changes; no longer than `ms` nor a tick. */
static int pause_for(struct xen_backend *xen, uint64_t ms, struct fault *f)
{
	struct pollfd fd = { .fd = xs_fileno(xen->xs), .events = POLLIN };

	if (fd.fd < 0)
		return fault_os(f, -EIO, errno, "xenstored cannot be listened to");
	if (poll(&fd, 1, (int)min_u64(ms, TICK_MS)) < 0 && errno != EINTR)
		return fault_os(f, -EIO, errno, "cannot wait for xenstored");
	drain(xen);
	return 0;
}

static int look_until(struct xen_backend *xen, const struct xen_await *wait, struct fault *f)
{
	uint64_t end = xen_now() + wait->timeout, now;
	int r;

	do {
		r = wait->look(xen, wait->data, f);
		if (r)
			return r < 0 ? r : 0;
		now = xen_now();
		if (now >= end)
			return -ETIMEDOUT;
		r = pause_for(xen, end - now, f);
	} while (!r);
	return r;
}

/* What was waited for once may still be announced later: a reason to look in vain. */
int xen_await(struct xen_backend *xen, const struct xen_await *wait, struct fault *f)
{
	size_t watched = 0;
	int r = 0;

	while (watched < wait->nr_paths && xs_watch(xen->xs, wait->paths[watched], TOKEN))
		watched++;
	if (watched < wait->nr_paths)
		xen_store_failed(f, "watch", wait->paths[watched]);
	r = f->code ? f->code : look_until(xen, wait, f);
	while (watched)
		xs_unwatch(xen->xs, wait->paths[--watched], TOKEN);
	return r;
}
