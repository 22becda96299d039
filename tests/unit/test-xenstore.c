/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What xenstored holds once both lists of nodes have been written: the nodes that xl
 * writes for a PVH guest under Xen 4.17, with their access. Every row is there, and no
 * other node.
 */
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "fixture.h"
#include "plan/slot.h"
#include "tap.h"

#define D "/local/domain/7"
#define V "/vm/" FX_UUID
#define L "/libxl/7"
#define B "/local/domain/2/backend/console/7"

/* Who may do what, with domain 7 the guest and domain 2 the one of xenconsoled. */
#define TOOLS "n0"
#define READS "n0,r7"
#define OWNS "n7"
#define SHOWS "n7,r2"
#define BACKEND "n2,r7"

struct entry {
	char path[128], value[128], access[16];
};

static const struct {
	const char *path, *value, *access;
} wanted[] = {
	{ B, "", TOOLS },
	{ B "/0", "", BACKEND },
	{ B "/0/frontend", D "/console", BACKEND },
	{ B "/0/frontend-id", "7", BACKEND },
	{ B "/0/online", "1", BACKEND },
	{ B "/0/state", "1", BACKEND },
	{ B "/0/protocol", "vt100", BACKEND },
	{ D, "", READS },
	{ D "/vm", V, READS },
	{ D "/name", "guest", READS },
	{ D "/cpu", "", READS },
	{ D "/cpu/0", "", READS },
	{ D "/cpu/0/availability", "online", READS },
	{ D "/cpu/1", "", READS },
	{ D "/cpu/1/availability", "online", READS },
	{ D "/cpu/2", "", READS },
	{ D "/cpu/2/availability", "offline", READS },
	{ D "/memory", "", READS },
	{ D "/memory/static-max", "131072", READS },
	{ D "/memory/target", "65536", READS },
	{ D "/memory/videoram", "0", READS },
	{ D "/device", "", READS },
	{ D "/device/suspend", "", READS },
	{ D "/device/suspend/event-channel", "", OWNS },
	{ D "/control", "", READS },
	{ D "/control/shutdown", "", OWNS },
	{ D "/control/feature-poweroff", "", OWNS },
	{ D "/control/feature-reboot", "", OWNS },
	{ D "/control/feature-suspend", "", OWNS },
	{ D "/control/sysrq", "", OWNS },
	{ D "/control/platform-feature-multiprocessor-suspend", "1", READS },
	{ D "/control/platform-feature-xs_reset_watches", "1", READS },
	{ D "/data", "", OWNS },
	{ D "/drivers", "", OWNS },
	{ D "/feature", "", OWNS },
	{ D "/attr", "", OWNS },
	{ D "/error", "", OWNS },
	{ D "/domid", "7", READS },
	{ D "/store", "", READS },
	{ D "/store/port", "3", READS },
	{ D "/store/ring-ref", "1044476", READS },
	{ D "/console", "", BACKEND },
	{ D "/console/backend", B "/0", BACKEND },
	{ D "/console/backend-id", "2", SHOWS },
	{ D "/console/limit", "1048576", BACKEND },
	{ D "/console/type", "xenconsoled", BACKEND },
	{ D "/console/output", "pty", BACKEND },
	{ D "/console/tty", "", BACKEND }, /* xenconsoled fills it in */
	{ D "/console/port", "4", BACKEND },
	{ D "/console/ring-ref", "1044479", BACKEND },
	{ V, "", READS },
	{ V "/name", "guest", READS },
	{ V "/uuid", FX_UUID, READS },
	{ V "/start_time", "1795175499.13", READS },
	{ L, "", TOOLS },
	{ L "/device", "", TOOLS },
	{ L "/device/console", "", TOOLS },
	{ L "/device/console/0", "", TOOLS },
	{ L "/device/console/0/frontend", D "/console", TOOLS },
	{ L "/device/console/0/backend", B "/0", TOOLS },
	{ L "/device/console/0/frontend-id", "7", TOOLS },
	{ L "/device/console/0/online", "1", TOOLS },
	{ L "/device/console/0/state", "1", TOOLS },
	{ L "/device/console/0/protocol", "vt100", TOOLS },
	{ L "/type", "pvh", TOOLS },
	{ L "/dm-version", "qemu_xen", TOOLS },
};

