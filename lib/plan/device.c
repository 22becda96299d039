/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/device.h"

#include <stdlib.h>

const char *device_kind_name(enum device_kind kind)
{
	static const char *const names[] = { [DEVICE_VBD] = "vbd", [DEVICE_VIF] = "vif" };

	return names[kind];
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
