/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * "cpuid" of xl.cfg(5), in both notations, as what it comes to: for each bit of some registers
 * of some leaves, and of some MSRs, whether it is forced or where it is taken from.
 */
#ifndef PVH_CONFIG_CPUID_H
#define PVH_CONFIG_CPUID_H

#include "config/cpuid-feature.h"
#include "config/pointer.h"
#include "config/text-list.h"

/*
 * A character a bit, the highest first: 1 and 0 force it, x takes it from the default policy,
 * k and s (the older name) from the host. "": nothing is said of the register.
 */
struct cpuid_leaf {
	uint32_t leaf, subleaf; /* CPUID_NO_SUBLEAF: of a leaf without */
	char policy[4][33];     /* by enum cpuid_register */
};

struct msr_edit {
	uint32_t index;
	char policy[65];        /* the same, but for s */
};

struct cpuid_edits {
	struct cpuid_leaf *leaves;
	size_t nr_leaves;
	struct msr_edit *msrs;
	size_t nr_msrs;
};

/*
 * What the texts say, each after the one before: a single one starts with "host", those of a
 * list with a leaf. `at` is the place of the wish. On failure `edits` holds what it held, and
 * what was found by then.
 */
int cpuid_read(struct cpuid_edits *edits, const struct text_list *texts,
	       const struct pointer *at, struct fault *f);
void cpuid_clear(struct cpuid_edits *edits);

/* The leaf or MSR of that number, made if there is none yet; NULL: out of memory. */
struct cpuid_leaf *cpuid_leaf_of(struct cpuid_edits *edits, uint32_t leaf, uint32_t subleaf);
struct msr_edit *cpuid_msr_of(struct cpuid_edits *edits, uint32_t index);

/* The two notations. */
int cpuid_read_host(struct cpuid_edits *edits, const char *text, const struct pointer *at,
		    struct fault *f);
int cpuid_read_leaf(struct cpuid_edits *edits, const char *text, const struct pointer *at,
		    struct fault *f);

#endif
