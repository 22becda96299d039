/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* disk = [ "/dev/vg/web1,raw,xvda,rw", ... ]: xl-disk-configuration(5), read by libxlutil. */
#include <string.h>

#include "tools/xlcfg/convert.h"
#include "tools/xlcfg/xlu.h"

#define SPACE " \t\n"

#define EMPTY_DRIVE "nobody serves an empty CD-ROM drive to a PVH guest, and Linux as one does not " \
	"look at CD-ROM drives"

static const char *format_name(libxl_disk_format format)
{
	switch (format) {
	case LIBXL_DISK_FORMAT_QCOW:
		return "qcow";
	case LIBXL_DISK_FORMAT_QCOW2:
		return "qcow2";
	case LIBXL_DISK_FORMAT_VHD:
		return "vhd";
	case LIBXL_DISK_FORMAT_QED:
		return "qed";
	case LIBXL_DISK_FORMAT_RAW:
	case LIBXL_DISK_FORMAT_EMPTY:
	case LIBXL_DISK_FORMAT_UNKNOWN:
		break;
	}
	return NULL; /* raw, which goes without saying */
}

static const char *backend_name(libxl_disk_backend backend)
{
	return backend == LIBXL_DISK_BACKEND_PHY ? "phy" :
	       backend == LIBXL_DISK_BACKEND_QDISK ? "qdisk" : NULL;
}

static bool has_target(const libxl_device_disk *d)
{
	return d->pdev_path && *d->pdev_path;
}

static bool has_script(const libxl_device_disk *d)
{
	return d->script && *d->script;
}

/* As far as the file says; QEMU then opens the target. */
static bool is_qdisk(const libxl_device_disk *d)
{
	return format_name(d->format) || d->backend == LIBXL_DISK_BACKEND_QDISK;
}

/* Why pvh-build cannot have such a disk, or NULL. */
static const char *unsupported(const libxl_device_disk *d)
{
	if (!d->is_cdrom && !has_target(d))
		return "it has no target, and only a CD-ROM drive can be empty";
	if (d->format == LIBXL_DISK_FORMAT_EMPTY && has_target(d))
		return "it has format=empty, and a target";
	if (d->backend == LIBXL_DISK_BACKEND_TAP)
		return "Xen has no backend tap any more";
	if (d->specification == LIBXL_DISK_SPECIFICATION_VIRTIO ||
	    d->backend == LIBXL_DISK_BACKEND_STANDALONE)
		return "a PVH guest on x86 has no virtio disks";
	if (!libxl_defbool_is_default(d->colo_enable) || d->colo_port || d->colo_host ||
	    d->colo_export || d->active_disk || d->hidden_disk)
		return "it is for COLO, which pvh-build does not do";
	return NULL;
}

static void put_text(struct json_object *o, const char *key, const char *text)
{
	if (text && *text)
		json_put(o, key, json_object_new_string(text));
}

static void put_flag(struct json_object *o, const char *key, libxl_defbool flag)
{
	if (!libxl_defbool_is_default(flag))
		json_put(o, key, json_object_new_boolean(libxl_defbool_val(flag)));
}

/* What a script makes of a target is the script's; any other is a path. */
static bool is_relative(const libxl_device_disk *d)
{
	return has_target(d) && *d->pdev_path != '/' && !has_script(d);
}

/*
 * xl-disk-configuration(5) has relative paths below /dev, which is what the script block does. QEMU
 * takes them for what they are, and that of another domain has a current directory of its own.
 */
static char *target_of(struct conversion *c, const struct setting *s, size_t i,
		       const libxl_device_disk *d)
{
	if (!is_relative(d) || (is_qdisk(d) && d->backend_domname && *d->backend_domname))
		return text_of("%s", d->pdev_path ? d->pdev_path : "");
	CHANGE(c, s, "disk %zu: a target that does not begin with / is below %s", i,
	       is_qdisk(d) ? "the current directory, because QEMU opens it" : "/dev");
	return is_qdisk(d) ? absolute(c, d->pdev_path) : text_of("/dev/%s", d->pdev_path);
}

/* What differs from the defaults of xl-disk-configuration(5). */
static struct json_object *write_disk(const libxl_device_disk *d, const char *target)
{
	struct json_object *o = checked(json_object_new_object());

	put_text(o, "target", target);
	put_text(o, "vdev", d->vdev);
	put_text(o, "access", d->readwrite || d->is_cdrom ? NULL : "ro");
	put_text(o, "devtype", d->is_cdrom ? "cdrom" : NULL);
	put_text(o, "format", format_name(d->format));
	put_text(o, "backendtype", backend_name(d->backend));
	put_text(o, "backend", d->backend_domname);
	put_text(o, "script", d->script);
	put_flag(o, "discard", d->discard_enable);
	if (d->direct_io_safe)
		json_put(o, "direct_io_safe", json_object_new_boolean(true));
	put_flag(o, "trusted", d->trusted);
	return o;
}

static bool is_word(const char *text, const char *end, const char *word)
{
	return (size_t)(end - text) == strlen(word) && memcmp(text, word, strlen(word)) == 0;
}

/*
 * Takes trusted and untrusted out of a specification, because the libxlutil of Xen 4.17 takes
 * them for something else: its scanner was generated before they were added. What is behind
 * target= is the target.
 */
static void take_trust(char *spec, libxl_device_disk *d)
{
	char *word = spec;

	while (*word) {
		char *text = word + strspn(word, SPACE), *next = text + strcspn(text, ",");
		bool trusted = is_word(text, next, "trusted");

		if (strncmp(text, "target=", 7) == 0)
			return;
		if (trusted || is_word(text, next, "untrusted")) {
			libxl_defbool_set(&d->trusted, trusted);
			next += *next == ',';
			memmove(word, next, strlen(next) + 1);
		} else {
			word = next + (*next == ',');
		}
	}
}

static void read_disk(struct conversion *c, const struct setting *s, size_t i,
		      struct json_object *list)
{
	_cleanup_(libxl_device_disk_dispose) libxl_device_disk d;
	_cleanup_free_ char *spec = text_of("%s", element_text(s->value, i)), *target = NULL;
	const char *why, *specs[] = { spec };
	_cleanup_xlu_ struct xlu x;

	xlu_open(&x);
	libxl_device_disk_init(&d);
	take_trust(spec, &d);
	if (xlu_disk_parse(x.cfg, 1, specs, &d)) {
		REFUSE(c, s, "disk %zu: %s", i, xlu_said(&x, "in disk specification: "));
		return;
	}
	why = unsupported(&d);
	if (why) {
		REFUSE(c, s, "disk %zu: %s", i, why);
	} else if (!has_target(&d)) {
		DROP(c, s, "disk %zu: " EMPTY_DRIVE, i);
		return;
	}
	target = target_of(c, s, i, &d);
	json_push(list, write_disk(&d, target));
}

void convert_disks(struct conversion *c, const struct row *row, const struct setting *s)
{
	convert_items(c, row, s, read_disk);
}
