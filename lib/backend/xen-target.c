/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a device needs and that can be seen before a domain is made for it: who serves it, and, if
 * we do, a hotplug script, QEMU, and what is behind it. What other domains have, only they can see.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "backend/xen-qemu.h"

static int target_failed(const char *target, const char *verb, struct fault *f)
{
	int err = errno;
	int code = err == ENOENT || err == EACCES || err == ENOTDIR ? -err : -EIO;

	fault_os(f, code, err, "cannot %s", verb);
	fault_object(f, "%s", target);
	return code;
}

static int target_is(const char *target, int code, const char *what, struct fault *f)
{
	fault_set(f, code, "it is %s", what);
	fault_object(f, "%s", target);
	return code;
}

/* --- Disks --------------------------------------------------------------------------------- */

/* It is not read: a drive without a disc will do, and a FIFO must not make us wait. */
static int check_disk(const struct plan_device *d, struct fault *f)
{
	int flags = (d->readonly ? O_RDONLY : O_RDWR) | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	_cleanup_close_ int fd = -1;
	struct stat st;
	bool denied;

	if (stat(d->target, &st))
		return target_failed(d->target, "find it", f);
	if (!S_ISBLK(st.st_mode) && !S_ISREG(st.st_mode))
		return target_is(d->target, -EINVAL, "neither a block device nor a regular file", f);
	fd = open(d->target, flags);
	if (fd >= 0)
		return 0;
	denied = errno == EROFS || errno == EACCES;
	target_failed(d->target, d->readonly ? "open it for reading" : "open it for writing", f);
	if (denied)
		fault_hint(f, "a disk that is only read needs no more than a file that can be read");
	return f->code;
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

/* --- What QEMU shares and makes ------------------------------------------------------------ */

static int check_shared(const struct plan_device *d, struct fault *f)
{
	struct stat st;

	if (stat(d->target, &st))
		return target_failed(d->target, "find it", f);
	return S_ISDIR(st.st_mode) ? 0 : target_is(d->target, -ENOTDIR, "no directory", f);
}

/* QEMU would remove whatever is there. */
static int check_socket(const struct plan_device *d, struct fault *f)
{
	const char *slash = strrchr(d->target, '/');
	_cleanup_free_ char *dir = NULL;
	struct stat st;

	dir = slash ? strndup(d->target, slash == d->target ? 1 : (size_t)(slash - d->target)) :
		      strdup(".");
	if (!dir)
		return fault_oom(f);
	if (stat(dir, &st) || access(dir, X_OK))
		return target_failed(d->target, "make a socket there", f);
	if (!S_ISDIR(st.st_mode))
		return target_is(dir, -ENOTDIR, "no directory", f);
	if (!lstat(d->target, &st) && !S_ISSOCK(st.st_mode))
		return target_is(d->target, -EEXIST, "there already, and no socket", f);
	return 0;
}

static int check_target(const struct plan_device *d, struct fault *f)
{
	if (!d->target)
		return 0;
	if (d->kind == DEVICE_9PFS)
		return check_shared(d, f);
	if (d->kind == DEVICE_CONSOLE)
		return check_socket(d, f);
	return check_disk(d, f);
}

/* The host lacks it; no file that the user names has to be mended for that. */
static int check_program(const char *path, struct fault *f)
{
	struct stat st;

	if (stat(path, &st))
		fault_os(f, -EOPNOTSUPP, errno, "QEMU is not there: %s", path);
	else if (!S_ISREG(st.st_mode) || access(path, X_OK))
		fault_set(f, -EOPNOTSUPP, "QEMU cannot be run: %s", path);
	else
		return 0;
	fault_hint(f, "install qemu-system-xen, or say in \"device_model_override\" where it is");
	return f->code;
}

static int check_qemu(struct xen_backend *xen, struct fault *f)
{
	const struct plan_qemu *qemu = &xen->plan->registration.qemu;
	bool needed = false;
	int r = qemu->path ? xen_qemu_is_needed(xen, &needed, f) : 0;

	if (!r && needed)
		r = check_program(qemu->path, f);
	if (r)
		fault_pointer(f, "%s", qemu->pointer);
	return r;
}

/* --- All of it ----------------------------------------------------------------------------- */

static int check(struct xen_backend *xen, const struct plan_device *d, struct fault *f)
{
	uint32_t backend;
	int r = xen_find_domain(xen, d->backend, &backend, f);

	if (r == -ENOENT)
		fault_hint(f, "start the domain that is to serve devices first, or see whom "
			      "\"backend\" names");
	if (r || backend != xen->toolstack)
		return r;
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
	return r ? r : check_qemu(xen, f);
}
