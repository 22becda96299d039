/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One vCPU at a time, so that all can share a stack and what they report. */
#include "vcpu.h"

#include "cpu.h"
#include "mtrr.h"
#include "probe.h"

/* Intel's manual, volume 3, section "Local APIC". */
#define LAPIC 0xfee00000u
#define LAPIC_ID 0x20u
#define LAPIC_SVR 0xf0u
#define LAPIC_ICR 0x300u
#define LAPIC_ICR_HIGH 0x310u
#define SVR_ENABLED 0x1ffu
#define ICR_INIT 0x4500u
#define ICR_SIPI 0x4600u
#define PATIENCE (1ull << 32) /* of the processor's clock */

struct gdtr {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

extern uint8_t trampoline[], trampoline_gdtr[], trampoline_esp[], trampoline_far[];
extern uint8_t trampoline_end[], ap_entry[], ap_entry_flat[];
void ap_main(void);

static uint8_t stack[4096] __attribute__((aligned(16)));
static struct ap report;
static volatile bool may_stop;

static volatile uint32_t *lapic(uint32_t at)
{
	return (volatile uint32_t *)(uintptr_t)(LAPIC + at);
}

uint32_t lapic_id(void)
{
	return *lapic(LAPIC_ID) >> 24;
}

void ap_main(void)
{
	report.lapic_id = lapic_id();
	report.cpuid_id = cpuid(1).ebx >> 24;
	report.mtrr_default = read_msr(MSR_MTRR_DEF_TYPE);
	report.mtrr_variable = 0;
	for (uint32_t i = 0; i < 8; i++)
		report.mtrr_variable |= read_msr(MSR_MTRR_MASK_0 + 2 * i);
	report.pat = read_msr(MSR_PAT);
	barrier();
	*(volatile bool *)&report.came = true;
	while (!may_stop)
		yield();
}

static void prepare(void)
{
	memset(&report, 0, sizeof(report));
	may_stop = false;
	barrier();
}

static bool comes(struct ap *ap)
{
	uint64_t start = read_tsc();

	while (!*(volatile bool *)&report.came && read_tsc() - start < PATIENCE)
		yield();
	barrier();
	*ap = report;
	return report.came;
}

static void put32(uint8_t *copy, const uint8_t *field, const void *address)
{
	uint32_t value = (uint32_t)(uintptr_t)address;

	memcpy(copy + (field - trampoline), &value, sizeof(value));
}

static void send_ipi(uint32_t apic_id, uint32_t command)
{
	*lapic(LAPIC_SVR) = SVR_ENABLED;
	*lapic(LAPIC_ICR_HIGH) = apic_id << 24;
	*lapic(LAPIC_ICR) = command;
}

bool start_by_sipi(uint32_t page, uint32_t apic_id, struct ap *ap)
{
	struct gdtr gdtr = { 3 * 8 - 1, (uint32_t)(uintptr_t)guest_gdt };
	uint8_t *copy = (uint8_t *)(uintptr_t)page;

	prepare();
	memcpy(copy, trampoline, (size_t)(trampoline_end - trampoline));
	memcpy(copy + (trampoline_gdtr - trampoline), &gdtr, sizeof(gdtr));
	put32(copy, trampoline_esp, stack + sizeof(stack));
	put32(copy, trampoline_far, ap_entry);
	send_ipi(apic_id, ICR_INIT);
	send_ipi(apic_id, ICR_SIPI | page / PAGE);
	send_ipi(apic_id, ICR_SIPI | page / PAGE);
	return comes(ap);
}

bool start_by_hypercall(uint32_t vcpu, struct ap *ap)
{
	struct vcpu_context context = {
		.esp = (uint32_t)(uintptr_t)(stack + sizeof(stack)),
		.eip = (uint32_t)(uintptr_t)ap_entry_flat,
		.cr0 = 1,
		.cs_limit = ~0u, .ds_limit = ~0u, .ss_limit = ~0u, .es_limit = ~0u,
		.tr_limit = 0x67,
		.cs_ar = 0xc9b, .ds_ar = 0xc93, .ss_ar = 0xc93, .es_ar = 0xc93, .tr_ar = 0x8b,
	};

	prepare();
	return !hypercall(HYPERCALL_VCPU, VCPU_INITIALISE, vcpu, ARG(&context)) &&
	       !hypercall(HYPERCALL_VCPU, VCPU_UP, vcpu, 0) && comes(ap);
}

void stop(void)
{
	may_stop = true;
}
