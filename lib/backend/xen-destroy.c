/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a domain, in the order of libxl: what others know of it goes first. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen-device.h"
#include "backend/xen-life.h"

#define VM "/vm/"

/* So often devices are taken away from a domain that is given others meanwhile. */
#define MAX_ROUNDS 4

/* The node is not the guest's, but what is removed is no more than a directory below /vm. */
static int remove_vm(struct xen_backend *xen, xs_transaction_t t, uint32_t domid, struct fault *f)
{
	char path[64];
	_cleanup_free_ char *vm = NULL;
	int r;

	snprintf(path, sizeof(path), "/local/domain/%u/vm", domid);
	r = xen_read_node(xen, t, path, &vm, f);
	if (r || !vm || strncmp(vm, VM, strlen(VM)) || !vm[strlen(VM)] || strchr(vm + strlen(VM), '/'))
		return r;
	return xen_remove_node(xen, t, vm, f);
}

struct nodes_of {
	uint32_t domid;
	uint32_t console; /* the domain that served its console */
	bool devices_too; /* else nothing is removed ... */
	bool devices;     /* ... where there are some */
};

/* What cannot be found goes with the rest. */
static bool has_devices(struct xen_backend *xen, xs_transaction_t t, uint32_t domid)
{
	_cleanup_(xen_devices_fini) struct xen_devices devices = { 0 };
	struct fault ignored = FAULT_NONE;

	xen_find_devices(xen, t, domid, &devices, &ignored);
	return devices.nr;
}

static int remove_nodes(struct xen_backend *xen, xs_transaction_t t, void *data, struct fault *f)
{
	struct nodes_of *d = data;
	char path[96];
	int r;

	d->devices = !d->devices_too && has_devices(xen, t, d->domid);
	if (d->devices)
		return 0;
	r = remove_vm(xen, t, d->domid, f);
	snprintf(path, sizeof(path), "/local/domain/%u", d->domid);
	if (!r)
		r = xen_remove_node(xen, t, path, f);
	snprintf(path, sizeof(path), "/libxl/%u", d->domid);
	if (!r)
		r = xen_remove_node(xen, t, path, f);
	snprintf(path, sizeof(path), "/local/domain/%u/backend/console/%u", d->console, d->domid);
	return r ? r : xen_remove_node(xen, t, path, f);
}

/*
 * As long as its nodes are there, somebody else may give it a device. The devices are noted by who
 * takes them away.
 */
static void remove_devices_and_nodes(struct xen_backend *xen, uint32_t domid, struct fault *f)
{
	struct nodes_of nodes = { .domid = domid };
	struct fault one = FAULT_NONE;
	unsigned int round = 0;

	/* Where it cannot be read, domain 0 is the one that it is nearly always. */
	if (xen_read_domid(xen, "/tool/xenconsoled/domid", &nodes.console, &one))
		xen_note_fault(xen, &one, f);
	do {
		xen_detach_all(xen, domid, f);
		nodes.devices_too = ++round == MAX_ROUNDS;
		one = FAULT_NONE;
		if (xen_transact(xen, remove_nodes, &nodes, &one))
			xen_note_fault(xen, &one, f);
	} while (nodes.devices);
}

static void remove_outside(struct xen_backend *xen, struct pvh_domain *d, struct fault *f)
{
	remove_devices_and_nodes(xen, d->domid, f);
	xen_userdata_remove(xen, d->domid, d->uuid);
	xen_domid_retire(xen, d->domid);
}

/* The domain that libxl runs QEMU in, beside some guests of its own. Who cannot tell goes on. */
static uint32_t find_stub_domain(struct pvh_domain *d, struct fault *f)
{
	_cleanup_free_ char *text = NULL;
	struct fault one = FAULT_NONE;
	char path[80];

	snprintf(path, sizeof(path), "/local/domain/%u/image/device-model-domid", d->domid);
	if (xen_read_node(xen_of(d), XBT_NULL, path, &text, &one))
		xen_note_fault(xen_of(d), &one, f);
	return text ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

/* It is no guest of ours, then, and the other domain would stay, with nobody to serve. */
static int refuse(struct pvh_domain *d, uint32_t stub, struct fault *f)
{
	fault_set(f, -EOPNOTSUPP, "domain %u has its QEMU in a domain of its own, %u", d->domid, stub);
	fault_hint(f, "xl destroy %u takes both away", d->domid);
	return f->code;
}

/* What can be done is done. The first that cannot is the fault, and the others are logged. */
int xen_destroy(struct pvh_domain *d, struct fault *f)
{
	struct xen_backend *xen = xen_of(d);
	struct fault one = FAULT_NONE;
	uint32_t stub;
	int r = xen_require(d, f);

	if (r)
		return r;
	stub = find_stub_domain(d, f);
	if (stub && stub != xen->toolstack)
		return refuse(d, stub, f);
	xen_hold(d);
	remove_outside(xen, d, f);
	if (xc_domain_destroy(xen->xch, d->domid)) {
		xen_failed(&one, errno, "destroy the domain");
		return xen_note_fault(xen, &one, f);
	}
	if (!f->code)
		ctx_info(d->be->ctx, "xen: destroyed domain %u", d->domid);
	return f->code;
}
