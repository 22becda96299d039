/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The devices of the guest: all that is decided of them, but of the QEMU that serves some nothing
 * (see qemu.h). Their nodes are those that libxl writes
 * (libxl__device_generic_add()), in its order and with its access.
 */
#ifndef PVH_EMIT_DEVICE_H
#define PVH_EMIT_DEVICE_H

#include "plan/device.h"

/* Those of a finished config, in libxl's order. -ENOMEM, -EINVAL, what getcwd(3) fails with. */
int emit_devices(struct pvh_plan *plan, const struct pvh_config *config, struct fault *f);
/* The only one of a config, into *d, which is zeroed and in the end the caller's to free. */
int emit_device(struct plan_device *d, const struct pvh_config *config, struct fault *f);

/* --- For the files of the kinds of devices ------------------------------------------------ */

/* A node of a device: its name in its directory, and a template unless verbatim. Borrowed. */
struct field {
	const char *key, *value;
	bool verbatim;
};

#define MAX_FIELDS 20

struct fields {
	struct field list[MAX_FIELDS];
	size_t nr;
};

static inline void field_add(struct fields *to, const char *key, const char *value)
{
	to->list[to->nr++] = (struct field){ key, value, false };
}

/* A user's text; NULL: there is none. */
static inline void field_add_text(struct fields *to, const char *key, const char *text)
{
	if (text)
		to->list[to->nr++] = (struct field){ key, text, true };
}

/* What a device has in each of its directories, beside the links from one to the other. */
struct device_fields {
	struct fields front;    /* the guest's */
	struct fields ro_front; /* in the guest's directory, but the backend's */
	struct fields back;     /* the backend's; the toolstack's is a copy of it */
};

/* Fills in what follows from kind and devid: the directories. False: out of memory. */
bool device_place(struct plan_device *d);
/* ... and then the nodes. */
bool device_add_nodes(struct plan_device *d, const struct device_fields *fields);
/* A script's path: relative names are in the folder of Xen's scripts. NULL: out of memory. */
char *device_script(const char *script);
/* A copy into *to; NULL stays that. False: out of memory. */
bool device_copy(char **to, const char *from);
/*
 * The user's path `key` of a device that is served here as an absolute one, for whoever runs
 * elsewhere. Refused when that has more than `max` bytes; `why` says what they have to fit into.
 */
int device_path(const char *text, const char *key, const char *base_dir, size_t max,
		const char *why, char **path, struct fault *f);

#define MAX_NODE 2047 /* bytes: xenstored's quota for a node of who is not privileged */
#define NODE_FULL "fit into xenstore"    /* ... for device_path() */
#define DEVICE_CHARDEV "libxl-channel%u" /* the socket of the console of that devid, in QEMU */

int device_from_disk(struct plan_device *d, const struct config_disk *disk, const char *base_dir,
		     struct fault *f);
int device_from_nic(struct plan_device *d, const struct config_nic *nic, struct fault *f);
/* Of these two, *d has its devid: their configs have none. */
int device_from_p9(struct plan_device *d, const struct config_p9 *p9, const char *base_dir,
		   struct fault *f);
int device_from_channel(struct plan_device *d, const struct config_channel *channel,
			const char *base_dir, struct fault *f);

#endif