/* --- A small xenstored -------------------------------------------------------------- */

struct store {
	struct entry *list;
	size_t nr;
};

static struct entry *find(struct store *s, const char *path)
{
	for (size_t i = 0; i < s->nr; i++)
		if (!strcmp(s->list[i].path, path))
			return &s->list[i];
	return NULL;
}

/* The directories that no domain owns a part of: they are there before. */
static bool is_root(const char *path)
{
	return !*path || !strcmp(path, "/local") || !strcmp(path, "/local/domain") ||
	       !strcmp(path, "/vm") || !strcmp(path, "/libxl") ||
	       !strncmp("/local/domain/2/backend/console", path, strlen(path));
}

static const char *make(struct store *s, const char *path);

static const char *access_of_parent(struct store *s, const char *path)
{
	char parent[128];

	snprintf(parent, sizeof(parent), "%s", path);
	*strrchr(parent, '/') = '\0';
	return is_root(parent) ? "n0" : make(s, parent);
}

/* A node that is new inherits the access of its parent, which is made likewise. */
static const char *make(struct store *s, const char *path)
{
	struct entry *e = find(s, path);
	char access[16];

	if (e)
		return e->access;
	snprintf(access, sizeof(access), "%s", access_of_parent(s, path));
	e = array_append(s->list, s->nr);
	snprintf(e->path, sizeof(e->path), "%s", path);
	snprintf(e->access, sizeof(e->access), "%s", access);
	return e->access;
}

static const char *access_text(enum node_access access)
{
	static const char *const texts[] = {
		[NODE_TOOLSTACK] = TOOLS,    [NODE_GUEST_READS] = READS,
		[NODE_GUEST_OWNS] = OWNS,    [NODE_GUEST_SHOWS] = SHOWS,
		[NODE_BACKEND_SHOWS] = BACKEND,
	};

	return texts[access];
}

static void write_nodes(struct store *s, const struct nodes *nodes,
			const struct slots *slots)
{
	for (size_t i = 0; i < nodes->nr; i++) {
		const struct node *node = &nodes->list[i];
		char path[128];
		struct entry *e;

		fx_must(!slots_expand(slots, node->path, path, sizeof(path)), node->path);
		make(s, path);
		e = find(s, path);
		fx_must(!slots_expand(node->verbatim ? NULL : slots, node->value,
				      e->value, sizeof(e->value)),
			node->value);
		if (node->access != NODE_INHERIT)
			snprintf(e->access, sizeof(e->access), "%s",
				 access_text(node->access));
	}
}

static void fill_slots(struct slots *s)
{
	*s = (struct slots){ 0 };
	slots_set(s, SLOT_DOMID, 7);
	slots_set(s, SLOT_STORE_PORT, 3);
	slots_set(s, SLOT_CONSOLE_PORT, 4);
	slots_set(s, SLOT_STORE_DOMID, 1);
	slots_set(s, SLOT_CONSOLE_DOMID, 2);
	slots_set(s, SLOT_TOOLSTACK_DOMID, 0);
	strcpy(s->text[SLOT_START_TIME], "1795175499.13");
}

static void test_nodes(struct store *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		struct entry *e = find(s, wanted[i].path);

		if (!ok(e && !strcmp(e->value, wanted[i].value) &&
				!strcmp(e->access, wanted[i].access),
			"%s = \"%s\" (%s)", wanted[i].path, wanted[i].value,
			wanted[i].access))
			printf("# found \"%s\" (%s)\n", e ? e->value : "nothing",
			       e ? e->access : "");
		if (e)
			e->path[0] = '\0'; /* what is left over was not wanted */
	}
	for (size_t i = 0; i < s->nr; i++)
		if (s->list[i].path[0])
			ok(false, "%s is there as well", s->list[i].path);
}

