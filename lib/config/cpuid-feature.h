/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of CPUID leaves and MSRs that have a name. */
#ifndef PVH_CONFIG_CPUID_FEATURE_H
#define PVH_CONFIG_CPUID_FEATURE_H

#include <stdint.h>

#include "base/macro.h"

#define CPUID_NO_SUBLEAF UINT32_MAX /* of a leaf that has none: Xen's XEN_CPUID_INPUT_UNUSED */

/* In the order of libxenctrl's policies, and the halves of an MSR. */
enum cpuid_register { CPUID_EAX, CPUID_EBX, CPUID_ECX, CPUID_EDX, CPUID_MSR_LOW, CPUID_MSR_HIGH };

/* Bits [bit, bit + length) of a register of a leaf; of an MSR `leaf` is the index. */
struct cpuid_field {
	const char *name;
	uint32_t leaf, subleaf;
	enum cpuid_register reg;
	unsigned int bit, length;
};

/* False: nothing is called so. */
bool cpuid_find_field(const char *name, struct cpuid_field *field);

#endif
