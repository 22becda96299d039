/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices as libxl's record of a domain has them: libxl_device_disk and the like. */
#ifndef PVH_EMIT_LIBXL_DEVICE_H
#define PVH_EMIT_LIBXL_DEVICE_H

#include "config/config.h"
#include "plan/writer.h"

/* Puts them into a libxl_domain_config; nothing, if there are none. */
void libxl_put_disks(struct writer *w, json *root, const struct pvh_config *c);
void libxl_put_nics(struct writer *w, json *root, const struct pvh_config *c);
void libxl_put_p9s(struct writer *w, json *root, const struct pvh_config *c);
void libxl_put_channels(struct writer *w, json *root, const struct pvh_config *c);

/*
 * Disks and interfaces of a config alone, as an object of arrays: for a record that is there.
 * Allocated.
 */
int emit_libxl_devices(const struct pvh_config *config, char **text, struct fault *f);

#endif
