/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Paths below: D is /local/domain/{domid}, V /vm/<uuid>, L /libxl/{domid} and B the
 * console's backend directory. A node inherits the access of its parent, so it is
 * only said where it changes.
 */
#include "emit/xenstore.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "plan/abi.h"
#include "plan/layout.h"

#define CONSOLE_BACKEND "/local/domain/{console_domid}/backend/console/{domid}"

struct row {
	const char *path;  /* with its first letter standing for a directory, as above */
	const char *value;
	enum node_access access;
};

static const struct row root_rows[] = {
	{ "D", "", NODE_GUEST_READS },
	{ "V", "", NODE_GUEST_READS },
	{ "L", "", NODE_TOOLSTACK },
	{ "L/device", "", NODE_INHERIT },
	{ "D/cpu", "", NODE_INHERIT },
	{ "D/memory", "", NODE_INHERIT },
};

static const struct row device_rows[] = {
	{ "D/device", "", NODE_INHERIT },
	{ "D/device/suspend/event-channel", "", NODE_GUEST_OWNS },
};

/* As xend had it, for guests that announce a suspend event channel of their own there. */
static const struct row xend_device_rows[] = {
	{ "D/device", "", NODE_GUEST_OWNS },
};

/* For the toolstack in a driver domain. */
static const struct row driver_rows[] = {
	{ "D/libxl", "", NODE_GUEST_OWNS },
	{ "D/device-model", "", NODE_GUEST_OWNS },
};

static const struct row guest_rows[] = {
	{ "D/control", "", NODE_INHERIT },
	{ "D/control/shutdown", "", NODE_GUEST_OWNS },
	{ "D/control/feature-poweroff", "", NODE_GUEST_OWNS },
	{ "D/control/feature-reboot", "", NODE_GUEST_OWNS },
	{ "D/control/feature-suspend", "", NODE_GUEST_OWNS },
	{ "D/control/sysrq", "", NODE_GUEST_OWNS },
	{ "D/control/platform-feature-multiprocessor-suspend", "1", NODE_INHERIT },
	{ "D/control/platform-feature-xs_reset_watches", "1", NODE_INHERIT },
	{ "D/data", "", NODE_GUEST_OWNS },
	{ "D/drivers", "", NODE_GUEST_OWNS },
	{ "D/feature", "", NODE_GUEST_OWNS },
	{ "D/attr", "", NODE_GUEST_OWNS },
	{ "D/error", "", NODE_GUEST_OWNS },
	{ "L/type", "pvh", NODE_INHERIT },
	{ "L/dm-version", "qemu_xen", NODE_INHERIT },
};

/*
 * The console's directory is the guest's to see, not to change: xenconsoled and xl trust
 * tty, limit and output.
 */
static const struct row start_rows[] = {
	{ "D/domid", "{domid}", NODE_INHERIT },
	{ "D/store", "", NODE_INHERIT },
	{ "D/store/port", "{store_port}", NODE_INHERIT },
	{ "V/start_time", "{start_time}", NODE_INHERIT },
	{ "D/console", "", NODE_BACKEND_SHOWS },
	{ "D/console/backend", CONSOLE_BACKEND "/0", NODE_INHERIT },
	{ "D/console/backend-id", "{console_domid}", NODE_GUEST_SHOWS },
	{ "D/console/limit", "1048576", NODE_INHERIT },
	{ "D/console/type", "xenconsoled", NODE_INHERIT },
	{ "D/console/output", "pty", NODE_INHERIT },
	{ "D/console/tty", "", NODE_INHERIT },
	{ "D/console/port", "{console_port}", NODE_INHERIT },
	{ "B", "", NODE_TOOLSTACK },
	{ "B/0", "", NODE_BACKEND_SHOWS },
	{ "B/0/frontend", "/local/domain/{domid}/console", NODE_INHERIT },
	{ "B/0/frontend-id", "{domid}", NODE_INHERIT },
	{ "B/0/online", "1", NODE_INHERIT },
	{ "B/0/state", "1", NODE_INHERIT },
	{ "B/0/protocol", "vt100", NODE_INHERIT },
	{ "L/device/console/0/frontend", "/local/domain/{domid}/console", NODE_INHERIT },
	{ "L/device/console/0/backend", CONSOLE_BACKEND "/0", NODE_INHERIT },
	{ "L/device/console/0/frontend-id", "{domid}", NODE_INHERIT },
	{ "L/device/console/0/online", "1", NODE_INHERIT },
	{ "L/device/console/0/state", "1", NODE_INHERIT },
	{ "L/device/console/0/protocol", "vt100", NODE_INHERIT },
};

