/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "probe.h"

#include "abi.h"

struct gate {
	uint16_t low, selector, flags, high;
};

struct table {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

enum { GATE = 0x8e00, CODE = 8 }; /* present, for 32-bit code */

/* Null, code, data: flat, 32 bits, ring 0. */
const uint64_t guest_gdt[3] = { 0, 0x00cf9b000000ffffull, 0x00cf93000000ffffull };

extern uint8_t probes_start[], probes_end[], probe_failed[];
extern uint8_t fault_with_code[], fault_without_code[];
void load_code_segment(void);
void fault_handler(uint32_t *registers);

/* `registers`: eight of pusha, the error code, and what the processor pushed: eip, cs, eflags. */
void fault_handler(uint32_t *registers)
{
	uint32_t *eip = registers + 9;
	uintptr_t at = *eip;

	if (at >= (uintptr_t)probes_start && at < (uintptr_t)probes_end) {
		*eip = (uint32_t)(uintptr_t)probe_failed;
		return;
	}
	check(false, "guest.fault");
	note("an exception at %x, error code %x", *eip, registers[8]);
	report_end();
	power_off();
}

/* Exceptions that push an error code: 8, 10 to 14, 17, 21. */
static bool has_code(uint32_t vector)
{
	return 0x00227d00u >> vector & 1;
}

void probe_start(void)
{
	static struct gate gates[32];
	struct table idt = { sizeof(gates) - 1, (uint32_t)(uintptr_t)gates };
	struct table gdt = { sizeof(guest_gdt) - 1, (uint32_t)(uintptr_t)guest_gdt };

	for (uint32_t i = 0; i < COUNT(gates); i++) {
		uintptr_t at = (uintptr_t)(has_code(i) ? fault_with_code : fault_without_code);

		gates[i] = (struct gate){ (uint16_t)at, CODE, GATE, (uint16_t)(at >> 16) };
	}
	__asm__ volatile("lgdt %0; lidt %1" : : "m"(gdt), "m"(idt));
	load_code_segment();
}
