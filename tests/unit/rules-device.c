/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices: three directories that refer to each other, and that the guest has power over its own
 * alone. What the frontends and backends of Linux need to find is there.
 */
#include <stdio.h>
#include <string.h>

#include "plan/device.h"
#include "rules.h"

#define MAX_DIR 256

/* QEMU's output of a console, a number behind it. */
#define CHARDEV "chardev:libxl-channel"

/* A device at hand, with the slot of its backend filled in. */
struct attached {
	struct rules *rules;
	const struct plan_device *device;
	struct slots slots;
	const char *front, *back, *record; /* where its directories must be */
};

static const struct node *find(const struct attached *a, const char *dir, const char *key)
{
	char path[MAX_DIR], wanted[MAX_DIR];
	const struct nodes *nodes = &a->device->nodes;

	snprintf(wanted, sizeof(wanted), "%s%s%s", dir, *key ? "/" : "", key);
	for (size_t i = 0; i < nodes->nr; i++)
		if (slots_expand(&a->slots, nodes->list[i].path, path, sizeof(path)) &&
		    !strcmp(path, wanted))
			return &nodes->list[i];
	return NULL;
}

/* --- Where it is, and what it is ------------------------------------------------------------ */

static void check_dir(const struct attached *a, const char *template, const char *wanted)
{
	char path[MAX_DIR];

	if (!template || !slots_expand(&a->slots, template, path, sizeof(path)) ||
	    strcmp(path, wanted))
		rules_broke(a->rules, "%s has the directory %s, not %s", a->device->name,
			    template ? template : "none", wanted);
}

static void check_facts(const struct attached *a)
{
	const struct plan_registration *reg = &a->rules->plan->registration;
	const struct plan_device *d = a->device;

	a->rules->attached = true;
	if (device_needs_qemu(d->kind) && !a->rules->qemu)
		rules_broke(a->rules, "%s is attached, but there is no QEMU", d->name);
	if (!d->pointer || d->pointer[0] != '/')
		rules_broke(a->rules, "%s has no pointer", d->name);
	if (device_needs_qemu(d->kind) ? d->script != NULL : !d->script || d->script[0] != '/')
		rules_broke(a->rules, "%s has a script that is no absolute path", d->name);
	if (d->target && d->target[0] != '/')
		rules_broke(a->rules, "%s has a target that is no absolute path", d->name);
	if (d->nodes.backend != SLOT_BACKEND_DOMID)
		rules_broke(a->rules, "%s calls another its backend", d->name);
	for (const struct plan_device *other = reg->devices; other < d; other++)
		if (!strcmp(device_kind_name(other->kind), device_kind_name(d->kind)) &&
		    other->devid == d->devid)
			rules_broke(a->rules, "%s is attached twice", d->name);
}

/* --- Nodes ------------------------------------------------------------------------------------ */

/* Who owns a directory can do all with what is in it, so that this is what counts. */
static void check_owner(const struct attached *a, const char *dir, enum node_access wanted)
{
	const struct node *node = find(a, dir, "");

	if (!node)
		rules_broke(a->rules, "%s has no directory %s", a->device->name, dir);
	else if (node->access != wanted)
		rules_broke(a->rules, "the wrong domain owns %s", dir);
}

/*
 * A node is in one of the directories, and behind what says who owns that. Only the guest's has
 * nodes that are not its owner's.
 */
static void check_node(const struct attached *a, const struct node *node, const char *path)
{
	bool front = rules_is_below(path, a->front), back = rules_is_below(path, a->back);
	const struct node *dir = front ? find(a, a->front, "") : back ? find(a, a->back, "") : NULL;

	if (!front && !back && !rules_is_below(path, a->record))
		rules_broke(a->rules, "%s is in no directory of %s", path, a->device->name);
	if (dir > node)
		rules_broke(a->rules, "%s is written before its directory", path);
	if (node != dir && node->access != NODE_INHERIT &&
	    !(front && node->access == NODE_BACKEND_SHOWS))
		rules_broke(a->rules, "%s has an access of its own", path);
}

static void check_nodes(const struct attached *a)
{
	const struct nodes *nodes = &a->device->nodes;
	char path[MAX_DIR];

	for (size_t i = 0; i < nodes->nr; i++) {
		if (!rules_node_form(a->rules, &a->slots, &nodes->list[i], path, sizeof(path)))
			return;
		check_node(a, &nodes->list[i], path);
		for (size_t k = 0; k < i; k++)
			if (!strcmp(nodes->list[i].path, nodes->list[k].path))
				rules_broke(a->rules, "%s is written twice", path);
	}
}

/* The node is there and is `wanted`; NULL: anything but nothing. */
static void check_value(const struct attached *a, const char *dir, const char *key,
			const char *wanted)
{
	const struct node *node = find(a, dir, key);
	char value[2048] = "";

	if (node)
		slots_expand(node->verbatim ? NULL : &a->slots, node->value, value, sizeof(value));
	if (!node || (wanted ? strcmp(value, wanted) != 0 : !*value))
		rules_broke(a->rules, "%s/%s is %s", dir, key, node ? value : "not there");
}

static void check_number(const struct attached *a, const char *dir, const char *key,
			 unsigned int wanted)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", wanted);
	check_value(a, dir, key, text);
}

