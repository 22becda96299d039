/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Xen knows of the domain: limits, scheduling, event channels, HVM params. */
#include "inspect.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/hvm/params.h>

static void say_handle(const uint8_t *h)
{
	char text[33];

	for (size_t i = 0; i < 16; i++)
		sprintf(text + 2 * i, "%02x", h[i]);
	printf("domain.handle = %.8s-%.4s-%.4s-%.4s-%s\n", text, text + 8, text + 12,
	       text + 16, text + 20);
}

static void inspect_info(struct inspect *in)
{
	xc_domaininfo_t info;

	if (xc_domain_getinfolist(in->xch, in->domid, 1, &info) != 1 ||
	    info.domain != in->domid) {
		errno = ESRCH;
		say_error(in, "domain");
		return;
	}
	in->nr_vcpus = info.max_vcpu_id + 1;
	in->cpupool = info.cpupool;
	say_handle(info.handle);
	say_hex(info.flags, "domain.flags");
	say_number(info.tot_pages, "domain.tot_pages");
	say_number(info.max_pages, "domain.max_pages");
	say_number(info.outstanding_pages, "domain.outstanding_pages");
	say_number(info.shr_pages, "domain.shr_pages");
	say_number(info.paged_pages, "domain.paged_pages");
	say_hex(info.shared_info_frame, "domain.shared_info_frame");
	say_number(info.cpu_time, "domain.cpu_time");
	say_number(info.nr_online_vcpus, "domain.nr_online_vcpus");
	say_number(info.max_vcpu_id, "domain.max_vcpu_id");
	say_number(info.ssidref, "domain.ssidref");
	say_number(info.cpupool, "domain.cpupool");
	say_number(info.gpaddr_bits, "domain.gpaddr_bits");
	say_hex(info.arch_config.emulation_flags, "domain.emulation_flags");
	say_hex(info.arch_config.misc_flags, "domain.misc_flags");
}

static void inspect_memory_limits(struct inspect *in)
{
	uint64_t pool, total, cache, entries;
	xen_pfn_t max_gfn;

	if (xc_domain_maximum_gpfn(in->xch, in->domid, &max_gfn) < 0)
		say_error(in, "domain.maximum_gfn");
	else
		say_hex(max_gfn, "domain.maximum_gfn");
	if (xc_get_paging_mempool_size(in->xch, in->domid, &pool))
		say_error(in, "domain.paging_pool");
	else
		say_number(pool, "domain.paging_pool");
	if (xc_domain_get_pod_target(in->xch, in->domid, &total, &cache, &entries)) {
		say_error(in, "domain.pod");
		return;
	}
	say_number(total, "domain.pod.total");
	say_number(cache, "domain.pod.cache");
	say_number(entries, "domain.pod.entries");
}

static void inspect_tsc(struct inspect *in)
{
	uint32_t mode, khz, incarnation;
	uint64_t elapsed;

	if (xc_domain_get_tsc_info(in->xch, in->domid, &mode, &elapsed, &khz,
				   &incarnation)) {
		say_error(in, "domain.tsc");
		return;
	}
	say_number(mode, "domain.tsc.mode");
	say_number(elapsed, "domain.tsc.elapsed_nsec"); /* runs */
	say_number(khz, "domain.tsc.khz");
	say_number(incarnation, "domain.tsc.incarnation");
}

static void inspect_credit(struct inspect *in)
{
	struct xen_domctl_sched_credit credit;

	if (xc_sched_credit_domain_get(in->xch, in->domid, &credit)) {
		say_error(in, "sched.credit");
		return;
	}
	say_number(credit.weight, "sched.credit.weight");
	say_number(credit.cap, "sched.credit.cap");
}

static void inspect_credit2(struct inspect *in)
{
	struct xen_domctl_sched_credit2 credit2;

	if (xc_sched_credit2_domain_get(in->xch, in->domid, &credit2)) {
		say_error(in, "sched.credit2");
		return;
	}
	say_number(credit2.weight, "sched.credit2.weight");
	say_number(credit2.cap, "sched.credit2.cap");
}

/* Of the domain as a whole Xen says the defaults, whatever was set. */
static void inspect_rtds(struct inspect *in)
{
	for (unsigned int i = 0; i < in->nr_vcpus; i++) {
		struct xen_domctl_schedparam_vcpu vcpu = { .vcpuid = i };

		if (xc_sched_rtds_vcpu_get(in->xch, in->domid, &vcpu, 1)) {
			say_error(in, "sched.rtds.vcpu%u", i);
			return;
		}
		say_number(vcpu.u.rtds.period, "sched.rtds.vcpu%u.period", i);
		say_number(vcpu.u.rtds.budget, "sched.rtds.vcpu%u.budget", i);
		say_hex(vcpu.u.rtds.flags, "sched.rtds.vcpu%u.flags", i);
	}
}

