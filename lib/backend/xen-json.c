/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The domain's record where libxl looks for it: userdata-d.DOMID.UUID.libxl-json. A domain that has
 * none can be listed and destroyed by xl, but not changed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "backend/xen.h"

#define USER "libxl-json"

static int write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t n = write(fd, data, size);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0) {
			data += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

static int write_file(const char *path, const char *data, size_t size, struct fault *f)
{
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return xen_userdata_failed("make", path, f);
	if (write_all(fd, data, size) || close(take_fd(&fd)))
		return xen_userdata_failed("write", path, f);
	return 0;
}

/* A reader finds the old one or the new one, whole. The NUL at its end is part of it. */
static int replace(struct xen_backend *xen, uint32_t domid, const uint8_t uuid[16],
		   const char *text, struct fault *f)
{
	char made[XEN_MAX_PATH], path[XEN_MAX_PATH];
	int r;

	xen_userdata_path(made, xen, 'n', domid, uuid, USER);
	xen_userdata_path(path, xen, 'd', domid, uuid, USER);
	r = write_file(made, text, strlen(text) + 1, f);
	if (!r && rename(made, path))
		r = xen_userdata_failed("make", path, f);
	if (r)
		unlink(made);
	return r;
}

int xen_json_store(struct xen_backend *xen, struct fault *f)
{
	const uint8_t *uuid = xen->plan->domain.uuid;
	_cleanup_(xen_unlock) struct xen_lock lock = { .fd = -1 };
	_cleanup_free_ char *text = NULL;
	int r = host_record(xen->plan, &xen->host, &text, f);

	if (!r)
		r = xen_userdata_lock(&lock, xen, xen->domid, uuid, f);
	if (!r)
		r = replace(xen, xen->domid, uuid, text, f);
	xen->recorded = !r;
	return r;
}
