/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is said of QEMU, which a PVH guest has only for devices that it serves. */
#include <string.h>

#include "tools/xlcfg/convert.h"

static bool is_served_by_qemu(struct json_object *disk)
{
	const char *backendtype =
		json_object_get_string(json_object_object_get(disk, "backendtype"));

	return json_object_object_get_ex(disk, "format", NULL) ||
	       (backendtype && strcmp(backendtype, "qdisk") == 0);
}

/* The rows of devices come first. */
static bool needs_qemu(const struct conversion *c)
{
	struct json_object *disks;

	if (json_object_object_get_ex(c->domain, "p9", NULL) ||
	    json_object_object_get_ex(c->domain, "channel", NULL))
		return true;
	if (!json_object_object_get_ex(c->domain, "disk", &disks))
		return false;
	for (size_t i = 0; i < json_object_array_length(disks); i++)
		if (is_served_by_qemu(json_object_array_get_idx(disks, i)))
			return true;
	return false;
}

/* False, and the setting is dropped: there is nothing that it could be for. */
static bool is_for_qemu(struct conversion *c, const struct setting *s)
{
	bool needed = needs_qemu(c);

	if (!needed)
		DROP(c, s, "no device of this guest needs QEMU, for which it is");
	return needed;
}

void convert_device_model(struct conversion *c, const struct row *row, const struct setting *s)
{
	if (is_for_qemu(c, s))
		convert_path(c, row, s);
}

void refuse_for_qemu(struct conversion *c, const struct row *row, const struct setting *s)
{
	if (is_for_qemu(c, s))
		REFUSE(c, s, "%s; --drop %s does without it", row->reason, row->name);
}

void refuse_flag_for_qemu(struct conversion *c, const struct row *row, const struct setting *s)
{
	long number;

	if (!is_for_qemu(c, s) || !need_number(c, row, s, &number))
		return;
	if (number)
		REFUSE(c, s, "%s; --drop %s does without it", row->reason, row->name);
	else
		DROP(c, s, "it is off, as it is without it");
}

void drop_version(struct conversion *c, const struct row *row, const struct setting *s)
{
	const char *text;

	if (!is_for_qemu(c, s))
		return;
	text = need_text(c, s);
	if (text && strcmp(text, "qemu-xen") == 0)
		DROP(c, s, "%s", row->reason);
	else if (text)
		REFUSE(c, s, "\"%s\" is not what pvh-build starts: only \"qemu-xen\"", text);
}
