/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How Xen is to treat the domain: the part of the prepared domain that is neither memory nor
 * what the guest finds in it. Decided from the config alone, so what a host has is not known
 * here: CPUs stay lists of terms, a pool and labels stay names. plan/host.h holds them against
 * a host.
 */
#ifndef PVH_PLAN_POLICY_H
#define PVH_PLAN_POLICY_H

#include "config/config.h"
#include "config/cpuid.h"

#define POLICY_DEFAULT (-1) /* of a number: what Xen does when nobody says */

struct plan_policy {
	/* Creation. */
	bool hap;                     /* otherwise shadow page tables, which may be ... */
	bool oos;                     /* ... out of sync with the guest's for a while */
	bool nested, vpmu;
	unsigned int altp2m;          /* ALTP2M_* in plan/abi.h */
	uint64_t vmtrace_buffer;      /* bytes for each vCPU; 0: none */
	unsigned int max_event_channels;
	int32_t max_grant_frames;     /* or POLICY_DEFAULT, as the next */
	int32_t max_maptrack_frames;
	unsigned int grant_version;   /* the highest; 0: what Xen has */
	char *pool;                   /* a name, or only digits; NULL: the first one */
	char *create_label;           /* NULL: that of an ordinary guest */
	char *run_label;              /* when it has been built; NULL: the same */

	/* Time. */
	unsigned int tsc_mode;        /* TSC_* in plan/abi.h */
	unsigned int timer_mode;      /* HVM param */
	bool invariant_tsc;           /* shown in CPUID */
	int32_t time_offset;          /* seconds, to UTC or ... */
	bool local_time;              /* ... to the time zone of the control domain */

	/* CPUID and MSRs, changed after all else was decided. */
	struct cpuid_edits cpuid;

	/*
	 * CPUs (config/cpu-list.h) of vCPU i: the i-th text, the only one when it is `single`;
	 * none where there is no text. A node that a vCPU is to be near is "node:N" in `soft`.
	 */
	struct text_list hard, soft;
	bool near_nodes;              /* nobody wished for `soft`: it follows from "vnuma" */

	/* Scheduling; POLICY_DEFAULT each. */
	int32_t weight, cap;          /* credit, credit2 */
	int32_t period, budget;       /* rtds, microseconds */
	bool extratime;               /* rtds */
};

/* Decides all of it. What it allocates is freed by plan_policy_fini(), also after a failure. */
int plan_policy_init(struct plan_policy *p, const struct pvh_config *config, struct fault *f);
void plan_policy_fini(struct plan_policy *p);

/* The text for vCPU `vcpu` of `hard` or `soft`, or NULL. */
const char *policy_cpus(const struct text_list *list, unsigned int vcpu);

/* What differs from how every domain is treated, for people and programs. */
struct policy_fact {
	const char *name;     /* "tsc_mode", "cpuid 0x1 ecx" */
	enum { FACT_FLAG, FACT_NUMBER, FACT_TEXT } kind;
	int64_t number;
	const char *text;
};
typedef void policy_fact_fn(void *data, const struct policy_fact *fact);
void policy_each_fact(const struct plan_policy *p, policy_fact_fn *fn, void *data);

#endif
