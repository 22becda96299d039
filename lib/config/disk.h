/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disks of the guest. */
#ifndef PVH_CONFIG_DISK_H
#define PVH_CONFIG_DISK_H

#include "config/config.h"

enum wish { WISH_NONE, WISH_NO, WISH_YES };

/* A disk as it is wished for, borrowed. */
struct disk_wish {
	const char *target, *vdev;      /* NULL: missing */
	const char *script, *backend;   /* NULL: the default */
	enum disk_format format;
	enum wish qdisk, readonly, discard; /* the default depends on others */
	bool cdrom, direct_io_safe, trusted;
};

/* One more disk. -EINVAL with the pointer of what is wrong, -ENOMEM. */
int config_add_disk(struct pvh_config *c, const struct disk_wish *wish, struct fault *f);
void config_clear_disks(struct pvh_config *c);

/* Is its target a path on this host, which the script or QEMU takes for a file or block device? */
bool config_disk_is_path(const struct config_disk *disk);

/* Makes relative paths absolute, as "block" and QEMU need them. -ENOMEM, or what getcwd(3) fails with. */
int config_resolve_disks(struct pvh_config *c, struct fault *f);

#endif
