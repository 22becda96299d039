/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A device of the guest that another domain serves: a disk (vbd), a network interface (vif), a
 * shared directory (9pfs), one more console.
 * All that is decided of it are xenstore nodes; a backend writes them, waits until who serves it
 * is there, and runs its hotplug script.
 */
#ifndef PVH_PLAN_DEVICE_H
#define PVH_PLAN_DEVICE_H

#include "plan/plan.h"

enum device_kind {
	DEVICE_VBD,
	DEVICE_VIF,
	DEVICE_QDISK,   /* the guest's side of it is a vbd */
	DEVICE_9PFS,
	DEVICE_CONSOLE, /* beside the first, which is no device */
};

struct plan_device {
	enum device_kind kind;
	unsigned int devid;   /* of those of its kind: the last part of its paths in xenstore */
	char *name;           /* for people: "disk xvda", "vif 0" */
	char *pointer;        /* JSON pointer of the wish: "/disk/0" */
	char *backend;        /* name or domid of the domain that serves it; NULL: the builder's */
	/*
	 * An absolute path in the builder's domain: of the file or block device that a disk must
	 * have, of the directory that is shared, of the socket that QEMU makes for a console. NULL:
	 * none.
	 */
	char *target;
	bool readonly;        /* ... and only reads */
	char *script;         /* hotplug script, an absolute path, for the builder's; NULL: none */
	struct nodes nodes;   /* in one transaction; SLOT_BACKEND_DOMID is who serves it */
	/*
	 * Directories that are removed with it: of the guest's side, the backend's, the toolstack's.
	 * The last is all that is believed then, so that it has "backend", "script", "gatewaydev".
	 */
	char *frontend, *served, *record;
};

/* A device of a domain that is there. */
struct device_id {
	enum device_kind kind; /* DEVICE_VBD: a disk, whoever serves it */
	unsigned int devid;
	char mac[MAC_TEXT + 1]; /* of an interface that is meant by it, and not by devid; or "" */
};

/* `key` is "disk" or "vif", `name` a vdev, or a number or MAC address. -EINVAL. */
int device_identify(const char *key, const char *name, struct device_id *id, struct fault *f);

/* Frees what it owns. */
void device_fini(struct plan_device *d);

/* As xenstore has it, on the guest's and the toolstack's side, and on the backend's: "vbd". */
const char *device_kind_name(enum device_kind kind);
const char *device_backend_name(enum device_kind kind);
/* Is its backend QEMU? Then plan_registration has one. */
bool device_needs_qemu(enum device_kind kind);

#endif
