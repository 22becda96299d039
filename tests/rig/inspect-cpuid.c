/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The CPUID and MSR policy: what the guest will be told about its processor. */
#include "inspect.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <xenguest.h>

static void say_leaf(const xen_cpuid_leaf_t *l)
{
	printf("cpuid.0x%08" PRIx32, l->leaf);
	if (l->subleaf != XEN_CPUID_NO_SUBLEAF)
		printf(".%" PRIu32, l->subleaf);
	printf(" = %08" PRIx32 " %08" PRIx32 " %08" PRIx32 " %08" PRIx32 "\n", l->a, l->b,
	       l->c, l->d);
}

static int say_policy(struct inspect *in, const xc_cpu_policy_t *policy,
		      uint32_t nr_leaves, uint32_t nr_msrs)
{
	xen_cpuid_leaf_t *leaves = calloc(nr_leaves, sizeof(*leaves));
	xen_msr_entry_t *msrs = calloc(nr_msrs, sizeof(*msrs));
	int r = -1;

	if (leaves && msrs)
		r = xc_cpu_policy_serialise(in->xch, policy, leaves, &nr_leaves, msrs,
					    &nr_msrs);
	for (uint32_t i = 0; i < nr_leaves && !r; i++)
		say_leaf(&leaves[i]);
	for (uint32_t i = 0; i < nr_msrs && !r; i++)
		say_hex(msrs[i].val, "msr.0x%08" PRIx32, msrs[i].idx);
	free(leaves);
	free(msrs);
	return r;
}

void inspect_cpuid(struct inspect *in)
{
	xc_cpu_policy_t *policy = xc_cpu_policy_init();
	uint32_t nr_leaves, nr_msrs;

	if (!policy || xc_cpu_policy_get_size(in->xch, &nr_leaves, &nr_msrs) ||
	    xc_cpu_policy_get_domain(in->xch, in->domid, policy) ||
	    say_policy(in, policy, nr_leaves, nr_msrs))
		say_error(in, "cpuid");
	if (policy)
		xc_cpu_policy_destroy(policy);
}
