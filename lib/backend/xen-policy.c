/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How Xen treats the domain: creation, time, CPUID, security label. */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "backend/xen-compat.h"
#include "backend/xen.h"
#include "config/pointer.h"

/* The security label of an ordinary guest when FLASK is in use; ignored otherwise. */
#define SECINITSID_DOMU 12

/* A label that is not in the policy, or that no label can look like, is EINVAL to FLASK. */
static int find_sid(struct xen_backend *xen, const char *key, const char *label, uint32_t *sid,
		    struct fault *f)
{
	_cleanup_free_ char *copy = strdup(label);

	if (!copy)
		return fault_oom(f);
	if (!xen_label_to_sid(xen->xch, copy, sid))
		return 0;
	if (errno != EINVAL)
		return xen_failed(f, errno, "look up the domain's security label");
	fault_set(f, -EOPNOTSUPP, "\"%s\" is \"%.128s\", which Xen's security policy does not know",
		  key, label);
	fault_hint(f, "a label is user:role:type, as in the policy that was loaded");
	return pointer_fault_key(key, f);
}

/* Both are found before there is a domain, so that one that nobody knows is refused by then. */
static int find_labels(struct xen_backend *xen, uint32_t *at_first, struct fault *f)
{
	const struct plan_policy *p = &xen->plan->domain.policy;
	const char *key = p->run_label ? "init_seclabel" : "seclabel";
	int r = 0;

	*at_first = SECINITSID_DOMU;
	if (p->create_label)
		r = find_sid(xen, key, p->create_label, at_first, f);
	if (!r && p->run_label)
		r = find_sid(xen, "seclabel", p->run_label, &xen->run_sid, f);
	return r;
}

static uint32_t flags_of(const struct plan_policy *p)
{
	return XEN_DOMCTL_CDF_hvm | (p->hap ? XEN_DOMCTL_CDF_hap : 0) |
	       (p->oos ? 0 : XEN_DOMCTL_CDF_oos_off) |
	       (p->nested ? XEN_DOMCTL_CDF_nested_virt : 0) | (p->vpmu ? XEN_DOMCTL_CDF_vpmu : 0);
}

static void fill_limits(const struct xen_backend *xen, struct xen_domctl_createdomain *config)
{
	const struct plan_policy *p = &xen->plan->domain.policy;
	unsigned int newest = xen->host.gnttab_v2 ? 2 : 1;

	config->max_evtchn_port = p->max_event_channels;
	config->max_grant_frames = p->max_grant_frames; /* -1: Xen's default, as the next */
	config->max_maptrack_frames = p->max_maptrack_frames;
	config->grant_opts = XEN_DOMCTL_GRANT_version(p->grant_version ? p->grant_version : newest);
	config->vmtrace_size = (uint32_t)p->vmtrace_buffer;
}

int xen_fill_creation(struct xen_backend *xen, struct xen_domctl_createdomain *config,
		      struct fault *f)
{
	const struct plan_domain *d = &xen->plan->domain;
	const struct host_pool *pool = host_find_pool(&xen->host, d->policy.pool);

	if (find_labels(xen, &config->ssidref, f))
		return f->code;
	memcpy(config->handle, d->uuid, sizeof(config->handle));
	config->flags = flags_of(&d->policy);
	config->max_vcpus = d->max_vcpus;
	config->cpupool_id = pool ? pool->id : 0;
	config->arch.emulation_flags = XEN_X86_EMU_LAPIC; /* all that a PVH guest may have */
	config->arch.misc_flags = d->msr_relaxed ? XEN_X86_MSR_RELAXED : 0;
	xen_allow_altp2m(config, d->policy.altp2m);
	fill_limits(xen, config);
	return 0;
}

int xen_relabel(struct xen_backend *xen, struct fault *f)
{
	if (xen->plan->domain.policy.run_label &&
	    xc_flask_relabel_domain(xen->xch, xen->domid, xen->run_sid))
		return xen_failed(f, errno, "give the domain the label of its \"seclabel\"");
	return 0;
}

/* --- Time --------------------------------------------------------------------------------- */

/* Seconds that the control domain's time zone is ahead of UTC now. */
static int32_t zone_offset(void)
{
	time_t now = time(NULL);
	struct tm local;

	return localtime_r(&now, &local) ? (int32_t)local.tm_gmtoff : 0;
}

int xen_set_time(struct xen_backend *xen, struct fault *f)
{
	const struct plan_policy *p = &xen->plan->domain.policy;
	int32_t offset = p->time_offset + (p->local_time ? zone_offset() : 0);

	if (xc_domain_set_tsc_info(xen->xch, xen->domid, p->tsc_mode, 0, 0, 0))
		return xen_failed(f, errno, "set the domain's TSC mode");
	if (offset && xc_domain_set_time_offset(xen->xch, xen->domid, offset))
		return xen_failed(f, errno, "set the domain's wall clock");
	return 0;
}

/* --- CPUID -------------------------------------------------------------------------------- */

/* In libxenctrl's form, which points to our texts. */
static void fill_leaves(struct xc_xend_cpuid *to, const struct cpuid_edits *edits)
{
	for (size_t i = 0; i < edits->nr_leaves; i++) {
		to[i].leaf = edits->leaves[i].leaf;
		to[i].subleaf = edits->leaves[i].subleaf;
		for (size_t reg = 0; reg < 4; reg++)
			if (edits->leaves[i].policy[reg][0])
				to[i].policy[reg] = edits->leaves[i].policy[reg];
	}
	to[edits->nr_leaves].leaf = XEN_CPUID_INPUT_UNUSED;
}

/* Before the vCPUs get their state: Xen checks control registers against the policy. */
int xen_set_cpuid(struct xen_backend *xen, struct fault *f)
{
	const struct plan_policy *p = &xen->plan->domain.policy;
	_cleanup_free_ struct xc_xend_cpuid *leaves = calloc(p->cpuid.nr_leaves + 1, sizeof(*leaves));
	struct xen_cpuid cpuid = { p->invariant_tsc, p->nested, NULL, p->cpuid.msrs,
				   p->cpuid.nr_msrs };

	if (!leaves)
		return fault_oom(f);
	if (p->cpuid.nr_leaves) {
		fill_leaves(leaves, &p->cpuid);
		cpuid.leaves = leaves;
	}
	if (!xen_apply_cpuid(xen->xch, xen->domid, &cpuid))
		return 0;
	xen_failed(f, errno, "set the domain's CPUID policy");
	if (cpuid.leaves || cpuid.nr_msrs)
		fault_hint(f, "\"cpuid\" asks for a leaf, MSR or bit that this Xen does not let a "
			   "guest have; -v shows what libxenctrl says");
	return f->code;
}
