/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public entry points: domains, and what becomes of them. */
#include "backend/domain.h"

#include "config/config.h"

/* The result of a function that was given `f`. */
static int finish(const struct pvh_domain *d, int r, const struct fault *f)
{
	return r ? ctx_fail(d->be->ctx, PVH_STAGE_BACKEND, f) : 0;
}

PVH_EXPORT int pvh_domain_open(struct pvh_backend *backend, uint32_t domid,
			       struct pvh_domain **domain)
{
	struct fault f = FAULT_NONE;

	*domain = NULL;
	if (domain_open(backend, domid, domain, &f))
		return ctx_fail(backend->ctx, PVH_STAGE_BACKEND, &f);
	pvh_backend_ref(backend);
	return 0;
}

PVH_EXPORT int pvh_domain_find(struct pvh_backend *backend, const char *name,
			       struct pvh_domain **domain)
{
	struct fault f = FAULT_NONE;

	*domain = NULL;
	if (domain_find(backend, name, domain, &f))
		return ctx_fail(backend->ctx, PVH_STAGE_BACKEND, &f);
	pvh_backend_ref(backend);
	return 0;
}

PVH_EXPORT int pvh_backend_next_domid(struct pvh_backend *backend, uint32_t after,
				      uint32_t *domid)
{
	struct fault f = FAULT_NONE;

	if (domain_next(backend, after, domid, &f))
		return ctx_fail(backend->ctx, PVH_STAGE_BACKEND, &f);
	return 0;
}

PVH_EXPORT struct pvh_domain *pvh_domain_ref(struct pvh_domain *domain)
{
	domain->refs++;
	return domain;
}

PVH_EXPORT struct pvh_domain *pvh_domain_unref(struct pvh_domain *domain)
{
	struct pvh_backend *backend;

	if (!domain || --domain->refs)
		return NULL;
	backend = domain->be;
	domain->ops->close(domain);
	pvh_backend_unref(backend);
	return NULL;
}

PVH_EXPORT uint32_t pvh_domain_get_domid(const struct pvh_domain *domain)
{
	return domain->domid;
}

PVH_EXPORT void pvh_domain_get_uuid(const struct pvh_domain *domain, char text[37])
{
	config_uuid_text(domain->uuid, text);
}

PVH_EXPORT int pvh_domain_get_name(struct pvh_domain *domain, char **name)
{
	struct fault f = FAULT_NONE;

	*name = NULL;
	return finish(domain, domain->ops->get_name(domain, name, &f), &f);
}

PVH_EXPORT int pvh_domain_rename(struct pvh_domain *domain, const char *name)
{
	struct fault f = FAULT_NONE;
	int r = config_check_name(name, &f);

	return finish(domain, r ? r : domain->ops->rename(domain, name, &f), &f);
}

PVH_EXPORT int pvh_domain_pause(struct pvh_domain *domain)
{
	struct fault f = FAULT_NONE;

	return finish(domain, domain->ops->pause(domain, &f), &f);
}

PVH_EXPORT int pvh_domain_unpause(struct pvh_domain *domain)
{
	struct fault f = FAULT_NONE;

	return finish(domain, domain->ops->unpause(domain, &f), &f);
}

PVH_EXPORT int pvh_domain_request(struct pvh_domain *domain, enum pvh_request request,
				  int timeout)
{
	struct fault f = FAULT_NONE;

	return finish(domain, domain->ops->request(domain, request, timeout, &f), &f);
}

PVH_EXPORT int pvh_domain_wait(struct pvh_domain *domain, int timeout, enum pvh_end *end)
{
	struct fault f = FAULT_NONE;

	*end = PVH_END_NONE;
	return finish(domain, domain->ops->wait(domain, timeout, end, &f), &f);
}

PVH_EXPORT int pvh_domain_get_fd(const struct pvh_domain *domain)
{
	return domain->ops->get_fd(domain);
}

PVH_EXPORT int pvh_domain_destroy(struct pvh_domain *domain)
{
	struct fault f = FAULT_NONE;

	return finish(domain, domain->ops->destroy(domain, &f), &f);
}

PVH_EXPORT int pvh_domain_dump_core(struct pvh_domain *domain, const char *path)
{
	struct fault f = FAULT_NONE;

	return finish(domain, domain->ops->dump_core(domain, path, &f), &f);
}

PVH_EXPORT int pvh_domain_open_console(struct pvh_domain *domain, int timeout, int *fd)
{
	struct fault f = FAULT_NONE;

	*fd = -1;
	return finish(domain, domain->ops->open_console(domain, timeout, fd, &f), &f);
}

PVH_EXPORT int pvh_domain_end(struct pvh_domain *domain, enum pvh_action action,
			      const char *core, bool *again)
{
	struct fault f = FAULT_NONE;
	bool wanted = false;
	int r = domain_end(domain, action, core, &wanted, &f);

	*again = !r && wanted;
	return finish(domain, r, &f);
}

/* --- Ends and actions --------------------------------------------------------------------- */

PVH_EXPORT const char *pvh_end_get_name(enum pvh_end end)
{
	static const char *const names[] = {
		[PVH_END_NONE] = "none",           [PVH_END_POWEROFF] = "poweroff",
		[PVH_END_REBOOT] = "reboot",       [PVH_END_SUSPEND] = "suspend",
		[PVH_END_CRASH] = "crash",         [PVH_END_WATCHDOG] = "watchdog",
		[PVH_END_SOFT_RESET] = "soft-reset", [PVH_END_GONE] = "gone",
		[PVH_END_UNKNOWN] = "unknown",
	};

	return (size_t)end < ARRAY_SIZE(names) ? names[end] : NULL;
}

PVH_EXPORT const char *pvh_action_get_name(enum pvh_action action)
{
	return config_action_name((int)action);
}

PVH_EXPORT enum pvh_action pvh_config_get_action(const struct pvh_config *config,
						 enum pvh_end end)
{
	return config_action(config, end);
}
