/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shared directories: xen/include/public/io/9pfs.h says what their nodes mean. */
#include <stdio.h>

#include "emit/device.h"

static void add_nodes(struct device_fields *to, const struct config_p9 *p9, const char *path)
{
	field_add(&to->front, "backend-id", "{backend_domid}");
	field_add(&to->front, "state", "1"); /* XenbusStateInitialising */
	field_add_text(&to->front, "tag", p9->tag);
	field_add(&to->back, "frontend-id", "{domid}");
	field_add(&to->back, "online", "1");
	field_add(&to->back, "state", "1");
	field_add_text(&to->back, "path", path);
	field_add(&to->back, "security_model", "none");
}

/* Another domain's path is its own to know. */
static int find_path(const struct config_p9 *p9, const char *base_dir, char **path,
		     struct fault *f)
{
	if (p9->backend)
		return device_copy(path, p9->path) ? 0 : fault_oom(f);
	return device_path(p9->path, "path", base_dir, MAX_NODE, NODE_FULL, path, f);
}

int device_from_p9(struct plan_device *d, const struct config_p9 *p9, const char *base_dir,
		   struct fault *f)
{
	_cleanup_free_ char *path = NULL;
	struct device_fields fields = { 0 };
	int r = find_path(p9, base_dir, &path, f);

	if (r) {
		fault_pointer(f, "%s/path", d->pointer);
		return r;
	}
	d->kind = DEVICE_9PFS;
	if (asprintf(&d->name, "p9 %s", p9->tag) < 0)
		d->name = NULL;
	if (!d->name || !device_copy(&d->backend, p9->backend) || !device_place(d))
		return fault_oom(f);
	add_nodes(&fields, p9, path);
	if (!device_add_nodes(d, &fields))
		return fault_oom(f);
	if (!p9->backend)
		d->target = TAKE(path);
	return 0;
}
