/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public entry points: devices of domains that are there. */
#include <errno.h>

#include "backend/domain.h"
#include "config/config.h"
#include "config/disk.h"
#include "config/json.h"
#include "config/nic.h"
#include "emit/device.h"
#include "emit/libxl-device.h"

/* --- Giving ------------------------------------------------------------------------------- */

/* An interface gets the lowest number that is free in the domain, and a random address. */
static int finish_wish(struct pvh_domain *d, struct pvh_config *c, struct fault *f)
{
	int r = config_resolve_disks(c, f);

	if (!r && c->nr_nics && !c->nics->has_devid) {
		r = d->ops->next_devid(d, DEVICE_VIF, &c->nics->devid, f);
		c->nics->has_devid = !r;
	}
	return r ? r : config_finish_nics(c, f);
}

static int attach(struct pvh_domain *d, struct pvh_config *c, struct fault *f)
{
	_cleanup_(device_fini) struct plan_device device = { 0 };
	_cleanup_free_ char *record = NULL;
	int r = finish_wish(d, c, f);

	if (!r)
		r = emit_device(&device, c, f);
	if (!r)
		r = emit_libxl_devices(c, &record, f);
	return r ? r : d->ops->attach(d, &device, record, f);
}

PVH_EXPORT int pvh_domain_attach(struct pvh_domain *domain, const char *key, const char *wish)
{
	_cleanup_(config_unrefp) struct pvh_config *config = NULL;
	struct fault f = FAULT_NONE;

	if (config_new(&config, &f) || config_set_device(config, key, wish, &f))
		return ctx_fail(domain->be->ctx, PVH_STAGE_CONFIG, &f);
	if (attach(domain, config, &f))
		return ctx_fail(domain->be->ctx, PVH_STAGE_BACKEND, &f);
	return 0;
}

/* --- Taking ------------------------------------------------------------------------------- */

PVH_EXPORT int pvh_domain_detach(struct pvh_domain *domain, const char *key, const char *name,
				 unsigned int flags)
{
	struct fault f = FAULT_NONE;
	struct device_id id;

	if (flags & ~PVH_DETACH_FORCE)
		fault_set(&f, -EINVAL, "unknown flags 0x%x", flags);
	if (f.code || device_identify(key, name, &id, &f))
		return ctx_fail(domain->be->ctx, PVH_STAGE_CONFIG, &f);
	if (!domain->ops->detach(domain, &id, flags & PVH_DETACH_FORCE, &f))
		return 0;
	fault_object(&f, "%s %s", key, name);
	return ctx_fail(domain->be->ctx, PVH_STAGE_BACKEND, &f);
}
