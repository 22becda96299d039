/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SRAT and SLIT: which vCPU and which memory is in which node, and how far they are apart. */
#include "emit/acpi-table.h"

/* The revision of ACPI 5.0, as the FADT: proximity domains have 32 bits since revision 2. */
enum { SRAT_REVISION = 3, SLIT_REVISION = 1 };

/* ACPI 6.5 sections 5.2.16.1 and 5.2.16.2. */
enum {
	SRAT_LAPIC = 0,
	SRAT_LAPIC_SIZE = 16,
	SRAT_MEMORY = 1,
	SRAT_MEMORY_SIZE = 40,
	SRAT_ENABLED = 1 << 0,
};

/* Xen gives the local APIC of vCPU n the id 2n. A node's number has its low byte in front. */
static void emit_lapic_affinity(struct sink *s, unsigned int vcpu, unsigned int node)
{
	sink_u8(s, SRAT_LAPIC);
	sink_u8(s, SRAT_LAPIC_SIZE);
	sink_u8(s, (uint8_t)node);
	sink_u8(s, (uint8_t)(2 * vcpu));
	sink_u32(s, SRAT_ENABLED);
	sink_u8(s, 0); /* local SAPIC EID */
	sink_u8(s, (uint8_t)(node >> 8));
	sink_u16(s, (uint16_t)(node >> 16));
	sink_u32(s, 0); /* clock domain */
}

static void emit_memory_affinity(struct sink *s, const struct plan_range *range)
{
	sink_u8(s, SRAT_MEMORY);
	sink_u8(s, SRAT_MEMORY_SIZE);
	sink_u32(s, range->vnode);
	sink_u16(s, 0); /* reserved */
	sink_u64(s, range->gpa);
	sink_u64(s, range->size);
	sink_u32(s, 0); /* reserved */
	sink_u32(s, SRAT_ENABLED);
	sink_u64(s, 0); /* reserved */
}

/*
 * ACPI 6.5 section 5.2.16. All vCPUs are in it, those that come online later too; node by node,
 * because Linux numbers nodes in the order in which it meets them here.
 */
size_t acpi_srat(struct sink *s, const struct acpi_spec *spec)
{
	size_t start = acpi_table_begin(s, "SRAT", SRAT_REVISION);

	sink_u32(s, 1); /* reserved, but 1 */
	sink_u64(s, 0); /* reserved */
	for (unsigned int node = 0; node < spec->vnuma->nr_nodes; node++)
		for (unsigned int i = 0; i < spec->max_vcpus; i++)
			if (spec->vnuma->node_of[i] == node)
				emit_lapic_affinity(s, i, node);
	for (size_t i = 0; i < spec->vnuma->nr_ranges; i++)
		emit_memory_affinity(s, &spec->vnuma->ranges[i]);
	acpi_table_end(s, start);
	return start;
}

/* ACPI 6.5 section 5.2.17. */
size_t acpi_slit(struct sink *s, const struct acpi_spec *spec)
{
	size_t start = acpi_table_begin(s, "SLIT", SLIT_REVISION);
	const struct plan_vnuma *v = spec->vnuma;

	sink_u64(s, v->nr_nodes);
	for (size_t i = 0; i < v->nr_nodes; i++)
		sink_bytes(s, v->nodes[i].distances, v->nr_nodes);
	acpi_table_end(s, start);
	return start;
}
