/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Plans with devices made by hand; hotplug scripts and a QEMU that tell how they were called. */
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
#define DEV_QDISK ((struct dev){ .kind = DEVICE_QDISK, .devid = 51728 })
#define DEV_9PFS ((struct dev){ .kind = DEVICE_9PFS, .devid = 0 })
#define DEV_CONSOLE ((struct dev){ .kind = DEVICE_CONSOLE, .devid = 1 })

/* What other tests have of nodes, too. */
bool dev_node_is(const char *path, const char *value, const char *access);

/* A sealed plan of a small guest with these devices. */
struct pvh_plan *dev_plan(const struct dev *devices, size_t nr);
/* Builds it with a backend that waits a third of a second for others. */
int dev_build(struct pvh_plan *plan);
int dev_build_within(struct pvh_plan *plan, const struct xen_timeouts *timeouts);
const char *dev_sentence(const struct pvh_plan *plan);

/* A directory of the test's own, with `name` in it. */
const char *dev_path(const char *name);
/* A script called `name`, which notes its arguments and environment and then does `body`. */
const char *dev_script(const char *name, const char *body);
/* What scripts have noted since it was asked for last, a line a call. */
const char *dev_notes(void);

/*
 * The plan's QEMU: a script that does `body`, in which "say STATE" and "stay" are commands. It is
 * told "-xen-domid {domid} -name {domid}", of which the last is verbatim, and two variables.
 */
void dev_set_qemu(struct pvh_plan *plan, const char *body);
#define DEV_QEMU_STAYS "say running; stay"
void dev_reset_qemu(void); /* with the fake: none has run on it */
int dev_qemu(void); /* the pid of the last that was started; 0: none was */
bool dev_is_gone(int pid);

void dev_done(void); /* removes the directory */

#endif
