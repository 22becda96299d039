/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A domain that is there: which one it is, how it is, what runs and what does not. */
#include "backend/xen-life.h"

#include <errno.h>
#include <string.h>

/* What guests give as the reason; see xen/sched.h, where SHUTDOWN_soft_reset is the last. */
static enum pvh_end end_of(uint32_t flags)
{
	uint32_t reason = flags >> XEN_DOMINF_shutdownshift & XEN_DOMINF_shutdownmask;

	if (!(flags & XEN_DOMINF_shutdown))
		return PVH_END_NONE;
	if (reason > PVH_END_SOFT_RESET - PVH_END_POWEROFF)
		return PVH_END_UNKNOWN;
	return (enum pvh_end)(PVH_END_POWEROFF + reason);
}

/* The first domain of this number or above; *found: it has this number and is not dying. */
static int get_info(struct xen_backend *xen, uint32_t domid, xc_domaininfo_t *info, bool *found,
		    struct fault *f)
{
	int nr = xc_domain_getinfolist(xen->xch, domid, 1, info);

	if (nr < 0)
		return xen_failed(f, errno, "tell how the domain is");
	*found = nr && info->domain == domid && !(info->flags & XEN_DOMINF_dying);
	return 0;
}

int xen_look(struct pvh_domain *d, enum pvh_end *end, struct fault *f)
{
	xc_domaininfo_t info;
	bool found = false;
	int r = get_info(xen_of(d), d->domid, &info, &found, f);

	if (r)
		return r;
	if (!found || memcmp(info.handle, d->uuid, sizeof(d->uuid)))
		*end = PVH_END_GONE;
	else
		*end = end_of(info.flags);
	return 0;
}

int xen_require(struct pvh_domain *d, struct fault *f)
{
	enum pvh_end end;
	int r = xen_look(d, &end, f);

	if (r)
		return r;
	if (end == PVH_END_GONE)
		return fault_set(f, -ESRCH, "domain %u is gone", d->domid);
	return 0;
}

int xen_domain_failed(struct pvh_domain *d, int err, const char *what, struct fault *f)
{
	struct fault ignored = FAULT_NONE;
	enum pvh_end end;

	if (!xen_look(d, &end, &ignored) && end == PVH_END_GONE)
		return fault_set(f, -ESRCH, "domain %u is gone", d->domid);
	return xen_failed(f, err, what);
}

static int pause_domain(struct pvh_domain *d, struct fault *f)
{
	int r = xen_require(d, f);

	if (!r && xc_domain_pause(xen_of(d)->xch, d->domid))
		r = xen_domain_failed(d, errno, "pause the domain", f);
	return r;
}

bool xen_hold(struct pvh_domain *d)
{
	if (!xc_domain_pause(xen_of(d)->xch, d->domid))
		return true;
	ctx_info(d->be->ctx, "xen: domain %u cannot be paused: %s", d->domid,
		 strerrordesc_np(errno));
	return false;
}

static int unpause_domain(struct pvh_domain *d, struct fault *f)
{
	int r = xen_require(d, f);

	if (r || !xc_domain_unpause(xen_of(d)->xch, d->domid))
		return r;
	if (errno == EINVAL)
		return fault_set(f, -EALREADY, "domain %u is not paused", d->domid);
	return xen_domain_failed(d, errno, "unpause the domain", f);
}

/* The one is the other's first member: container_of() would take away the const. */
static int get_fd(const struct pvh_domain *d)
{
	return xen_watch_fd(&((const struct xen_domain *)d)->released);
}

/* --- Opening ------------------------------------------------------------------------------ */

static void close_domain(struct pvh_domain *d)
{
	struct xen_domain *x = to_xen_domain(d);

	xen_watch_close(&x->released);
	free(x);
}

static int identify(struct xen_backend *xen, uint32_t domid, struct xen_domain *x,
		    struct fault *f)
{
	xc_domaininfo_t info;
	bool found = false;
	int r = get_info(xen, domid, &info, &found, f);

	if (r)
		return r;
	if (!found)
		return fault_set(f, -ESRCH, "there is no domain %u", domid);
	x->domain.domid = domid;
	memcpy(x->domain.uuid, info.handle, sizeof(x->domain.uuid));
	return 0;
}

/*
 * @releaseDomain is for domains that have shut down as well as for those that are gone. The watch
 * comes first, so that nothing is missed.
 */
static int open_domain(struct pvh_backend *be, uint32_t domid, struct pvh_domain **out,
		       struct fault *f)
{
	struct xen_domain *x;
	int r;

	if (domid == to_xen(be)->toolstack)
		return fault_set(f, -EINVAL, "domain %u is the one that this runs in", domid);
	x = calloc(1, sizeof(*x));
	if (!x)
		return fault_oom(f);
	r = xen_watch_open(&x->released, f);
	if (!r)
		r = xen_watch_add(&x->released, "@releaseDomain", f);
	if (!r)
		r = identify(to_xen(be), domid, x, f);
	if (r) {
		close_domain(&x->domain);
		return r;
	}
	*out = &x->domain;
	return 0;
}

const struct domain_ops xen_domain_ops = {
	.find = xen_find,
	.next = xen_next_domid,
	.open = open_domain,
	.close = close_domain,
	.look = xen_look,
	.wait = xen_wait,
	.get_fd = get_fd,
	.pause = pause_domain,
	.unpause = unpause_domain,
	.request = xen_request,
	.destroy = xen_destroy,
	.get_name = xen_get_name,
	.rename = xen_rename,
	.preserve = xen_preserve,
	.get_state = xen_get_state,
	.next_devid = xen_next_devid,
	.attach = xen_attach_live,
	.detach = xen_detach_live,
	.dump_core = xen_dump_core,
	.open_console = xen_open_console,
};
