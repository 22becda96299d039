/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* xenstored's part. A transaction that fails or is given up leaves everything as it was. */
#include "fake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xenstore.h>

#include "base/macro.h"

static char handle;

/* What there was when the transaction under way began. */
static struct {
	struct fake_node nodes[256];
	size_t nr;
	bool open;
} saved;

struct xs_handle *xs_open(unsigned long flags)
{
	(void)flags;
	if (fake_refuses(__func__))
		return NULL;
	fake.handles++;
	return (struct xs_handle *)&handle;
}

void xs_close(struct xs_handle *xs)
{
	(void)xs;
	fake.handles--;
}

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

/* The transaction that was faster. */
static void win(const char *name)
{
	struct fake_node *node = &fake.nodes[fake.nr_nodes++];

	*node = (struct fake_node){ .path = "/local/domain/8/name" };
	snprintf(node->value, sizeof(node->value), "%s", name);
}

bool xs_transaction_end(struct xs_handle *xs, xs_transaction_t t, bool abandon)
{
	bool refused = fake_refuses(__func__), lost = false;

	(void)xs, (void)t;
	if (!saved.open)
		abort();
	saved.open = false;
	if (!refused && !abandon && fake.lost_races) {
		fake.lost_races--;
		refused = lost = true;
		errno = EAGAIN;
	}
	if (refused || abandon)
		roll_back();
	if (lost && fake.rival)
		win(TAKE(fake.rival));
	return !refused;
}

void *xs_read(struct xs_handle *xs, xs_transaction_t t, const char *path, unsigned int *len)
{
	struct fake_node *node = find(path);

	(void)xs, (void)t;
	if (fake_refuses(__func__))
		return NULL;
	if (!node)
		return errno = ENOENT, NULL;
	*len = (unsigned int)strlen(node->value);
	return strdup(node->value);
}

bool xs_write(struct xs_handle *xs, xs_transaction_t t, const char *path, const void *data,
	      unsigned int len)
{
	struct fake_node *node = find(path);

	(void)xs, (void)t;
	if (fake_refuses(__func__))
		return false;
	if (!node && fake.nr_nodes == 256)
		return errno = ENOSPC, false;
	if (!node) {
		node = &fake.nodes[fake.nr_nodes++];
		memset(node, 0, sizeof(*node));
		snprintf(node->path, sizeof(node->path), "%s", path);
	}
	snprintf(node->value, sizeof(node->value), "%.*s", (int)len, (const char *)data);
	return true;
}

/* With everything below it. */
bool xs_rm(struct xs_handle *xs, xs_transaction_t t, const char *path)
{
	size_t size = strlen(path), kept = 0;

	(void)xs, (void)t;
	if (fake_refuses(__func__))
		return false;
	for (size_t i = 0; i < fake.nr_nodes; i++) {
		const char *name = fake.nodes[i].path;

		if (!strncmp(name, path, size) && (!name[size] || name[size] == '/'))
			continue;
		if (kept != i)
			fake.nodes[kept] = fake.nodes[i];
		kept++;
	}
	if (kept == fake.nr_nodes)
		return errno = ENOENT, false;
	fake.nr_nodes = kept;
	return true;
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

/* The names of the domains' directories; only /local/domain is ever listed. */
char **xs_directory(struct xs_handle *xs, xs_transaction_t t, const char *path,
		    unsigned int *nr)
{
	char **list = calloc(1, 64 * sizeof(*list) + 64 * 8), *text = (char *)(list + 64);

	(void)xs, (void)t;
	*nr = 0;
	if (fake_refuses(__func__) || !list) {
		free(list);
		return NULL;
	}
	for (size_t i = 0; i < fake.nr_nodes && *nr < 64; i++) {
		unsigned int domid;
		char slash;

		if (strcmp(path, "/local/domain") ||
		    sscanf(fake.nodes[i].path, "/local/domain/%u/name%c", &domid, &slash) != 1 ||
		    !strstr(fake.nodes[i].path, "/name"))
			continue;
		list[(*nr)++] = text;
		text += sprintf(text, "%u", domid) + 1;
	}
	return list;
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
