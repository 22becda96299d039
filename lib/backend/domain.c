/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "backend/domain.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#define MAX_KEPT 9 /* domains of one name that rename-restart keeps in one second */

static int require_domains(const struct pvh_backend *be, struct fault *f)
{
	if (be->ops->domains)
		return 0;
	return fault_set(f, -EINVAL, "the backend \"%s\" makes no domains", be->ops->name);
}

int domain_open(struct pvh_backend *be, uint32_t domid, struct pvh_domain **out, struct fault *f)
{
	const struct domain_ops *ops = be->ops->domains;
	int r = require_domains(be, f);

	if (r)
		return r;
	if (!domid)
		return fault_set(f, -EINVAL, "domain 0 is the host's own");
	r = ops->open(be, domid, out, f);
	if (r)
		return r;
	(*out)->ops = ops;
	(*out)->be = be;
	(*out)->refs = 1;
	return 0;
}

int domain_find(struct pvh_backend *be, const char *name, struct pvh_domain **out,
		struct fault *f)
{
	uint32_t domid;
	int r = require_domains(be, f);

	if (!r)
		r = be->ops->domains->find(be, name, &domid, f);
	return r ? r : domain_open(be, domid, out, f);
}

int domain_next(struct pvh_backend *be, uint32_t after, uint32_t *domid, struct fault *f)
{
	int r = require_domains(be, f);

	return r ? r : be->ops->domains->next(be, after, domid, f);
}

static void try_core(struct pvh_domain *d, const char *path)
{
	struct fault f = FAULT_NONE;

	if (d->ops->dump_core(d, path, &f))
		ctx_log(d->be->ctx, PVH_LOG_ERROR, "domain %u has no core: %s", d->domid, f.what);
}

/* What of a domain that is gone could not be taken away keeps nobody from building it again. */
static int destroy(struct pvh_domain *d, struct fault *f)
{
	struct fault one = FAULT_NONE, ignored = FAULT_NONE;
	enum pvh_end end = PVH_END_NONE;
	int r = d->ops->destroy(d, &one);

	if (r && r != -ESRCH && !d->ops->look(d, &end, &ignored) && end == PVH_END_GONE) {
		ctx_log_fault(d->be->ctx, PVH_LOG_ERROR, &one);
		return 0;
	}
	*f = one;
	return r;
}

/* As xl's, but with seconds, and a number: whoever is restarted needs another one each time. */
static int preserve(struct pvh_domain *d, struct fault *f)
{
	time_t now = time(NULL);
	char suffix[32];
	size_t size = 0;
	struct tm tm;
	int r;

	if (gmtime_r(&now, &tm))
		size = strftime(suffix, sizeof(suffix), "-%Y%m%dT%H%M%SZ", &tm);
	if (!size)
		return fault_set(f, -EIO, "the time of this machine is no date");
	r = d->ops->preserve(d, suffix, f);
	for (int i = 2; r == -EEXIST && i <= MAX_KEPT; i++) {
		*f = FAULT_NONE;
		snprintf(suffix + size, sizeof(suffix) - size, "-%d", i);
		r = d->ops->preserve(d, suffix, f);
	}
	return r;
}

int domain_end(struct pvh_domain *d, enum pvh_action action, const char *core, bool *again,
	       struct fault *f)
{
	*again = action == PVH_ACTION_RESTART || action == PVH_ACTION_RENAME_RESTART ||
		 action == PVH_ACTION_COREDUMP_RESTART;
	switch (action) {
	case PVH_ACTION_PRESERVE:
		return 0;
	case PVH_ACTION_RENAME_RESTART:
		return preserve(d, f);
	case PVH_ACTION_COREDUMP_DESTROY:
	case PVH_ACTION_COREDUMP_RESTART:
		try_core(d, core);
		return destroy(d, f);
	case PVH_ACTION_DESTROY:
	case PVH_ACTION_RESTART:
		return destroy(d, f);
	case PVH_ACTION_PAD_:
		break;
	}
	return fault_set(f, -EINVAL, "there is no action with the number %d", (int)action);
}
