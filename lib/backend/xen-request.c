/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests that guests take in their own time, or do not. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen-life.h"

static const char *const words[] = {
	[PVH_REQUEST_POWEROFF] = "poweroff",
	[PVH_REQUEST_REBOOT] = "reboot",
	[PVH_REQUEST_HALT] = "halt",
	[PVH_REQUEST_SUSPEND] = "suspend",
};

struct request {
	struct pvh_domain *d;
	const char *word;
	char path[64];
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
static int is_taken(struct xen_backend *xen, void *data, struct fault *f)
{
	const struct request *req = data;
	_cleanup_free_ char *value = NULL;
	enum pvh_end end;
	int r = xen_read_node(xen, XBT_NULL, req->path, &value, f);

	if (!r)
		r = xen_look(req->d, &end, f);
	return r ? r : !value || !*value || end != PVH_END_NONE;
}

/* Guests say what they take; those before Linux 4.15 do not. */
static int not_taken(const struct request *req, struct fault *f)
{
	char path[96];
	unsigned int len;
	_cleanup_free_ char *feature = NULL;

	snprintf(path, sizeof(path), "/local/domain/%u/control/feature-%s", req->d->domid,
		 req->word);
	feature = xs_read(xen_of(req->d)->xs, XBT_NULL, path, &len);
	fault_set(f, -ETIMEDOUT, "the guest has not taken the request \"%s\"", req->word);
	if (!feature || !*feature)
		fault_hint(f, "it does not say that it takes such requests: its control/feature-%s "
			      "is empty", req->word);
	return f->code;
}

static int wait_until_taken(struct request *req, int timeout, struct fault *f)
{
	const char *paths[] = { req->path, "@releaseDomain" };
	const struct xen_await wait = { .paths = paths, .nr_paths = ARRAY_SIZE(paths),
				       .timeout = timeout, .look = is_taken, .data = req };
	int r = xen_await(xen_of(req->d), &wait, f);

	return r == -ETIMEDOUT ? not_taken(req, f) : r;
}

int xen_request(struct pvh_domain *d, enum pvh_request request, int timeout, struct fault *f)
{
	struct request req = { .d = d };
	int r;

	if ((size_t)request >= ARRAY_SIZE(words))
		return fault_set(f, -EINVAL, "there is no request with the number %d", (int)request);
	req.word = words[request];
	snprintf(req.path, sizeof(req.path), "/local/domain/%u/control/shutdown", d->domid);
	r = require_running(d, f);
	if (r)
		return r;
	if (!xs_write(xen_of(d)->xs, XBT_NULL, req.path, req.word, (unsigned int)strlen(req.word)))
		return xen_store_failed(f, "write", req.path);
	return timeout ? wait_until_taken(&req, timeout, f) : 0;
}
