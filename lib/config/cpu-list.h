/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * CPUs of the host as xl.cfg(5) writes them: "0-3,^1", "all,^node:1". Which CPUs a node
 * has, and which there are at all, only the host knows: here are the terms.
 */
#ifndef PVH_CONFIG_CPU_LIST_H
#define PVH_CONFIG_CPU_LIST_H

#include "config/pointer.h"

#define CPU_LIST_MAX 16383 /* the highest number of a CPU: Xen's largest NR_CPUS less one */

/* One term. They count in order: a later one adds to, or takes from, what there is by then. */
struct cpu_term {
	bool exclude;         /* ^ */
	bool all;             /* every CPU; otherwise ... */
	bool nodes;           /* ... those of NUMA nodes `first` to `last`, or ... */
	uint32_t first, last; /* ... these CPUs */
};

/* The term at *text, which moves behind it and the comma. 0: there is none left; -1: it is none. */
int cpu_list_next(const char **text, struct cpu_term *term);

/* -EINVAL unless all of it is terms and one adds something. */
int cpu_list_check(const char *text, const struct pointer *at, struct fault *f);

#endif
