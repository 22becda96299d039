/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nodes of xenstore: transactions, reading, writing with permissions, removing. */
#include <errno.h>
#include <string.h>

#include "backend/xen.h"

#define MAX_VALUE 512

/* A transaction that lost a race is repeated; one that loses as often as this never wins. */
#define MAX_RETRIES 100

int xen_store_failed(struct fault *f, const char *verb, const char *path)
{
	return fault_os(f, -EIO, errno, "xenstored cannot %s %s", verb, path);
}

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

/* --- Reading ---------------------------------------------------------------------------- */

int xen_read_node(struct xen_backend *xen, xs_transaction_t t, const char *path, char **value,
		  struct fault *f)
{
	unsigned int len;

	*value = xs_read(xen->xs, t, path, &len);
	return *value || errno == ENOENT ? 0 : xen_store_failed(f, "read", path);
}

int xen_list_nodes(struct xen_backend *xen, xs_transaction_t t, const char *path, char ***names,
		   unsigned int *nr, struct fault *f)
{
	*nr = 0;
	*names = xs_directory(xen->xs, t, path, nr);
	return *names || errno == ENOENT ? 0 : xen_store_failed(f, "list", path);
}

/* --- Writing ---------------------------------------------------------------------------- */

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

/* A user's text, such as the path of a disk, is written as it is, however long. */
static int write_node(struct xen_backend *xen, xs_transaction_t t, const struct slots *slots,
		      const struct node *node, enum slot backend, struct fault *f)
{
	char path[XEN_MAX_PATH], expanded[MAX_VALUE];
	const char *value = node->verbatim ? node->value : expanded;
	struct xs_permissions perms[2];
	unsigned int nr = permissions(slots, node->access, backend, perms);

	if (!slots_expand(slots, node->path, path, sizeof(path)) ||
	    (!node->verbatim && !slots_expand(slots, node->value, expanded, sizeof(expanded))))
		return fault_set(f, -ENOTRECOVERABLE, "the xenstore node %s is too long",
				 node->path);
	if (!xs_write(xen->xs, t, path, value, (unsigned int)strlen(value)))
		return xen_store_failed(f, "write", path);
	if (nr && !xs_set_permissions(xen->xs, t, path, perms, nr))
		return xen_store_failed(f, "set the permissions of", path);
	return 0;
}

int xen_write_nodes(struct xen_backend *xen, xs_transaction_t t, const struct slots *slots,
		    const struct nodes *nodes, struct fault *f)
{
	int r = 0;

	for (size_t i = 0; i < nodes->nr && !r; i++)
		r = write_node(xen, t, slots, &nodes->list[i], nodes->backend, f);
	return r;
}

/* --- Removing --------------------------------------------------------------------------- */

int xen_remove_node(struct xen_backend *xen, xs_transaction_t t, const char *path,
		    struct fault *f)
{
	return xs_rm(xen->xs, t, path) || errno == ENOENT ? 0 : xen_store_failed(f, "remove", path);
}

/* False also when we may not know: it stays, then, as it does when we may not remove it. */
static bool is_empty(struct xen_backend *xen, xs_transaction_t t, const char *path)
{
	unsigned int len, nr;
	_cleanup_free_ char *value = xs_read(xen->xs, t, path, &len);
	_cleanup_free_ char **names = NULL;

	if (!value || *value)
		return false;
	names = xs_directory(xen->xs, t, path, &nr);
	return names && !nr;
}

int xen_clean_up_node(struct xen_backend *xen, xs_transaction_t t, const char *path,
		      struct fault *f)
{
	_cleanup_free_ char *parent = strdup(path);
	int r = xen_remove_node(xen, t, path, f);

	if (!parent)
		return fault_oom(f);
	for (char *slash = strrchr(parent, '/'); !r && slash != parent;
	     slash = strrchr(parent, '/')) {
		*slash = '\0';
		if (!is_empty(xen, t, parent) || !xs_rm(xen->xs, t, parent))
			break;
	}
	return r;
}
