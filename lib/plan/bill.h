/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a domain takes of its host, part by part. Beside it Xen takes a little for its own
 * account of the domain: struct domain, vCPUs, event channels, the grant table.
 */
#ifndef PVH_PLAN_BILL_H
#define PVH_PLAN_BILL_H

#include "plan/plan.h"

struct bill {
	uint64_t memory;      /* what the guest has at start, reserved ranges included */
	uint64_t special;     /* pages shared with Xen */
	uint64_t acpi;        /* 0 before the tables are there */
	uint64_t vmtrace;     /* buffers of all vCPUs */
	uint64_t paging_pool; /* Xen's page tables of it: taken at once, used bit by bit */
};

struct bill plan_bill(const struct plan_domain *d);
/* What Xen counts as the domain's own: its tot_pages, in bytes. */
uint64_t bill_owned(const struct bill *b);
uint64_t bill_total(const struct bill *b);

#endif
