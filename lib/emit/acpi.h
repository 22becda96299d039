/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The ACPI tables of a PVH guest: RSDP, XSDT, RSDT, FADT, FACS, MADT, DSDT, with NUMA nodes
 * SRAT and SLIT, and what the user adds; in one region that the plan sets aside for them
 * (see plan/layout.h).
 */
#ifndef PVH_EMIT_ACPI_H
#define PVH_EMIT_ACPI_H

#include <stdint.h>

#include "base/sink.h"
#include "plan/plan.h"

struct acpi_spec {
	uint64_t gpa; /* where the region starts, below 4 GiB, page aligned; the RSDP comes first */
	unsigned int max_vcpus;   /* 1..128: one LAPIC entry and one ACPI0007 device each */
	unsigned int online_vcpus; /* the first that many are enabled at start */
	const struct plan_vnuma *vnuma;  /* NULL: no SRAT, no SLIT */
	const struct plan_table *tables; /* added to ours, and listed behind them */
	size_t nr_tables;                /* LAYOUT_MAX_ACPI_TABLES at most */
};

/*
 * Appends the whole region to `s`, an empty sink: the RSDP at offset 0, each table
 * aligned, pointers computed from spec->gpa. Check s->overflow afterwards.
 */
void acpi_emit(const struct acpi_spec *spec, struct sink *s);

#endif
