/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the host can do. */
#include <errno.h>

#include "backend/xen-compat.h"
#include "backend/xen.h"

int xen_describe(struct pvh_backend *be, struct host *host, struct fault *f)
{
	struct xen_backend *xen = to_xen(be);
	xc_physinfo_t info;

	if (xc_physinfo(xen->xch, &info))
		return xen_failed(f, errno, "describe the host");
	host->hvm = info.capabilities & XEN_SYSCTL_PHYSCAP_hvm;
	host->hap = info.capabilities & XEN_SYSCTL_PHYSCAP_hap;
	host->nr_nodes = info.nr_nodes;
	host->msr_relaxed = XEN_KNOWS_MSR_RELAXED;
	xen->gnttab_v2 = info.capabilities & XEN_SYSCTL_PHYSCAP_gnttab_v2;
	return 0;
}
