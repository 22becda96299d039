/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a domain is called: its name, and the uuid that stands for it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen-device.h"
#include "backend/xen-life.h"
#include "config/config.h"
#include "config/uuid.h"

#define MAX_PATH 96

/* What a transaction writes. */
struct identity {
	uint32_t domid;
	const char *name; /* the new one */
	const char *uuid; /* the new one; NULL: it stays */
};

/* What a domain that is there has. */
static int read_node(struct xen_backend *xen, xs_transaction_t t, const char *path, char **value,
		     struct fault *f)
{
	int r = xen_read_node(xen, t, path, value, f);

	return r || *value ? r : fault_set(f, -EIO, "there is no %s in xenstore", path);
}

static int write_node(struct xen_backend *xen, xs_transaction_t t, const char *path,
		      const char *value, struct fault *f)
{
	return xs_write(xen->xs, t, path, value, (unsigned int)strlen(value)) ?
		       0 : xen_store_failed(f, "write", path);
}

/* A directory of its own for the uuid, which the guest may read. */
static int write_vm(struct xen_backend *xen, xs_transaction_t t, const struct identity *id,
		    const char *vm, struct fault *f)
{
	struct xs_permissions perms[] = {
		{ .id = xen->toolstack, .perms = XS_PERM_NONE },
		{ .id = id->domid, .perms = XS_PERM_READ },
	};
	char path[MAX_PATH];
	int r = write_node(xen, t, vm, "", f);

	if (!r && !xs_set_permissions(xen->xs, t, vm, perms, ARRAY_SIZE(perms)))
		r = xen_store_failed(f, "set the permissions of", vm);
	snprintf(path, sizeof(path), "%s/uuid", vm);
	if (!r)
		r = write_node(xen, t, path, id->uuid, f);
	snprintf(path, sizeof(path), "/local/domain/%u/vm", id->domid);
	return r ? r : write_node(xen, t, path, vm, f);
}

static int write_identity(struct xen_backend *xen, xs_transaction_t t, void *data,
			  struct fault *f)
{
	const struct identity *id = data;
	_cleanup_free_ char *vm = NULL;
	char path[MAX_PATH];
	int r = xen_check_name(xen, t, id->name, id->domid, f);

	snprintf(path, sizeof(path), "/local/domain/%u/vm", id->domid);
	if (!r && id->uuid && asprintf(&vm, "/vm/%s", id->uuid) < 0) {
		vm = NULL;
		r = fault_oom(f);
	}
	if (!r)
		r = id->uuid ? write_vm(xen, t, id, vm, f) : read_node(xen, t, path, &vm, f);
	snprintf(path, sizeof(path), "/local/domain/%u/name", id->domid);
	if (!r)
		r = write_node(xen, t, path, id->name, f);
	snprintf(path, sizeof(path), "%s/name", vm ? vm : "");
	return r ? r : write_node(xen, t, path, id->name, f);
}

int xen_get_name(struct pvh_domain *d, char **name, struct fault *f)
{
	char path[MAX_PATH];
	int r = xen_require(d, f);

	snprintf(path, sizeof(path), "/local/domain/%u/name", d->domid);
	return r ? r : read_node(xen_of(d), XBT_NULL, path, name, f);
}

/* libxl looks the name up in xenstore, others read what it has written of the domain. */
int xen_rename(struct pvh_domain *d, const char *name, struct fault *f)
{
	struct xen_backend *xen = xen_of(d);
	struct identity id = { d->domid, name, NULL };
	const struct record_change change = { .name = name };
	_cleanup_(xen_json_close) struct xen_json json = XEN_JSON(xen, d->domid, d->uuid);
	int r = xen_require(d, f);

	if (!r)
		r = xen_json_open(&json, f);
	if (!r)
		r = xen_json_change(&json, &change, f);
	if (r)
		return r;
	r = xen_transact(xen, write_identity, &id, f);
	if (r)
		xen_json_restore(&json);
	return r;
}

/* --- A domain that is kept ---------------------------------------------------------------- */

/*
 * libxl leaves the uuid in Xen as it was, so that it finds the name of the domain's successor
 * under it. Here both change, and what libxl keeps of the domain, by its uuid in Xen, with them.
 */
static int change_uuid(struct pvh_domain *d, const uint8_t uuid[16], struct fault *f)
{
	xen_domain_handle_t handle;

	memcpy(handle, uuid, sizeof(handle));
	if (xc_domain_sethandle(xen_of(d)->xch, d->domid, handle))
		return xen_domain_failed(d, errno, "give the domain another uuid", f);
	memcpy(d->uuid, uuid, sizeof(d->uuid));
	return 0;
}

static int change_record(struct pvh_domain *d, const struct identity *id, struct fault *f)
{
	const struct record_change change = { .name = id->name, .uuid = id->uuid,
					      .no_devices = true };
	_cleanup_(xen_json_close) struct xen_json json = XEN_JSON(xen_of(d), d->domid, d->uuid);
	int r = xen_json_open(&json, f);

	return r ? r : xen_json_change(&json, &change, f);
}

/*
 * It has another uuid now, and Xen's own scripts give nobody a disk to which another guest writes.
 * What fails here keeps no successor from being tried.
 */
static void hand_over(struct pvh_domain *d, const struct identity *id, const uint8_t before[16])
{
	struct xen_backend *xen = xen_of(d);
	struct fault detaching = FAULT_NONE, recording = FAULT_NONE;

	xen_userdata_move(xen, d->domid, before, d->uuid);
	if (xen_detach_shared(xen, d->domid, &detaching))
		ctx_log_fault(xen->be.ctx, PVH_LOG_ERROR, &detaching);
	if (change_record(d, id, &recording))
		ctx_log_fault(xen->be.ctx, PVH_LOG_ERROR, &recording);
}

static int keep(struct pvh_domain *d, const struct identity *id, const uint8_t uuid[16],
		struct fault *f)
{
	struct identity wanted = *id;
	struct fault ignored = FAULT_NONE;
	uint8_t before[16];
	int r;

	memcpy(before, d->uuid, sizeof(before));
	r = change_uuid(d, uuid, f);
	if (r)
		return r;
	r = xen_transact(xen_of(d), write_identity, &wanted, f);
	if (r)
		change_uuid(d, before, &ignored);
	else
		hand_over(d, id, before);
	return r;
}

int xen_preserve(struct pvh_domain *d, const char *suffix, struct fault *f)
{
	_cleanup_free_ char *name = NULL, *kept = NULL;
	struct identity id = { .domid = d->domid };
	char text[UUID_TEXT + 1];
	uint8_t uuid[16];
	int r = xen_get_name(d, &name, f);

	if (!r)
		r = uuid_random(uuid, f);
	if (r)
		return r;
	if (asprintf(&kept, "%s%s", name, suffix) < 0) {
		kept = NULL;
		return fault_oom(f);
	}
	config_uuid_text(uuid, text);
	id.name = kept;
	id.uuid = text;
	return keep(d, &id, uuid, f);
}
