/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A device has three directories: the guest's, that of the domain that serves it, and the
 * toolstack's record, which neither of them can change. Directories above them are not made:
 * xenstored makes those that are not there, and they get their parent's access: what is above the
 * guest's directory is the toolstack's, which the guest may read.
 */
#include "emit/device.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"

bool device_copy(char **to, const char *from)
{
	*to = from ? strdup(from) : NULL;
	return !*to == !from;
}

char *device_script(const char *script)
{
	char *path;

	if (script[0] == '/')
		return strdup(script);
	return asprintf(&path, "%s/%s", XEN_SCRIPT_DIR, script) < 0 ? NULL : path;
}

int device_path(const char *text, const char *key, const char *base_dir, size_t max,
		const char *why, char **path, struct fault *f)
{
	size_t size;

	if (source_absolute_path(text, base_dir, path, f))
		return f->code;
	size = strlen(*path);
	if (size <= max)
		return 0;
	return fault_set(f, -EINVAL, "\"%s\" has %zu bytes as an absolute path, more than the %zu "
			 "that %s", key, size, max, why);
}

/* --- Directories -------------------------------------------------------------------------- */

static bool make_path(char **to, const char *above, const char *kind, const char *below,
		      unsigned int devid)
{
	if (asprintf(to, "%s/%s%s/%u", above, kind, below, devid) >= 0)
		return true;
	*to = NULL;
	return false;
}

bool device_place(struct plan_device *d)
{
	const char *kind = device_kind_name(d->kind), *back = device_backend_name(d->kind);

	d->nodes.backend = SLOT_BACKEND_DOMID;
	return make_path(&d->frontend, "/local/domain/{domid}/device", kind, "", d->devid) &&
	       make_path(&d->served, "/local/domain/{backend_domid}/backend", back, "/{domid}",
			 d->devid) &&
	       make_path(&d->record, "/libxl/{domid}/device", kind, "", d->devid);
}

/* --- Nodes ---------------------------------------------------------------------------------- */

static bool add_node(struct nodes *nodes, const char *dir, const struct field *field,
		     enum node_access access)
{
	struct node *node = array_append(nodes->list, nodes->nr);

	if (!node)
		return false;
	if (asprintf(&node->path, "%s%s%s", dir, *field->key ? "/" : "", field->key) < 0)
		node->path = NULL;
	node->value = strdup(field->value);
	node->verbatim = field->verbatim;
	node->access = access;
	return node->path && node->value;
}

static bool add_fields(struct nodes *nodes, const char *dir, const struct fields *fields,
		       enum node_access access)
{
	for (size_t i = 0; i < fields->nr; i++)
		if (!add_node(nodes, dir, &fields->list[i], access))
			return false;
	return true;
}

/* The directory itself, which says who may do what in it. */
static bool add_dir(struct nodes *nodes, const char *dir, enum node_access access)
{
	return add_node(nodes, dir, &(struct field){ "", "", false }, access);
}

static bool add_link(struct nodes *nodes, const char *dir, const char *key, const char *to)
{
	return add_node(nodes, dir, &(struct field){ key, to, false }, NODE_INHERIT);
}

bool device_add_nodes(struct plan_device *d, const struct device_fields *fields)
{
	struct nodes *nodes = &d->nodes;

	return add_link(nodes, d->record, "frontend", d->frontend) &&
	       add_link(nodes, d->record, "backend", d->served) &&
	       add_dir(nodes, d->frontend, NODE_GUEST_SHOWS) &&
	       add_link(nodes, d->frontend, "backend", d->served) &&
	       add_fields(nodes, d->frontend, &fields->front, NODE_INHERIT) &&
	       add_fields(nodes, d->frontend, &fields->ro_front, NODE_BACKEND_SHOWS) &&
	       add_dir(nodes, d->served, NODE_BACKEND_SHOWS) &&
	       add_link(nodes, d->served, "frontend", d->frontend) &&
	       add_fields(nodes, d->served, &fields->back, NODE_INHERIT) &&
	       add_fields(nodes, d->record, &fields->back, NODE_INHERIT);
}

/* --- All of them ---------------------------------------------------------------------------- */

/* What a config lists under `key`, and how the i-th of it becomes a device. */
struct list {
	const char *key;
	size_t nr;
	int (*make)(struct plan_device *d, const struct pvh_config *config, size_t i,
		    struct fault *f);
};

static int make_disk(struct plan_device *d, const struct pvh_config *c, size_t i, struct fault *f)
{
	return device_from_disk(d, &c->disks[i], c->base_dir, f);
}

static int make_channel(struct plan_device *d, const struct pvh_config *c, size_t i,
			struct fault *f)
{
	d->devid = (unsigned int)i + 1; /* 0 is the console that every guest has */
	return device_from_channel(d, &c->channels[i], c->base_dir, f);
}

static int make_p9(struct plan_device *d, const struct pvh_config *c, size_t i, struct fault *f)
{
	d->devid = (unsigned int)i;
	return device_from_p9(d, &c->p9s[i], c->base_dir, f);
}

static int make_nic(struct plan_device *d, const struct pvh_config *c, size_t i, struct fault *f)
{
	return device_from_nic(d, &c->nics[i], f);
}

static struct plan_device *add_device(struct plan_registration *reg, const char *key, size_t i)
{
	struct plan_device *d = array_append(reg->devices, reg->nr_devices);

	if (!d)
		return NULL;
	if (asprintf(&d->pointer, "/%s/%zu", key, i) >= 0)
		return d;
	d->pointer = NULL;
	return NULL;
}

static int add_list(struct plan_registration *reg, const struct pvh_config *c,
		    const struct list *list, struct fault *f)
{
	int r = 0;

	for (size_t i = 0; i < list->nr && !r; i++) {
		struct plan_device *d = add_device(reg, list->key, i);

		r = d ? list->make(d, c, i, f) : fault_oom(f);
	}
	return r;
}

int emit_devices(struct pvh_plan *plan, const struct pvh_config *config, struct fault *f)
{
	const struct list lists[] = {
		{ "disk", config->nr_disks, make_disk },
		{ "channel", config->nr_channels, make_channel },
		{ "p9", config->nr_p9s, make_p9 },
		{ "vif", config->nr_nics, make_nic },
	};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(lists) && !r; i++)
		r = add_list(&plan->registration, config, &lists[i], f);
	return r;
}

int emit_device(struct plan_device *d, const struct pvh_config *config, struct fault *f)
{
	if (!device_copy(&d->pointer, config->nr_disks ? "/disk/0" : "/vif/0"))
		return fault_oom(f);
	return config->nr_disks ? device_from_disk(d, config->disks, config->base_dir, f) :
				  device_from_nic(d, config->nics, f);
}
