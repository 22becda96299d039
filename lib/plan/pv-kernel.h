/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel of a PV guest in Xen's shim, which is a module of the plan. */
#ifndef PVH_PLAN_PV_KERNEL_H
#define PVH_PLAN_PV_KERNEL_H

#include "base/fault.h"

struct pvh_image;

/*
 * What opening the kernel said, in `f` and `image`, is about PVH: this turns it into what is to
 * be said of a PV kernel. 0 when it is one, or when only the shim can know, because no decoder
 * for it was built in here. -ENOEXEC when it is none; the codes of image_read() when that was
 * not found out.
 */
int plan_check_pv_kernel(const struct pvh_image *image, struct fault *f);

#endif
