/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waiting for what others do in xenstore. An event says no more than that something may have
 * changed: whoever waits looks.
 */
#ifndef PVH_BACKEND_XEN_WATCH_H
#define PVH_BACKEND_XEN_WATCH_H

#include <stdint.h>
#include <xenstore.h>

#include "base/fault.h"

/* On a connection of its own, whoever polls its descriptor sees nobody else's events. */
struct xen_watch {
	struct xs_handle *xs;
};

int64_t xen_now(void); /* milliseconds since whenever */

int xen_watch_open(struct xen_watch *w, struct fault *f);
/* Fires at once, and then whenever the node or one below it changes. */
int xen_watch_add(struct xen_watch *w, const char *path, struct fault *f);
int xen_watch_fd(const struct xen_watch *w);
void xen_watch_close(struct xen_watch *w);

/* 1: what is waited for is there; 0: it is not yet; or a code with `f` set. */
typedef int xen_look_fn(void *data, struct fault *f);

/*
 * Looks until it is there, `timeout` milliseconds at most (0: once; -1: for ever), and once more
 * when they are over. Between two looks it sleeps until something fires, or a `tick` of so many
 * milliseconds (-1: none), by which look() has an opportunity to cancel. 0; -ETIMEDOUT, without `f`
 * set; or what look() returns.
 */
int xen_watch_until(struct xen_watch *w, int timeout, int tick, xen_look_fn *look, void *data,
		    struct fault *f);

#endif
