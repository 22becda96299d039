/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The region as a whole, and the tables that lead to the others. No address is handed
 * down: each table is emitted after those it points to. Only the RSDP has to come
 * first, where start_info finds it, and fills the room left for it when all is known.
 */
#include "emit/acpi.h"

#include "emit/acpi-table.h"

enum {
	RSDP_SIZE = 36,
	RSDP_REVISION = 2,
	RSDP_V1_SIZE = 20,      /* what the first checksum covers: the RSDP of ACPI 1.0 */
	RSDP_CHECKSUM = 8,
	RSDP_X_CHECKSUM = 32,   /* covers all of it */
	RSDT_REVISION = 1,
	XSDT_REVISION = 1,
};

/* What RSDT and XSDT list, in this order; FACS and DSDT are found through the FADT. */
struct tables {
	uint32_t gpa[4 + LAYOUT_MAX_ACPI_TABLES]; /* FADT, MADT, SRAT, SLIT, the user's */
	size_t nr;
};

/*
 * ACPI 6.5 section 5.2.7. Lists the same FADT as the XSDT, where libxl makes another of
 * revision 1: two descriptions of one machine can only disagree, and a guest that is old
 * enough to read nothing else cannot boot as PVH.
 */
static size_t emit_rsdt(struct sink *s, const struct tables *t)
{
	size_t start = acpi_table_begin(s, "RSDT", RSDT_REVISION);

	for (size_t i = 0; i < t->nr; i++)
		sink_u32(s, t->gpa[i]);
	acpi_table_end(s, start);
	return start;
}

/* ACPI 6.5 section 5.2.8. */
static size_t emit_xsdt(struct sink *s, const struct tables *t)
{
	size_t start = acpi_table_begin(s, "XSDT", XSDT_REVISION);

	for (size_t i = 0; i < t->nr; i++)
		sink_u64(s, t->gpa[i]);
	acpi_table_end(s, start);
	return start;
}

/* ACPI 6.5 section 5.2.5.3. A sink that overflowed may lack the room: nothing then. */
static void fill_rsdp(const struct sink *s, uint32_t rsdt, uint32_t xsdt)
{
	struct sink rsdp = SINK(s->data, s->overflow ? 0 : RSDP_SIZE);

	sink_bytes(&rsdp, "RSD PTR ", 8);
	sink_u8(&rsdp, 0); /* checksum */
	sink_bytes(&rsdp, ACPI_OEM_ID, 6);
	sink_u8(&rsdp, RSDP_REVISION);
	sink_u32(&rsdp, rsdt);
	sink_u32(&rsdp, RSDP_SIZE);
	sink_u64(&rsdp, xsdt);
	sink_u8(&rsdp, 0); /* extended checksum */
	sink_zero(&rsdp, 3);
	sink_patch_u8(&rsdp, RSDP_CHECKSUM, acpi_checksum(&rsdp, 0, RSDP_V1_SIZE));
	sink_patch_u8(&rsdp, RSDP_X_CHECKSUM, acpi_checksum(&rsdp, 0, RSDP_SIZE));
}

static uint32_t gpa_of(const struct acpi_spec *spec, size_t offset)
{
	return (uint32_t)(spec->gpa + offset);
}

static void list(struct tables *t, const struct acpi_spec *spec, size_t offset)
{
	t->gpa[t->nr++] = gpa_of(spec, offset);
}

static size_t emit_given(struct sink *s, const struct plan_table *table)
{
	size_t start;

	sink_align(s, ACPI_ALIGN);
	start = s->used;
	sink_bytes(s, table->bytes, table->size);
	return start;
}

void acpi_emit(const struct acpi_spec *spec, struct sink *s)
{
	uint32_t facs, dsdt, rsdt, xsdt;
	struct tables t = { .nr = 0 };

	sink_zero(s, RSDP_SIZE);
	facs = gpa_of(spec, acpi_facs(s));
	dsdt = gpa_of(spec, acpi_dsdt(s, spec));
	list(&t, spec, acpi_fadt(s, facs, dsdt));
	list(&t, spec, acpi_madt(s, spec));
	if (spec->vnuma) {
		list(&t, spec, acpi_srat(s, spec));
		list(&t, spec, acpi_slit(s, spec));
	}
	for (size_t i = 0; i < spec->nr_tables; i++)
		list(&t, spec, emit_given(s, &spec->tables[i]));
	rsdt = gpa_of(spec, emit_rsdt(s, &t));
	xsdt = gpa_of(spec, emit_xsdt(s, &t));
	fill_rsdp(s, rsdt, xsdt);
}
