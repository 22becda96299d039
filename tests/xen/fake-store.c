/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * xenstored's part. A transaction that fails or is given up leaves everything as it was. As with
 * xenstored, a new node has its parent's permissions, and what is missing above it is made.
 */
#include "fake.h"
#include "fake-life.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xenstore.h>

#include "base/macro.h"

/* What there was when the transaction under way began. */
static struct {
	struct fake_node nodes[FAKE_NODES];
	size_t nr;
	bool open;
} saved;

/* --- What there is ---------------------------------------------------------------------- */

static struct fake_node *find(const char *path)
{
	for (size_t i = 0; i < fake.nr_nodes; i++)
		if (!strcmp(fake.nodes[i].path, path))
			return &fake.nodes[i];
	return NULL;
}

const struct fake_node *fake_node(const char *path)
{
	return find(path);
}

static bool is_below(const char *path, const char *parent)
{
	size_t size = strlen(parent);

	return !strncmp(path, parent, size) && (!path[size] || path[size] == '/');
}

/* Directories that are there from the start, so that they are no nodes that may be left. */
static bool is_root(const char *path)
{
	static const char *const roots[] = { "", "/local", "/local/domain", "/vm", "/libxl",
					     "/tool" };
	char own[32];

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (!strcmp(path, roots[i]))
			return true;
	snprintf(own, sizeof(own), "/local/domain/%u", fake.toolstack);
	return !strcmp(path, own);
}

/* One without a node of its own is there as well, as long as something is below it. */
static bool exists(const char *path)
{
	if (is_root(path))
		return true;
	for (size_t i = 0; i < fake.nr_nodes; i++)
		if (is_below(fake.nodes[i].path, path))
			return true;
	return false;
}

static void parent_of(const char *path, char parent[128])
{
	char *slash;

	snprintf(parent, 128, "%s", path);
	slash = strrchr(parent, '/');
	if (slash)
		*slash = '\0';
}

/* Xen's tools have made what is there from the start: a domain's directory is its own. */
static void inherit(struct fake_node *node, const char *parent)
{
	const struct fake_node *above = find(parent);
	unsigned int domid = 0;
	char more;

	if (above && above->access[0])
		memcpy(node->access, above->access, sizeof(node->access));
	else if (sscanf(parent, "/local/domain/%u%c", &domid, &more) == 1)
		snprintf(node->access, sizeof(node->access), "n%u", domid);
	else
		snprintf(node->access, sizeof(node->access), "n0");
}

bool fake_write(const char *path, const char *value)
{
	struct fake_node *node = find(path);
	char parent[128];

	parent_of(path, parent);
	if (!node && !exists(parent) && !fake_write(parent, ""))
		return false;
	if (!node) {
		if (fake.nr_nodes == FAKE_NODES)
			return errno = ENOSPC, false;
		node = &fake.nodes[fake.nr_nodes++];
		memset(node, 0, sizeof(*node));
		snprintf(node->path, sizeof(node->path), "%s", path);
		inherit(node, parent);
	}
	snprintf(node->value, sizeof(node->value), "%s", value);
	fake_announce(path);
	return true;
}

/* With everything below it. One that is not there is no error where its parent is. */
bool fake_remove(const char *path)
{
	char parent[128];
	size_t kept = 0;

	parent_of(path, parent);
	if (!exists(path) && !exists(parent))
		return errno = ENOENT, false;
	for (size_t i = 0; i < fake.nr_nodes; i++) {
		if (is_below(fake.nodes[i].path, path)) {
			fake_announce(fake.nodes[i].path);
			continue;
		}
		if (kept != i)
			fake.nodes[kept] = fake.nodes[i];
		kept++;
	}
	fake.nr_nodes = kept;
	return true;
}

/* --- Transactions ------------------------------------------------------------------------ */

xs_transaction_t xs_transaction_start(struct xs_handle *xs)
{
	(void)xs;
	if (fake_refuses(__func__))
		return XBT_NULL;
	memcpy(saved.nodes, fake.nodes, sizeof(saved.nodes));
	saved.nr = fake.nr_nodes;
	saved.open = true;
	return 1;
}

static void roll_back(void)
{
	memcpy(fake.nodes, saved.nodes, sizeof(saved.nodes));
	fake.nr_nodes = saved.nr;
}

/* One of those that are to be won before others are lost. */
static bool take_win(void)
{
	bool wins = fake.won_races;

	fake.won_races -= wins;
	return wins;
}

