/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GUEST_VCPU_H
#define GUEST_VCPU_H

#include "facts.h"

/* Starts every vCPU that the MADT has, and sees whether it is who it should be. */
void check_vcpus(const struct facts *facts);

/* --- start.c: two ways to start one ------------------------------------------------------ */

/* What it says of itself. */
struct ap {
	uint32_t lapic_id, cpuid_id;
	uint64_t mtrr_default, mtrr_variable, pat;
	bool came;
};

/* By its local APIC; false: it did not come. */
bool start_by_sipi(uint32_t page, uint32_t apic_id, struct ap *ap);
/* By Xen. */
bool start_by_hypercall(uint32_t vcpu, struct ap *ap);
/* Lets the one that was started stop for good. */
void stop(void);
uint32_t lapic_id(void);

#endif