/* By the scheduler of the domain's pool. */
static void inspect_scheduling(struct inspect *in)
{
	xc_cpupoolinfo_t *pool = xc_cpupool_getinfo(in->xch, in->cpupool);

	if (!pool) {
		say_error(in, "sched.id");
		return;
	}
	say_number(pool->sched_id, "sched.id");
	if (pool->sched_id == XEN_SCHEDULER_CREDIT)
		inspect_credit(in);
	else if (pool->sched_id == XEN_SCHEDULER_CREDIT2)
		inspect_credit2(in);
	else if (pool->sched_id == XEN_SCHEDULER_RTDS)
		inspect_rtds(in);
	xc_cpupool_infofree(in->xch, pool);
}

/* --- vCPUs and nodes ------------------------------------------------------------- */

static void say_bitmap(const uint8_t *map, int size, const char *key)
{
	char *text = malloc((size_t)size * 2 + 1);

	if (!text)
		abort();
	for (int i = 0; i < size; i++)
		sprintf(text + 2 * i, "%02x", map[i]);
	printf("%s = %s\n", key, text);
	free(text);
}

static void inspect_affinity(struct inspect *in, unsigned int vcpu)
{
	int size = xc_get_cpumap_size(in->xch);
	xc_cpumap_t hard = xc_cpumap_alloc(in->xch), soft = xc_cpumap_alloc(in->xch);
	char key[40];

	if (!hard || !soft ||
	    xc_vcpu_getaffinity(in->xch, in->domid, (int)vcpu, hard, soft,
				XEN_VCPUAFFINITY_HARD | XEN_VCPUAFFINITY_SOFT)) {
		say_error(in, "vcpu%u.affinity", vcpu);
	} else {
		snprintf(key, sizeof(key), "vcpu%u.affinity.hard", vcpu);
		say_bitmap(hard, size, key);
		snprintf(key, sizeof(key), "vcpu%u.affinity.soft", vcpu);
		say_bitmap(soft, size, key);
	}
	free(hard);
	free(soft);
}

static void inspect_vcpus(struct inspect *in)
{
	for (unsigned int i = 0; i < in->nr_vcpus; i++) {
		xc_vcpuinfo_t info;

		if (xc_vcpu_getinfo(in->xch, in->domid, i, &info)) {
			say_error(in, "vcpu%u", i);
			continue;
		}
		say_number(info.online, "vcpu%u.online", i);
		say_number(info.blocked, "vcpu%u.blocked", i);
		say_number(info.running, "vcpu%u.running", i);
		say_number(info.cpu_time, "vcpu%u.cpu_time", i);
		inspect_affinity(in, i);
	}
}

static void inspect_nodes(struct inspect *in)
{
	xc_nodemap_t map = xc_nodemap_alloc(in->xch);

	if (!map || xc_domain_node_getaffinity(in->xch, in->domid, map))
		say_error(in, "domain.node_affinity");
	else
		say_bitmap(map, xc_get_nodemap_size(in->xch), "domain.node_affinity");
	free(map);
}

/* --- Channels and grants --------------------------------------------------------- */

/* The other end's port is a matter of who came first there: left out. */
static void inspect_channels(struct inspect *in)
{
	static const char *const names[] = { "closed", "unbound", "interdomain",
					     "pirq",   "virq",    "ipi" };

	for (evtchn_port_t port = 0; port < 16; port++) {
		xc_evtchn_status_t s = { .dom = (domid_t)in->domid, .port = port };

		if (xc_evtchn_status(in->xch, &s)) {
			say_error(in, "port%u", port);
			return;
		}
		if (s.status == EVTCHNSTAT_closed)
			continue;
		say(s.status < 6 ? names[s.status] : "?", "port%u.status", port);
		say_number(s.vcpu, "port%u.vcpu", port);
		if (s.status == EVTCHNSTAT_unbound)
			say_number(s.u.unbound.dom, "port%u.remote", port);
		if (s.status == EVTCHNSTAT_interdomain)
			say_number(s.u.interdomain.dom, "port%u.remote", port);
	}
}

static void inspect_grant_limits(struct inspect *in)
{
	struct gnttab_query_size size = { .dom = (domid_t)in->domid };
	int version = xc_gnttab_get_version(in->xch, in->domid);

	if (version < 0)
		say_error(in, "grants.version");
	else
		say_number((unsigned int)version, "grants.version");
	if (xc_gnttab_query_size(in->xch, &size) || size.status) {
		say_error(in, "grants.frames");
		return;
	}
	say_number(size.nr_frames, "grants.frames");
	say_number(size.max_nr_frames, "grants.max_frames");
}

/* --- HVM params ------------------------------------------------------------------ */

static void inspect_params(struct inspect *in)
{
	for (uint32_t i = 0; i < HVM_NR_PARAMS; i++) {
		uint64_t value;

		if (!xc_hvm_param_get(in->xch, in->domid, i, &value))
			say_hex(value, "param%u", i);
		else if (errno == EINVAL)
			say("invalid", "param%u", i);
		else
			say_error(in, "param%u", i);
	}
}

void inspect_domain(struct inspect *in)
{
	inspect_info(in);
	inspect_memory_limits(in);
	inspect_tsc(in);
	inspect_scheduling(in);
	inspect_vcpus(in);
	inspect_nodes(in);
	inspect_channels(in);
	inspect_grant_limits(in);
	inspect_params(in);
}
