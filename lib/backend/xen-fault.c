/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What goes wrong on Xen: what errno means there, and which of several failures is told. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "backend/xen.h"
#include "plan/bill.h"

int xen_failed(struct fault *f, int err, const char *what)
{
	switch (err) {
	case EPERM:
	case EACCES:
		fault_os(f, -EPERM, err, "Xen refuses to %s", what);
		fault_hint(f, "run it in the control domain, with libxenctrl of the running "
			      "Xen's release");
		break;
	case ENOMEM:
		fault_os(f, -ENOMEM, err, "Xen cannot %s", what);
		break;
	default:
		fault_os(f, -EIO, err, "Xen cannot %s", what);
		break;
	}
	return f->code;
}

/* xl would take it from the control domain (autoballoon), which is not for us to shrink. */
void xen_hint_memory(struct xen_backend *xen, struct fault *f)
{
	const struct bill bill = plan_bill(&xen->plan->domain);
	xc_physinfo_t info;

	if (f->code != -ENOMEM || xc_physinfo(xen->xch, &info))
		return;
	fault_hint(f, "the domain takes %" PRIu64 " MiB and the host has %" PRIu64 " MiB free: end "
		      "another domain, or leave the control domain no more than it needs, by "
		      "xl mem-set 0 N",
		   bill_total(&bill) / MIB(1),
		   (info.free_pages - info.outstanding_pages) / (MIB(1) / XC_PAGE_SIZE));
}

int xen_note_fault(struct xen_backend *xen, const struct fault *one, struct fault *f)
{
	if (f->code)
		ctx_log_fault(xen->be.ctx, PVH_LOG_ERROR, one);
	else
		*f = *one;
	return f->code;
}
