/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which process is QEMU beside a domain. A pid alone is no proof: QEMU may have ended by itself,
 * and its number be another's. But as long as a process that we hold has not ended, what /proc says
 * of its number is said of it.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#include "backend/xen-qemu.h"

#define DOMID_OPTION "-xen-domid"

static void filep_close(FILE **file)
{
	if (*file)
		fclose(*file);
}

void xen_qemu_fini(struct xen_qemu *q)
{
	closep(&q->pidfd);
	*q = XEN_QEMU_NONE;
}

void xen_qemu_pid_path(uint32_t domid, char path[XEN_DEVICE_PATH])
{
	snprintf(path, XEN_DEVICE_PATH, "/local/domain/%u/image/device-model-pid", domid);
}

bool xen_qemu_has_ended(const struct xen_qemu *q, int ms)
{
	int64_t end = xen_now() + ms, now = xen_now();
	struct pollfd fd = { .fd = q->pidfd, .events = POLLIN };
	int r;

	do {
		r = poll(&fd, 1, now < end ? (int)(end - now) : 0);
		now = xen_now();
	} while (r < 0 && errno == EINTR);
	return r == 1;
}

/* --- Is it the one? ----------------------------------------------------------------------- */

/* Options are told as xl and we do: one argument, and the next is its value. */
static bool names_domain(FILE *file, uint32_t domid)
{
	_cleanup_free_ char *argument = NULL;
	char wanted[16];
	bool is_value = false;
	size_t size = 0;

	snprintf(wanted, sizeof(wanted), "%u", domid);
	while (getdelim(&argument, &size, '\0', file) > 0) {
		if (is_value)
			return !strcmp(argument, wanted);
		is_value = !strcmp(argument, DOMID_OPTION);
	}
	return false;
}

static int check(const struct xen_qemu *q, uint32_t domid, bool *found, struct fault *f)
{
	_cleanup_(filep_close) FILE *file = NULL;
	char path[40];
	int err;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)q->pid);
	file = fopen(path, "re");
	err = errno;
	*found = file && names_domain(file, domid);
	if (xen_qemu_has_ended(q, 0)) {
		*found = false;
		return 0;
	}
	return file ? 0 : fault_os(f, -EIO, err, "nobody can tell what process %d is", (int)q->pid);
}

/* EINVAL, or ENOENT in newer kernels: the number has become that of a thread. */
static bool is_nobody(int err)
{
	return err == ESRCH || err == EINVAL || err == ENOENT;
}

int xen_qemu_watch(struct xen_qemu *q, pid_t pid, uint32_t domid, struct fault *f)
{
	bool found;
	int r;

	*q = (struct xen_qemu){ .pid = pid, .pidfd = (int)syscall(SYS_pidfd_open, pid, 0) };
	if (q->pidfd < 0)
		return is_nobody(errno) ?
			       0 : fault_os(f, -EIO, errno, "cannot watch process %d", (int)pid);
	r = check(q, domid, &found, f);
	if (r || !found)
		xen_qemu_fini(q);
	return r;
}

/* --- Who is it? ---------------------------------------------------------------------------- */

int xen_qemu_find(struct xen_backend *xen, uint32_t domid, struct xen_qemu *q, struct fault *f)
{
	_cleanup_free_ char *text = NULL;
	char path[XEN_DEVICE_PATH];
	int r;

	*q = XEN_QEMU_NONE;
	xen_qemu_pid_path(domid, path);
	r = xen_read_node(xen, XBT_NULL, path, &text, f);
	if (r || !text || !*text || strspn(text, "0123456789") != strlen(text) ||
	    strlen(text) > 9 || atoi(text) < 2)
		return r;
	return xen_qemu_watch(q, atoi(text), domid, f);
}

bool xen_qemu_runs(struct xen_backend *xen, uint32_t domid)
{
	_cleanup_(xen_qemu_fini) struct xen_qemu q = XEN_QEMU_NONE;
	struct fault ignored = FAULT_NONE;

	return xen_qemu_find(xen, domid, &q, &ignored) || q.pidfd >= 0;
}

int xen_qemu_require(struct xen_backend *xen, uint32_t domid, struct fault *f)
{
	_cleanup_(xen_qemu_fini) struct xen_qemu q = XEN_QEMU_NONE;
	int r = xen_qemu_find(xen, domid, &q, f);

	if (r || q.pidfd >= 0)
		return r;
	fault_set(f, -EOPNOTSUPP, "domain %u has no QEMU, which is to serve such a device", domid);
	fault_hint(f, "QEMU is started with the domain, if one of its devices needs it: build it "
		      "with this one, or with another such device");
	return f->code;
}
