/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts that deal with devices which other domains, or our own, serve. */
#ifndef PVH_BACKEND_XEN_DEVICE_H
#define PVH_BACKEND_XEN_DEVICE_H

#include "backend/xen.h"

#define XEN_DEVICE_PATH 128

/* What a backend's "state" says, as in Xen's io/xenbus.h. */
enum xen_device_state {
	XEN_DEVICE_GONE = 0, /* there is no such node, or nothing that can be read in it */
	XEN_DEVICE_INITIALISING = 1,
	XEN_DEVICE_INIT_WAIT = 2,
	XEN_DEVICE_CONNECTED = 4,
	XEN_DEVICE_CLOSING = 5,
	XEN_DEVICE_CLOSED = 6,
};

/* A device as xenstore has it. */
struct xen_device {
	uint32_t domid;   /* whose it is */
	uint32_t backend; /* who serves it */
	unsigned int devid;
	char kind[16];    /* of its backend: "vbd" */
	char frontend[XEN_DEVICE_PATH], served[XEN_DEVICE_PATH], record[XEN_DEVICE_PATH];
	char *script;     /* NULL: none that we run */
	bool closing;     /* its backend has been asked to let it go, and has not yet */
	bool closed;      /* ... and has */
	bool gently;      /* it is the guest that is asked */
	bool deserted;    /* it was QEMU's of our own domain, which has ended: nobody is asked */
};

/* xen-record.c: from what the toolstack alone writes, /libxl/<domid>/device. */
struct xen_devices {
	struct xen_device *list;
	size_t nr;
};

int xen_find_devices(struct xen_backend *xen, xs_transaction_t t, uint32_t domid,
		     struct xen_devices *devices, struct fault *f);
void xen_devices_fini(struct xen_devices *devices);
/* Is it for QEMU to serve? */
bool xen_device_is_qemu(const struct xen_device *d);
/* ... of our own domain? */
bool xen_device_has_qemu(struct xen_backend *xen, const struct xen_device *d);
/* What its backend says, into *state: xen_device_state, or what Xen has besides. */
int xen_device_state(struct xen_backend *xen, xs_transaction_t t, const struct xen_device *d,
		     unsigned int *state, struct fault *f);

/* xen-device.c: a device that a domain is given. */
struct xen_attachment {
	const struct plan_device *plan;
	struct slots slots; /* of the domain; who serves the device is added */
	struct xen_device device;
};

/* Its nodes are there afterwards. */
int xen_attach_begin(struct xen_backend *xen, struct xen_attachment *a, struct fault *f);
/* It is served, with its script run; or its nodes are gone. */
int xen_attach_finish(struct xen_backend *xen, struct xen_attachment *a, struct fault *f);

/* xen-hotplug.c: to the end of the device's script. A build may be cancelled in the middle. */
int xen_run_hotplug(struct xen_backend *xen, const struct xen_device *d, bool add,
		    struct fault *f);

/*
 * xen-detach.c: takes devices away from whatever state they are in, with all their nodes. A
 * backend that does not let go, or a script that fails, stops nothing: the first such failure is
 * the fault, and the others are logged.
 */
int xen_detach(struct xen_backend *xen, struct xen_device *devices, size_t nr, struct fault *f);
/*
 * Takes one away as libxl does without force: the guest is asked, and while it has not let go (within
 * the time that backends have) the device stays: -ETIMEDOUT. Asked it is then, and may let go later.
 */
int xen_detach_gently(struct xen_backend *xen, struct xen_device *device, struct fault *f);
/* All that domain `domid` has, of any kind, whoever made it. Its QEMU is ended first. */
int xen_detach_all(struct xen_backend *xen, uint32_t domid, struct fault *f);
/* The same, but its first console stays: nobody else can want it, with what was said last. */
int xen_detach_shared(struct xen_backend *xen, uint32_t domid, struct fault *f);

#endif
