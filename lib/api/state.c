/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public entry points: what a domain has become, for the one that comes after it. */
#include "backend/domain.h"
#include "config/config.h"
#include "emit/renew.h"

PVH_EXPORT int pvh_domain_update_config(struct pvh_domain *domain, struct pvh_config *config)
{
	_cleanup_(domain_state_fini) struct domain_state state = DOMAIN_STATE_NONE;
	struct fault f = FAULT_NONE;

	if (!domain->ops->get_state(domain, &state, &f) && renew_config(config, &state, &f))
		fault_object(&f, "domain %u as it is now", domain->domid);
	return f.code ? ctx_fail(domain->be->ctx, PVH_STAGE_BACKEND, &f) : 0;
}