/* --- Texts of users are no templates ------------------------------------------------ */

static void test_verbatim(void)
{
	static const struct fx_guest guest = { .memory = MIB(64) };
	struct pvh_config *config = fx_config(&guest);
	struct pvh_plan *plan;
	struct slots slots;
	char value[64] = "";

	fill_slots(&slots);
	if (pvh_config_set_name(config, "{domid}")) {
		ok(true, "a name that looks like a slot is refused");
		pvh_config_unref(config);
		return;
	}
	fx_must(pvh_plan_new(config, &plan), "plan");
	pvh_config_unref(config);
	{
		struct pvh_image *image = fx_image_small();

		fx_must(pvh_plan_alloc_physmap(plan) ||
				pvh_plan_place_kernel(plan, image) ||
				pvh_plan_emit_acpi(plan) ||
				pvh_plan_emit_start_info(plan) || pvh_plan_seal(plan),
			"seal");
		pvh_image_unref(image);
	}
	for (size_t i = 0; i < plan->registration.create.nr; i++) {
		const struct node *node = &plan->registration.create.list[i];

		if (strstr(node->path, "/local/domain/{domid}/name"))
			slots_expand(node->verbatim ? NULL : &slots, node->value, value,
				     sizeof(value));
	}
	ok(!strcmp(value, "{domid}"), "a name that looks like a slot stays as it is: %s",
	   value);
	pvh_plan_unref(plan);
}

static void test_subtrees(const struct plan_registration *reg, const struct slots *slots)
{
	static const char *const roots[] = { D, V, L, B };
	char path[128];

	ok(reg->nr_subtrees == ARRAY_SIZE(roots), "%zu subtrees are the domain's",
	   reg->nr_subtrees);
	for (size_t i = 0; i < ARRAY_SIZE(roots); i++)
		ok(slots_expand(slots, reg->subtrees[i], path, sizeof(path)) &&
		   !strcmp(path, roots[i]), "... %s", roots[i]);
	ok(reg->store_gpa == 0xfeffc000, "xenstored is told of its ring's page");
}

/* A domain that drives devices, and one that has its device/ for itself. */
static void test_wishes(const char *key, const char *path, const char *access, const char *gone)
{
	const char *const wishes[] = { key, "true", NULL };
	const struct fx_guest guest = { .vcpus = 1, .wishes = wishes };
	struct pvh_plan *plan = fx_sealed(&guest, NULL);
	struct store store = { 0 };
	struct slots slots;
	struct entry *e;

	fill_slots(&slots);
	write_nodes(&store, &plan->registration.create, &slots);
	e = find(&store, path);
	ok(e && !strcmp(e->access, access) && !*e->value, "%s: %s (%s)", key, path, access);
	if (gone)
		ok(!find(&store, gone), "... and no %s", gone);
	free(store.list);
	pvh_plan_unref(plan);
}

int main(void)
{
	static const struct fx_guest guest = { .memory = MIB(64), .max_memory = MIB(128),
					       .vcpus = 2, .max_vcpus = 3 };
	struct pvh_plan *plan = fx_sealed(&guest, NULL);
	struct store store = { 0 };
	struct slots slots;

	fill_slots(&slots);
	write_nodes(&store, &plan->registration.create, &slots);
	write_nodes(&store, &plan->registration.start, &slots);
	test_nodes(&store);
	test_subtrees(&plan->registration, &slots);
	test_verbatim();
	test_wishes("driver_domain", D "/libxl", OWNS, NULL);
	test_wishes("driver_domain", D "/device-model", OWNS, NULL);
	test_wishes("xend_suspend_evtchn_compat", D "/device", OWNS,
		    D "/device/suspend/event-channel");
	free(store.list);
	pvh_plan_unref(plan);
	return done();
}