static void check_links(const struct attached *a)
{
	check_value(a, a->front, "backend", a->back);
	check_number(a, a->front, "backend-id", a->slots.number[SLOT_BACKEND_DOMID]);
	check_number(a, a->front, "state", 1);
	check_value(a, a->back, "frontend", a->front);
	check_number(a, a->back, "frontend-id", a->slots.number[SLOT_DOMID]);
	check_number(a, a->back, "state", 1);
	check_number(a, a->back, "online", 1);
	check_value(a, a->record, "frontend", a->front);
	check_value(a, a->record, "backend", a->back);
}

static void check_disk(const struct attached *a)
{
	const struct plan_device *d = a->device;

	check_number(a, a->front, "virtual-device", d->devid);
	check_value(a, a->back, "mode", d->readonly ? "r" : "w");
	check_value(a, a->back, "dev", NULL);
}

static void check_vbd(const struct attached *a)
{
	check_disk(a);
	check_value(a, a->back, "type", "phy");
	check_value(a, a->back, "params", a->device->target);
	check_value(a, a->back, "script", a->device->script);
}

/* FORMAT:TARGET, and no script would be run. */
static void check_qdisk(const struct attached *a)
{
	const struct node *params = find(a, a->back, "params");
	const char *colon = params ? strchr(params->value, ':') : NULL;

	check_disk(a);
	check_value(a, a->back, "type", "qdisk");
	if (!colon || (a->device->target && strcmp(colon + 1, a->device->target)))
		rules_broke(a->rules, "%s/params is %s", a->back, params ? params->value : "none");
	if (find(a, a->back, "script"))
		rules_broke(a->rules, "%s has a script", a->device->name);
}

static void check_vif(const struct attached *a)
{
	const struct plan_device *d = a->device;

	check_number(a, a->front, "handle", d->devid);
	check_number(a, a->back, "handle", d->devid);
	check_value(a, a->front, "mac", NULL);
	check_value(a, a->back, "mac", find(a, a->front, "mac") ?
		    find(a, a->front, "mac")->value : NULL);
	check_value(a, a->back, "hotplug-status", ""); /* else Linux does not wait */
	check_value(a, a->back, "script", d->script);
}

static void check_9pfs(const struct attached *a)
{
	check_value(a, a->front, "tag", NULL);
	check_value(a, a->back, "path", a->device->target);
	check_value(a, a->back, "security_model", "none");
}

/* Where its bytes go, only who serves it can say. */
static void check_console(const struct attached *a)
{
	static const char *const keys[] = { "name", "limit", "type", "output", "tty" };
	char output[40] = "pty";

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct node *node = find(a, a->front, keys[i]);

		if (!node || node->access != NODE_BACKEND_SHOWS)
			rules_broke(a->rules, "the guest can change %s/%s", a->front, keys[i]);
	}
	if (find(a, a->back, "path")) {
		snprintf(output, sizeof(output), CHARDEV "%u", a->device->devid);
		check_value(a, a->back, "path", a->device->target);
	}
	check_value(a, a->front, "output", output);
	check_value(a, a->back, "name", NULL);
	if (!a->device->devid)
		rules_broke(a->rules, "%s is the first console", a->device->name);
}

static void check_kind(const struct attached *a)
{
	static void (*const checks[])(const struct attached *a) = {
		[DEVICE_VBD] = check_vbd,
		[DEVICE_VIF] = check_vif,
		[DEVICE_QDISK] = check_qdisk,
		[DEVICE_9PFS] = check_9pfs,
		[DEVICE_CONSOLE] = check_console,
	};

	checks[a->device->kind](a);
}

/* The record is a copy of what the backend is told. */
static void check_record(const struct attached *a)
{
	const struct nodes *nodes = &a->device->nodes;
	size_t skip = strlen(a->device->served);

	for (size_t i = 0; i < nodes->nr; i++) {
		const struct node *node = &nodes->list[i], *copy;
		const char *key = node->path + skip + 1;

		if (strncmp(node->path, a->device->served, skip) || node->path[skip] != '/' ||
		    !strcmp(key, "frontend"))
			continue;
		copy = find(a, a->record, key);
		if (!copy || strcmp(copy->value, node->value) || copy->verbatim != node->verbatim)
			rules_broke(a->rules, "%s has no copy in %s", node->path, a->record);
	}
}

void rules_attach(struct rules *r, const struct plan_device *d)
{
	struct attached a = { .rules = r, .device = d, .slots = *r->slots };
	char front[MAX_DIR], back[MAX_DIR], record[MAX_DIR];
	const char *kind = device_kind_name(d->kind), *served = device_backend_name(d->kind);
	uint32_t guest = a.slots.number[SLOT_DOMID], backend = d->backend ? RULES_DRIVER_DOMID : 0;

	slots_set(&a.slots, SLOT_BACKEND_DOMID, backend);
	snprintf(front, sizeof(front), "/local/domain/%u/device/%s/%u", guest, kind, d->devid);
	snprintf(back, sizeof(back), "/local/domain/%u/backend/%s/%u/%u", backend, served, guest,
		 d->devid);
	snprintf(record, sizeof(record), "/libxl/%u/device/%s/%u", guest, kind, d->devid);
	a.front = front;
	a.back = back;
	a.record = record;
	check_facts(&a);
	check_dir(&a, d->frontend, front);
	check_dir(&a, d->served, back);
	check_dir(&a, d->record, record);
	check_nodes(&a);
	check_owner(&a, front, NODE_GUEST_SHOWS);
	check_owner(&a, back, NODE_BACKEND_SHOWS);
	check_links(&a);
	check_kind(&a);
	check_record(&a);
}
