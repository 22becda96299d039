/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/host.h"

#include <errno.h>

#include "config/pointer.h"

static int check_virtualisation(const struct host *host, struct fault *f)
{
	if (host->hvm && (host->hap || host->shadow))
		return 0;
	fault_set(f, -ENODEV, "this host cannot run PVH guests: Xen found no hardware "
		  "virtualisation%s", host->hvm ? " with nested paging" : "");
	fault_hint(f, "enable VT-x with EPT or AMD-V with NPT in the firmware");
	return f->code;
}

static int check_hap(const struct plan_policy *p, const struct host *host, struct fault *f)
{
	if (p->hap ? host->hap : host->shadow)
		return 0;
	if (p->hap) {
		fault_set(f, -EOPNOTSUPP, "this host has no nested paging (EPT or NPT)");
		fault_hint(f, "set \"hap\" to false: Xen then runs the guest on shadow page tables");
	} else {
		fault_set(f, -EOPNOTSUPP, "\"hap\" is false, and this Xen was built without shadow "
			  "page tables");
	}
	return pointer_fault_key("hap", f);
}

/* Wishes that need something which a host has or has not. */
static int check_features(const struct plan_policy *p, const struct host *host, struct fault *f)
{
	const struct {
		const char *key;
		bool wanted, there;
		const char *what;
	} features[] = {
		{ "altp2m", p->altp2m != 0, host->altp2m,
		  "needs an Intel CPU with EPT and altp2m=1 on Xen's command line: this Xen has no "
		  "altp2m" },
		{ "vpmu", p->vpmu, host->vpmu,
		  "needs a virtual PMU, which this Xen has not: it is off, or there is none for "
		  "this CPU" },
		{ "vmtrace_buf_kb", p->vmtrace_buffer != 0, host->vmtrace,
		  "needs processor tracing, which this CPU or Xen has not" },
		{ "max_grant_version", p->grant_version > 1, host->gnttab_v2,
		  "is 2, and this Xen has version 1 only" },
		{ "cpuid", p->cpuid.nr_msrs != 0, host->msr_edits,
		  "has a feature that an MSR tells of, which the libxenctrl that this library was "
		  "built for cannot set" },
		{ p->run_label ? "init_seclabel" : "seclabel", p->create_label != NULL, host->flask,
		  "needs FLASK, and this Xen was built or started without it" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(features); i++) {
		if (!features[i].wanted || features[i].there)
			continue;
		fault_set(f, -EOPNOTSUPP, "\"%s\" %s", features[i].key, features[i].what);
		return pointer_fault_key(features[i].key, f);
	}
	return 0;
}

int plan_check_host(const struct pvh_plan *plan, const struct host *host, struct fault *f)
{
	const struct plan_domain *d = &plan->domain;
	int r = check_virtualisation(host, f);

	if (!r)
		r = check_hap(&d->policy, host, f);
	if (!r)
		r = check_features(&d->policy, host, f);
	if (!r)
		r = host_check_nodes(&d->vnuma, host, f);
	return r ? r : host_check_cpus(&d->policy, host, f);
}
