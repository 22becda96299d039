/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guest's console: a terminal that xenconsoled makes, and names in xenstore. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen-life.h"

static int read_tty(struct pvh_domain *d, const char *path, char **tty, struct fault *f)
{
	unsigned int len;

	*tty = xs_read(xen_of(d)->xs, XBT_NULL, path, &len);
	if (!*tty && errno != ENOENT)
		return fault_os(f, -EIO, errno, "xenstored cannot read %s", path);
	return xen_require(d, f);
}

static int wait_for_tty(struct pvh_domain *d, const char *path, int timeout, char **tty,
			struct fault *f)
{
	_cleanup_(xen_watch_close) struct xen_watch w = { 0 };
	int64_t deadline = deadline_in(timeout);
	bool over = false;
	int r = xen_watch_open(&w, f);

	if (!r)
		r = xen_watch_add(&w, path, f);
	if (!r)
		r = xen_watch_add(&w, "@releaseDomain", f);
	while (!r) {
		free(TAKE(*tty));
		r = xen_watch_clear(&w, f);
		if (!r)
			r = read_tty(d, path, tty, f);
		if (r || (*tty && **tty))
			return r;
		if (over) {
			fault_set(f, -ETIMEDOUT, "domain %u has no console as yet", d->domid);
			fault_hint(f, "is xenconsoled running?");
			return f->code;
		}
		r = xen_watch_sleep(&w, deadline, &over, f);
	}
	return r;
}

/* Anything else of that name must not make us wait. */
static int open_tty(const char *tty, int *out, struct fault *f)
{
	_cleanup_close_ int fd = open(tty, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return fault_os(f, -EIO, errno, "cannot open the console, %s", tty);
	if (!isatty(fd))
		return fault_set(f, -EIO, "the console, %s, is no terminal", tty);
	if (fcntl(fd, F_SETFL, O_RDWR) < 0)
		return fault_os(f, -EIO, errno, "cannot set up the console, %s", tty);
	*out = take_fd(&fd);
	return 0;
}

int xen_open_console(struct pvh_domain *d, int timeout, int *fd, struct fault *f)
{
	_cleanup_free_ char *tty = NULL;
	char path[64];
	int r;

	snprintf(path, sizeof(path), "/local/domain/%u/console/tty", d->domid);
	r = wait_for_tty(d, path, timeout, &tty, f);
	return r ? r : open_tty(tty, fd, f);
}
