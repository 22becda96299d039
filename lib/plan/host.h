/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the host can do, as far as plans ask for it. A backend finds it out, and here it is
 * held against a plan before anything is made: what is missing is named by its key.
 */
#ifndef PVH_PLAN_HOST_H
#define PVH_PLAN_HOST_H

#include "plan/plan.h"

struct host {
	bool hvm, hap;    /* hardware virtualisation; nested paging */
	bool msr_relaxed; /* Xen, and libxenctrl as it was built, know it */
	unsigned int nr_nodes; /* NUMA nodes, numbered from 0 on */
};

/* A host that can do everything: what a plan is held against where there is no Xen. */
#define HOST_ANY ((struct host){ .hvm = true, .hap = true, .msr_relaxed = true, \
				.nr_nodes = CONFIG_MAX_PNODE + 1 })

/* -ENODEV: no PVH guest at all can run here. -EOPNOTSUPP: this one cannot. */
int plan_check_host(const struct pvh_plan *plan, const struct host *host, struct fault *f);

#endif