static char *expand_path(const struct plan_domain *d, const char *path)
{
	char uuid[37], *out = NULL;
	const char *rest = path + 1;
	int n;

	config_uuid_text(d->uuid, uuid);
	switch (path[0]) {
	case 'D':
		n = asprintf(&out, "/local/domain/{domid}%s", rest);
		break;
	case 'V':
		n = asprintf(&out, "/vm/%s%s", uuid, rest);
		break;
	case 'L':
		n = asprintf(&out, "/libxl/{domid}%s", rest);
		break;
	default:
		n = asprintf(&out, CONSOLE_BACKEND "%s", rest);
		break;
	}
	return n < 0 ? NULL : out;
}

static struct node *add_row(struct nodes *nodes, const struct plan_domain *d, struct row row)
{
	struct node *node = array_append(nodes->list, nodes->nr);

	if (!node)
		return NULL;
	node->path = expand_path(d, row.path);
	node->value = strdup(row.value);
	node->access = row.access;
	return node->path && node->value ? node : NULL;
}

static bool add_rows(struct nodes *nodes, const struct plan_domain *d, const struct row *rows,
		     size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (!add_row(nodes, d, rows[i]))
			return false;
	return true;
}

/* A user's text: never taken for a template. */
static bool add_text(struct nodes *nodes, const struct plan_domain *d, const char *path,
		     const char *text)
{
	struct node *node = add_row(nodes, d, (struct row){ path, text, NODE_INHERIT });

	if (node)
		node->verbatim = true;
	return node;
}

static bool add_number(struct nodes *nodes, const struct plan_domain *d, const char *path,
		       uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	return add_row(nodes, d, (struct row){ path, text, NODE_INHERIT });
}

static bool add_identity(struct nodes *nodes, const struct plan_domain *d)
{
	char uuid[37], vm[64];

	config_uuid_text(d->uuid, uuid);
	snprintf(vm, sizeof(vm), "/vm/%s", uuid);
	return add_text(nodes, d, "D/vm", vm) && add_text(nodes, d, "D/name", d->name) &&
	       add_text(nodes, d, "V/name", d->name) && add_text(nodes, d, "V/uuid", uuid);
}

#define ADD_ROWS(nodes, d, rows) add_rows(nodes, d, rows, ARRAY_SIZE(rows))

static bool add_created(struct nodes *nodes, const struct plan_domain *d)
{
	bool added = ADD_ROWS(nodes, d, root_rows);

	if (d->xend_device)
		added = added && ADD_ROWS(nodes, d, xend_device_rows);
	else
		added = added && ADD_ROWS(nodes, d, device_rows);
	if (d->driver_domain)
		added = added && ADD_ROWS(nodes, d, driver_rows);
	return added && ADD_ROWS(nodes, d, guest_rows) && add_identity(nodes, d);
}

static bool add_vcpus(struct nodes *nodes, const struct plan_domain *d)
{
	char path[40];

	for (unsigned int i = 0; i < d->max_vcpus; i++) {
		snprintf(path, sizeof(path), "D/cpu/%u/availability", i);
		if (!add_text(nodes, d, path, i < d->vcpus ? "online" : "offline"))
			return false;
	}
	return true;
}

static bool add_state(struct nodes *nodes, const struct plan_domain *d)
{
	return add_number(nodes, d, "D/memory/static-max", d->max_memory / KIB(1)) &&
	       add_number(nodes, d, "D/memory/target", d->memory / KIB(1)) &&
	       add_number(nodes, d, "D/memory/videoram", 0) &&
	       ADD_ROWS(nodes, d, start_rows) &&
	       add_number(nodes, d, "D/store/ring-ref", LAYOUT_XENSTORE >> ABI_FRAME_SHIFT) &&
	       add_number(nodes, d, "D/console/ring-ref", LAYOUT_CONSOLE >> ABI_FRAME_SHIFT) &&
	       add_vcpus(nodes, d);
}

static bool add_subtrees(struct plan_registration *reg, const struct plan_domain *d)
{
	static const char *const roots[] = { "D", "V", "L", "B" };

	for (size_t i = 0; i < ARRAY_SIZE(roots); i++) {
		reg->subtrees[i] = expand_path(d, roots[i]);
		if (!reg->subtrees[i])
			return false;
		reg->nr_subtrees++;
	}
	return true;
}

int emit_xenstore(struct pvh_plan *plan, struct fault *f)
{
	struct plan_registration *reg = &plan->registration;
	const struct plan_domain *d = &plan->domain;

	reg->store_gpa = LAYOUT_XENSTORE;
	reg->start.backend = SLOT_CONSOLE_DOMID;
	if (!add_subtrees(reg, d) ||
	    !add_created(&reg->create, d) || !add_state(&reg->start, d))
		return fault_oom(f);
	return 0;
}
