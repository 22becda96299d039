/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices that a domain is given, or that are taken from it, while it is there. What libxl knows of
 * it has a device before xenstore has, as libxl sees to, and at most for a moment longer.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "backend/xen-life.h"
#include "backend/xen-qemu.h"

int xen_next_devid(struct pvh_domain *d, enum device_kind kind, unsigned int *devid,
		   struct fault *f)
{
	_cleanup_free_ char **names = NULL;
	char path[XEN_DEVICE_PATH];
	unsigned int nr = 0, i = 0;
	int r;

	*devid = 0;
	snprintf(path, sizeof(path), "/libxl/%u/device/%s", d->domid, device_kind_name(kind));
	r = xen_list_nodes(xen_of(d), XBT_NULL, path, &names, &nr, f);
	while (i < nr) {
		bool taken = strtoul(names[i], NULL, 10) == *devid;

		*devid += taken;
		i = taken ? 0 : i + 1;
	}
	return r;
}

/* --- Giving ------------------------------------------------------------------------------- */

static int change_record(struct pvh_domain *d, const struct record_change *change,
			 struct fault *f)
{
	_cleanup_(xen_json_close) struct xen_json json = XEN_JSON(xen_of(d), d->domid, d->uuid);
	int r = xen_json_open(&json, f);

	return r ? r : xen_json_change(&json, change, f);
}

/* Both, or none. */
static int write_down(struct pvh_domain *d, struct xen_attachment *a, const char *record,
		      struct fault *f)
{
	const struct record_change change = { .added = record };
	_cleanup_(xen_json_close) struct xen_json json = XEN_JSON(xen_of(d), d->domid, d->uuid);
	int r = xen_json_open(&json, f);

	if (!r)
		r = xen_json_change(&json, &change, f);
	if (r)
		return r;
	r = xen_attach_begin(xen_of(d), a, f);
	if (r)
		xen_json_restore(&json);
	return r;
}

/* The guest and libxl know no kinds of disks. */
static enum device_kind shown_kind(const struct plan_device *device)
{
	return device->kind == DEVICE_QDISK ? DEVICE_VBD : device->kind;
}

static int attach(struct pvh_domain *d, struct xen_attachment *a, const char *record,
		  struct fault *f)
{
	const struct device_id id = { .kind = shown_kind(a->plan), .devid = a->plan->devid };
	const struct record_change undo = { .removed = &id };
	struct fault undoing = FAULT_NONE;
	int r = write_down(d, a, record, f);

	if (r)
		return r;
	r = xen_attach_finish(xen_of(d), a, f);
	if (r && change_record(d, &undo, &undoing))
		ctx_log_fault(d->be->ctx, PVH_LOG_ERROR, &undoing);
	return r;
}

/* QEMU that our own domain would have to serve it with. */
static int check_qemu(struct pvh_domain *d, const struct plan_device *device, struct fault *f)
{
	uint32_t backend;
	int r;

	if (!device_needs_qemu(device->kind))
		return 0;
	r = xen_find_domain(xen_of(d), device->backend, &backend, f);
	if (r || backend != xen_of(d)->toolstack)
		return r;
	return xen_qemu_require(xen_of(d), d->domid, f);
}

int xen_attach_live(struct pvh_domain *d, const struct plan_device *device, const char *record,
		    struct fault *f)
{
	struct xen_attachment a = { .plan = device };
	int r = xen_require(d, f);

	if (r)
		return r;
	slots_set(&a.slots, SLOT_DOMID, d->domid);
	slots_set(&a.slots, SLOT_TOOLSTACK_DOMID, xen_of(d)->toolstack);
	r = xen_check_device(xen_of(d), device, f);
	if (!r)
		r = check_qemu(d, device, f);
	if (!r)
		r = attach(d, &a, record, f);
	if (r) {
		fault_object(f, "%s", device->name);
		fault_pointer(f, "%s", device->pointer);
	}
	return r;
}

/* --- Taking ------------------------------------------------------------------------------- */

static bool is_meant(struct xen_backend *xen, const struct xen_device *d,
		     const struct device_id *id)
{
	char path[XEN_DEVICE_PATH + 8];
	_cleanup_free_ char *mac = NULL;
	unsigned int len;

	snprintf(path, sizeof(path), "/libxl/%u/device/%s/", d->domid, device_kind_name(id->kind));
	if (strncmp(d->record, path, strlen(path)))
		return false;
	if (!*id->mac)
		return d->devid == id->devid;
	snprintf(path, sizeof(path), "%s/mac", d->record);
	mac = xs_read(xen->xs, XBT_NULL, path, &len);
	return mac && !strcasecmp(mac, id->mac);
}

/* Is there a guest that has taken it up, and could let it go? Its word is good enough for that. */
static int has_user(struct pvh_domain *d, const struct xen_device *device, bool *used,
		    struct fault *f)
{
	char path[XEN_DEVICE_PATH + 8];
	_cleanup_free_ char *state = NULL;
	enum pvh_end end;
	int r = xen_look(d, &end, f);

	snprintf(path, sizeof(path), "%s/state", device->frontend);
	if (!r)
		r = xen_read_node(xen_of(d), XBT_NULL, path, &state, f);
	*used = end == PVH_END_NONE && state && atoi(state) > XEN_DEVICE_INITIALISING;
	return r;
}

/* Unless it is still there. */
static int strike_out(struct pvh_domain *d, const struct xen_device *device,
		      enum device_kind kind, struct fault *f)
{
	const struct device_id id = { .kind = kind, .devid = device->devid };
	const struct record_change change = { .removed = &id };
	struct fault one = FAULT_NONE;
	_cleanup_free_ char *there = NULL;

	if (xen_read_node(xen_of(d), XBT_NULL, device->record, &there, &one) ||
	    (!there && change_record(d, &change, &one)))
		return xen_note_fault(xen_of(d), &one, f);
	return f->code;
}

/*
 * A guest that writes to its nodes without end would win every race against the transactions that are
 * to remove them, so it rests meanwhile.
 */
static void detach_by_force(struct pvh_domain *d, struct xen_device *device, struct fault *f)
{
	struct xen_backend *xen = xen_of(d);
	struct fault one = FAULT_NONE;
	bool held = xen_hold(d);

	xen_detach(xen, device, 1, f);
	if (!held || !xc_domain_unpause(xen->xch, d->domid))
		return;
	xen_domain_failed(d, errno, "unpause the domain", &one);
	xen_note_fault(xen, &one, f);
}

static int detach(struct pvh_domain *d, struct xen_device *device, enum device_kind kind,
		  bool force, struct fault *f)
{
	bool used = true;
	int r = force ? 0 : has_user(d, device, &used, f);

	if (r)
		return r;
	if (force)
		detach_by_force(d, device, f);
	else if (!used)
		xen_detach(xen_of(d), device, 1, f);
	else
		xen_detach_gently(xen_of(d), device, f);
	return strike_out(d, device, kind, f);
}

int xen_detach_live(struct pvh_domain *d, const struct device_id *id, bool force,
		    struct fault *f)
{
	_cleanup_(xen_devices_fini) struct xen_devices devices = { 0 };
	int r = xen_require(d, f);

	if (!r)
		r = xen_find_devices(xen_of(d), XBT_NULL, d->domid, &devices, f);
	if (r)
		return r;
	for (size_t i = 0; i < devices.nr; i++)
		if (is_meant(xen_of(d), &devices.list[i], id))
			return detach(d, &devices.list[i], id->kind, force, f);
	return fault_set(f, -ENXIO, "domain %u has no such device", d->domid);
}
