/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the ACPI tables have in common, and one function for each of them. A table
 * appends itself, aligned, and returns the offset at which it starts: whoever points
 * to it comes later, so no pointer is ever written before it is known.
 */
#ifndef PVH_EMIT_ACPI_TABLE_H
#define PVH_EMIT_ACPI_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/sink.h"
#include "emit/acpi.h"

/* Who made the tables. Nothing in a guest is known to look at these. */
#define ACPI_OEM_ID "Xen\0\0\0"
#define ACPI_OEM_TABLE_ID "PVH\0\0\0\0\0"
#define ACPI_CREATOR_ID "PVHB"

enum {
	ACPI_OEM_REVISION = 1,
	ACPI_CREATOR_REVISION = 1,
	ACPI_ALIGN = 16,           /* none is asked for; keeps fields naturally aligned */
	ACPI_FACS_ALIGN = 64,      /* ACPI 6.5 section 5.2.10 */
};

/* The common header (ACPI 6.5 section 5.2.6); the end knows length and checksum. */
size_t acpi_table_begin(struct sink *s, const char *signature, uint8_t revision);
void acpi_table_end(struct sink *s, size_t start);

/* What a checksum byte that is still 0 has to be: with it the range sums up to 0. */
uint8_t acpi_checksum(const struct sink *s, size_t start, size_t size);

size_t acpi_facs(struct sink *s);
size_t acpi_fadt(struct sink *s, uint32_t facs, uint32_t dsdt);
size_t acpi_madt(struct sink *s, const struct acpi_spec *spec);
size_t acpi_srat(struct sink *s, const struct acpi_spec *spec);
size_t acpi_slit(struct sink *s, const struct acpi_spec *spec);
size_t acpi_dsdt(struct sink *s, const struct acpi_spec *spec);

#endif
