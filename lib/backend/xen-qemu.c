/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting QEMU, as libxl does. A shell tells us its pid and is gone before it runs, so that nobody
 * who called us ever has it for a child; and it runs only once its pid is recorded, so that whoever
 * destroys the domain finds it, however we end.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen-qemu.h"
#include "backend/xen-shell.h"

#define TICK_MS 100

#define SHELL                                                                           \
	"read -r go <&3 || exit; (read -r go <&3 && exec \"$0\" \"$@\" 3>&-) & echo $! >&3"

int xen_qemu_is_needed(struct xen_backend *xen, bool *needed, struct fault *f)
{
	const struct plan_registration *reg = &xen->plan->registration;
	int r = 0;

	*needed = false;
	for (size_t i = 0; i < reg->nr_devices && !r && !*needed; i++) {
		uint32_t backend;

		if (!device_needs_qemu(reg->devices[i].kind))
			continue;
		r = xen_find_domain(xen, reg->devices[i].backend, &backend, f);
		*needed = !r && backend == xen->toolstack;
	}
	return r;
}

void xen_qemu_directory(struct xen_backend *xen, uint32_t domid, char path[XEN_DEVICE_PATH])
{
	snprintf(path, XEN_DEVICE_PATH, "/local/domain/%u/device-model/%u", xen->toolstack,
		 domid);
}

/* --- Starting ------------------------------------------------------------------------------ */

/* That an earlier one of this number was running is not to be believed. */
static int make_directory(struct xen_backend *xen, xs_transaction_t t, void *data,
			  struct fault *f)
{
	struct xs_permissions perms = { .id = xen->toolstack, .perms = XS_PERM_NONE };
	char path[XEN_DEVICE_PATH];
	int r;

	(void)data;
	xen_qemu_directory(xen, xen->domid, path);
	r = xen_remove_node(xen, t, path, f);
	if (!r && !xs_write(xen->xs, t, path, "", 0))
		r = xen_store_failed(f, "write", path);
	if (!r && !xs_set_permissions(xen->xs, t, path, &perms, 1))
		r = xen_store_failed(f, "set the permissions of", path);
	return r;
}

/* The shell has nothing else to do, but the machine may. */
static int hear_pid(struct xen_backend *xen, struct xen_shell *sh, pid_t *pid, struct fault *f)
{
	int64_t end = xen_now() + xen->timeouts.qemu;
	int r = 0;

	while (!r && !xen_shell_has_told(sh) && xen_now() < end) {
		struct pollfd fd = { .fd = sh->channel, .events = POLLIN };

		if (poll(&fd, 1, TICK_MS) < 0 && errno != EINTR)
			return fault_os(f, -EIO, errno, "cannot wait for QEMU");
		r = ctx_progress(xen->be.ctx, "attach", 0, 0, f);
	}
	*pid = strchr(sh->told, '\n') ? atoi(sh->told) : 0;
	return r || *pid > 0 ? r : xen_qemu_failed(xen, "could not be started", f);
}

static int record_pid(struct xen_backend *xen, const struct xen_qemu *q, struct fault *f)
{
	char path[XEN_DEVICE_PATH], text[16];
	int size = snprintf(text, sizeof(text), "%d", (int)q->pid);

	xen_qemu_pid_path(xen->domid, path);
	return xs_write(xen->xs, XBT_NULL, path, text, (unsigned int)size) ?
		       0 : xen_store_failed(f, "write", path);
}

/* Without our next word, what is to become QEMU ends with the shell's channel. */
static int launch(struct xen_backend *xen, const struct xen_shell_program *program,
		  struct xen_qemu *q, struct fault *f)
{
	_cleanup_(xen_shell_fini) struct xen_shell sh = XEN_SHELL_NONE;
	pid_t pid = 0;
	int r = xen_shell_start(&sh, program, f);

	if (!r)
		r = hear_pid(xen, &sh, &pid, f);
	if (!r)
		r = xen_qemu_watch(q, pid, xen->domid, f);
	if (!r && q->pidfd < 0)
		r = xen_qemu_failed(xen, "was killed before it began", f);
	if (!r)
		r = record_pid(xen, q, f);
	xen->has_qemu = !r;
	return r ? r : xen_shell_speak(&sh, f);
}

static int start(struct xen_backend *xen, const struct plan_qemu *plan, struct xen_qemu *q,
		 struct fault *f)
{
	_cleanup_(xen_qemu_command_fini) struct xen_qemu_command command = { 0 };
	_cleanup_close_ int log = -1;
	struct xen_shell_program program = { .what = "QEMU", .script = SHELL };
	int r = xen_qemu_command_new(plan, xen->slots, &command, f);

	if (!r)
		r = xen_transact(xen, make_directory, NULL, f);
	if (!r)
		r = xen_qemu_open_log(xen, plan, &log, f);
	if (r)
		return r;
	program.argv = (const char *const *)command.argv;
	program.env = command.env;
	program.output = log;
	return launch(xen, &program, q, f);
}

/* --- Waiting ------------------------------------------------------------------------------- */

static int look(struct xen_backend *xen, void *data, struct fault *f)
{
	const struct xen_qemu *q = data;
	_cleanup_free_ char *state = NULL;
	char path[XEN_DEVICE_PATH + 8];
	int r;

	if (xen_qemu_has_ended(q, 0))
		return xen_qemu_failed(xen, "ended before it was ready", f);
	xen_qemu_directory(xen, xen->domid, path);
	strcat(path, "/state");
	r = xen_read_node(xen, XBT_NULL, path, &state, f);
	if (r || (state && !strcmp(state, "running")))
		return r ? r : 1;
	return ctx_progress(xen->be.ctx, "attach", 0, 0, f);
}

static int wait_until_ready(struct xen_backend *xen, struct xen_qemu *q, struct fault *f)
{
	char path[XEN_DEVICE_PATH], how[64];
	const char *paths[] = { path };
	const struct xen_await wait = { .paths = paths, .nr_paths = 1, .look = look, .data = q,
				       .timeout = xen->timeouts.qemu };
	int r;

	xen_qemu_directory(xen, xen->domid, path);
	r = xen_await(xen, &wait, f);
	if (r != -ETIMEDOUT)
		return r;
	snprintf(how, sizeof(how), "was not ready within %d s", (wait.timeout + 999) / 1000);
	return xen_qemu_failed(xen, how, f);
}

int xen_start_qemu(struct pvh_backend *be, const struct plan_qemu *qemu, struct fault *f)
{
	_cleanup_(xen_qemu_fini) struct xen_qemu q = XEN_QEMU_NONE;
	struct xen_backend *xen = to_xen(be);
	bool needed;
	int r = xen_qemu_is_needed(xen, &needed, f);

	if (r || !needed)
		return r;
	r = start(xen, qemu, &q, f);
	if (!r)
		r = wait_until_ready(xen, &q, f);
	if (r)
		xen_qemu_kill(xen, &q);
	else
		ctx_info(be->ctx, "xen: QEMU is process %d: %s", (int)q.pid, qemu->path);
	return r;
}
