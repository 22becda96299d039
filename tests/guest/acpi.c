/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the RSDP to all tables; and nothing but tables is in their memory. */
#include "acpi.h"

#define RSDP_V1_SIZE 20u

static const struct rsdp *check_rsdp(const struct facts *f, struct objects *o)
{
	uint64_t gpa = f->info->rsdp_paddr;
	const struct rsdp *rsdp = gpa ? view(gpa, sizeof(*rsdp)) : NULL;

	check_is(gpa % 16, 0, "acpi.rsdp.align");
	if (!check(rsdp && !memcmp(rsdp->signature, "RSD PTR ", 8), "acpi.rsdp.signature"))
		return NULL;
	check_is(rsdp->revision, 2, "acpi.rsdp.revision");
	check_is(rsdp->length, sizeof(*rsdp), "acpi.rsdp.length");
	check(is_summed(rsdp, RSDP_V1_SIZE), "acpi.rsdp.checksum");
	check(is_summed(rsdp, sizeof(*rsdp)), "acpi.rsdp.extended_checksum");
	check(!rsdp->reserved[0] && !rsdp->reserved[1] && !rsdp->reserved[2],
	      "acpi.rsdp.reserved");
	check_region(f, gpa, sizeof(*rsdp), "rsdp");
	objects_add(o, gpa, sizeof(*rsdp));
	return rsdp;
}

static const struct sdt *check_root(const struct facts *f, uint64_t gpa, const char *signature,
				    const char *name, uint32_t entry_size, struct objects *o)
{
	const struct sdt *t = check_sdt(f, gpa, name, o);

	if (!t || !check(has_signature(t, signature), "acpi.%s.signature", name))
		return NULL;
	check_is(t->revision, 1, "acpi.%s.revision", name);
	check_is((t->length - sizeof(*t)) % entry_size, 0, "acpi.%s.entries", name);
	return t;
}

/* The RSDT lists the same tables as the XSDT does. */
static void check_same(const struct sdt *rsdt, const struct sdt *xsdt)
{
	uint32_t nr = xsdt_count(xsdt), same = 0;
	const uint8_t *entries = (const uint8_t *)(rsdt + 1);

	for (; same < nr && (same + 1) * 4 <= rsdt->length - sizeof(*rsdt); same++) {
		uint32_t gpa;

		memcpy(&gpa, entries + 4 * same, sizeof(gpa));
		if (gpa != xsdt_entry(xsdt, same))
			break;
	}
	check(same == nr && rsdt->length - sizeof(*rsdt) == 4 * nr, "acpi.rsdt.same");
}

static void check_listed(const struct facts *f, uint64_t gpa, struct objects *o)
{
	const struct sdt *t = view(gpa, sizeof(*t));

	if (!t || !check_sdt(f, gpa, name_of(t).text, o))
		return;
	if (has_signature(t, "FACP"))
		check_fadt(f, (const struct fadt *)t, o);
	else if (has_signature(t, "APIC"))
		check_madt((const struct madt *)t);
}

/* The range of the map that holds `gpa`, for tables, or none. */
static struct object find_region(const struct facts *f, uint64_t gpa)
{
	for (uint32_t i = 0; i < f->nr_ranges; i++) {
		const struct range *r = &f->map[i];

		if ((r->type == NVS || r->type == ACPI) && gpa >= r->addr &&
		    gpa - r->addr < r->size && r->size < MIB(64))
			return (struct object){ r->addr, r->addr + r->size };
	}
	return (struct object){ 0, 0 };
}

/* It is no larger than the tables in it, and zero where none is. */
static void check_slack(const struct facts *f, uint64_t gpa, const struct objects *o)
{
	struct object region = find_region(f, gpa);
	uint64_t end = 0;

	for (uint32_t i = 0; i < o->nr; i++)
		if (o->list[i].start < region.end && o->list[i].end > end)
			end = o->list[i].end;
	check_is(region.end, page_up(end), "acpi.size");
	check_clean(objects_dirt(o, region.start, region.end), "acpi.slack");
}

static bool has_table(const struct sdt *xsdt, const char *signature, uint32_t sum)
{
	for (uint32_t i = 0; i < xsdt_count(xsdt); i++) {
		const struct sdt *t = sdt_at(xsdt_entry(xsdt, i));

		if (t && has_signature(t, signature) &&
		    cksum((const uint8_t *)t, t->length) == sum)
			return true;
	}
	return false;
}

/* Those that the guest's maker added: "expect.table.SSDT=SUM". */
static void check_extra(const struct sdt *xsdt)
{
	const char *word = NULL;

	for (uint32_t i = 0; (word = next_word(word, "expect.table.")); i++)
		check(length(word) > 5 && word[4] == '=' &&
		      has_table(xsdt, word, (uint32_t)parse_number(word + 5)), "acpi.extra.%u", i);
}

void check_acpi(const struct facts *f)
{
	struct objects o = { .nr = 0 };
	const struct rsdp *rsdp = check_rsdp(f, &o);
	const struct sdt *xsdt, *rsdt;

	if (!rsdp)
		return;
	xsdt = check_root(f, rsdp->xsdt, "XSDT", "xsdt", 8, &o);
	rsdt = check_root(f, rsdp->rsdt, "RSDT", "rsdt", 4, &o);
	if (!xsdt)
		return;
	if (rsdt)
		check_same(rsdt, xsdt);
	check(find_sdt(f, "FACP"), "acpi.facp");
	check(find_sdt(f, "APIC"), "acpi.apic");
	for (uint32_t i = 0; i < xsdt_count(xsdt); i++)
		check_listed(f, xsdt_entry(xsdt, i), &o);
	check_extra(xsdt);
	check_clean(objects_overlap(&o), "acpi.disjoint");
	check_slack(f, rsdp->xsdt, &o);
}
