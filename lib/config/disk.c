/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/disk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/source.h"
#include "config/pointer.h"
#include "config/utf8.h"
#include "config/vdev.h"

#define EXAMPLES "write such as \"xvda\" or \"xvdb1\"; xen-vbd-interface(7) has all of them"

static void disk_fini(struct config_disk *disk)
{
	free(disk->target);
	free(disk->vdev);
	free(disk->script);
	free(disk->backend);
}

void config_clear_disks(struct pvh_config *c)
{
	for (size_t i = 0; i < c->nr_disks; i++)
		disk_fini(&c->disks[i]);
	free(TAKE(c->disks));
	c->nr_disks = 0;
}

bool config_disk_is_path(const struct config_disk *disk)
{
	const char *slash = disk->script ? strrchr(disk->script, '/') : NULL;

	return !disk->backend &&
	       (disk->qdisk || !strcmp(slash ? slash + 1 : disk->script, CONFIG_DISK_SCRIPT));
}

static int check_target(const struct disk_wish *wish, const struct pointer *at, struct fault *f)
{
	if (wish->target)
		return device_check_text(wish->target, CONFIG_MAX_TARGET,
					 &(struct pointer){ at, "target", 0 }, f);
	if (wish->cdrom) {
		fault_set(f, -EINVAL, "the drive has no \"target\", but neither the kernel's "
			  "backend nor QEMU serves an empty drive to a PVH guest");
		fault_hint(f, "name an image in \"target\", or leave the drive out");
	} else {
		fault_set(f, -EINVAL, "the disk has no \"target\"");
		fault_hint(f, "name a block device or an image in \"target\"");
	}
	return pointer_fault(at, f);
}

/* What the kernel's backend serves, it does unless QEMU is wished for. */
static bool is_qdisk(const struct disk_wish *wish)
{
	return wish->qdisk == WISH_YES ||
	       (wish->qdisk == WISH_NONE && wish->format != DISK_RAW);
}

/* Who serves it can do so. */
static int check_backend(const struct disk_wish *wish, const struct pointer *disk, struct fault *f)
{
	const struct pointer type = { disk, "backendtype", 0 }, script = { disk, "script", 0 };

	if (wish->qdisk == WISH_NO && wish->format != DISK_RAW) {
		fault_set(f, -EINVAL, "\"backendtype\" is \"phy\", but the kernel serves \"raw\" "
			  "disks only");
		fault_hint(f, "leave it out: QEMU then serves it, \"qdisk\"; or convert the image: "
			   "qemu-img convert -O raw");
		return pointer_fault(&type, f);
	}
	if (!is_qdisk(wish) || !wish->script)
		return 0;
	fault_set(f, -EINVAL, "the disk has a \"script\", but none is run for one that QEMU "
		  "serves");
	fault_hint(f, "leave it out, or write \"backendtype\": \"phy\" for a raw disk");
	return pointer_fault(&script, f);
}

/* No two of them can have a number; `name` is what this one's would be called. */
static int check_unique(const struct pvh_config *c, const char *name, unsigned int devid,
			const struct pointer *at, struct fault *f)
{
	for (size_t i = 0; i < c->nr_disks; i++) {
		if (c->disks[i].devid != devid)
			continue;
		fault_set(f, -EINVAL, "\"vdev\" is \"%s\", which is the same disk, %u, as element "
			  "%zu, \"%s\"", name, devid, i, c->disks[i].vdev);
		return pointer_fault(at, f);
	}
	return 0;
}

static int check_vdev(const struct pvh_config *c, const struct disk_wish *wish,
		      unsigned int *devid, const struct pointer *disk, struct fault *f)
{
	const struct pointer at = { disk, "vdev", 0 };

	if (!wish->vdev) {
		fault_set(f, -EINVAL, "the disk has no \"vdev\"");
		fault_hint(f, EXAMPLES);
		return pointer_fault(disk, f);
	}
	if (!vdev_from_text(wish->vdev, devid)) {
		fault_set(f, -EINVAL, "\"vdev\" is \"%.*s\", which is no virtual disk",
			  utf8_cut(wish->vdev, 64), wish->vdev);
		fault_hint(f, EXAMPLES);
		return pointer_fault(&at, f);
	}
	return check_unique(c, wish->vdev, *devid, &at, f);
}

