/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * "pvshim": what the domain boots is not the kernel that it is about but Xen's shim, a Xen for
 * a single PV guest, which gets that kernel and its ramdisk as its modules.
 */
#ifndef PVH_CONFIG_SHIM_H
#define PVH_CONFIG_SHIM_H

#include "config/config.h"

/* Where the shim is: as wished, or where it was installed with Xen. */
const char *shim_path(const struct pvh_config *c);

/* The key that is to blame if it is not there, as a JSON pointer. */
const char *shim_path_pointer(const struct pvh_config *c);

/* Its command line, to be freed; NULL: out of memory. */
char *shim_cmdline(const struct pvh_config *c);

/* -EINVAL: wishes about a shim without one, or beside it what it does not hand on. */
int config_check_shim(const struct pvh_config *c, struct fault *f);

#endif
