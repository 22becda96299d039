/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Watches in xenstore, on a connection of their own: whoever polls its descriptor sees nobody
 * else's events. An event says no more than that something may have changed.
 */
#ifndef PVH_BACKEND_XEN_WATCH_H
#define PVH_BACKEND_XEN_WATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <xenstore.h>

#include "base/fault.h"

struct xen_watch {
	struct xs_handle *xs;
};

/* A point in time, for timeouts in milliseconds that begin now; -1: never. */
int64_t deadline_in(int timeout);

int xen_watch_open(struct xen_watch *w, struct fault *f);
/* Fires at once, and then whenever the node or one below it changes. */
int xen_watch_add(struct xen_watch *w, const char *path, struct fault *f);
/* Forgets all events until now. */
int xen_watch_clear(struct xen_watch *w, struct fault *f);
/* Sleeps until there is an event, or a signal; *over: the deadline has passed instead. */
int xen_watch_sleep(struct xen_watch *w, int64_t deadline, bool *over, struct fault *f);
int xen_watch_fd(const struct xen_watch *w);
void xen_watch_close(struct xen_watch *w);

#endif
