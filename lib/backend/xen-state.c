/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a domain is by now: what xl would build again after a reboot. Only nodes that the guest
 * cannot write are believed.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "backend/xen-device.h"
#include "backend/xen-life.h"
#include "base/array.h"
#include "config/config.h"

/* --- Memory and vCPUs --------------------------------------------------------------------- */

static int read_kib(struct pvh_domain *d, const char *key, uint64_t *bytes, struct fault *f)
{
	_cleanup_free_ char *text = NULL;
	char path[64], *end;
	int r;

	snprintf(path, sizeof(path), "/local/domain/%u/memory/%s", d->domid, key);
	r = xen_read_node(xen_of(d), XBT_NULL, path, &text, f);
	if (r)
		return r;
	if (!text)
		return fault_set(f, -EIO, "there is no %s in xenstore", path);
	*bytes = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && !*end && *bytes <= UINT64_MAX / KIB(1)) {
		*bytes *= KIB(1);
		return 0;
	}
	return fault_set(f, -EIO, "%s in xenstore is \"%.32s\", which is no number of KiB", path,
			 text);
}

static int count_vcpus(struct pvh_domain *d, unsigned int *online, struct fault *f)
{
	_cleanup_free_ char **names = NULL;
	char path[XEN_MAX_PATH];
	unsigned int nr;
	int r;

	snprintf(path, sizeof(path), "/local/domain/%u/cpu", d->domid);
	r = xen_list_nodes(xen_of(d), XBT_NULL, path, &names, &nr, f);
	for (unsigned int i = 0; i < nr && !r; i++) {
		_cleanup_free_ char *text = NULL;

		snprintf(path, sizeof(path), "/local/domain/%u/cpu/%s/availability", d->domid,
			 names[i]);
		r = xen_read_node(xen_of(d), XBT_NULL, path, &text, f);
		*online += text && !strcmp(text, "online");
	}
	return r;
}

/* --- Scheduling --------------------------------------------------------------------------- */

static int find_scheduler(struct pvh_domain *d, uint32_t *scheduler, struct fault *f)
{
	xc_domaininfo_t info;
	xc_cpupoolinfo_t *pool;

	if (xc_domain_getinfolist(xen_of(d)->xch, d->domid, 1, &info) != 1 ||
	    info.domain != d->domid)
		return xen_domain_failed(d, errno, "tell the domain's CPU pool", f);
	pool = xc_cpupool_getinfo(xen_of(d)->xch, info.cpupool);
	if (!pool)
		return xen_failed(f, errno, "describe the domain's CPU pool");
	*scheduler = pool->sched_id;
	xc_cpupool_infofree(xen_of(d)->xch, pool);
	return 0;
}

static void set_share(struct domain_state *s, unsigned int weight, unsigned int cap)
{
	s->weight = weight;
	s->cap = cap;
}

/* What rtds has is each vCPU's: that stays as the config has it. */
static int read_share(struct pvh_domain *d, struct domain_state *s, struct fault *f)
{
	struct xen_domctl_sched_credit credit;
	struct xen_domctl_sched_credit2 credit2;
	xc_interface *xch = xen_of(d)->xch;
	uint32_t scheduler = 0;
	int r = find_scheduler(d, &scheduler, f), failed = 0;

	if (r)
		return r;
	if (scheduler == XEN_SCHEDULER_CREDIT) {
		failed = xc_sched_credit_domain_get(xch, d->domid, &credit);
		if (!failed)
			set_share(s, credit.weight, credit.cap);
	} else if (scheduler == XEN_SCHEDULER_CREDIT2) {
		failed = xc_sched_credit2_domain_get(xch, d->domid, &credit2);
		if (!failed)
			set_share(s, credit2.weight, credit2.cap);
	}
	return failed ? xen_domain_failed(d, errno, "tell how the domain is scheduled", f) : 0;
}

/* --- Devices ------------------------------------------------------------------------------ */

/* By the guest's side, in which disks are disks, whoever serves them. */
static int add_device(struct domain_state *s, const struct xen_device *d, struct fault *f)
{
	static const enum device_kind kinds[] = { DEVICE_VBD, DEVICE_VIF };
	struct device_id *id;

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		char path[XEN_DEVICE_PATH];

		snprintf(path, sizeof(path), "/libxl/%u/device/%s/%u", d->domid,
			 device_kind_name(kinds[i]), d->devid);
		if (strcmp(path, d->record))
			continue;
		id = array_append(s->devices, s->nr_devices);
		if (!id)
			return fault_oom(f);
		id->kind = kinds[i];
		id->devid = d->devid;
	}
	return 0;
}

static int find_devices(struct pvh_domain *d, struct domain_state *s, struct fault *f)
{
	_cleanup_(xen_devices_fini) struct xen_devices devices = { 0 };
	int r = xen_find_devices(xen_of(d), XBT_NULL, d->domid, &devices, f);

	for (size_t i = 0; i < devices.nr && !r; i++)
		r = add_device(s, &devices.list[i], f);
	return r;
}

/* --- All of it ---------------------------------------------------------------------------- */

static int no_record(const struct pvh_domain *d, struct fault *f)
{
	fault_set(f, -EIO, "libxl has no record of domain %u", d->domid);
	fault_hint(f, "it is in Xen's library directory as long as the domain is there, unless "
		      "somebody removes it");
	return f->code;
}

/* Under libxl's lock, so that no device comes or goes in the meantime. */
int xen_get_state(struct pvh_domain *d, struct domain_state *s, struct fault *f)
{
	_cleanup_(xen_json_close) struct xen_json json = XEN_JSON(xen_of(d), d->domid, d->uuid);
	int r = xen_require(d, f);

	if (!r)
		r = xen_json_open(&json, f);
	if (!r && !json.text)
		r = no_record(d, f);
	if (!r)
		r = xen_get_name(d, &s->name, f);
	if (!r)
		r = read_kib(d, "target", &s->memory, f);
	if (!r)
		r = read_kib(d, "static-max", &s->max_memory, f);
	if (!r)
		r = count_vcpus(d, &s->vcpus, f);
	if (!r)
		r = read_share(d, s, f);
	if (!r)
		r = find_devices(d, s, f);
	s->record = TAKE(json.text);
	memcpy(s->uuid, d->uuid, sizeof(s->uuid));
	return r;
}
