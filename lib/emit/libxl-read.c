/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices of a libxl_domain_config, whoever has written it, as wishes. A member that is missing has
 * the value by which libxl sets out, which is our default as well. One that we do not know is
 * refused: nobody can tell what a device without it would be.
 */
#include "emit/libxl-read.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "config/disk.h"
#include "config/json-device.h"
#include "config/nic.h"
#include "plan/record.h"
#include "plan/writer.h"

#define HINT "attach it to each domain anew"

/* --- Values ------------------------------------------------------------------------------- */

/* In the order of enum wish, as the kinds of backends. */
static const struct json_word defbools[] = {
	{ .word = "<default>" }, { .word = "False" }, { .word = "True" }, { 0 },
};

static const struct json_word backends[] = {
	{ .word = "unknown" }, { .word = "phy" }, { .word = "qdisk" },
	{ "tap", "is blktap, which Xen has no more", HINT },
	{ "standalone", "is for virtio disks, which are not supported", HINT }, { 0 },
};

/* "unknown", and those of enum disk_format. */
static const struct json_word formats[] = {
	{ .word = "unknown" }, { .word = "raw" }, { .word = "qcow" }, { .word = "qcow2" },
	{ .word = "vhd" }, { .word = "qed" },
	{ "empty", "is a drive without a medium, which nobody serves to a PVH guest", HINT }, { 0 },
};

static const struct json_word specifications[] = {
	{ .word = "unknown" }, { .word = "xen" },
	{ "virtio", "is for virtio disks, which are not supported", HINT }, { 0 },
};

static const struct json_word nictypes[] = {
	{ .word = "unknown" }, { .word = "vif" },
	{ "vif_ioemu", "is emulated, and a PVH guest has no emulated devices", HINT }, { 0 },
};

/* An enum wish. */
static int key_wish(const struct key *k, struct json_object *v, const struct pointer *at, void *to,
		    struct fault *f)
{
	size_t index = 0;
	int r = json_read_word(k->words, v, at, &index, f);

	if (!r)
		*(enum wish *)((char *)to + k->offset) = (enum wish)index;
	return r;
}

/* Whoever serves it, in a domain.json one text; none is domain 0, which libxl sets out from. */
struct backend {
	const char *name;
	uint64_t domid;
	char text[24];
};

static const char *backend_text(struct backend *b)
{
	if (b->name || !b->domid)
		return b->name;
	snprintf(b->text, sizeof(b->text), "%" PRIu64, b->domid);
	return b->text;
}

/* --- Disks -------------------------------------------------------------------------------- */

struct disk {
	struct disk_wish wish;
	struct backend backend;
	enum wish trusted;
	uint64_t removable, readwrite, is_cdrom;
};

static int read_format(const struct key *k, struct json_object *v, const struct pointer *at,
		       void *to, struct fault *f)
{
	struct disk *disk = to;
	size_t index = 0;
	int r = json_read_word(k->words, v, at, &index, f);

	disk->wish.format = index ? (enum disk_format)(index - 1) : DISK_RAW;
	return r;
}

static const struct key disk_keys[] = {
	{ "backend_domid", key_count, .offset = offsetof(struct disk, backend.domid) },
	{ "backend_domname", key_text, .offset = offsetof(struct disk, backend.name) },
	{ "pdev_path", key_text, .offset = offsetof(struct disk, wish.target) },
	{ "vdev", key_text, .offset = offsetof(struct disk, wish.vdev) },
	{ "backend", key_wish, .offset = offsetof(struct disk, wish.qdisk), .words = backends },
	{ "format", read_format, .words = formats },
	{ "script", key_text, .offset = offsetof(struct disk, wish.script) },
	{ "removable", key_count, .offset = offsetof(struct disk, removable) },
	{ "readwrite", key_count, .offset = offsetof(struct disk, readwrite) },
	{ "is_cdrom", key_count, .offset = offsetof(struct disk, is_cdrom) },
	{ "direct_io_safe", key_flag, .offset = offsetof(struct disk, wish.direct_io_safe) },
	{ "discard_enable", key_wish, .offset = offsetof(struct disk, wish.discard),
	  .words = defbools },
	{ "specification", json_key_word, .words = specifications },
	{ "trusted", key_wish, .offset = offsetof(struct disk, trusted), .words = defbools },
};

static int read_disk(struct pvh_config *c, struct json_object *v, const struct pointer *at,
		     struct fault *f)
{
	struct disk disk = { .trusted = WISH_NONE };
	int r = table_read((struct key_table)KEY_TABLE(disk_keys), v, "an object", at, &disk, f);

	if (r)
		return r;
	disk.wish.backend = backend_text(&disk.backend);
	disk.wish.cdrom = disk.is_cdrom;
	disk.wish.readonly = disk.readwrite && !disk.is_cdrom ? WISH_NO : WISH_YES;
	disk.wish.trusted = disk.trusted != WISH_NO;
	return config_add_disk(c, &disk.wish, f);
}

