/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MADT: a local APIC for each vCPU that the guest can have, and no other interrupt controller. */
#include "acpi.h"

#define LAPIC_BASE 0xfee00000u
#define PCAT_COMPAT 1u

/* Calls for each entry; false: they do not end where the table does. */
typedef void entry_fn(void *data, const struct lapic_entry *entry);

static bool for_each_entry(const struct madt *t, entry_fn *fn, void *data)
{
	const uint8_t *at = (const uint8_t *)(t + 1);
	const uint8_t *end = (const uint8_t *)t + t->header.length;

	while (end - at >= 2 && at[1] >= 2 && at[1] <= end - at) {
		fn(data, (const struct lapic_entry *)(const void *)at);
		at += at[1];
	}
	return at == end;
}

struct lapics {
	const struct lapic_entry **entries;
	uint32_t nr, others;
};

static void collect(void *data, const struct lapic_entry *entry)
{
	struct lapics *l = data;

	if (entry->type != LAPIC_ENTRY || entry->length != sizeof(*entry))
		l->others++;
	else if (l->nr < MAX_LAPICS)
		l->entries[l->nr++] = entry;
}

uint32_t madt_lapics(const struct madt *t, const struct lapic_entry *entries[MAX_LAPICS])
{
	struct lapics l = { entries, 0, 0 };

	for_each_entry(t, collect, &l);
	return l.nr;
}

uint32_t acpi_lapics(const struct facts *f, const struct lapic_entry *entries[MAX_LAPICS])
{
	const struct sdt *t = find_sdt(f, "APIC");

	if (!t || t->length < sizeof(struct madt))
		return 0;
	return madt_lapics((const struct madt *)t, entries);
}

/* Xen gives the local APIC of vCPU n the id 2n (vlapic.c). */
static void check_ids(const struct lapics *l)
{
	uint32_t uids = 0, ids = 0, flags = 0, enabled = 0, ordered = 0;

	for (uint32_t i = 0; i < l->nr; i++) {
		uids += l->entries[i]->uid == i;
		ids += l->entries[i]->apic_id == 2 * i;
		flags += !(l->entries[i]->flags & ~(uint32_t)LAPIC_ENABLED);
		ordered += (l->entries[i]->flags & LAPIC_ENABLED) && enabled == i;
		enabled += l->entries[i]->flags & LAPIC_ENABLED;
	}
	check_is(uids, l->nr, "acpi.apic.uids");
	check_is(ids, l->nr, "acpi.apic.ids");
	check_is(flags, l->nr, "acpi.apic.entry_flags");
	check(enabled && ordered == enabled, "acpi.apic.enabled");
	check_expected(enabled, "vcpus", "acpi.apic.online");
	check_expected(l->nr, "maxvcpus", "acpi.apic.possible");
}

void check_madt(const struct madt *t)
{
	const struct lapic_entry *entries[MAX_LAPICS];
	struct lapics l = { entries, 0, 0 };

	if (!check(t->header.length >= sizeof(*t) && for_each_entry(t, collect, &l),
		   "acpi.apic.entries"))
		return;
	check_is(t->lapic, LAPIC_BASE, "acpi.apic.lapic");
	check_is(t->flags & PCAT_COMPAT, 0, "acpi.apic.pcat_compat");
	check_is(l.others, 0, "acpi.apic.others"); /* no I/O APIC, no override, no NMI */
	check_ids(&l);
}
