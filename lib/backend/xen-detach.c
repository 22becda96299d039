/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Taking devices away, as libxl does by force: the guest's side goes at once, which a backend
 * takes for a guest that has gone, so that one that never ran, or does not answer, holds up
 * nothing. Or gently, where the guest is asked first. QEMU ends before the devices that it serves
 * are taken away, as with libxl: then nobody is left to let them go.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen-qemu.h"
#include "base/array.h"

/* What goes wrong with one device keeps nothing from the others. */
static void note(struct xen_backend *xen, const struct xen_device *d, struct fault *one,
		 struct fault *f)
{
	fault_object(one, "%s", d->record);
	xen_note_fault(xen, one, f);
}

/* --- Asking -------------------------------------------------------------------------------- */

static int set_node(struct xen_backend *xen, xs_transaction_t t, const struct xen_device *d,
		    const char *key, const char *value, struct fault *f)
{
	char path[XEN_DEVICE_PATH + 8];

	snprintf(path, sizeof(path), "%s/%s", d->served, key);
	return xs_write(xen->xs, t, path, value, (unsigned int)strlen(value)) ?
		       0 : xen_store_failed(f, "write", path);
}

/* xenconsoled keeps no state: its nodes just go. Consoles beside the first are QEMU's. */
static bool has_state(const struct xen_device *d)
{
	return (strcmp(d->kind, "console") || d->devid) && strcmp(d->kind, "vuart");
}

/* Nobody has taken up one that is still initialising, so nobody is there to be waited for. */
static int ask(struct xen_backend *xen, xs_transaction_t t, void *data, struct fault *f)
{
	struct xen_device *d = data;
	unsigned int state;
	int r = d->gently ? 0 : xen_clean_up_node(xen, t, d->frontend, f);

	if (!r)
		r = xen_device_state(xen, t, d, &state, f);
	d->closing = !r && !d->deserted && state != XEN_DEVICE_GONE && state != XEN_DEVICE_INITIALISING;
	if (r || state == XEN_DEVICE_GONE)
		return r;
	r = set_node(xen, t, d, "online", "0", f);
	if (!r && state != XEN_DEVICE_CLOSED)
		r = set_node(xen, t, d, "state", "5", f);
	return r;
}

/* --- Waiting ------------------------------------------------------------------------------- */

struct closing {
	struct xen_device *list;
	size_t nr;
	bool until_gone; /* those of other domains, which run their scripts and clean up then */
};

static int look_at(struct xen_backend *xen, const struct closing *c, struct xen_device *d,
		   struct fault *f)
{
	unsigned int state;
	int r = xen_device_state(xen, XBT_NULL, d, &state, f);

	if (r || (state != XEN_DEVICE_GONE && (c->until_gone || state != XEN_DEVICE_CLOSED)))
		return r;
	d->closing = false;
	d->closed = state == XEN_DEVICE_CLOSED;
	return 0;
}

static int all_closed(struct xen_backend *xen, void *data, struct fault *f)
{
	struct closing *c = data;
	size_t left = 0;
	int r = 0;

	for (size_t i = 0; i < c->nr && !r; i++) {
		if (c->list[i].closing)
			r = look_at(xen, c, &c->list[i], f);
		left += c->list[i].closing;
	}
	return r ? r : !left;
}

/* For the reason `why`, unless it has not done `what` in time. */
static void give_up(struct xen_backend *xen, struct xen_device *d, const char *what,
		    struct fault why, struct fault *f)
{
	if (what) {
		fault_set(&why, -EIO, "domain %u did not %s within %d s", d->backend, what,
			  (xen->timeouts.close + 999) / 1000);
		fault_hint(&why, "its nodes are removed now, but what is behind it may stay in use: "
				 "see what %s says there",
			   xen_device_is_qemu(d) ? "QEMU" : "dmesg");
	}
	note(xen, d, &why, f);
	d->closing = false;
}

/* Those that are still closing then are given up. */
static void wait_for(struct xen_backend *xen, struct closing *c, const char *what,
		     struct fault *f)
{
	_cleanup_free_ const char **paths = NULL;
	struct xen_await wait = { .timeout = xen->timeouts.close, .look = all_closed, .data = c };
	struct fault one = FAULT_NONE;
	int r;

	for (size_t i = 0; i < c->nr; i++) {
		const char **path = c->list[i].closing ? array_append(paths, wait.nr_paths) : NULL;

		if (path)
			*path = c->list[i].served;
	}
	wait.paths = paths;
	r = wait.nr_paths ? xen_await(xen, &wait, &one) : 0;
	for (size_t i = 0; i < c->nr && r; i++)
		if (c->list[i].closing)
			give_up(xen, &c->list[i], r == -ETIMEDOUT ? what : NULL, one, f);
}

