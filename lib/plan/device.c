/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/device.h"

#include <stdlib.h>

static const struct kind {
	const char *front, *back;
	bool qemu;
} kinds[] = {
	[DEVICE_VBD] = { "vbd", "vbd", false },
	[DEVICE_VIF] = { "vif", "vif", false },
	[DEVICE_QDISK] = { "vbd", "qdisk", true },
	[DEVICE_9PFS] = { "9pfs", "9pfs", true },
	[DEVICE_CONSOLE] = { "console", "console", true },
};

const char *device_kind_name(enum device_kind kind)
{
	return kinds[kind].front;
}

const char *device_backend_name(enum device_kind kind)
{
	return kinds[kind].back;
}

bool device_needs_qemu(enum device_kind kind)
{
	return kinds[kind].qemu;
}

void device_fini(struct plan_device *d)
{
	nodes_fini(&d->nodes);
	free(d->name);
	free(d->pointer);
	free(d->backend);
	free(d->target);
	free(d->script);
	free(d->frontend);
	free(d->served);
	free(d->record);
}
