/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of virtual disks, and the numbers that xenstore has for them: xen-vbd-interface(7). */
#ifndef PVH_CONFIG_VDEV_H
#define PVH_CONFIG_VDEV_H

#include <stdbool.h>

/*
 * xvda, xvdb2, xvdtq37; d1, d1p2, d536p37; hda to hdd and their partitions up to 63; sda to sdp
 * and theirs up to 15; or the number itself, decimal, octal or hexadecimal. False: none of these.
 */
bool vdev_from_text(const char *text, unsigned int *devid);

/* "d1": a disk by its number alone, which libxl takes only as "d1p0". */
bool vdev_is_short(const char *text);

#endif
