/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libxl-device.h backwards. */
#ifndef PVH_EMIT_LIBXL_READ_H
#define PVH_EMIT_LIBXL_READ_H

#include "plan/state.h"

/*
 * Adds to `c`, which has none, the disks and interfaces of the record that the domain has, in the
 * record's order. -EIO: it is no record. -EBADMSG, -EINVAL: no domain.json can say that.
 */
int libxl_read_devices(struct pvh_config *c, const struct domain_state *s, struct fault *f);

#endif
