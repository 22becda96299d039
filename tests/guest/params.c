/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The two channels that the guest is born with: rings, event channels and grants. */
#include "long-mode.h"
#include "xen-checks.h"

static const struct channel {
	const char *name;
	uint32_t pfn_param, port_param, grant;
	uint64_t pfn;
} channels[] = {
	{ "store", PARAM_STORE_PFN, PARAM_STORE_EVTCHN, GRANT_STORE, 0xfeffc },
	{ "console", PARAM_CONSOLE_PFN, PARAM_CONSOLE_EVTCHN, GRANT_CONSOLE, 0xfefff },
};

/* Fills in what Xen knows of the channel's port; false: it is none. */
static bool read_status(const struct channel *c, struct evtchn_status *status)
{
	uint64_t port = 0;

	if (!hvm_param(c->port_param, &port))
		return false;
	*status = (struct evtchn_status){ .domid = DOMID_SELF, .port = (uint32_t)port };
	return !hypercall(HYPERCALL_EVTCHN, EVTCHN_STATUS, ARG(status), 0);
}

static void check_port(const struct channel *c)
{
	struct evtchn_status status;

	if (check(read_status(c, &status) && status.port, "param.%s_evtchn", c->name))
		check(status.status == EVTCHN_UNBOUND || status.status == EVTCHN_INTERDOMAIN,
		      "evtchn.%s", c->name);
}

static void check_pfn(const struct channel *c)
{
	uint64_t pfn = 0;

	hvm_param(c->pfn_param, &pfn);
	check_is(pfn, c->pfn, "param.%s_pfn", c->name);
}

void check_params(void)
{
	uint64_t store = 0, console = 0, irq = ~0ull;

	if (!on_xen()) {
		skip(NOT_ON_XEN, "param");
		return;
	}
	for (uint32_t i = 0; i < COUNT(channels); i++) {
		check_pfn(&channels[i]);
		check_port(&channels[i]);
	}
	hvm_param(PARAM_STORE_EVTCHN, &store);
	hvm_param(PARAM_CONSOLE_EVTCHN, &console);
	check(store != console, "param.evtchns.differ");
	hvm_param(PARAM_CALLBACK_IRQ, &irq);
	check_is(irq, 0, "param.callback_irq");
}

static const struct grant *map_grants(void)
{
	struct add_to_physmap map = {
		.domid = DOMID_SELF, .space = MAP_SPACE_GRANT_TABLE, .gpfn = SPARE_GPA / PAGE,
	};

	if (hypercall(HYPERCALL_MEMORY, MEMORY_ADD_TO_PHYSMAP, ARG(&map), 0))
		return NULL;
	return view(SPARE_GPA, PAGE);
}

/* The ring's page, for whoever is at the other end of its event channel. */
static void check_grant(const struct channel *c, const struct grant *g)
{
	struct evtchn_status status = { .remote = 0xffff };

	read_status(c, &status);
	check_is(g->flags & ~GRANT_IN_USE, GRANT_PERMIT_ACCESS, "grant.%s.flags", c->name);
	check_is(g->domid, status.remote, "grant.%s.domid", c->name);
	check_is(g->frame, c->pfn, "grant.%s.frame", c->name);
}

void check_grants(void)
{
	const struct grant *grants;

	if (!on_xen()) {
		skip(NOT_ON_XEN, "grant");
		return;
	}
	grants = map_grants();
	if (!grants) {
		check(false, "grant.table");
		return;
	}
	for (uint32_t i = 0; i < COUNT(channels); i++)
		check_grant(&channels[i], &grants[channels[i].grant]);
	check_clean(find_dirt(SPARE_GPA + 8 * 2, SPARE_GPA + PAGE), "grant.others");
}
