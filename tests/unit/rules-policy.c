/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What XEN_DOMCTL_createdomain, the scheduler's domctls, XEN_DOMCTL_setvcpuaffinity and
 * xc_cpuid_apply_policy() refuse of a policy.
 */
#include <inttypes.h>
#include <string.h>

#include "rules.h"

static void check_creation(struct rules *r, const struct plan_policy *p, const struct host *host)
{
	uint64_t size = p->vmtrace_buffer;

	if (p->hap ? !host->hap : !host->shadow)
		rules_broke(r, "paging that Xen does not have");
	if (p->nested && !p->hap)
		rules_broke(r, "nested virtualisation without HAP");
	if (p->altp2m > 3 || (p->altp2m && (p->nested || !p->hap || !host->altp2m)))
		rules_broke(r, "altp2m mode %u", p->altp2m);
	if (size && (size < KIB(4) || size > MIB(64) || (size & (size - 1)) || !host->vmtrace))
		rules_broke(r, "a trace buffer of %" PRIu64 " bytes", size);
	if (p->vpmu && !host->vpmu)
		rules_broke(r, "a vPMU that Xen does not have");
	if (p->grant_version > (host->gnttab_v2 ? 2u : 1u))
		rules_broke(r, "grant tables of version %u", p->grant_version);
	if (p->max_grant_frames == 0)
		rules_broke(r, "a grant table without a frame");
	if (p->max_event_channels < 2)
		rules_broke(r, "%u event channels, and the builder needs two", p->max_event_channels);
	if ((p->create_label || p->run_label) && !host->flask)
		rules_broke(r, "a label without FLASK");
}

static void check_scheduling(struct rules *r, const struct plan_policy *p)
{
	if (p->weight != -1 && (p->weight < 1 || p->weight > 65535))
		rules_broke(r, "a weight of %d", (int)p->weight);
	if (p->cap < -1 || p->cap > 100 * (int32_t)r->plan->domain.max_vcpus)
		rules_broke(r, "a cap of %d", (int)p->cap);
	if ((p->period == -1) != (p->budget == -1) ||
	    (p->period != -1 && (p->budget < 10 || p->budget > p->period)))
		rules_broke(r, "a budget of %d in %d microseconds", (int)p->budget, (int)p->period);
}

static void check_affinity(struct rules *r, const struct plan_policy *p)
{
	if (p->hard.nr > r->plan->domain.max_vcpus || p->soft.nr > r->plan->domain.max_vcpus)
		rules_broke(r, "an affinity of a vCPU that there is not");
}

static void check_bits(struct rules *r, const char *policy, size_t size, const char *letters)
{
	if (strlen(policy) != size || strspn(policy, letters) != size)
		rules_broke(r, "\"%s\" are not %zu bits", policy, size);
}

static void check_cpuid(struct rules *r, const struct cpuid_edits *edits)
{
	for (size_t i = 0; i < edits->nr_leaves; i++)
		for (size_t reg = 0; reg < 4; reg++)
			if (edits->leaves[i].policy[reg][0])
				check_bits(r, edits->leaves[i].policy[reg], 32, "01xks");
	for (size_t i = 0; i < edits->nr_msrs; i++)
		check_bits(r, edits->msrs[i].policy, 64, "01xk");
}

void rules_policy(struct rules *r, const struct host *host)
{
	const struct plan_domain *d = &r->plan->domain;

	check_creation(r, &d->policy, host);
	check_scheduling(r, &d->policy);
	check_affinity(r, &d->policy);
	check_cpuid(r, &d->policy.cpuid);
	if (d->policy.altp2m && d->max_memory > d->memory)
		rules_broke(r, "altp2m and memory populated on demand"); /* Xen crashes */
}
