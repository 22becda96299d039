/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/bill.h"

#include "plan/layout.h"

struct bill plan_bill(const struct plan_domain *d)
{
	return (struct bill){
		.memory = d->memory, /* less than its map has, when populated on demand */
		.special = LAYOUT_SPECIAL_SIZE,
		.acpi = d->acpi_size,
		.vmtrace = d->max_vcpus * d->policy.vmtrace_buffer,
		.paging_pool = d->paging_pool,
	};
}

uint64_t bill_owned(const struct bill *b)
{
	return b->memory + b->special + b->acpi;
}

uint64_t bill_total(const struct bill *b)
{
	return bill_owned(b) + b->vmtrace + b->paging_pool;
}
