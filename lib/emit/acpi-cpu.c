/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the guest is told about its vCPUs: the MADT and the DSDT name the same ones, by
 * the same ids. The MADT says which of them are there at start. Neither changes later: a
 * vCPU is brought in through xenstore and a hypercall, without an ACPI event.
 */
#include <stdio.h>

#include "base/sink.h"
#include "emit/acpi-table.h"
#include "emit/aml.h"

/*
 * The revision of ACPI 5.0, as the FADT. From ACPI 6.3 (revision 5) on, an entry that is
 * not enabled is one that never will be unless it has the Online Capable bit; before, it
 * is one that may come. libxl says 2.
 */
enum { MADT_REVISION = 3 };

enum {
	MADT_LAPIC_GPA = 0xfee00000,
	MADT_LAPIC = 0,             /* entry type */
	MADT_LAPIC_SIZE = 8,
	MADT_LAPIC_ENABLED = 1 << 0,
};

/* Revision 2 makes integers 64 bits wide (ACPI 6.5 section 5.2.11.1). */
enum { DSDT_REVISION = 2 };

/* ACPI 6.5 section 5.2.12.2. Xen gives the local APIC of vCPU n the id 2n. */
static void emit_lapic(struct sink *s, unsigned int id, bool enabled)
{
	sink_u8(s, MADT_LAPIC);
	sink_u8(s, MADT_LAPIC_SIZE);
	sink_u8(s, (uint8_t)id);
	sink_u8(s, (uint8_t)(2 * id));
	sink_u32(s, enabled ? MADT_LAPIC_ENABLED : 0);
}

/*
 * ACPI 6.5 section 5.2.12. PCAT_COMPAT is clear, where libxl sets it: it promises two
 * 8259 that a guest has to mask first, and there are none. No I/O APIC either.
 */
size_t acpi_madt(struct sink *s, const struct acpi_spec *spec)
{
	size_t start = acpi_table_begin(s, "APIC", MADT_REVISION);

	sink_u32(s, MADT_LAPIC_GPA);
	sink_u32(s, 0); /* flags */
	for (unsigned int i = 0; i < spec->max_vcpus; i++)
		emit_lapic(s, i, i < spec->online_vcpus);
	acpi_table_end(s, start);
	return start;
}

/* Present, enabled, shown, functioning (ACPI 6.5 section 6.3.7). */
enum { STA_PRESENT = 0xf };

static void emit_enabled_lapic(struct sink *s, const void *arg)
{
	emit_lapic(s, *(const unsigned int *)arg, true);
}

/*
 * _MAT (ACPI 6.5 section 6.2.11) is the vCPU's MADT entry as it is once the vCPU is there.
 * From it Linux learns the APIC id of one that the MADT has disabled, without which such
 * a vCPU cannot be brought online later. _STA says present of all: a device without one is
 * present too, but Linux adds no processor without asking.
 */
static void emit_vcpu_objects(struct sink *s, const void *arg)
{
	aml_name(s, "_HID");
	aml_string(s, "ACPI0007");
	aml_name(s, "_UID"); /* the processor id of the MADT (ACPI 6.5 section 8.4) */
	aml_integer(s, *(const unsigned int *)arg);
	aml_name(s, "_STA");
	aml_integer(s, STA_PRESENT);
	aml_name(s, "_MAT");
	aml_buffer(s, emit_enabled_lapic, arg);
}

static void emit_vcpu_devices(struct sink *s, const void *arg)
{
	const struct acpi_spec *spec = arg;

	for (unsigned int i = 0; i < spec->max_vcpus; i++) {
		char name[5];

		snprintf(name, sizeof(name), "C%03X", i & 0xfff);
		aml_device(s, name, emit_vcpu_objects, &i);
	}
}

/*
 * One processor device per possible vCPU (ACPI 6.5 section 8.4) and nothing else. libxl
 * declares 128 of them whatever the guest has, with the Processor opcode that ACPI 6.0
 * deprecates, and has them read the MADT at run time: that makes guest memory part of an
 * interface between tables, for a hotplug event that a PVH guest is never sent.
 */
size_t acpi_dsdt(struct sink *s, const struct acpi_spec *spec)
{
	size_t start = acpi_table_begin(s, "DSDT", DSDT_REVISION);

	aml_scope(s, "\\_SB_", emit_vcpu_devices, spec);
	acpi_table_end(s, start);
	return start;
}
