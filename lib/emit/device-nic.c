/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Network interfaces: xen/include/public/io/netif.h says what their nodes mean. */
#include <inttypes.h>
#include <stdio.h>

#include "emit/device.h"

/* The numbers of an interface as xenstore has them. */
struct nic_texts {
	char devid[16], mac[MAC_TEXT + 1], rate[40], mtu[16];
};

static void make_texts(struct nic_texts *t, const struct config_nic *nic)
{
	snprintf(t->devid, sizeof(t->devid), "%u", nic->devid);
	mac_to_text(nic->mac, t->mac);
	snprintf(t->rate, sizeof(t->rate), "%" PRIu64 ",%" PRIu32, nic->rate.bytes,
		 nic->rate.usecs);
	snprintf(t->mtu, sizeof(t->mtu), "%u", nic->mtu);
}

static void add_front(struct fields *to, const struct config_nic *nic, const struct nic_texts *t)
{
	field_add(to, "backend-id", "{backend_domid}");
	field_add(to, "state", "1"); /* XenbusStateInitialising */
	field_add(to, "handle", t->devid);
	field_add(to, "mac", t->mac);
	field_add(to, "trusted", nic->trusted ? "1" : "0");
}

/* An MTU that nobody asked for is left to the script, which takes that of the bridge. */
static void add_back(struct fields *to, const struct config_nic *nic, const struct nic_texts *t,
		     const char *script)
{
	field_add(to, "frontend-id", "{domid}");
	field_add(to, "online", "1");
	field_add(to, "state", "1");
	field_add_text(to, "script", script);
	field_add_text(to, "vifname", nic->vifname);
	field_add(to, "mac", t->mac);
	field_add_text(to, "ip", nic->ip);
	field_add_text(to, "gatewaydev", nic->gatewaydev);
	if (nic->rate.usecs)
		field_add(to, "rate", t->rate);
	if (nic->mtu != CONFIG_DEFAULT_MTU)
		field_add(to, "mtu", t->mtu);
	field_add_text(to, "bridge", nic->bridge);
	field_add(to, "handle", t->devid);
	field_add(to, "type", "vif");
	field_add(to, "hotplug-status", ""); /* the backend waits for the script to fill it in */
}

static bool name_device(struct plan_device *d, const struct config_nic *nic)
{
	if (asprintf(&d->name, "vif %u", nic->devid) < 0)
		d->name = NULL;
	d->script = device_script(nic->script);
	return d->name && d->script && device_copy(&d->backend, nic->backend);
}

int device_from_nic(struct plan_device *d, const struct config_nic *nic, struct fault *f)
{
	struct device_fields fields = { 0 };
	struct nic_texts t;

	d->kind = DEVICE_VIF;
	d->devid = nic->devid;
	if (!name_device(d, nic) || !device_place(d))
		return fault_oom(f);
	make_texts(&t, nic);
	add_front(&fields.front, nic, &t);
	field_add(&fields.ro_front, "mtu", t.mtu);
	add_back(&fields.back, nic, &t, d->script);
	return device_add_nodes(d, &fields) ? 0 : fault_oom(f);
}
