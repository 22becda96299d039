/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A Xen of a few functions: libxenctrl's, libxenforeignmemory's and libxenstore's, as far as
 * the backend calls them. A program that defines them runs the real backend on it, so that
 * each call can be made to fail and what is left then can be counted, without a Xen host.
 */
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The domain, of which there is one at most. The first has this domid, the next the next. */
enum { FAKE_DOMID = 9, FAKE_EXTENTS = 32768, FAKE_NODES = 512 };

struct fake_extent {
	uint64_t gpa, size;
	unsigned int order;
	unsigned int flags; /* XENMEMF_* */
};

/* What setvnuma was given. */
struct fake_vnuma {
	unsigned int nr_nodes, nr_ranges, nr_vcpus;
	struct {
		uint64_t start, end;
		unsigned int node;
	} ranges[8];
	unsigned int distances[64], node_of[128], pnodes[8];
};

struct fake_node {
	char path[128], value[256], access[32]; /* access as xenstore-ls -p shows it */
};

/* What those who serve devices do: what they should, or not. */
enum fake_backends {
	FAKE_SERVE,
	FAKE_SLEEP,  /* take nothing up */
	FAKE_REFUSE, /* say why, and close it */
	FAKE_VANISH, /* remove it */
	FAKE_STAY,   /* never let go */
	FAKE_LITTER, /* those in other domains leave their directories */
};

struct fake {
	/* What is to happen. */
	unsigned int fail_at;   /* this call fails, counted from 1; 0: none */
	int fail_errno;
	const char *failed;     /* the name of the one that did */
	char failed_path[128];  /* ... and what it was to read, if it was xs_read() */
	uint64_t no_extents_above; /* orders above this are refused where ... */
	unsigned int max_order;
	unsigned int per_call;  /* a call gives no more extents than that; 0: all */
	int context_size;       /* what gethvmcontext says; 0: the truth */
	uint16_t context_code;  /* the type of its first record; 0: the truth */
	unsigned int exhausted; /* nothing is given with these flags; 0: no such flags */
	bool dirty;             /* memory comes full of somebody's bytes */
	unsigned int lost_races; /* that many transactions end with EAGAIN */
	unsigned int won_races; /* ... after that many which do not */
	void (*rival)(void);    /* what they lose the first to, which happens before their next try */
	unsigned int toolstack; /* the domain that we are in; 0: the first, which does not say so */
	bool restless;          /* the guest wins every race, unless it is paused */
	enum fake_backends backends;
	const char *hotplug_error; /* what a hotplug script writes before it ends */
	const char *qemu_says;  /* a file with the state that QEMU is to write, once it is there */

	/* What there is. */
	unsigned int calls, populate_calls;
	unsigned int handles, maps;
	unsigned int watches;   /* that were not taken back */
	unsigned int closing;   /* backends that were asked to let go at the same time */
	bool exists, running, introduced, claimed;
	uint32_t domid;
	unsigned int destroyed; /* domains */
	uint64_t max_mem, owned, claim, pod_target;
	struct fake_extent extents[FAKE_EXTENTS];
	size_t nr_extents;
	struct fake_vnuma vnuma;
	struct {
		uint8_t hard, soft;
	} affinity[128];
	unsigned int weight, cap, label, tsc_mode, cpuid_leaf, nr_cpuid_leaves;
	unsigned int nr_vcpus;
	struct {
		unsigned int period, budget; /* 0: nobody has set them */
		bool extratime;
	} rtds[128];
	bool itsc, nested;
	uint32_t msr, nr_msrs;
	char msr_policy[65];    /* of the first MSR that is edited */
	int time_offset;
	char cpuid_ecx[33];     /* of the first leaf that is edited */
	_Alignas(8) uint8_t creation[256]; /* struct xen_domctl_createdomain */
	uint64_t params[64];
	uint8_t vcpus[65536]; /* as hvm_setcontext was given them */
	size_t vcpus_size;
	uint8_t grants[4096];
	uint8_t map[128 * 20];
	size_t nr_map;
	int memory;             /* a file of all guest memory */
	struct fake_node nodes[FAKE_NODES];
	size_t nr_nodes;
};

extern struct fake fake;

void fake_reset(void);
/* Where Xen's tools have their files, for backends that are opened afterwards; empty after a reset. */
const char *fake_lib_dir(void);
const char *fake_run_dir(void);
const char *fake_log_dir(void);
void fake_reset_files(void);
/* From now on Xen has altp2m, of which no domain is the one that was asked for; 0: it has none. */
void fake_altp2m(int answer);
/* From now on that node of the host has memory but no CPU; -1: none is like that. */
void fake_no_cpus(int node);
/* From now on that node of the host has so much free. HOST_NO_MEMORY: it is not there. */
void fake_free_memory(unsigned int node, uint64_t bytes);
/* Every call comes by here: true, with errno set, when it is the one to fail. */
bool fake_refuses(const char *name);
/* Whether all of it is populated, once. */
bool fake_populated(uint64_t gpa, uint64_t size);
void fake_read(uint64_t gpa, void *buf, size_t size);

const struct fake_node *fake_node(const char *path);
/* As anybody else may, without a transaction. */
bool fake_write(const char *path, const char *value);
bool fake_remove(const char *path);
/* Tells those who watch the node, or one above it; or @releaseDomain. Safe in a signal. */
void fake_announce(const char *path);
/* Everybody who serves a device goes one step on. */
void fake_serve(void);

#endif
