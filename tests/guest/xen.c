/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "abi.h"
#include "cpu.h"

#define CPUID_FIRST 0x40000000u
#define CPUID_LAST 0x40010000u
#define ISA_DEBUG_EXIT 0xf4 /* QEMU's device of that name */

static uint8_t hypercall_page[PAGE] __attribute__((aligned(4096)));
static bool found;

/* arch-x86/cpuid.h: leaf 0 of those that hypervisors have, at a multiple of 0x100. */
static bool is_xen(uint32_t leaf)
{
	struct cpuid c = cpuid(leaf);

	return c.ebx == 0x566e6558 && c.ecx == 0x65584d4d && c.edx == 0x4d4d566e; /* XenVMMXenVMM */
}

void xen_find(void)
{
	for (uint32_t leaf = CPUID_FIRST; leaf < CPUID_LAST; leaf += 0x100) {
		if (!is_xen(leaf))
			continue;
		write_msr(cpuid(leaf + 2).ebx, (uint32_t)(uintptr_t)hypercall_page);
		found = true;
		return;
	}
}

bool on_xen(void)
{
	return found;
}

int hypercall(enum hypercall nr, uint32_t a, uint32_t b, uint32_t c)
{
	int result;

	__asm__ volatile("call *%%eax"
			 : "=a"(result), "+b"(a), "+c"(b), "+d"(c)
			 : "0"(hypercall_page + 32 * nr)
			 : "memory", "esi", "edi");
	return result;
}

bool hvm_param(uint32_t index, uint64_t *value)
{
	struct hvm_param param = { .domid = DOMID_SELF, .index = index };

	if (hypercall(HYPERCALL_HVM, HVM_GET_PARAM, ARG(&param), 0))
		return false;
	*value = param.value;
	return true;
}

void yield(void)
{
	if (found)
		hypercall(HYPERCALL_SCHED, SCHED_YIELD, 0, 0);
	else
		pause();
}

static void end_qemu(void)
{
	static const struct {
		uint16_t limit;
		uint32_t base;
	} __attribute__((packed)) no_idt;

	out8(ISA_DEBUG_EXIT, 0);
	/* Without that device, a triple fault ends QEMU if it was started with -no-reboot. */
	__asm__ volatile("lidt %0; int3" : : "m"(no_idt));
}

void power_off(void)
{
	uint32_t reason = SHUTDOWN_POWEROFF;

	if (found)
		hypercall(HYPERCALL_SCHED, SCHED_SHUTDOWN, ARG(&reason), 0);
	end_qemu();
	for (;;)
		__asm__ volatile("cli; hlt");
}
