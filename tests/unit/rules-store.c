/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Xenstore nodes: their form, and that the guest gets no power over what the toolstack
 * and xenconsoled trust. Who owns a directory may remove what is in it, whoever owns
 * that.
 */
#include <stdio.h>
#include <string.h>

#include "rules.h"

#define MAX_ABSOLUTE 3072 /* XENSTORE_ABS_PATH_MAX */
#define MAX_ENTRY 2048    /* xenstored's default quota for an entry */

/* The guest may own nothing at or below these, but for the exceptions. */
static const char *const protected[] = {
	"/vm", "/libxl", "/local/domain/{console_domid}/backend",
	"/local/domain/{domid}/vm", "/local/domain/{domid}/name",
	"/local/domain/{domid}/domid", "/local/domain/{domid}/console",
	"/local/domain/{domid}/store", "/local/domain/{domid}/cpu",
	"/local/domain/{domid}/memory",
};

/* Only the guest reads it: libxl gives it away too. */
static const char exception[] = "/local/domain/{domid}/console/backend-id";

bool rules_is_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return !strncmp(path, dir, n) && (path[n] == '/' || !path[n]);
}

static bool expands_to(const struct rules *r, const char *template, const char *path)
{
	char dir[256];

	return slots_expand(r->slots, template, dir, sizeof(dir)) && rules_is_below(path, dir);
}

static bool guest_owns(enum node_access access)
{
	return access == NODE_GUEST_OWNS || access == NODE_GUEST_SHOWS;
}

/*
 * What a node without an access of its own inherits: its nearest parent's that has one.
 */
static const struct node *parent_of(const struct nodes *nodes, const struct node *node)
{
	const struct node *nearest = NULL;

	for (size_t i = 0; i < nodes->nr; i++) {
		const struct node *other = &nodes->list[i];

		if (other == node || other->access == NODE_INHERIT ||
		    !rules_is_below(node->path, other->path))
			continue;
		if (!nearest || strlen(other->path) > strlen(nearest->path))
			nearest = other;
	}
	return nearest;
}

static const struct node *parent(const struct rules *r, const struct node *node)
{
	const struct node *a = parent_of(&r->plan->registration.create, node);
	const struct node *b = parent_of(&r->plan->registration.start, node);

	if (!a || !b)
		return a ? a : b;
	return strlen(a->path) > strlen(b->path) ? a : b;
}

static enum node_access access_of(const struct rules *r, const struct node *node)
{
	const struct node *from = node->access == NODE_INHERIT ? parent(r, node) : node;

	return from ? from->access : NODE_TOOLSTACK;
}

static void check_access(struct rules *r, const struct node *node, const char *path)
{
	enum node_access access = access_of(r, node);
	const struct node *above = parent(r, node);

	if (!guest_owns(access) && above && guest_owns(access_of(r, above)))
		rules_broke(r, "%s is not the guest's but below %s, which is", path,
			    above->path);
	if (!guest_owns(access) || expands_to(r, exception, path))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(protected); i++)
		if (expands_to(r, protected[i], path))
			rules_broke(r, "the guest owns %s", path);
}

static bool path_is_sane(const char *path)
{
	size_t n = strlen(path);

	return path[0] == '/' && n < MAX_ABSOLUTE && path[n - 1] != '/' &&
	       !strstr(path, "//") &&
	       strspn(path,
		      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		      "-/_@") == n;
}

static bool is_ours(const struct rules *r, const char *path)
{
	const struct plan_registration *reg = &r->plan->registration;

	for (size_t i = 0; i < reg->nr_subtrees; i++)
		if (expands_to(r, reg->subtrees[i], path))
			return true;
	return false;
}

bool rules_node_form(struct rules *r, const struct slots *slots, const struct node *node,
		     char *path, size_t size)
{
	char value[MAX_ENTRY];

	if (!slots_expand(slots, node->path, path, size) || !path_is_sane(path)) {
		rules_broke(r, "%s is no path of a node", node->path);
		return false;
	}
	if (!slots_expand(node->verbatim ? NULL : slots, node->value, value, sizeof(value)))
		rules_broke(r, "%s has too long a value", path);
	else if (!node->verbatim && strpbrk(value, "{}"))
		rules_broke(r, "%s has a value with an unknown slot: %s", path, value);
	return true;
}

static void check_node(struct rules *r, const struct node *node)
{
	char path[MAX_ABSOLUTE];

	if (!rules_node_form(r, r->slots, node, path, sizeof(path)))
		return;
	if (!is_ours(r, path))
		rules_broke(r, "%s is in no subtree that is removed with the domain",
			    path);
	check_access(r, node, path);
}

void rules_nodes(struct rules *r, const struct nodes *nodes)
{
	if (!nodes->nr)
		rules_broke(r, "there are no xenstore nodes");
	for (size_t i = 0; i < nodes->nr; i++) {
		check_node(r, &nodes->list[i]);
		for (size_t k = 0; k < i; k++)
			if (!strcmp(nodes->list[i].path, nodes->list[k].path))
				rules_broke(r, "%s is written twice",
					    nodes->list[i].path);
	}
}
