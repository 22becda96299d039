/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What guests do in their own time: they end, or take a request to do so. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen-life.h"

/*
 * Events are forgotten before the look, not after it: one that comes in between makes the
 * descriptor readable again.
 */
int xen_wait(struct pvh_domain *d, int timeout, enum pvh_end *end, struct fault *f)
{
	struct xen_watch *w = &to_xen_domain(d)->released;
	int64_t deadline = deadline_in(timeout);
	bool over = false;
	int r;

	for (;;) {
		r = xen_watch_clear(w, f);
		if (!r)
			r = xen_look(d, end, f);
		if (r || *end != PVH_END_NONE || over || !timeout)
			return r;
		r = xen_watch_sleep(w, deadline, &over, f);
		if (r)
			return r;
	}
}

/* --- Requests ----------------------------------------------------------------------------- */

static const char *const requests[] = {
	[PVH_REQUEST_POWEROFF] = "poweroff",
	[PVH_REQUEST_REBOOT] = "reboot",
	[PVH_REQUEST_HALT] = "halt",
	[PVH_REQUEST_SUSPEND] = "suspend",
};

static int require_running(struct pvh_domain *d, struct fault *f)
{
	enum pvh_end end;
	int r = xen_require(d, f);

	if (!r)
		r = xen_look(d, &end, f);
	if (!r && end != PVH_END_NONE)
		r = fault_set(f, -EALREADY, "domain %u has ended already", d->domid);
	return r;
}

/* The guest empties the node; one that has ended has no need to. */
static int is_taken(struct pvh_domain *d, const char *path, bool *taken, struct fault *f)
{
	unsigned int len;
	_cleanup_free_ char *value = xs_read(xen_of(d)->xs, XBT_NULL, path, &len);
	enum pvh_end end;
	int r;

	if (!value && errno != ENOENT)
		return fault_os(f, -EIO, errno, "xenstored cannot read %s", path);
	r = xen_look(d, &end, f);
	*taken = !value || !*value || end != PVH_END_NONE;
	return r;
}

/* Guests say what they take; those before Linux 4.15 do not. */
static int not_taken(struct pvh_domain *d, const char *request, struct fault *f)
{
	char path[96];
	unsigned int len;
	_cleanup_free_ char *feature = NULL;

	snprintf(path, sizeof(path), "/local/domain/%u/control/feature-%s", d->domid, request);
	feature = xs_read(xen_of(d)->xs, XBT_NULL, path, &len);
	fault_set(f, -ETIMEDOUT, "the guest has not taken the request \"%s\"", request);
	if (!feature || !*feature)
		fault_hint(f, "it does not say that it takes such requests: its control/feature-%s "
			      "is empty", request);
	return f->code;
}

static int wait_until_taken(struct pvh_domain *d, const char *path, const char *request,
			    int timeout, struct fault *f)
{
	_cleanup_(xen_watch_close) struct xen_watch w = { 0 };
	int64_t deadline = deadline_in(timeout);
	bool taken = false, over = false;
	int r = xen_watch_open(&w, f);

	if (!r)
		r = xen_watch_add(&w, path, f);
	if (!r)
		r = xen_watch_add(&w, "@releaseDomain", f);
	while (!r) {
		r = xen_watch_clear(&w, f);
		if (!r)
			r = is_taken(d, path, &taken, f);
		if (r || taken)
			break;
		if (over)
			return not_taken(d, request, f);
		r = xen_watch_sleep(&w, deadline, &over, f);
	}
	return r;
}

int xen_request(struct pvh_domain *d, enum pvh_request request, int timeout, struct fault *f)
{
	char path[64];
	int r;

	if ((size_t)request >= ARRAY_SIZE(requests))
		return fault_set(f, -EINVAL, "there is no request with the number %d", (int)request);
	snprintf(path, sizeof(path), "/local/domain/%u/control/shutdown", d->domid);
	r = require_running(d, f);
	if (r)
		return r;
	if (!xs_write(xen_of(d)->xs, XBT_NULL, path, requests[request],
		      (unsigned int)strlen(requests[request])))
		return fault_os(f, -EIO, errno, "xenstored cannot write %s", path);
	return timeout ? wait_until_taken(d, path, requests[request], timeout, f) : 0;
}
