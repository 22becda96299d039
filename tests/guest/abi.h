/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The boot ABI and as much of Xen's interface as a 32-bit guest needs here, written down from
 * Xen's documents and public headers (named by their place in xen/include/public).
 */
#ifndef GUEST_ABI_H
#define GUEST_ABI_H

#include "guest.h"

/* --- arch-x86/hvm/start_info.h ---------------------------------------------------------- */

#define START_INFO_MAGIC 0x336ec578u
#define START_INFO_V0_SIZE 40u
#define START_INFO_V1_SIZE 56u

/* The ABI aligns none of these. */
#define UNALIGNED __attribute__((packed, aligned(1)))

struct start_info {
	uint32_t magic, version, flags, nr_modules;
	uint64_t modlist_paddr, cmdline_paddr, rsdp_paddr;
	/* From version 1 on: */
	uint64_t memmap_paddr;
	uint32_t memmap_entries, reserved;
} UNALIGNED;

struct module {
	uint64_t paddr, size, cmdline_paddr, reserved;
} UNALIGNED;

struct range {
	uint64_t addr, size;
	uint32_t type, reserved;
} UNALIGNED;

enum range_type { RAM = 1, RESERVED, ACPI, NVS, UNUSABLE, DISABLED, PMEM };

#define MAX_MODULES 65u /* what the library offers: a ramdisk and 64 more */
#define MAX_RANGES 128u /* E820MAX in Xen's tools */

/* --- Hypercalls: arch-x86/cpuid.h and xen.h ---------------------------------------------- */

enum hypercall {
	HYPERCALL_MEMORY = 12,
	HYPERCALL_VCPU = 24,
	HYPERCALL_SCHED = 29,
	HYPERCALL_EVTCHN = 32,
	HYPERCALL_HVM = 34,
};

#define DOMID_SELF 0x7ff0u
#define XEN_ENOENT (-2)

/* sched.h */
enum { SCHED_YIELD = 0, SCHED_SHUTDOWN = 2 };
enum { SHUTDOWN_POWEROFF = 0 };

/* vcpu.h */
enum { VCPU_INITIALISE = 0, VCPU_UP = 1, VCPU_IS_UP = 3 };

/* hvm/hvm_op.h, hvm/params.h */
enum { HVM_GET_PARAM = 1 };
enum {
	PARAM_CALLBACK_IRQ = 0,
	PARAM_STORE_PFN = 1,
	PARAM_STORE_EVTCHN = 2,
	PARAM_CONSOLE_PFN = 17,
	PARAM_CONSOLE_EVTCHN = 18,
};

struct hvm_param {
	uint16_t domid, pad;
	uint32_t index;
	uint64_t value;
};

/* event_channel.h */
enum { EVTCHN_SEND = 4, EVTCHN_STATUS = 5 };
enum { EVTCHN_UNBOUND = 1, EVTCHN_INTERDOMAIN = 2 };

struct evtchn_status {
	uint16_t domid, pad;
	uint32_t port;
	uint32_t status, vcpu;
	uint16_t remote; /* both when unbound and when bound to another domain */
	uint16_t pad2;
	uint32_t remote_port;
};

/* memory.h, with the layout for 32-bit guests */
enum {
	MEMORY_DECREASE_RESERVATION = 1,
	MEMORY_CURRENT_RESERVATION = 3,
	MEMORY_ADD_TO_PHYSMAP = 7,
	MEMORY_MAP = 9,
	MEMORY_VNUMA = 26,
};
enum { MAP_SPACE_GRANT_TABLE = 1 };

struct memory_map {
	uint32_t nr, buffer;
};

struct e820 {
	uint64_t addr, size;
	uint32_t type;
} __attribute__((packed));

struct add_to_physmap {
	uint16_t domid, size;
	uint32_t space, index, gpfn;
};

struct decrease_reservation {
	uint32_t frames, nr, order, flags;
	uint16_t domid, pad;
};

/* grant_table.h, version 1 */
struct grant {
	uint16_t flags, domid;
	uint32_t frame;
};

enum { GRANT_CONSOLE = 0, GRANT_STORE = 1 }; /* GNTTAB_RESERVED_* */
#define GRANT_PERMIT_ACCESS 1u
#define GRANT_IN_USE 0x18u /* GTF_reading, GTF_writing: Xen sets them while it is mapped */

/* io/console.h */
struct console_ring {
	char in[1024], out[2048];
	uint32_t in_cons, in_prod, out_cons, out_prod;
};

/* hvm/hvm_vcpu.h: mode 0 */
struct vcpu_context {
	uint32_t mode, pad;
	uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi, eip, eflags, cr0, cr3, cr4, pad1;
	uint64_t efer;
	uint32_t cs_base, ds_base, ss_base, es_base, tr_base;
	uint32_t cs_limit, ds_limit, ss_limit, es_limit, tr_limit;
	uint16_t cs_ar, ds_ar, ss_ar, es_ar, tr_ar, pad2[3];
	uint8_t rest[32]; /* the 64-bit form is larger */
};

/* --- xen.c --------------------------------------------------------------------------------- */

/* Looks for Xen and sets up the page of hypercalls. */
void xen_find(void);
bool on_xen(void);
int hypercall(enum hypercall nr, uint32_t a, uint32_t b, uint32_t c);
/* A structure's address, as an argument. */
#define ARG(object) ((uint32_t)(uintptr_t)(object))
bool hvm_param(uint32_t index, uint64_t *value);
void yield(void);
/* The guest's last word. */
__attribute__((noreturn)) void power_off(void);

#endif
