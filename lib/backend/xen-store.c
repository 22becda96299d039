/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The domain's place in xenstore. */
#include <errno.h>
#include <string.h>

#include "backend/xen.h"

#define MAX_PATH 512
#define MAX_VALUE 512

/* A transaction that lost a race is repeated; one that loses as often as this never wins. */
#define MAX_RETRIES 100

uint32_t xen_read_domid(struct xen_backend *xen, const char *path)
{
	unsigned int len;
	_cleanup_free_ char *text = xs_read(xen->xs, XBT_NULL, path, &len);

	return text ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

/* A node that is missing means domain 0, as it does for libxl. */
void xen_store_slots(struct xen_backend *xen)
{
	slots_set(xen->slots, SLOT_TOOLSTACK_DOMID, xen_read_domid(xen, "domid"));
	slots_set(xen->slots, SLOT_STORE_DOMID, xen_read_domid(xen, "/tool/xenstored/domid"));
	slots_set(xen->slots, SLOT_CONSOLE_DOMID, xen_read_domid(xen, "/tool/xenconsoled/domid"));
}

static int store_failed(struct fault *f, const char *verb, const char *path)
{
	return fault_os(f, -EIO, errno, "xenstored cannot %s %s", verb, path);
}

/* --- Nodes ------------------------------------------------------------------------------ */

/* Who owns the node and who else may read it: the second entry, if there is one. */
static unsigned int permissions(const struct slots *slots, enum node_access access,
				enum slot backend_slot, struct xs_permissions perms[2])
{
	unsigned int guest = slots->number[SLOT_DOMID];
	unsigned int backend = slots->number[backend_slot];
	unsigned int toolstack = slots->number[SLOT_TOOLSTACK_DOMID];

	switch (access) {
	case NODE_GUEST_READS:
		perms[0] = (struct xs_permissions){ .id = toolstack, .perms = XS_PERM_NONE };
		perms[1] = (struct xs_permissions){ .id = guest, .perms = XS_PERM_READ };
		return 2;
	case NODE_GUEST_SHOWS:
		perms[0] = (struct xs_permissions){ .id = guest, .perms = XS_PERM_NONE };
		perms[1] = (struct xs_permissions){ .id = backend, .perms = XS_PERM_READ };
		return 2;
	case NODE_BACKEND_SHOWS:
		perms[0] = (struct xs_permissions){ .id = backend, .perms = XS_PERM_NONE };
		perms[1] = (struct xs_permissions){ .id = guest, .perms = XS_PERM_READ };
		return 2;
	case NODE_GUEST_OWNS:
		perms[0] = (struct xs_permissions){ .id = guest, .perms = XS_PERM_NONE };
		return 1;
	case NODE_TOOLSTACK:
		perms[0] = (struct xs_permissions){ .id = toolstack, .perms = XS_PERM_NONE };
		return 1;
	case NODE_INHERIT:
		break;
	}
	return 0;
}

static int write_node(struct xen_backend *xen, xs_transaction_t t, const struct node *node,
		      enum slot backend, struct fault *f)
{
	char path[MAX_PATH], value[MAX_VALUE];
	struct xs_permissions perms[2];
	unsigned int nr = permissions(xen->slots, node->access, backend, perms);

	if (!slots_expand(xen->slots, node->path, path, sizeof(path)) ||
	    !slots_expand(node->verbatim ? NULL : xen->slots, node->value, value, sizeof(value)))
		return fault_set(f, -ENOTRECOVERABLE, "the xenstore node %s is too long",
				 node->path);
	if (!xs_write(xen->xs, t, path, value, (unsigned int)strlen(value)))
		return store_failed(f, "write", path);
	if (nr && !xs_set_permissions(xen->xs, t, path, perms, nr))
		return store_failed(f, "set the permissions of", path);
	return 0;
}

static int write_nodes(struct xen_backend *xen, xs_transaction_t t, const struct nodes *nodes,
		       struct fault *f)
{
	int r = 0;

	for (size_t i = 0; i < nodes->nr && !r; i++)
		r = write_node(xen, t, &nodes->list[i], nodes->backend, f);
	return r;
}

/* All paths of the domain's own; what is not there is no error. */
static int remove_subtrees(struct xen_backend *xen, xs_transaction_t t, void *data,
			   struct fault *f)
{
	const struct plan_registration *reg = &xen->plan->registration;
	char path[MAX_PATH];

	(void)data;
	for (size_t i = 0; i < reg->nr_subtrees; i++) {
		if (!slots_expand(xen->slots, reg->subtrees[i], path, sizeof(path)))
			return fault_set(f, -ENOTRECOVERABLE, "the xenstore path %s is too long",
					 reg->subtrees[i]);
		if (!xs_rm(xen->xs, t, path) && errno != ENOENT)
			return store_failed(f, "remove", path);
	}
	return 0;
}

/* --- Identity: tools and people tell domains apart by name and uuid ------------------------- */

/*
 * What a domain that somebody makes at this moment is called is seen here, or else our transaction
 * loses to his: what it has read counts. So a name that cannot be read must not pass for another.
 */
static int has_value(struct xen_backend *xen, xs_transaction_t t, const char *domid,
		     const char *key, const char *value, struct fault *f)
{
	char path[MAX_PATH];
	unsigned int len;
	_cleanup_free_ char *other = NULL;

	snprintf(path, sizeof(path), "/local/domain/%s/%s", domid, key);
	other = xs_read(xen->xs, t, path, &len);
	if (!other)
		return errno == ENOENT ? 0 : store_failed(f, "read", path);
	return !strcmp(other, value);
}

/*
 * -EEXIST when a domain but `own` has this value under this key; `what` is its name for people.
 */
static int check_unique(struct xen_backend *xen, xs_transaction_t t, uint32_t own,
			const char *key, const char *value, const char *what, struct fault *f)
{
	unsigned int nr;
	_cleanup_free_ char **domids = xs_directory(xen->xs, t, "/local/domain", &nr);

	if (!domids)
		return store_failed(f, "list", "/local/domain");
	for (unsigned int i = 0; i < nr; i++) {
		int r = 0;

		if (strtoul(domids[i], NULL, 10) != own)
			r = has_value(xen, t, domids[i], key, value, f);
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
	unsigned int len;
	_cleanup_free_ char *known = NULL;
	int r = xen_check_name(xen, t, d->name, xen->domid, f);

	if (r)
		return r;
	config_uuid_text(d->uuid, uuid);
	snprintf(vm, sizeof(vm), "/vm/%s", uuid);
	known = xs_read(xen->xs, t, vm, &len);
	if (!known && errno != ENOENT)
		return store_failed(f, "read", vm);
	return known ? check_unique(xen, t, xen->domid, "vm", vm, "uuid", f) : 0;
}

/* --- Transactions -------------------------------------------------------------------------- */

int xen_transact(struct xen_backend *xen, transaction_fn *body, void *data, struct fault *f)
{
	for (int i = 0; i < MAX_RETRIES; i++) {
		xs_transaction_t t = xs_transaction_start(xen->xs);
		int r;

		if (t == XBT_NULL)
			return fault_os(f, -EIO, errno, "xenstored cannot start a transaction");
		r = body(xen, t, data, f);
		if (xs_transaction_end(xen->xs, t, r != 0))
			return r;
		if (r)
			return r;
		if (errno != EAGAIN)
			return fault_os(f, -EIO, errno, "xenstored cannot end a transaction");
	}
	return fault_set(f, -EIO, "xenstored is too busy: a transaction lost %d races", MAX_RETRIES);
}

static int create(struct xen_backend *xen, xs_transaction_t t, void *data, struct fault *f)
{
	int r = check_identity(xen, t, f);

	/* A domid comes back: what an earlier domain left must not pass for ours. */
	if (!r)
		r = remove_subtrees(xen, t, data, f);
	if (!r)
		r = write_nodes(xen, t, &xen->plan->registration.create, f);
	return r;
}

static int start(struct xen_backend *xen, xs_transaction_t t, void *data, struct fault *f)
{
	(void)data;
	return write_nodes(xen, t, &xen->plan->registration.start, f);
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
		r = store_failed(f, "introduce", "the domain");
	return r;
}

void xen_store_remove(struct xen_backend *xen)
{
	struct fault f = FAULT_NONE;

	if (xen_transact(xen, remove_subtrees, NULL, &f))
		ctx_log(xen->be.ctx, PVH_LOG_ERROR, "%s", f.what);
}