bool xs_transaction_end(struct xs_handle *xs, xs_transaction_t t, bool abandon)
{
	bool refused = fake_refuses(__func__), lost = false;
	void (*rival)(void);

	(void)xs, (void)t;
	if (!saved.open)
		abort();
	saved.open = false;
	if (!refused && !abandon && fake.lost_races && !take_win()) {
		fake.lost_races--;
		refused = lost = true;
		errno = EAGAIN;
	}
	if (!refused && !abandon && fake.restless && !fake_life.paused) {
		refused = true;
		errno = EAGAIN;
	}
	if (refused || abandon)
		roll_back();
	rival = lost ? TAKE(fake.rival) : NULL;
	if (rival)
		rival();
	return !refused;
}

/* --- Nodes ------------------------------------------------------------------------------- */

void *xs_read(struct xs_handle *xs, xs_transaction_t t, const char *path, unsigned int *len)
{
	struct fake_node *node = find(path);
	char value[sizeof(node->value)] = "";

	(void)xs, (void)t;
	if (fake_refuses(__func__)) {
		snprintf(fake.failed_path, sizeof(fake.failed_path), "%s", path);
		return NULL;
	}
	if (!strcmp(path, "domid") && fake.toolstack)
		snprintf(value, sizeof(value), "%u", fake.toolstack);
	else if (node)
		memcpy(value, node->value, sizeof(value));
	else if (!exists(path))
		return errno = ENOENT, NULL;
	*len = (unsigned int)strlen(value);
	return strdup(value);
}

bool xs_write(struct xs_handle *xs, xs_transaction_t t, const char *path, const void *data,
	      unsigned int len)
{
	char value[sizeof(fake.nodes[0].value)];

	(void)xs, (void)t;
	if (fake_refuses(__func__))
		return false;
	snprintf(value, sizeof(value), "%.*s", (int)len, (const char *)data);
	return fake_write(path, value);
}

bool xs_rm(struct xs_handle *xs, xs_transaction_t t, const char *path)
{
	(void)xs, (void)t;
	return !fake_refuses(__func__) && fake_remove(path);
}

bool xs_set_permissions(struct xs_handle *xs, xs_transaction_t t, const char *path,
			struct xs_permissions *perms, unsigned int nr)
{
	struct fake_node *node = find(path);
	int used = 0;

	(void)xs, (void)t;
	if (fake_refuses(__func__))
		return false;
	if (!node)
		return errno = ENOENT, false;
	for (unsigned int i = 0; i < nr; i++)
		used += snprintf(node->access + used, sizeof(node->access) - (size_t)used,
				 "%s%c%u", i ? "," : "", perms[i].perms ? 'r' : 'n', perms[i].id);
	return true;
}

/* --- Lists ------------------------------------------------------------------------------- */

struct names {
	char *list[64];
	char text[64][40];
	unsigned int nr;
};

/* The first part of `rest`, once. */
static void add_name(struct names *names, const char *rest)
{
	char name[40];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(rest, "/"), rest);
	for (unsigned int i = 0; i < names->nr; i++)
		if (!strcmp(names->list[i], name))
			return;
	if (names->nr == 64)
		abort();
	names->list[names->nr] = strcpy(names->text[names->nr], name);
	names->nr++;
}

/* Our own domain's directory is never empty, as it never is where there is a Xen. */
char **xs_directory(struct xs_handle *xs, xs_transaction_t t, const char *path,
		    unsigned int *nr)
{
	struct names *names;
	size_t size = strlen(path);

	(void)xs, (void)t;
	*nr = 0;
	if (fake_refuses(__func__))
		return NULL;
	if (!exists(path))
		return errno = ENOENT, NULL;
	names = calloc(1, sizeof(*names));
	if (!names)
		abort();
	for (size_t i = 0; i < fake.nr_nodes; i++)
		if (is_below(fake.nodes[i].path, path) && fake.nodes[i].path[size])
			add_name(names, fake.nodes[i].path + size + 1);
	if (!names->nr && is_root(path))
		add_name(names, "domid");
	*nr = names->nr;
	return names->list;
}

bool xs_introduce_domain(struct xs_handle *xs, unsigned int domid, unsigned long mfn,
			 unsigned int port)
{
	(void)xs, (void)mfn, (void)port;
	if (fake_refuses(__func__))
		return false;
	fake.introduced = fake.exists && domid == fake.domid;
	return fake.introduced;
}
