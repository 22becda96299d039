/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every fixed address and size of the guest, with its reason. They are those of Xen's
 * own toolstack wherever a tool that inspects domains relies on them.
 *
 *   0                    low RAM, up to LAYOUT_MMIO_START
 *   0xfc000000           ACPI tables, as large as they are   }
 *   0xfee00000           local APIC, emulated by Xen          } the 64 MiB hole
 *   0xfeff8000           special pages, shared with Xen       } below 4 GiB
 *   0x100000000          high RAM: what did not fit below the hole
 */
#ifndef PVH_PLAN_LAYOUT_H
#define PVH_PLAN_LAYOUT_H

#include "base/macro.h"
#include "config/config.h"

#define LAYOUT_MMIO_START 0xfc000000ull
#define LAYOUT_HIGH_START GIB(4)

/* ACPI tables: as many pages as they need, at most up to the local APIC's. */
#define LAYOUT_ACPI_START LAYOUT_MMIO_START
#define LAYOUT_ACPI_END 0xfee00000ull

/* What a user may add to the tables: in a file, and at all. */
#define LAYOUT_MAX_ACPI_FILE MIB(16)
#define LAYOUT_MAX_ACPI_TABLES 64

/*
 * Entries of the memory map. Xen takes 128 of them (E820MAX in xen/arch/x86/mm.c), and Linux
 * has room for 128 with its own (E820_MAX_ENTRIES_ZEROPAGE). The headers of a core have room for
 * 72 in their page (backend/file.c).
 */
#define LAYOUT_MAX_MAP 72

/* Special pages (xenguest.h: X86_HVM_END_SPECIAL_REGION and the pages below it). */
#define LAYOUT_SPECIAL_START 0xfeff8000ull
#define LAYOUT_SPECIAL_SIZE KIB(32)
#define LAYOUT_PAGING_RING 0xfeff8000ull  /* vm_event rings, used by introspection tools */
#define LAYOUT_MONITOR_RING 0xfeff9000ull
#define LAYOUT_SHARING_RING 0xfeffa000ull
#define LAYOUT_BUFIOREQ 0xfeffb000ull     /* no device model serves a PVH guest, but one may */
#define LAYOUT_XENSTORE 0xfeffc000ull
#define LAYOUT_IOREQ 0xfeffd000ull
#define LAYOUT_IDENT_PT 0xfeffe000ull     /* for Intel CPUs without unrestricted guest mode */
#define LAYOUT_CONSOLE 0xfefff000ull

/*
 * Data is never placed below 1 MiB: kernels treat that part of memory as their own. What a config
 * wishes for modules is held against this limit and the last one below, so it has both.
 */
#define LAYOUT_DATA_MIN CONFIG_MODULE_MIN
/* Kernels reach start_info through an early map of the first GiB (Linux: level2_ident_pgt). */
#define LAYOUT_SMALL_MAX GIB(1)
/* Modules above 4 GiB cannot be described to kernels that use 32-bit fields, Linux among them. */
#define LAYOUT_MODULE_MAX CONFIG_MODULE_MAX
/*
 * Modules start at the first 2 MiB boundary that leaves this much room behind the
 * kernel, for start_info. They do not take that room while there is another place for them.
 */
#define LAYOUT_START_INFO_ROOM KIB(64)
#define LAYOUT_MODULE_ROOM 64 /* ... and for each module, besides its command line */
#define LAYOUT_MODULE_ALIGN MIB(2)

/*
 * Pages that Xen charges to the domain beyond its RAM. libxl grants 1 MiB
 * (LIBXL_MAXMEM_CONSTANT) and counts on it when it balloons the guest later.
 */
#define LAYOUT_MAXMEM_SLACK MIB(1)

/*
 * Memory for Xen's own page tables of the domain (XEN_DOMCTL_set_paging_mempool_size):
 * 1 MiB a vCPU and 4 KiB for each MiB of guest memory, as libxl gives under HAP; as much
 * again for shadow page tables.
 */
#define LAYOUT_PAGING_PER_VCPU MIB(1)
#define LAYOUT_PAGING_PER_MIB KIB(4)
#define LAYOUT_SHADOW_PER_MIB KIB(8)

#endif
