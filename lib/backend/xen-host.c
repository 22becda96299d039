/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the host can do. */
#include <errno.h>
#include <xenctrl.h> /* before the next, which does not include it */

#include "backend/xen-compat.h"
#include "backend/xen.h"

/*
 * Xen takes the param on any host, and does nothing with it where it has no altp2m. There every
 * altp2m operation is unsupported; elsewhere one on no domain fails for some other reason.
 */
static bool has_altp2m(struct xen_backend *xen)
{
	bool state;

	return xc_altp2m_get_domain_state(xen->xch, DOMID_INVALID, &state) &&
	       (errno == ESRCH || errno == EINVAL);
}

/* Without FLASK no Xen knows this operation; with it, everybody may ask. */
static bool has_flask(struct xen_backend *xen)
{
	return xc_flask_getenforce(xen->xch) >= 0;
}

static void describe_features(struct xen_backend *xen, uint32_t capabilities, struct host *host)
{
	host->hvm = capabilities & XEN_SYSCTL_PHYSCAP_hvm;
	host->hap = capabilities & XEN_SYSCTL_PHYSCAP_hap;
	host->shadow = capabilities & XEN_SYSCTL_PHYSCAP_shadow;
	host->vpmu = capabilities & XEN_SYSCTL_PHYSCAP_vpmu;
	host->vmtrace = capabilities & XEN_SYSCTL_PHYSCAP_vmtrace;
	host->gnttab_v2 = capabilities & XEN_SYSCTL_PHYSCAP_gnttab_v2;
	host->msr_edits = XEN_KNOWS_MSR_EDITS;
	host->altp2m = has_altp2m(xen);
	host->flask = has_flask(xen);
}

/* By number: the last one that is there, and all before it, of which some may be missing. */
static int find_nodes(struct xen_backend *xen, struct fault *f)
{
	_cleanup_free_ xc_meminfo_t *nodes = NULL;
	unsigned int nr = 0;

	if (xc_numainfo(xen->xch, &nr, NULL, NULL))
		return xen_failed(f, errno, "count the host's NUMA nodes");
	nodes = calloc(nr, sizeof(*nodes));
	free(TAKE(xen->free_memory));
	xen->free_memory = calloc(nr, sizeof(*xen->free_memory));
	if (!nodes || !xen->free_memory)
		return fault_oom(f);
	if (xc_numainfo(xen->xch, &nr, nodes, NULL))
		return xen_failed(f, errno, "describe the host's NUMA nodes");
	for (unsigned int i = 0; i < nr; i++)
		xen->free_memory[i] = nodes[i].memsize == XEN_INVALID_MEM_SZ ? HOST_NO_MEMORY :
									     nodes[i].memfree;
	xen->host.free_memory = xen->free_memory;
	xen->host.nr_nodes = nr;
	return 0;
}

int xen_describe(struct pvh_backend *be, struct host *host, struct fault *f)
{
	struct xen_backend *xen = to_xen(be);
	xc_physinfo_t info;
	int r;

	if (xc_physinfo(xen->xch, &info))
		return xen_failed(f, errno, "describe the host");
	xen->host = (struct host){ 0 };
	describe_features(xen, info.capabilities, &xen->host);
	r = find_nodes(xen, f);
	if (!r)
		r = xen_find_cpus(xen, f);
	if (!r)
		r = xen_find_pools(xen, f);
	*host = xen->host;
	return r;
}
