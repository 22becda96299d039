/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The state of vCPU 0 at entry, as docs/misc/pvh.pandoc in Xen has it, as far as a guest can
 * see: what segment registers hide is seen only by using them.
 */
#include "entry.h"

#include "early.h"
#include "mtrr.h"
#include "probe.h"

#define CR0_PE (1u << 0)
#define CR0_FIXED (1u << 4) /* ET: always reads as 1 */
#define DR6_RESET 0xffff0ff0u
#define DR7_RESET 0x400u
#define EFLAGS_TF (1u << 8)
#define EFLAGS_IF (1u << 9)
#define EFLAGS_VM (1u << 17)

static void check_registers(const struct early *e)
{
	check(e->ebx && !(e->ebx % 8), "entry.ebx");
	check_is(e->cr0 & ~CR0_FIXED, CR0_PE, "entry.cr0");
	check_is(e->cr4, 0, "entry.cr4");
	check_is((uint64_t)e->efer_high << 32 | e->efer_low, 0, "entry.efer");
	check_is(e->eflags & (EFLAGS_VM | EFLAGS_IF | EFLAGS_TF), 0, "entry.eflags");
	check_is(e->dr6, DR6_RESET, "entry.dr6");
	check_is(e->dr7, DR7_RESET, "entry.dr7");
}

/* All of them are flat: Linux for 32 bits reads through fs before it has loaded it. */
static const struct segment {
	const char *name;
	store_fn *store;
	load_fn *load;
} segments[] = {
	{ "ds", store_ds, load_ds },
	{ "es", store_es, load_es },
	{ "ss", store_ss, load_ss },
	{ "fs", store_fs, load_fs },
	{ "gs", store_gs, load_gs },
};

static struct {
	bool works;   /* a store and a load here */
	bool reaches; /* a load close to 4 GiB */
} seen[COUNT(segments)];

static bool works(const struct segment *s)
{
	volatile uint32_t here = 0;
	uint32_t value = 0;

	return s->store(&here, 0x600df00d) && here == 0x600df00d && s->load(&here, &value) &&
	       value == 0x600df00d;
}

void try_segments(uint32_t high_data)
{
	const volatile uint32_t *high = (const volatile uint32_t *)(uintptr_t)high_data;

	probe_start();
	for (uint32_t i = 0; i < COUNT(segments); i++) {
		uint32_t value, wanted = *high;

		seen[i].works = works(&segments[i]);
		seen[i].reaches = segments[i].load(high, &value) && value == wanted;
	}
	load_data_segments();
}

static void check_segments(void)
{
	for (uint32_t i = 0; i < COUNT(segments); i++) {
		check(seen[i].works, "entry.%s", segments[i].name);
		check(seen[i].reaches, "entry.%s.limit", segments[i].name);
	}
}

/* Runs a `ret` at the end of the 16 bytes at `gpa`, of which nothing else is to be seen then. */
static void check_code(uint32_t gpa)
{
	volatile uint8_t *at = (volatile uint8_t *)(uintptr_t)gpa + 15;
	uint8_t before = *at;

	*at = 0xc3;
	if (!check(*at == 0xc3, "entry.cs.limit"))
		return;
	__asm__ volatile("call *%0" : : "r"(at) : "memory");
	*at = before;
}

/* Two addresses that differ in bit 20 are two bytes. */
static void check_a20(void)
{
	volatile uint32_t here = 1;
	volatile uint32_t *alias = (volatile uint32_t *)((uintptr_t)&here ^ 1u << 20);
	uint32_t before = *alias;

	*alias = 2;
	check(here == 1 && *alias == 2, "entry.a20");
	*alias = before;
}

/* What all of the MSRs first, first + 2, ... have, or'ed; all ones if one cannot be read. */
static uint64_t read_msrs(uint32_t first, uint32_t nr)
{
	uint64_t all = 0, value;

	for (uint32_t i = 0; i < nr; i++)
		all |= probe_msr(first + 2 * i, &value) ? value : ~0ull;
	return all;
}

/* RAM is cached: write-back by default, and no range says otherwise. */
static void check_mtrrs(void)
{
	check_is(read_msrs(MSR_MTRR_DEF_TYPE, 1), MTRR_ENABLED | MTRR_WRITE_BACK,
		 "vcpu.0.mtrr.default");
	check_is(read_msrs(MSR_MTRR_MASK_0, 8) & MTRR_MASK_VALID, 0, "vcpu.0.mtrr.variable");
	if (read_msrs(MSR_PAT, 1) == PAT_OF_XEN)
		skip(PAT_NOT_LOADED, "vcpu.0.pat");
	else
		check_is(read_msrs(MSR_PAT, 1), PAT_RESET, "vcpu.0.pat");
}

void check_entry(uint32_t high_code)
{
	check_registers(&early_state);
	check_segments();
	check_code(high_code);
	check_a20();
	check_mtrrs();
}
