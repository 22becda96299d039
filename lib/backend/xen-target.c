/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a device needs and that can be seen before a domain is made for it: who serves it, and, if
 * we do, a hotplug script and what is behind a disk. What other domains have, only they can see.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "backend/xen.h"

static int target_failed(const char *target, const char *verb, struct fault *f)
{
	int err = errno;
	int code = err == ENOENT || err == EACCES || err == ENOTDIR ? -err : -EIO;

	fault_os(f, code, err, "cannot %s", verb);
	if (err == EROFS || err == EACCES)
		fault_hint(f, "a disk that is only read needs no more than a file that can be read");
	fault_object(f, "%s", target);
	return code;
}

/* It is not read: a drive without a disc will do, and a FIFO must not make us wait. */
static int check_target(const struct plan_device *d, struct fault *f)
{
	int flags = (d->readonly ? O_RDONLY : O_RDWR) | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	_cleanup_close_ int fd = -1;
	struct stat st;

	if (stat(d->target, &st))
		return target_failed(d->target, "find it", f);
	if (!S_ISBLK(st.st_mode) && !S_ISREG(st.st_mode)) {
		fault_object(f, "%s", d->target);
		return fault_set(f, -EINVAL, "it is neither a block device nor a regular file");
	}
	fd = open(d->target, flags);
	if (fd < 0)
		return target_failed(d->target,
				     d->readonly ? "open it for reading" : "open it for writing", f);
	return 0;
}

static int check_script(const struct plan_device *d, struct fault *f)
{
	int err;

	if (!access(d->script, X_OK))
		return 0;
	err = errno;
	fault_os(f, err == ENOENT || err == EACCES ? -err : -EIO, err,
		 "its hotplug script cannot be run: %s", d->script);
	fault_hint(f, "Xen's own are in " XEN_SCRIPT_DIR
		      ", or where Xen was configured to have them");
	return f->code;
}

static int check(struct xen_backend *xen, const struct plan_device *d, struct fault *f)
{
	uint32_t backend;
	int r = xen_find_domain(xen, d->backend, &backend, f);

	if (r == -ENOENT)
		fault_hint(f, "start the domain that is to serve devices first, or see whom "
			      "\"backend\" names");
	if (r || backend != xen_own_domid(xen))
		return r;
	if (d->target)
		r = check_target(d, f);
	if (!r && d->script)
		r = check_script(d, f);
	return r;
}

int xen_check_device(struct xen_backend *xen, const struct plan_device *device, struct fault *f)
{
	int r = check(xen, device, f);

	if (!r)
		return 0;
	fault_object(f, "%s", device->name);
	fault_pointer(f, "%s", device->pointer);
	return r;
}

int xen_check_devices(struct xen_backend *xen, struct fault *f)
{
	const struct plan_registration *reg = &xen->plan->registration;
	int r = 0;

	for (size_t i = 0; i < reg->nr_devices && !r; i++)
		r = xen_check_device(xen, &reg->devices[i], f);
	return r;
}
