/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Plans with devices made by hand, and hotplug scripts that tell how they were called. */
#ifndef DEVICE_H
#define DEVICE_H

#include <pvh.h>

#include "backend/xen-device.h"

struct dev {
	enum device_kind kind;
	unsigned int devid;
	const char *backend, *target, *script;
	bool readonly;
};

/* A disk of 51712 (xvda) and an interface, without a target. */
#define DEV_DISK ((struct dev){ .kind = DEVICE_VBD, .devid = 51712 })
#define DEV_VIF ((struct dev){ .kind = DEVICE_VIF, .devid = 0 })

/* What other tests have of nodes, too. */
bool dev_node_is(const char *path, const char *value, const char *access);

/* A sealed plan of a small guest with these devices. */
struct pvh_plan *dev_plan(const struct dev *devices, size_t nr);
/* Builds it with a backend that waits a third of a second for others. */
int dev_build(struct pvh_plan *plan);
const char *dev_sentence(const struct pvh_plan *plan);

/* A directory of the test's own, with `name` in it. */
const char *dev_path(const char *name);
/* A script called `name`, which notes its arguments and environment and then does `body`. */
const char *dev_script(const char *name, const char *body);
/* What scripts have noted since it was asked for last, a line a call. */
const char *dev_notes(void);
void dev_done(void); /* removes the directory */

#endif
