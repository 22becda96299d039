/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The domain's place in xenstore. */
#include <errno.h>
#include <string.h>

#include "backend/xen.h"

int xen_store_slots(struct xen_backend *xen, struct fault *f)
{
	uint32_t store, console;
	int r = xen_read_domid(xen, "/tool/xenstored/domid", &store, f);

	if (!r)
		r = xen_read_domid(xen, "/tool/xenconsoled/domid", &console, f);
	if (r)
		return r;
	slots_set(xen->slots, SLOT_TOOLSTACK_DOMID, xen->toolstack);
	slots_set(xen->slots, SLOT_STORE_DOMID, store);
	slots_set(xen->slots, SLOT_CONSOLE_DOMID, console);
	return 0;
}

/* All paths of the domain's own; what is not there is no error. */
static int remove_subtrees(struct xen_backend *xen, xs_transaction_t t, void *data,
			   struct fault *f)
{
	const struct plan_registration *reg = &xen->plan->registration;
	char path[XEN_MAX_PATH];
	int r = 0;

	(void)data;
	for (size_t i = 0; i < reg->nr_subtrees && !r; i++) {
		if (!slots_expand(xen->slots, reg->subtrees[i], path, sizeof(path)))
			return fault_set(f, -ENOTRECOVERABLE, "the xenstore path %s is too long",
					 reg->subtrees[i]);
		r = xen_remove_node(xen, t, path, f);
	}
	return r;
}

/* --- Identity: tools and people tell domains apart by name and uuid ------------------------- */

/*
 * -EEXIST when a domain but `own` has this value under this key; `what` is its name for people.
 */
static int check_unique(struct xen_backend *xen, xs_transaction_t t, uint32_t own,
			const char *key, const char *value, const char *what, struct fault *f)
{
	unsigned int nr;
	_cleanup_free_ char **domids = xs_directory(xen->xs, t, "/local/domain", &nr);

	if (!domids)
		return xen_store_failed(f, "list", "/local/domain");
	for (unsigned int i = 0; i < nr; i++) {
		int r = 0;

		if (strtoul(domids[i], NULL, 10) != own)
			r = xen_domain_has(xen, t, domids[i], key, value, f);
		if (r < 0)
			return r;
		if (!r)
			continue;
		fault_set(f, -EEXIST, "domain %s has the same %s", domids[i], what);
		fault_hint(f, "choose another one, or end that domain: xl destroy %s", domids[i]);
		return f->code;
	}
	return 0;
}

int xen_check_name(struct xen_backend *xen, xs_transaction_t t, const char *name, uint32_t own,
		   struct fault *f)
{
	return check_unique(xen, t, own, "name", name, "name", f);
}

/* Names are looked for in all domains, as xl does; the uuid only when its node is there. */
static int check_identity(struct xen_backend *xen, xs_transaction_t t, struct fault *f)
{
	const struct plan_domain *d = &xen->plan->domain;
	char uuid[37], vm[64];
	_cleanup_free_ char *known = NULL;
	int r = xen_check_name(xen, t, d->name, xen->domid, f);

	if (r)
		return r;
	config_uuid_text(d->uuid, uuid);
	snprintf(vm, sizeof(vm), "/vm/%s", uuid);
	r = xen_read_node(xen, t, vm, &known, f);
	return r || !known ? r : check_unique(xen, t, xen->domid, "vm", vm, "uuid", f);
}

/* --- The two transactions ------------------------------------------------------------------- */

static int create(struct xen_backend *xen, xs_transaction_t t, void *data, struct fault *f)
{
	int r = check_identity(xen, t, f);

	/* A domid comes back: what an earlier domain left must not pass for ours. */
	if (!r)
		r = remove_subtrees(xen, t, data, f);
	if (!r)
		r = xen_write_nodes(xen, t, xen->slots, &xen->plan->registration.create, f);
	return r;
}

static int start(struct xen_backend *xen, xs_transaction_t t, void *data, struct fault *f)
{
	(void)data;
	return xen_write_nodes(xen, t, xen->slots, &xen->plan->registration.start, f);
}

int xen_store_create(struct xen_backend *xen, struct fault *f)
{
	int r = xen_transact(xen, create, NULL, f);

	xen->registered = !r;
	return r;
}

int xen_store_start(struct xen_backend *xen, struct fault *f)
{
	int r = xen_transact(xen, start, NULL, f);

	if (!r && !xs_introduce_domain(xen->xs, xen->domid,
				       to_pfn(xen->plan->registration.store_gpa),
				       xen->slots->number[SLOT_STORE_PORT]))
		r = xen_store_failed(f, "introduce", "the domain");
	return r;
}

void xen_store_remove(struct xen_backend *xen)
{
	struct fault f = FAULT_NONE;

	if (xen_transact(xen, remove_subtrees, NULL, &f))
		ctx_log(xen->be.ctx, PVH_LOG_ERROR, "%s", f.what);
}
