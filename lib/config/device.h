/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices as they are wished for. Texts are as they were given; what they are called in
 * xenstore, and where relative paths lead, is for the plan.
 */
#ifndef PVH_CONFIG_DEVICE_H
#define PVH_CONFIG_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "config/mac.h"
#include "config/rate.h"

#define CONFIG_MAX_DISKS 64
#define CONFIG_MAX_NICS 64
#define CONFIG_MAX_P9S 16
#define CONFIG_MAX_CHANNELS 16
#define CONFIG_MAX_TARGET 1024 /* bytes: with what it is relative to, it is to fit into a node */
#define CONFIG_MAX_TEXT 255    /* bytes of all other texts of a device */
#define CONFIG_MAX_TAG 31      /* bytes; QEMU has room for no more */
#define CONFIG_MAX_SOCKET 107  /* Linux: sun_path, without NUL */
#define CONFIG_MAX_VIFNAME 15  /* Linux: IFNAMSIZ, without NUL */
#define CONFIG_MAX_DEVID 65535 /* of a vif: "vif32767.65535" is the longest name of one */
#define CONFIG_MIN_MTU 68      /* Linux: ETH_MIN_MTU, which is RFC 791's */
#define CONFIG_MAX_MTU 65535
#define CONFIG_DEFAULT_MTU 1500

#define CONFIG_DISK_SCRIPT "block"
#define CONFIG_NIC_SCRIPT "vif-bridge"
#define CONFIG_BRIDGE "xenbr0"

struct pointer;

/* What an image is, in the order of json-disk.c's words. */
enum disk_format { DISK_RAW, DISK_QCOW, DISK_QCOW2, DISK_VHD, DISK_QED };

struct config_disk {
	char *target;       /* a path, or whatever the script makes of it */
	char *vdev;         /* "xvda" */
	unsigned int devid; /* the number of that in xenstore */
	enum disk_format format;
	bool qdisk;         /* QEMU serves it, not the kernel */
	char *script;       /* name or path of the hotplug script; NULL: none, with QEMU */
	char *backend;      /* name or domid of the domain that serves it; NULL: the builder's */
	bool readonly, cdrom;
	bool discard;       /* the guest may tell what it no longer needs */
	bool direct_io_safe, trusted;
};

struct config_nic {
	uint8_t mac[MAC_SIZE];
	bool has_mac;   /* false until config_finish() makes one */
	bool has_devid; /* likewise */
	unsigned int devid;
	char *bridge, *script; /* never NULL */
	char *vifname, *ip, *gatewaydev, *backend; /* NULL: none */
	char *rate_text;       /* as it was given; NULL: unlimited */
	struct rate rate;
	unsigned int mtu;
	bool trusted;
};

/* A directory that the guest can mount. */
struct config_p9 {
	char *tag;     /* by which it does */
	char *path;
	char *backend; /* NULL: the builder's domain, as of all these */
};

/* A console beside the first. The i-th has the number i + 1. */
struct config_channel {
	char *name;
	char *path;    /* of the socket that it is connected to; NULL: a pty */
	char *backend;
};

/*
 * -EINVAL unless `text`, which is found at `at`, has 1 to `max` bytes of UTF-8 without a control
 * character: it becomes a node of xenstore, and scripts read it.
 */
int device_check_text(const char *text, size_t max, const struct pointer *at, struct fault *f);

#endif
