/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/json-disk.h"

#include "config/disk.h"
#include "config/json-array.h"
#include "config/json-device.h"
#include "config/json-object.h"
#include "config/json-value.h"

#define LEAVE_OUT "leave it out: then the kernel or QEMU serves it, whichever can"

/* In the order of enum disk_format. */
static const struct json_word formats[] = {
	{ .word = "raw" }, { .word = "qcow" }, { .word = "qcow2" }, { .word = "vhd" },
	{ .word = "qed" }, { 0 },
};

static const struct json_word backend_types[] = {
	{ .word = "phy" },
	{ .word = "qdisk" },
	{ "tap", "is blktap, which Xen has no more", LEAVE_OUT },
	{ "standalone", "is for virtio disks, which are not supported", LEAVE_OUT },
	{ 0 },
};

/* As xl-disk-configuration(5): the odd ones are read-only. */
static const struct json_word accesses[] = {
	{ .word = "rw" }, { .word = "ro" }, { .word = "w" }, { .word = "r" }, { 0 },
};

static const struct json_word device_types[] = { { .word = "disk" }, { .word = "cdrom" }, { 0 } };

static int read_format(const struct key *k, struct json_object *v, const struct pointer *at,
		       void *to, struct fault *f)
{
	struct disk_wish *wish = to;
	size_t index = 0;
	int r = json_read_word(k->words, v, at, &index, f);

	wish->format = (enum disk_format)index;
	return r;
}

static int read_backend_type(const struct key *k, struct json_object *v, const struct pointer *at,
			     void *to, struct fault *f)
{
	struct disk_wish *wish = to;
	size_t index = 0;
	int r = json_read_word(k->words, v, at, &index, f);

	wish->qdisk = index ? WISH_YES : WISH_NO;
	return r;
}

static int read_access(const struct key *k, struct json_object *v, const struct pointer *at,
		       void *to, struct fault *f)
{
	struct disk_wish *wish = to;
	size_t index = 0;
	int r = json_read_word(k->words, v, at, &index, f);

	wish->readonly = index & 1 ? WISH_YES : WISH_NO;
	return r;
}

static int read_device_type(const struct key *k, struct json_object *v, const struct pointer *at,
			    void *to, struct fault *f)
{
	struct disk_wish *wish = to;
	size_t index = 0;
	int r = json_read_word(k->words, v, at, &index, f);

	wish->cdrom = index;
	return r;
}

static int read_discard(const struct key *k, struct json_object *v, const struct pointer *at,
			void *to, struct fault *f)
{
	struct disk_wish *wish = to;
	bool discard = false;
	int r = value_flag(v, &discard, at, f);

	(void)k;
	wish->discard = discard ? WISH_YES : WISH_NO;
	return r;
}

static const struct key disk_keys[] = {
	{ "target", key_text, .offset = offsetof(struct disk_wish, target) },
	{ "vdev", key_text, .offset = offsetof(struct disk_wish, vdev) },
	{ "access", read_access, .words = accesses },
	{ "format", read_format, .words = formats },
	{ "backendtype", read_backend_type, .words = backend_types },
	{ "devtype", read_device_type, .words = device_types },
	{ "backend", key_text, .offset = offsetof(struct disk_wish, backend) },
	{ "script", key_text, .offset = offsetof(struct disk_wish, script) },
	{ .name = "discard", .read = read_discard },
	{ "direct_io_safe", key_flag, .offset = offsetof(struct disk_wish, direct_io_safe) },
	{ "trusted", key_flag, .offset = offsetof(struct disk_wish, trusted) },
};

const struct key_table json_disk_keys = KEY_TABLE(disk_keys);

static int read_disk(struct pvh_config *c, struct json_object *v, const struct pointer *at,
		     struct fault *f)
{
	struct disk_wish wish = { .trusted = true };
	int r = table_read(json_disk_keys, v, "an object with target and vdev", at, &wish, f);

	return r ? r : config_add_disk(c, &wish, f);
}

int json_read_disks(const struct key *k, struct json_object *v, const struct pointer *at,
		    void *to, struct fault *f)
{
	_cleanup_(config_unrefp) struct pvh_config *aside = NULL;
	struct pvh_config *c = to;
	int r = json_read_array(v, read_disk, at, &aside, f);

	(void)k;
	if (r)
		return r;
	SWAP(c->disks, aside->disks);
	SWAP(c->nr_disks, aside->nr_disks);
	return 0;
}

static struct json_object *write_disk(const struct config_disk *d)
{
	struct json_object *o = json_object_new_object();

	return json_whole(o, o && json_add_text(o, "target", d->target) &&
		json_add_text(o, "vdev", d->vdev) &&
		json_add_text(o, "access", d->readonly ? "ro" : "rw") &&
		json_add_text(o, "format", formats[d->format].word) &&
		json_add_text(o, "backendtype", backend_types[d->qdisk].word) &&
		json_add_text(o, "devtype", d->cdrom ? "cdrom" : "disk") &&
		json_add_text(o, "backend", d->backend) &&
		json_add_text(o, "script", d->script) &&
		json_add(o, "discard", json_object_new_boolean(d->discard)) &&
		json_add(o, "direct_io_safe", json_object_new_boolean(d->direct_io_safe)) &&
		json_add(o, "trusted", json_object_new_boolean(d->trusted)));
}

struct json_object *json_write_disks(const struct pvh_config *c)
{
	struct json_object *array = json_object_new_array();
	bool whole = array;

	for (size_t i = 0; whole && i < c->nr_disks; i++)
		whole = json_append(array, write_disk(&c->disks[i]));
	return json_whole(array, whole);
}
