/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Giving a domain a device: its nodes, somebody who serves it, its hotplug script. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen-qemu.h"

static int expand(const struct xen_attachment *a, const char *path, char to[XEN_DEVICE_PATH],
		  struct fault *f)
{
	if (slots_expand(&a->slots, path, to, XEN_DEVICE_PATH))
		return 0;
	return fault_set(f, -ENOTRECOVERABLE, "the xenstore path %s is too long", path);
}

static int resolve(struct xen_backend *xen, struct xen_attachment *a, struct fault *f)
{
	const struct plan_device *plan = a->plan;
	struct xen_device *d = &a->device;
	int r = xen_find_domain(xen, plan->backend, &d->backend, f);

	slots_set(&a->slots, SLOT_BACKEND_DOMID, d->backend);
	d->domid = a->slots.number[SLOT_DOMID];
	d->devid = plan->devid;
	snprintf(d->kind, sizeof(d->kind), "%s", device_backend_name(plan->kind));
	if (d->backend == xen->toolstack)
		d->script = plan->script;
	if (!r)
		r = expand(a, plan->frontend, d->frontend, f);
	if (!r)
		r = expand(a, plan->served, d->served, f);
	return r ? r : expand(a, plan->record, d->record, f);
}

/* --- Its nodes ----------------------------------------------------------------------------- */

static int check_absent(struct xen_backend *xen, xs_transaction_t t, const char *path,
			struct fault *f)
{
	_cleanup_free_ char *there = NULL;
	int r = xen_read_node(xen, t, path, &there, f);

	if (r || !there)
		return r;
	fault_set(f, -EEXIST, "the domain has such a device already: %s", path);
	fault_hint(f, "give each device of a domain a number, or name, of its own");
	return f->code;
}

/* Where a backend writes what is wrong; Linux does in xenbus_dev_fatal(). */
static void error_path(const struct xen_device *d, char path[XEN_DEVICE_PATH])
{
	snprintf(path, XEN_DEVICE_PATH, "/local/domain/%u/error/backend/%s/%u/%u/error",
		 d->backend, d->kind, d->domid, d->devid);
}

/*
 * Whoever destroys a domain looks for its devices before this goes, and not afterwards: nobody would
 * ever take away one that comes too late.
 */
static int check_there(struct xen_backend *xen, xs_transaction_t t, uint32_t domid, struct fault *f)
{
	_cleanup_free_ char *there = NULL;
	char path[32];
	int r;

	snprintf(path, sizeof(path), "/libxl/%u", domid);
	r = xen_read_node(xen, t, path, &there, f);
	if (r || there)
		return r;
	return fault_set(f, -ESRCH, "domain %u is gone", domid);
}

/* What an earlier domain of this number has left in the backend's is not ours. */
static int write_nodes(struct xen_backend *xen, xs_transaction_t t, void *data, struct fault *f)
{
	const struct xen_attachment *a = data;
	char error[XEN_DEVICE_PATH];
	int r = check_there(xen, t, a->device.domid, f);

	error_path(&a->device, error);
	if (!r)
		r = check_absent(xen, t, a->device.frontend, f);
	if (!r)
		r = check_absent(xen, t, a->device.record, f);
	if (!r)
		r = xen_remove_node(xen, t, a->device.served, f);
	if (!r)
		r = xen_remove_node(xen, t, error, f);
	return r ? r : xen_write_nodes(xen, t, &a->slots, &a->plan->nodes, f);
}

/* --- Who serves it ------------------------------------------------------------------------- */

static void hint_backend(struct xen_backend *xen, const struct xen_device *d, struct fault *f)
{
	const char *module = strcmp(d->kind, "vif") ? "xen-blkback" : "xen-netback";

	if (xen_device_is_qemu(d))
		fault_hint(f, "see whether QEMU runs in domain %u for it, as xl devd has it, and "
			      "what that says", d->backend);
	else if (d->backend == xen->toolstack)
		fault_hint(f, "see whether %s is loaded (modprobe %s), and what dmesg says",
			   module, module);
	else
		fault_hint(f, "see whether domain %u has %s, and runs xl devd", d->backend, module);
}

/* The driver's own words, if there are any. They are from another domain, maybe. */
static int not_served(struct xen_backend *xen, const struct xen_device *d, const char *what,
		      struct fault *f)
{
	char path[XEN_DEVICE_PATH];
	_cleanup_free_ char *error = NULL;
	unsigned int len;

	if (xen_device_has_qemu(xen, d))
		return xen_qemu_failed(xen, what, f);
	error_path(d, path);
	error = xs_read(xen->xs, XBT_NULL, path, &len);
	fault_set(f, -EIO, "domain %u %s%s%.200s", d->backend, what, error ? ": " : "",
		  error ? error : "");
	hint_backend(xen, d, f);
	return f->code;
}

static int look(struct xen_backend *xen, void *data, struct fault *f)
{
	const struct xen_device *d = data;
	unsigned int state;
	int r = xen_device_state(xen, XBT_NULL, d, &state, f);

	if (r)
		return r;
	if (state == XEN_DEVICE_GONE)
		return not_served(xen, d, "has removed the device", f);
	if (state >= XEN_DEVICE_CLOSING)
		return not_served(xen, d, "does not serve it", f);
	if (state < XEN_DEVICE_INIT_WAIT && xen_device_has_qemu(xen, d) &&
	    !xen_qemu_runs(xen, d->domid))
		return xen_qemu_failed(xen, "has ended, and serves no device", f);
	return state >= XEN_DEVICE_INIT_WAIT ? 1 : ctx_progress(xen->be.ctx, "attach", 0, 0, f);
}

static int wait_until_served(struct xen_backend *xen, struct xen_device *d, struct fault *f)
{
	const char *paths[] = { d->served };
	const struct xen_await wait = { .paths = paths, .nr_paths = 1, .look = look, .data = d,
				       .timeout = xen->timeouts.serve };
	char what[64];
	int r = xen_await(xen, &wait, f);

	if (r != -ETIMEDOUT)
		return r;
	snprintf(what, sizeof(what), "has not taken it up within %d s",
		 (wait.timeout + 999) / 1000);
	return not_served(xen, d, what, f);
}

/* --- All of it ----------------------------------------------------------------------------- */

int xen_attach_begin(struct xen_backend *xen, struct xen_attachment *a, struct fault *f)
{
	int r = resolve(xen, a, f);

	return r ? r : xen_transact(xen, write_nodes, a, f);
}

int xen_attach_finish(struct xen_backend *xen, struct xen_attachment *a, struct fault *f)
{
	struct fault undoing = FAULT_NONE;
	int r = wait_until_served(xen, &a->device, f);

	if (!r && a->device.script)
		r = xen_run_hotplug(xen, &a->device, true, f);
	/* What goes wrong then comes of what is told already. */
	if (r && xen_detach(xen, &a->device, 1, &undoing))
		ctx_log_fault(xen->be.ctx, PVH_LOG_INFO, &undoing);
	if (!r)
		ctx_info(xen->be.ctx, "xen: domain %u serves %s", a->device.backend,
			 a->plan->name);
	return r;
}

int xen_attach(struct pvh_backend *be, const struct plan_device *device, struct fault *f)
{
	struct xen_backend *xen = to_xen(be);
	struct xen_attachment a = { .plan = device, .slots = *xen->slots };
	int r = xen_attach_begin(xen, &a, f);

	if (!r)
		r = xen_attach_finish(xen, &a, f);
	if (r)
		fault_object(f, "%s", device->name);
	return r;
}
