/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guest's console: a terminal that xenconsoled makes, and names in xenstore. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "backend/xen-life.h"

struct tty {
	struct pvh_domain *d;
	char path[64]; /* in xenstore */
	char *name;    /* NULL or "": none as yet */
};

static void tty_fini(struct tty *tty)
{
	free(tty->name);
}

static int look(struct xen_backend *xen, void *data, struct fault *f)
{
	struct tty *tty = data;
	int r;

	free(TAKE(tty->name));
	r = xen_read_node(xen, XBT_NULL, tty->path, &tty->name, f);
	if (!r)
		r = xen_require(tty->d, f);
	return r ? r : tty->name && *tty->name;
}

static int wait_for_tty(struct tty *tty, int timeout, struct fault *f)
{
	const char *paths[] = { tty->path, "@releaseDomain" };
	const struct xen_await wait = { .paths = paths, .nr_paths = ARRAY_SIZE(paths),
				       .timeout = timeout, .look = look, .data = tty };
	int r = xen_await(xen_of(tty->d), &wait, f);

	if (r != -ETIMEDOUT)
		return r;
	fault_set(f, r, "domain %u has no console as yet", tty->d->domid);
	fault_hint(f, "is xenconsoled running?");
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
	_cleanup_(tty_fini) struct tty tty = { .d = d };
	int r;

	snprintf(tty.path, sizeof(tty.path), "/local/domain/%u/console/tty", d->domid);
	r = wait_for_tty(&tty, timeout, f);
	return r ? r : open_tty(tty.name, fd, f);
}