/* --- Interfaces --------------------------------------------------------------------------- */

struct nic {
	struct nic_wish wish;
	struct backend backend;
	const char *model; /* of an emulated one, which xl names all the same */
	enum wish trusted;
	uint64_t bytes, usecs;
};

static const struct key nic_keys[] = {
	{ "backend_domid", key_count, .offset = offsetof(struct nic, backend.domid) },
	{ "backend_domname", key_text, .offset = offsetof(struct nic, backend.name) },
	{ "devid", key_count, .offset = offsetof(struct nic, wish.devid) },
	{ "mtu", key_count, .offset = offsetof(struct nic, wish.mtu) },
	{ "model", key_text, .offset = offsetof(struct nic, model) },
	{ "mac", key_text, .offset = offsetof(struct nic, wish.mac) },
	{ "ip", key_text, .offset = offsetof(struct nic, wish.ip) },
	{ "bridge", key_text, .offset = offsetof(struct nic, wish.bridge) },
	{ "ifname", key_text, .offset = offsetof(struct nic, wish.vifname) },
	{ "script", key_text, .offset = offsetof(struct nic, wish.script) },
	{ "nictype", json_key_word, .words = nictypes },
	{ "rate_bytes_per_interval", key_count, .offset = offsetof(struct nic, bytes) },
	{ "rate_interval_usecs", key_count, .offset = offsetof(struct nic, usecs) },
	{ "gatewaydev", key_text, .offset = offsetof(struct nic, wish.gatewaydev) },
	{ "trusted", key_wish, .offset = offsetof(struct nic, trusted), .words = defbools },
};

/* No bytes: unlimited. */
static int read_rate(struct nic *nic, char text[RATE_TEXT], const struct pointer *at,
		     struct fault *f)
{
	const struct rate rate = { .bytes = nic->bytes, .usecs = (uint32_t)nic->usecs };

	if (!nic->bytes)
		return 0;
	if (rate.usecs == nic->usecs && rate_to_text(&rate, text)) {
		nic->wish.rate = text;
		return 0;
	}
	fault_set(f, -EINVAL, "%" PRIu64 " bytes in %" PRIu64 " microseconds are no \"rate\"",
		  nic->bytes, nic->usecs);
	fault_hint(f, HINT);
	return pointer_fault(&(struct pointer){ at, "rate_bytes_per_interval", 0 }, f);
}

static int read_nic(struct pvh_config *c, struct json_object *v, const struct pointer *at,
		    struct fault *f)
{
	struct nic nic = { .wish = { .mtu = WISH_UNSET, .devid = WISH_UNSET } };
	char rate[RATE_TEXT];
	int r = table_read((struct key_table)KEY_TABLE(nic_keys), v, "an object", at, &nic, f);

	if (!r)
		r = read_rate(&nic, rate, at, f);
	if (r)
		return r;
	nic.wish.backend = backend_text(&nic.backend);
	nic.wish.trusted = nic.trusted != WISH_NO;
	return config_add_nic(c, &nic.wish, f);
}

/* --- All of them -------------------------------------------------------------------------- */

typedef int read_fn(struct pvh_config *c, struct json_object *v, const struct pointer *at,
		    struct fault *f);

/*
 * libxl leaves a device in its list that it has taken away: only xenstore says which are there. Of
 * two with one number, such as "xvdb" and "d1", it is the one that was given last.
 */
static bool is_there(json *list, size_t i, enum device_kind kind, const struct domain_state *s)
{
	unsigned int devid, other;

	if (!record_devid(json_object_array_get_idx(list, i), kind, &devid))
		return false;
	for (size_t j = i + 1; j < json_object_array_length(list); j++)
		if (record_devid(json_object_array_get_idx(list, j), kind, &other) && other == devid)
			return false;
	for (size_t j = 0; j < s->nr_devices; j++)
		if (s->devices[j].kind == kind && s->devices[j].devid == devid)
			return true;
	return false;
}

static int read_list(struct pvh_config *c, const struct domain_state *s, json *root,
		     const char *member, enum device_kind kind, read_fn *read, struct fault *f)
{
	const struct pointer devices = { .key = member };
	json *list = NULL;
	int r = 0;

	if (!json_object_object_get_ex(root, member, &list) ||
	    !json_object_is_type(list, json_type_array))
		return 0;
	for (size_t i = 0; i < json_object_array_length(list) && !r; i++)
		if (is_there(list, i, kind, s))
			r = read(c, json_object_array_get_idx(list, i),
				 &(struct pointer){ .parent = &devices, .index = i }, f);
	return r;
}

int libxl_read_devices(struct pvh_config *c, const struct domain_state *s, struct fault *f)
{
	json *root = NULL, *create;
	int r = record_parse(s->record, &root, &create, f);

	if (!r)
		r = read_list(c, s, root, "disks", DEVICE_VBD, read_disk, f);
	if (!r)
		r = read_list(c, s, root, "nics", DEVICE_VIF, read_nic, f);
	json_object_put(root);
	return r;
}
