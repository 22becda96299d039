/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/host.h"

#include <errno.h>

#include "config/pointer.h"

static int check_virtualisation(const struct host *host, struct fault *f)
{
	if (host->hvm && host->hap)
		return 0;
	fault_set(f, -ENODEV, "this host cannot run PVH guests: Xen found no hardware "
		  "virtualisation with nested paging");
	fault_hint(f, "enable VT-x with EPT or AMD-V with NPT in the firmware");
	return f->code;
}

static int check_msr_relaxed(const struct plan_domain *d, const struct host *host,
			     struct fault *f)
{
	if (!d->msr_relaxed || host->msr_relaxed)
		return 0;
	fault_set(f, -EOPNOTSUPP, "\"msr_relaxed\" needs Xen 4.15 or later, and this library was "
		  "built for an earlier one");
	return pointer_fault_key("msr_relaxed", f);
}

static int check_nodes(const struct plan_vnuma *v, const struct host *host, struct fault *f)
{
	for (size_t i = 0; i < v->nr_nodes; i++) {
		if (v->nodes[i].pnode < host->nr_nodes)
			continue;
		fault_set(f, -EINVAL, "node %zu is to be on node %u of the host, which has %u, from "
			  "0 on", i, v->nodes[i].pnode, host->nr_nodes);
		fault_pointer(f, "/vnuma/%zu/pnode", i);
		return f->code;
	}
	return 0;
}

int plan_check_host(const struct pvh_plan *plan, const struct host *host, struct fault *f)
{
	int r = check_virtualisation(host, f);

	if (!r)
		r = check_msr_relaxed(&plan->domain, host, f);
	return r ? r : check_nodes(&plan->domain.vnuma, host, f);
}