static void wait_until_closed(struct xen_backend *xen, struct xen_device *devices, size_t nr,
			      struct fault *f)
{
	struct closing closing = { devices, nr, false }, leaving = { devices, nr, true };

	wait_for(xen, &closing, "let it go", f);
	for (size_t i = 0; i < nr; i++)
		devices[i].closing = devices[i].closed && devices[i].backend != xen->toolstack;
	wait_for(xen, &leaving, "remove its side of it", f);
}

/* --- Removing ------------------------------------------------------------------------------ */

/* With what a backend said was wrong: the next domain of this number is to start without. */
static int remove_nodes(struct xen_backend *xen, xs_transaction_t t, void *data, struct fault *f)
{
	const struct xen_device *d = data;
	char error[XEN_DEVICE_PATH];
	int r = xen_clean_up_node(xen, t, d->frontend, f);

	snprintf(error, sizeof(error), "/local/domain/%u/error/backend/%s/%u/%u", d->backend,
		 d->kind, d->domid, d->devid);
	if (!r)
		r = xen_clean_up_node(xen, t, d->record, f);
	if (!r)
		r = xen_clean_up_node(xen, t, d->served, f);
	return r ? r : xen_clean_up_node(xen, t, error, f);
}

static void remove_device(struct xen_backend *xen, struct xen_device *d, struct fault *f)
{
	struct fault one = FAULT_NONE;

	if (d->closed && d->script && d->backend == xen->toolstack &&
	    xen_run_hotplug(xen, d, false, &one))
		note(xen, d, &one, f);
	one = FAULT_NONE;
	if (xen_transact(xen, remove_nodes, d, &one))
		note(xen, d, &one, f);
}

static void begin(struct xen_backend *xen, struct xen_device *d)
{
	d->closing = d->closed = false;
	d->deserted = xen_device_has_qemu(xen, d) && !xen_qemu_runs(xen, d->domid);
}

int xen_detach(struct xen_backend *xen, struct xen_device *devices, size_t nr, struct fault *f)
{
	for (size_t i = 0; i < nr; i++) {
		struct fault one = FAULT_NONE;

		begin(xen, &devices[i]);
		if (!has_state(&devices[i]) || !xen_transact(xen, ask, &devices[i], &one))
			continue;
		note(xen, &devices[i], &one, f);
		devices[i].closing = false;
	}
	wait_until_closed(xen, devices, nr, f);
	for (size_t i = 0; i < nr; i++)
		remove_device(xen, &devices[i], f);
	return f->code;
}

/* A backend lets go when the guest has. */
static int wait_for_guest(struct xen_backend *xen, struct xen_device *d, struct fault *f)
{
	struct closing closing = { d, 1, false };
	const char *paths[] = { d->served };
	const struct xen_await wait = { .paths = paths, .nr_paths = 1, .look = all_closed,
				       .data = &closing, .timeout = xen->timeouts.close };
	int r = xen_await(xen, &wait, f);

	if (r != -ETIMEDOUT)
		return r;
	fault_set(f, r, "the guest has not let it go within %d s", (wait.timeout + 999) / 1000);
	fault_hint(f, "see that nobody there uses it, such as a mounted file system, and try again; "
		      "or force it, at the cost of what has not been written");
	return r;
}

int xen_detach_gently(struct xen_backend *xen, struct xen_device *device, struct fault *f)
{
	int r;

	begin(xen, device);
	device->gently = true;
	r = xen_transact(xen, ask, device, f);
	if (!r && device->closing)
		r = wait_for_guest(xen, device, f);
	if (r)
		return r;
	wait_until_closed(xen, device, 1, f);
	remove_device(xen, device, f);
	return f->code;
}

/* --- All of a domain ---------------------------------------------------------------------- */

/* If not all could be found, those that were. */
int xen_detach_all(struct xen_backend *xen, uint32_t domid, struct fault *f)
{
	_cleanup_(xen_devices_fini) struct xen_devices devices = { 0 };

	xen_find_devices(xen, XBT_NULL, domid, &devices, f);
	xen_qemu_end(xen, domid, &devices, f);
	return xen_detach(xen, devices.list, devices.nr, f);
}

int xen_detach_shared(struct xen_backend *xen, uint32_t domid, struct fault *f)
{
	_cleanup_(xen_devices_fini) struct xen_devices devices = { 0 };
	size_t nr = 0;

	xen_find_devices(xen, XBT_NULL, domid, &devices, f);
	xen_qemu_end(xen, domid, &devices, f);
	for (size_t i = 0; i < devices.nr; i++) {
		if (!has_state(&devices.list[i]))
			continue;
		SWAP(devices.list[nr], devices.list[i]);
		nr++;
	}
	return xen_detach(xen, devices.list, nr, f);
}
