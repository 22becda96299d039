/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disks: xen/include/public/io/blkif.h says what their nodes mean. */
#include <stdio.h>
#include <string.h>

#include "config/disk.h"
#include "config/pointer.h"
#include "emit/device.h"

static const char *digit(bool flag)
{
	return flag ? "1" : "0";
}

static void add_front(struct fields *to, const struct config_disk *disk, const char *devid)
{
	field_add(to, "backend-id", "{backend_domid}");
	field_add(to, "state", "1"); /* XenbusStateInitialising */
	field_add(to, "virtual-device", devid);
	field_add(to, "device-type", disk->cdrom ? "cdrom" : "disk");
	field_add(to, "trusted", digit(disk->trusted));
}

static void add_back(struct fields *to, const struct config_disk *disk, const char *params,
		     const char *script)
{
	field_add_text(to, "params", params);
	field_add_text(to, "script", script);
	field_add(to, "frontend-id", "{domid}");
	field_add(to, "online", "1");
	field_add(to, "removable", digit(disk->cdrom));
	field_add(to, "bootable", "1");
	field_add(to, "state", "1");
	field_add_text(to, "dev", disk->vdev);
	field_add(to, "type", disk->qdisk ? "qdisk" : "phy");
	field_add(to, "mode", disk->readonly ? "r" : "w");
	field_add(to, "device-type", disk->cdrom ? "cdrom" : "disk");
	if (disk->direct_io_safe)
		field_add(to, "direct-io-safe", "1");
	field_add(to, "discard-enable", digit(disk->discard));
	field_add(to, "specification", "xen");
}

/* What QEMU is to take the target for; to the kernel nothing needs to be said. */
static const char *prefix(const struct config_disk *disk)
{
	static const char *const formats[] = {
		[DISK_RAW] = "aio:", [DISK_QCOW] = "qcow:", [DISK_QCOW2] = "qcow2:",
		[DISK_VHD] = "vhd:", [DISK_QED] = "qed:",
	};

	return disk->qdisk ? formats[disk->format] : "";
}

/*
 * The script `block` runs in a directory of its own, as QEMU may, so that a path has to be
 * absolute. What other scripts, or another domain's, make of the target is theirs to know.
 */
static int find_target(const struct config_disk *disk, const char *base_dir, char **target,
		       struct fault *f)
{
	if (config_disk_is_path(disk))
		return device_path(disk->target, "target", base_dir,
				   MAX_NODE - strlen(prefix(disk)), NODE_FULL, target, f);
	return device_copy(target, disk->target) ? 0 : fault_oom(f);
}

static bool name_device(struct plan_device *d, const struct config_disk *disk)
{
	if (asprintf(&d->name, "disk %s", disk->vdev) < 0)
		d->name = NULL;
	if (disk->script)
		d->script = device_script(disk->script);
	return d->name && !d->script == !disk->script && device_copy(&d->backend, disk->backend);
}

int device_from_disk(struct plan_device *d, const struct config_disk *disk, const char *base_dir,
		     struct fault *f)
{
	_cleanup_free_ char *target = NULL, *params = NULL;
	struct device_fields fields = { 0 };
	char devid[16];
	int r = find_target(disk, base_dir, &target, f);

	if (r) {
		fault_pointer(f, "%s/target", d->pointer ? d->pointer : "");
		return r;
	}
	d->kind = disk->qdisk ? DEVICE_QDISK : DEVICE_VBD;
	d->devid = disk->devid;
	d->readonly = disk->readonly;
	if (asprintf(&params, "%s%s", prefix(disk), target) < 0)
		params = NULL;
	if (!params || !name_device(d, disk) || !device_place(d))
		return fault_oom(f);
	snprintf(devid, sizeof(devid), "%u", d->devid);
	add_front(&fields.front, disk, devid);
	add_back(&fields.back, disk, params, d->script);
	if (!device_add_nodes(d, &fields))
		return fault_oom(f);
	if (config_disk_is_path(disk))
		d->target = TAKE(target);
	return 0;
}
