/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "vcpu.h"

#include "acpi.h"
#include "cpu.h"
#include "mtrr.h"
#include "xen-checks.h"

#define REAL_MODE_PAGE 0x8000u

static int is_up(uint32_t vcpu)
{
	return hypercall(HYPERCALL_VCPU, VCPU_IS_UP, vcpu, 0);
}

static void check_identity(uint32_t vcpu, uint32_t apic_id, const struct ap *ap)
{
	check_is(ap->lapic_id, apic_id, "vcpu.%u.lapic", vcpu);
	check_is(ap->cpuid_id, apic_id, "vcpu.%u.cpuid", vcpu);
}

/* As vCPU 0's: an operating system expects them to be the same. */
static void check_memory_types(uint32_t vcpu, const struct ap *ap)
{
	check_is(ap->mtrr_default, MTRR_ENABLED | MTRR_WRITE_BACK, "vcpu.%u.mtrr.default", vcpu);
	check_is(ap->mtrr_variable & MTRR_MASK_VALID, 0, "vcpu.%u.mtrr.variable", vcpu);
	if (ap->pat == PAT_OF_XEN)
		skip(PAT_NOT_LOADED, "vcpu.%u.pat", vcpu);
	else
		check_is(ap->pat, PAT_RESET, "vcpu.%u.pat", vcpu);
}

/* Those that the MADT has disabled come by hypercall in turn with the other way. */
static bool start(const struct lapic_entry *entry, uint32_t vcpu, struct ap *ap)
{
	if (on_xen() && !(entry->flags & LAPIC_ENABLED) && vcpu % 2)
		return start_by_hypercall(vcpu, ap);
	return start_by_sipi(REAL_MODE_PAGE, entry->apic_id, ap);
}

static void check_vcpu(const struct lapic_entry *entry, uint32_t vcpu)
{
	struct ap ap;

	if (on_xen())
		check_is((uint32_t)is_up(vcpu), 0, "vcpu.%u.down", vcpu);
	if (!check(start(entry, vcpu, &ap), "vcpu.%u.starts", vcpu))
		return;
	check_identity(vcpu, entry->apic_id, &ap);
	check_memory_types(vcpu, &ap);
	if (on_xen())
		check_is((uint32_t)is_up(vcpu), 1, "vcpu.%u.up", vcpu);
	stop();
}

static void check_first(const struct lapic_entry *entry)
{
	struct ap self = { .lapic_id = lapic_id(), .cpuid_id = cpuid(1).ebx >> 24 };

	check_identity(0, entry->apic_id, &self);
}

void check_vcpus(const struct facts *f)
{
	const struct lapic_entry *entries[MAX_LAPICS];
	uint32_t nr = acpi_lapics(f, entries);

	if (!check(nr && is_within(f, REAL_MODE_PAGE, PAGE, RAM), "vcpu.madt"))
		return;
	check_first(entries[0]);
	for (uint32_t i = 1; i < nr; i++)
		check_vcpu(entries[i], i);
	if (on_xen())
		check_is((uint32_t)is_up(nr), (uint32_t)XEN_ENOENT, "vcpu.no_more");
	else
		skip(NOT_ON_XEN, "vcpu.no_more");
}
