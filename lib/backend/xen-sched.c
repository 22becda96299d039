/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where and how much the vCPUs run. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "backend/xen.h"
#include "plan/abi.h"

/* --- Affinity ------------------------------------------------------------------------------- */

/* Into a map as large as libxenctrl takes them. False: there is no CPU in it. */
static bool fill_map(struct xen_backend *xen, const char *text, xc_cpumap_t map)
{
	bool any = false;

	if (text)
		host_cpus(&xen->host, text, map);
	for (size_t i = 0; text && i < host_map_size(&xen->host); i++)
		any |= map[i];
	return any;
}

static xc_cpumap_t new_map(struct xen_backend *xen)
{
	return calloc(1, max_u64(host_map_size(&xen->host), (size_t)xc_get_cpumap_size(xen->xch)));
}

/* `near` is what it prefers when nobody said anything; NULL: nothing. */
static int set_vcpu(struct xen_backend *xen, unsigned int vcpu, const char *near, struct fault *f)
{
	const struct plan_policy *p = &xen->plan->domain.policy;
	_cleanup_free_ xc_cpumap_t hard = new_map(xen);
	_cleanup_free_ xc_cpumap_t soft = new_map(xen);
	uint32_t flags = 0;

	if (!hard || !soft)
		return fault_oom(f);
	if (fill_map(xen, policy_cpus(&p->hard, vcpu), hard))
		flags |= XEN_VCPUAFFINITY_HARD;
	if (fill_map(xen, near ? near : policy_cpus(&p->soft, vcpu), soft))
		flags |= XEN_VCPUAFFINITY_SOFT;
	if (flags && xc_vcpu_setaffinity(xen->xch, xen->domid, (int)vcpu, hard, soft, flags))
		return xen_failed(f, errno, "pin a vCPU to the CPUs of \"cpus\" and \"cpus_soft\"");
	return 0;
}

/* Xen takes memory from the nodes of these CPUs: the domain's node affinity follows by itself. */
int xen_set_affinity(struct xen_backend *xen, struct fault *f)
{
	uint32_t node = host_choose_node(&xen->plan->domain, &xen->host);
	char near[24];
	int r = 0;

	snprintf(near, sizeof(near), "node:%" PRIu32, node);
	for (unsigned int i = 0; i < xen->plan->domain.max_vcpus && !r; i++)
		r = set_vcpu(xen, i, node == HOST_NO_NODE ? NULL : near, f);
	return r;
}

/* --- Scheduling ----------------------------------------------------------------------------- */

static int set_credit(struct xen_backend *xen, const struct plan_policy *p)
{
	struct xen_domctl_sched_credit params;

	if (xc_sched_credit_domain_get(xen->xch, xen->domid, &params))
		return -1;
	params.weight = p->weight == POLICY_DEFAULT ? params.weight : (uint16_t)p->weight;
	params.cap = p->cap == POLICY_DEFAULT ? params.cap : (uint16_t)p->cap;
	return xc_sched_credit_domain_set(xen->xch, xen->domid, &params);
}

static int set_credit2(struct xen_backend *xen, const struct plan_policy *p)
{
	struct xen_domctl_sched_credit2 params;

	if (xc_sched_credit2_domain_get(xen->xch, xen->domid, &params))
		return -1;
	params.weight = p->weight == POLICY_DEFAULT ? params.weight : (uint16_t)p->weight;
	params.cap = p->cap == POLICY_DEFAULT ? params.cap : (uint16_t)p->cap;
	return xc_sched_credit2_domain_set(xen->xch, xen->domid, &params);
}

static void wish_rtds(struct xen_domctl_sched_rtds *params, const struct plan_policy *p)
{
	params->period = p->period == POLICY_DEFAULT ? params->period : (uint32_t)p->period;
	params->budget = p->budget == POLICY_DEFAULT ? params->budget : (uint32_t)p->budget;
	params->flags = p->extratime ? XEN_DOMCTL_SCHEDRT_extra : 0;
}

/*
 * Of each vCPU: of a domain as a whole Xen takes period and budget and drops extratime without a
 * word. libxenctrl asks again where Xen has not come to the last vCPU.
 */
static int set_rtds(struct xen_backend *xen, const struct plan_policy *p)
{
	struct xen_domctl_schedparam_vcpu vcpus[CONFIG_MAX_VCPUS] = { 0 };
	uint32_t nr = xen->plan->domain.max_vcpus;

	for (uint32_t i = 0; i < nr; i++)
		vcpus[i].vcpuid = i;
	if (xc_sched_rtds_vcpu_get(xen->xch, xen->domid, vcpus, nr))
		return -1;
	for (uint32_t i = 0; i < nr; i++)
		wish_rtds(&vcpus[i].u.rtds, p);
	return xc_sched_rtds_vcpu_set(xen->xch, xen->domid, vcpus, nr);
}

/* A wish that the pool's scheduler does not have has been refused by then. */
int xen_set_scheduling(struct xen_backend *xen, struct fault *f)
{
	const struct plan_policy *p = &xen->plan->domain.policy;
	const struct host_pool *pool = host_find_pool(&xen->host, p->pool);
	bool credit = p->weight != POLICY_DEFAULT || p->cap != POLICY_DEFAULT;
	bool rtds = p->period != POLICY_DEFAULT || !p->extratime;
	int scheduler = pool ? pool->scheduler : 0, r = 0;

	if (scheduler == SCHED_RTDS && rtds)
		r = set_rtds(xen, p);
	else if (scheduler == SCHED_CREDIT && credit)
		r = set_credit(xen, p);
	else if (scheduler == SCHED_CREDIT2 && credit)
		r = set_credit2(xen, p);
	return r ? xen_failed(f, errno, "set how the domain is scheduled") : 0;
}
