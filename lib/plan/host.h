/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the host can do, as far as plans ask for it. A backend finds it out, and here it is
 * held against a plan before anything is made: what is missing is named by its key.
 */
#ifndef PVH_PLAN_HOST_H
#define PVH_PLAN_HOST_H

#include "plan/plan.h"

#define HOST_NO_NODE UINT32_MAX
#define HOST_NO_MEMORY UINT64_MAX

struct host_pool {
	uint32_t id;
	char name[64];       /* "": it has none */
	int scheduler;       /* enum abi_scheduler, or one that we do not know */
	uint8_t *cpus;       /* a bit for each; all are online */
};

struct host {
	bool hvm;         /* hardware virtualisation */
	bool hap, shadow; /* nested paging; shadow page tables */
	bool gnttab_v2, vpmu, vmtrace, altp2m;
	bool msr_edits;   /* libxenctrl takes them */
	bool flask;       /* security labels */

	/* Borrowed from the backend. Without any of a kind (0): it is not known what there is. */
	const uint64_t *free_memory; /* of each NUMA node; HOST_NO_MEMORY: it is not there */
	size_t nr_nodes;
	const uint32_t *nodes; /* of each CPU; HOST_NO_NODE: it is not there */
	size_t nr_cpus;
	const struct host_pool *pools;
	size_t nr_pools;
};

/* A host that can do everything: what a plan is held against where there is no Xen. */
#define HOST_ANY                                                                           \
	((struct host){ .hvm = true, .hap = true, .shadow = true, .gnttab_v2 = true,       \
			.vpmu = true, .vmtrace = true, .altp2m = true, .msr_edits = true,  \
			.flask = true })

/* -ENODEV: no PVH guest at all can run here. -EOPNOTSUPP: this one cannot. -ENOMEM: not now. */
int plan_check_host(const struct pvh_plan *plan, const struct host *host, struct fault *f);

/* host-node.c: the same for NUMA nodes. */
int host_check_nodes(const struct plan_vnuma *v, const struct host *host, struct fault *f);
/*
 * The node that a domain is to be near that says nothing of CPUs and nodes, as xl chooses one
 * (numa_placement in libxl_types.idl): it has the most memory free, enough for the domain, and as
 * many CPUs of its pool as the domain has vCPUs. HOST_NO_NODE: there is none, or only one at all.
 */
uint32_t host_choose_node(const struct plan_domain *d, const struct host *host);

/* host-cpu.c: ... for pools, scheduling and CPUs. */
int host_check_cpus(const struct plan_policy *p, const struct host *host, struct fault *f);
/* The pool that is wished for, by name or by number; NULL: there is no such pool. */
const struct host_pool *host_find_pool(const struct host *host, const char *wish);
/* The CPUs of a config/cpu-list.h, as bits of `map`, which has one for each CPU and is zeroed. */
void host_cpus(const struct host *host, const char *text, uint8_t *map);
/* Bytes of such a map. */
static inline size_t host_map_size(const struct host *host)
{
	return (host->nr_cpus + 7) / 8;
}

/* host-record.c: what libxl is to know of the domain: registration.record, and CPUs of the host. */
int host_record(const struct pvh_plan *plan, const struct host *host, char **text,
		struct fault *f);

#endif
