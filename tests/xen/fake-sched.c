/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The pools of the host, each with another scheduler: all CPUs are in the first, which has
 * credit2. A domain is asked of its own pool's scheduler only.
 */
#include <errno.h>
#include <stdlib.h>
#include <xenctrl.h>

#include "fake.h"

static const struct {
	uint32_t id, scheduler;
	uint8_t cpus;
} pools[] = {
	{ 0, XEN_SCHEDULER_CREDIT2, 0xf },
	{ 4, XEN_SCHEDULER_RTDS, 0x6 },
	{ 7, XEN_SCHEDULER_CREDIT, 0x8 },
};

enum { POOLS = sizeof(pools) / sizeof(pools[0]) };

/* The pool of that number, or the first behind it. */
xc_cpupoolinfo_t *xc_cpupool_getinfo(xc_interface *xch, uint32_t id)
{
	xc_cpupoolinfo_t *info;
	size_t i = 0;

	(void)xch;
	if (fake_refuses(__func__))
		return NULL;
	while (i < POOLS && pools[i].id < id)
		i++;
	if (i == POOLS)
		return errno = ENOENT, NULL;
	info = calloc(1, sizeof(*info) + 1);
	if (!info)
		abort();
	info->cpupool_id = pools[i].id;
	info->sched_id = pools[i].scheduler;
	info->cpumap = (uint8_t *)(info + 1);
	info->cpumap[0] = pools[i].cpus;
	return info;
}

void xc_cpupool_infofree(xc_interface *xch, xc_cpupoolinfo_t *info)
{
	(void)xch;
	free(info);
}

/* False, with errno set: it is not to be, or not the scheduler of the domain's pool. */
static bool is_asked(const char *name, uint32_t scheduler)
{
	const struct xen_domctl_createdomain *c = (const void *)fake.creation;

	if (fake_refuses(name))
		return false;
	for (size_t i = 0; i < POOLS; i++)
		if (pools[i].id == c->cpupool_id && pools[i].scheduler == scheduler)
			return true;
	return errno = EINVAL, false;
}

static uint16_t weight(void)
{
	return fake.weight ? (uint16_t)fake.weight : 256;
}

int xc_sched_credit_domain_get(xc_interface *xch, uint32_t domid,
			       struct xen_domctl_sched_credit *params)
{
	(void)xch, (void)domid;
	*params = (struct xen_domctl_sched_credit){ .weight = weight(), .cap = (uint16_t)fake.cap };
	return is_asked(__func__, XEN_SCHEDULER_CREDIT) ? 0 : -1;
}

int xc_sched_credit_domain_set(xc_interface *xch, uint32_t domid,
			       struct xen_domctl_sched_credit *params)
{
	(void)xch, (void)domid;
	fake.weight = params->weight;
	fake.cap = params->cap;
	return is_asked(__func__, XEN_SCHEDULER_CREDIT) ? 0 : -1;
}

int xc_sched_credit2_domain_get(xc_interface *xch, uint32_t domid,
				struct xen_domctl_sched_credit2 *params)
{
	(void)xch, (void)domid;
	*params = (struct xen_domctl_sched_credit2){ .weight = weight(), .cap = (uint16_t)fake.cap };
	return is_asked(__func__, XEN_SCHEDULER_CREDIT2) ? 0 : -1;
}

int xc_sched_credit2_domain_set(xc_interface *xch, uint32_t domid,
				struct xen_domctl_sched_credit2 *params)
{
	(void)xch, (void)domid;
	fake.weight = params->weight;
	fake.cap = params->cap;
	return is_asked(__func__, XEN_SCHEDULER_CREDIT2) ? 0 : -1;
}

/* --- rtds: each vCPU has its own ----------------------------------------------------------- */

/* They are there since xc_domain_max_vcpus(). */
static bool are_there(const struct xen_domctl_schedparam_vcpu *vcpus, uint32_t nr)
{
	for (uint32_t i = 0; i < nr; i++)
		if (vcpus[i].vcpuid >= fake.nr_vcpus)
			return errno = EINVAL, false;
	return true;
}

int xc_sched_rtds_vcpu_get(xc_interface *xch, uint32_t domid,
			   struct xen_domctl_schedparam_vcpu *vcpus, uint32_t nr)
{
	(void)xch, (void)domid;
	if (!is_asked(__func__, XEN_SCHEDULER_RTDS) || !are_there(vcpus, nr))
		return -1;
	for (uint32_t i = 0; i < nr; i++)
		vcpus[i].u.rtds = (struct xen_domctl_sched_rtds){
			.period = 10000, .budget = 4000, .flags = XEN_DOMCTL_SCHEDRT_extra,
		};
	return 0;
}

int xc_sched_rtds_vcpu_set(xc_interface *xch, uint32_t domid,
			   struct xen_domctl_schedparam_vcpu *vcpus, uint32_t nr)
{
	(void)xch, (void)domid;
	if (!is_asked(__func__, XEN_SCHEDULER_RTDS) || !are_there(vcpus, nr))
		return -1;
	for (uint32_t i = 0; i < nr; i++) {
		const struct xen_domctl_sched_rtds *params = &vcpus[i].u.rtds;

		if (params->budget < 10 || params->budget > params->period)
			return errno = EINVAL, -1;
		fake.rtds[vcpus[i].vcpuid].period = params->period;
		fake.rtds[vcpus[i].vcpuid].budget = params->budget;
		fake.rtds[vcpus[i].vcpuid].extratime = params->flags & XEN_DOMCTL_SCHEDRT_extra;
	}
	return 0;
}