static int check_texts(const struct disk_wish *wish, const struct pointer *at, struct fault *f)
{
	int r = 0;

	if (wish->script)
		r = device_check_text(wish->script, CONFIG_MAX_TEXT,
				      &(struct pointer){ at, "script", 0 }, f);
	if (!r && wish->backend)
		r = device_check_text(wish->backend, CONFIG_MAX_TEXT,
				      &(struct pointer){ at, "backend", 0 }, f);
	return r;
}

static int check_disk(const struct pvh_config *c, const struct disk_wish *wish,
		      unsigned int *devid, struct fault *f)
{
	const struct pointer disks = { .key = "disk" };
	const struct pointer at = { .parent = &disks, .index = c->nr_disks };
	int r;

	if (c->nr_disks == CONFIG_MAX_DISKS) {
		fault_set(f, -EINVAL, "\"disk\" has more than %d elements", CONFIG_MAX_DISKS);
		return pointer_fault(&disks, f);
	}
	r = check_target(wish, &at, f);
	if (!r)
		r = check_backend(wish, &at, f);
	if (!r)
		r = check_vdev(c, wish, devid, &at, f);
	if (!r)
		r = check_texts(wish, &at, f);
	if (!r && wish->cdrom && wish->readonly == WISH_NO) {
		fault_set(f, -EINVAL, "\"access\" is \"rw\", but a CD-ROM is only read");
		return pointer_fault(&(struct pointer){ &at, "access", 0 }, f);
	}
	return r;
}

/* What libxl, which writes it into xenstore, can read again there. */
static char *copy_vdev(const char *vdev)
{
	char *copy;

	return asprintf(&copy, "%s%s", vdev, vdev_is_short(vdev) ? "p0" : "") < 0 ? NULL : copy;
}

static bool copy_text(char **to, const char *from)
{
	*to = from ? strdup(from) : NULL;
	return !*to == !from;
}

static bool copy_texts(struct config_disk *disk, const struct disk_wish *wish)
{
	const char *script = disk->qdisk ? NULL : CONFIG_DISK_SCRIPT;

	disk->vdev = copy_vdev(wish->vdev);
	return disk->vdev && copy_text(&disk->target, wish->target) &&
	       copy_text(&disk->script, wish->script ? wish->script : script) &&
	       copy_text(&disk->backend, wish->backend);
}

int config_add_disk(struct pvh_config *c, const struct disk_wish *wish, struct fault *f)
{
	struct config_disk own = { .format = wish->format, .qdisk = is_qdisk(wish),
				   .cdrom = wish->cdrom, .trusted = wish->trusted,
				   .direct_io_safe = wish->direct_io_safe }, *added = NULL;
	int r = check_disk(c, wish, &own.devid, f);

	if (r)
		return r;
	own.readonly = wish->cdrom || wish->readonly == WISH_YES;
	own.discard = wish->discard == WISH_NONE ? !own.readonly : wish->discard == WISH_YES;
	if (copy_texts(&own, wish))
		added = array_append(c->disks, c->nr_disks);
	if (!added) {
		disk_fini(&own);
		return fault_oom(f);
	}
	*added = own;
	return 0;
}

int config_resolve_disks(struct pvh_config *c, struct fault *f)
{
	for (size_t i = 0; i < c->nr_disks; i++) {
		char *path;
		int r;

		if (!config_disk_is_path(&c->disks[i]))
			continue;
		r = source_absolute_path(c->disks[i].target, c->base_dir, &path, f);
		if (r) {
			fault_pointer(f, "/disk/%zu/target", i);
			return r;
		}
		free(c->disks[i].target);
		c->disks[i].target = path;
	}
	return 0;
}
