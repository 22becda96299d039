/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting on the backend's own connection to xenstored, on which nothing else is watched. */
#include <errno.h>

#include "backend/xen.h"

#define TICK_MS 100

struct waiting {
	struct xen_backend *xen;
	const struct xen_await *wait;
};

static int look(void *data, struct fault *f)
{
	const struct waiting *w = data;

	return w->wait->look(w->xen, w->wait->data, f);
}

/* What was waited for once may still be announced later: a reason to look in vain. */
int xen_await(struct xen_backend *xen, const struct xen_await *wait, struct fault *f)
{
	struct waiting waiting = { xen, wait };
	struct xen_watch w = { .xs = xen->xs };
	size_t watched = 0;
	int r = 0;

	while (!r && watched < wait->nr_paths) {
		r = xen_watch_add(&w, wait->paths[watched], f);
		watched += !r;
	}
	if (!r)
		r = xen_watch_until(&w, wait->timeout, TICK_MS, look, &waiting, f);
	while (watched)
		xs_unwatch(xen->xs, wait->paths[--watched], "");
	return r;
}
