/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of QEMU beside a domain, and what it leaves. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "backend/xen-qemu.h"

/* --- The process --------------------------------------------------------------------------- */

/* One that has ended meanwhile is no failure. */
static bool send_signal(const struct xen_qemu *q, int number)
{
	return !syscall(SYS_pidfd_send_signal, q->pidfd, number, NULL, 0) || errno == ESRCH;
}

static int could_not(const struct xen_qemu *q, const char *what, int err, struct fault *f)
{
	if (err)
		fault_os(f, -EIO, err, "QEMU, process %d, %s", (int)q->pid, what);
	else
		fault_set(f, -EIO, "QEMU, process %d, %s", (int)q->pid, what);
	fault_hint(f, "it may still use what it served: see what it waits for, and end it");
	return f->code;
}

/* The guest does not run: what a disk is to have, QEMU writes before it ends. */
static int end_process(struct xen_backend *xen, const struct xen_qemu *q, struct fault *f)
{
	int patience = xen->timeouts.close;

	if (!send_signal(q, SIGHUP))
		return could_not(q, "cannot be told to end", errno, f);
	if (xen_qemu_has_ended(q, patience))
		return 0;
	if (!send_signal(q, SIGKILL))
		return could_not(q, "cannot be killed", errno, f);
	if (!xen_qemu_has_ended(q, patience))
		return could_not(q, "does not end, even though it was killed", 0, f);
	fault_set(f, -EIO, "QEMU, process %d, did not end within %d s, and was killed", (int)q->pid,
		  (patience + 999) / 1000);
	fault_hint(f, "a disk that it served may lack what the guest wrote last");
	return f->code;
}

void xen_qemu_kill(struct xen_backend *xen, struct xen_qemu *q)
{
	if (q->pidfd >= 0 && send_signal(q, SIGKILL))
		xen_qemu_has_ended(q, xen->timeouts.close);
}

/* --- What it leaves ------------------------------------------------------------------------ */

/*
 * The directory above the first stays: a toolstack that is not in dom0 has been given it, and could
 * not make it again.
 */
static int remove_nodes(struct xen_backend *xen, xs_transaction_t t, void *data, struct fault *f)
{
	const uint32_t *domid = data;
	char path[XEN_DEVICE_PATH];
	int r;

	xen_qemu_directory(xen, *domid, path);
	r = xen_remove_node(xen, t, path, f);
	xen_qemu_pid_path(*domid, path);
	return r ? r : xen_clean_up_node(xen, t, path, f);
}

static void remove_socket(struct xen_backend *xen, const char *path)
{
	struct stat st;

	if (!lstat(path, &st) && S_ISSOCK(st.st_mode) && unlink(path) && errno != ENOENT)
		ctx_log(xen->be.ctx, PVH_LOG_ERROR, "QEMU's socket %s cannot be removed: %s", path,
			strerrordesc_np(errno));
}

static void remove_monitors(struct xen_backend *xen, uint32_t domid)
{
	static const char *const names[] = { "qmp-libxl", "qmp-libxenstat" };
	char path[XEN_MAX_PATH];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "%s/%s-%u", xen->run_dir, names[i], domid);
		remove_socket(xen, path);
	}
}

/* The toolstack's record of it says where; no guest can. */
static void remove_console(struct xen_backend *xen, const struct xen_device *d)
{
	char path[XEN_DEVICE_PATH + 8];
	_cleanup_free_ char *socket = NULL;
	unsigned int len;

	snprintf(path, sizeof(path), "%s/path", d->record);
	socket = xs_read(xen->xs, XBT_NULL, path, &len);
	if (socket && *socket == '/')
		remove_socket(xen, socket);
}

void xen_qemu_remove_sockets(struct xen_backend *xen)
{
	const struct plan_registration *reg = &xen->plan->registration;
	struct fault ignored = FAULT_NONE;
	uint32_t backend;

	for (size_t i = 0; i < reg->nr_devices; i++) {
		const struct plan_device *d = &reg->devices[i];

		if (d->kind == DEVICE_CONSOLE && d->target &&
		    !xen_find_domain(xen, d->backend, &backend, &ignored) &&
		    backend == xen->toolstack)
			remove_socket(xen, d->target);
	}
}

/* --- All of it ----------------------------------------------------------------------------- */

void xen_qemu_end(struct xen_backend *xen, uint32_t domid, const struct xen_devices *devices,
		  struct fault *f)
{
	_cleanup_(xen_qemu_fini) struct xen_qemu q = XEN_QEMU_NONE;
	struct fault one = FAULT_NONE;

	if (xen_qemu_find(xen, domid, &q, &one) || (q.pidfd >= 0 && end_process(xen, &q, &one)))
		xen_note_fault(xen, &one, f);
	for (size_t i = 0; i < devices->nr; i++)
		if (!strcmp(devices->list[i].kind, "console") &&
		    xen_device_has_qemu(xen, &devices->list[i]))
			remove_console(xen, &devices->list[i]);
	remove_monitors(xen, domid);
	one = FAULT_NONE;
	if (xen_transact(xen, remove_nodes, &domid, &one))
		xen_note_fault(xen, &one, f);
}
