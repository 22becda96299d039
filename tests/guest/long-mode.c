/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Long mode with 32-bit code.  The tables of PAE would do as well, but QEMU's emulation of
 * AMD's virtualisation gets those of a guest wrong.
 */
#include "long-mode.h"

#include "cpu.h"

enum {
	PRESENT_WRITABLE = 3,
	UNCACHED = 0x18,
	LARGE = 0x80,
	CR0_PG = 1u << 31,
	CR4_PAE = 1 << 5,
	EFER_LME = 1 << 8,
};
#define MSR_EFER 0xc0000080u
#define LAPIC_PAGE 0xfee00000u

static uint64_t level4[512] __attribute__((aligned(4096)));
static uint64_t level3[512] __attribute__((aligned(4096)));
static uint64_t level2[4 * 512] __attribute__((aligned(4096))); /* 4 GiB in pages of 2 MiB */

static uint64_t entry(const uint64_t *table)
{
	return (uint64_t)(uintptr_t)table | PRESENT_WRITABLE;
}

void long_mode(void)
{
	static const struct {
		uint16_t limit;
		uint32_t base;
	} __attribute__((packed)) no_idt;

	level4[0] = entry(level3);
	for (uint32_t i = 0; i < 4; i++)
		level3[i] = entry(level2 + 512 * i);
	for (uint32_t i = 0; i < COUNT(level2); i++)
		level2[i] = (uint64_t)i * WINDOW_SIZE | PRESENT_WRITABLE | LARGE;
	level2[LAPIC_PAGE / WINDOW_SIZE] |= UNCACHED;
	__asm__ volatile("lidt %0" : : "m"(no_idt)); /* a fault could not be handled by 32-bit code */
	write_cr4(read_cr4() | CR4_PAE);
	write_cr3((uint32_t)(uintptr_t)level4);
	write_msr(MSR_EFER, read_msr(MSR_EFER) | EFER_LME);
	write_cr0(read_cr0() | CR0_PG);
}

void window_move(uint64_t gpa)
{
	level2[WINDOW / WINDOW_SIZE] = gpa | PRESENT_WRITABLE | LARGE;
	flush_page(WINDOW);
}
