/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a hotplug script is told: its arguments and environment. */
#ifndef PVH_BACKEND_XEN_SCRIPT_H
#define PVH_BACKEND_XEN_SCRIPT_H

#include "backend/xen-device.h"

#define XEN_SCRIPT_ARGS 4

struct xen_script {
	const char *argv[XEN_SCRIPT_ARGS]; /* the script itself first, NULL last */
	char **env;                  /* ours, behind what is owned */
	size_t nr_owned;
};

int xen_script_new(struct xen_backend *xen, const struct xen_device *d, bool add,
		   struct xen_script *script, struct fault *f);
void xen_script_fini(struct xen_script *script);

#endif
