/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pvh-damage: changes one thing of a domain that is built and paused, so that it can be seen
 * whether the conformance guest (tests/guest) notices.
 */
#ifndef PVH_DAMAGE_H
#define PVH_DAMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xenctrl.h>
#include <xenforeignmemory.h>

struct damage {
	xc_interface *xch;
	xenforeignmemory_handle *fmem;
	uint32_t domid;
	uint64_t kernel;     /* the page that vCPU 0 starts in: the guest begins with its entry */
	uint64_t start_info; /* vCPU 0's rbx */
};

/* Says why and ends the program. */
__attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...);
/* A number in any of C's notations, and nothing behind it. */
uint64_t parse(const char *text);

/* damage-memory.c */
void guest_copy(struct damage *d, uint64_t gpa, void *bytes, size_t size, bool write);
uint64_t guest_number(struct damage *d, uint64_t gpa, size_t size);
/* PLACE+OFFSET^BYTES or PLACE+OFFSET=BYTES; see the table in damage.c. */
void damage_memory(struct damage *d, const char *place, uint64_t offset, bool xor,
		   const char *bytes);

/* damage-place.c: where the guest finds a thing. */
uint64_t find_place(struct damage *d, const char *name);

/* damage-context.c: vCPUs and their MTRRs, in the HVM context. */
void read_entry(struct damage *d);
void damage_cpu(struct damage *d, const char *field, bool xor, uint64_t value);
void damage_mtrr(struct damage *d, unsigned int vcpu, const char *field, uint64_t value);
/* Makes another vCPU run, in a loop that the guest's image has for that. */
void damage_spin(struct damage *d, unsigned int vcpu);

/* damage-xen.c: what only Xen knows. */
void damage_param(struct damage *d, unsigned int index, uint64_t value);
void damage_grant(struct damage *d, unsigned int ref, const char *field, uint64_t value);
void damage_map(struct damage *d, unsigned int entry, const char *field, uint64_t value);
void damage_vnuma(struct damage *d, unsigned int nr_nodes);
void damage_page(struct damage *d, uint64_t pfn, bool present);

#endif
