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

/* What of the wish depends on the domain: an interface gets the lowest number that is free there. */
static int number(struct pvh_domain *d, struct pvh_config *c, struct fault *f)
{
	int r;

	if (!c->nr_nics || c->nics->has_devid)
		return 0;
	r = d->ops->next_devid(d, DEVICE_VIF, &c->nics->devid, f);
	c->nics->has_devid = !r;
	return r;
}

/* What follows from the wish alone. */
static int make_device(struct pvh_config *c, struct plan_device *device, char **record,
		       struct fault *f)
{
	int r = config_resolve_disks(c, f);

	if (!r)
		r = config_finish_nics(c, f);
	if (!r)
		r = emit_device(device, c, f);
	return r ? r : emit_libxl_devices(c, record, f);
}

static int attach(struct pvh_domain *d, struct pvh_config *c, char **made)
{
	_cleanup_(device_fini) struct plan_device device = { 0 };
	_cleanup_free_ char *record = NULL, *text = NULL;
	struct fault f = FAULT_NONE;

	if (number(d, c, &f))
		return ctx_fail(d->be->ctx, PVH_STAGE_BACKEND, &f);
	if (make_device(c, &device, &record, &f) || (made && config_device_to_json(c, &text, &f)))
		return ctx_fail(d->be->ctx, PVH_STAGE_CONFIG, &f);
	if (d->ops->attach(d, &device, record, &f))
		return ctx_fail(d->be->ctx, PVH_STAGE_BACKEND, &f);
	if (made)
		*made = TAKE(text);
	return 0;
}

PVH_EXPORT int pvh_domain_attach(struct pvh_domain *domain, const char *key, const char *wish,
				 char **made)
{
	_cleanup_(config_unrefp) struct pvh_config *config = NULL;
	struct fault f = FAULT_NONE;

	if (made)
		*made = NULL;
	if (config_new(&config, &f) || config_set_device(config, key, wish, &f))
		return ctx_fail(domain->be->ctx, PVH_STAGE_CONFIG, &f);
	return attach(domain, config, made);
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
