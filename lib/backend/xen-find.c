/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains that are there: one after the other, and the one that is meant. */
#include <errno.h>
#include <string.h>

#include "backend/xen-life.h"
#include "config/uuid.h"

/*
 * The first of this number or above that can be opened; *found: there is one. libxenctrl passes
 * only half of the number on, so that Xen begins again with one that is too large.
 */
static int first_from(struct xen_backend *xen, uint32_t domid, xc_domaininfo_t *info, bool *found,
		      struct fault *f)
{
	*found = false;
	for (;;) {
		int nr = xc_domain_getinfolist(xen->xch, domid, 1, info);

		if (nr < 0)
			return xen_failed(f, errno, "list the domains");
		if (!nr || info->domain < domid)
			return 0;
		*found = info->domain != xen->toolstack && !(info->flags & XEN_DOMINF_dying);
		if (*found)
			return 0;
		domid = info->domain + 1u;
	}
}

int xen_next_domid(struct pvh_backend *be, uint32_t after, uint32_t *domid, struct fault *f)
{
	xc_domaininfo_t info;
	bool found = false;
	int r = 0;

	if (after < DOMID_FIRST_RESERVED)
		r = first_from(to_xen(be), after + 1, &info, &found, f);
	if (r)
		return r;
	if (!found)
		return fault_set(f, -ESRCH, "there is no domain above %u", after);
	*domid = info.domain;
	return 0;
}

/* *domid is 0 if nobody has it. */
static int find_uuid(struct xen_backend *xen, const uint8_t uuid[16], uint32_t *domid,
		     struct fault *f)
{
	xc_domaininfo_t info;
	bool found;
	int r = first_from(xen, 1, &info, &found, f);

	*domid = 0;
	while (!r && found) {
		bool meant = !memcmp(info.handle, uuid, sizeof(info.handle));

		if (meant && *domid)
			return fault_set(f, -EINVAL, "domains %u and %u have the same uuid", *domid,
					 (unsigned int)info.domain);
		if (meant)
			*domid = info.domain;
		r = first_from(xen, info.domain + 1u, &info, &found, f);
	}
	return r;
}

/* What looks like a uuid can be a name as well. */
int xen_find(struct pvh_backend *be, const char *name, uint32_t *domid, struct fault *f)
{
	uint8_t uuid[16];
	int r = 0;

	*domid = 0;
	if (uuid_from_text(name, uuid))
		r = find_uuid(to_xen(be), uuid, domid, f);
	if (!r && !*domid)
		r = xen_find_domain(to_xen(be), name, domid, f);
	/* Here it is the domain itself that is not there, not what a device of it needs. */
	return r == -ENOENT ? (f->code = -ESRCH) : r;
}
