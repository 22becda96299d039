/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which domain is meant: ourselves, another by its number or name. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen.h"

int xen_read_domid(struct xen_backend *xen, const char *path, uint32_t *domid, struct fault *f)
{
	_cleanup_free_ char *text = NULL;
	int r = xen_read_node(xen, XBT_NULL, path, &text, f);

	*domid = text ? (uint32_t)strtoul(text, NULL, 10) : 0;
	return r;
}

int xen_domain_has(struct xen_backend *xen, xs_transaction_t t, const char *domid,
		   const char *key, const char *value, struct fault *f)
{
	char path[XEN_MAX_PATH];
	_cleanup_free_ char *other = NULL;
	int r;

	snprintf(path, sizeof(path), "/local/domain/%s/%s", domid, key);
	r = xen_read_node(xen, t, path, &other, f);
	return r ? r : other && !strcmp(other, value);
}

static int find_number(struct xen_backend *xen, const char *digits, uint32_t *domid,
		       struct fault *f)
{
	unsigned long number = strtoul(digits, NULL, 10);
	_cleanup_free_ char *there = NULL;
	char path[40];
	int r = 0;

	if (number < DOMID_FIRST_RESERVED) {
		snprintf(path, sizeof(path), "/local/domain/%lu", number);
		r = xen_read_node(xen, XBT_NULL, path, &there, f);
	}
	*domid = (uint32_t)number;
	return r || there ? r : fault_set(f, -ENOENT, "there is no domain %s", digits);
}

static int find_name(struct xen_backend *xen, const char *name, uint32_t *domid, struct fault *f)
{
	_cleanup_free_ char **domids = NULL;
	const char *found = NULL;
	unsigned int nr;
	int r = xen_list_nodes(xen, XBT_NULL, "/local/domain", &domids, &nr, f);

	for (unsigned int i = 0; i < nr && r >= 0; i++) {
		r = xen_domain_has(xen, XBT_NULL, domids[i], "name", name, f);
		if (r <= 0)
			continue;
		if (found) {
			fault_set(f, -EINVAL, "domains %s and %s are both called \"%s\"", found,
				  domids[i], name);
			fault_hint(f, "give the number of one instead");
			return f->code;
		}
		found = domids[i];
	}
	if (r < 0)
		return r;
	if (!found)
		return fault_set(f, -ENOENT, "no domain is called \"%s\"", name);
	*domid = (uint32_t)strtoul(found, NULL, 10);
	return 0;
}

int xen_find_domain(struct xen_backend *xen, const char *name, uint32_t *domid, struct fault *f)
{
	if (!name) {
		*domid = xen->toolstack;
		return 0;
	}
	if (*name && !name[strspn(name, "0123456789")])
		return find_number(xen, name, domid, f);
	return find_name(xen, name, domid, f);
}
