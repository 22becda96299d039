/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What Xen, xenstored and the boot ABI demand of a build, written down a second time and
 * from their side. Each rules_*() looks at one call; the first rule that is broken stays
 * in `broken`.
 */
#ifndef RULES_H
#define RULES_H

#include "plan/host.h"

struct plan_device;

enum phase {
	PHASE_NEW,
	PHASE_DESCRIBE,
	PHASE_BEGIN,
	PHASE_VNUMA,
	PHASE_POPULATE,
	PHASE_WRITE,
	PHASE_PARAM,
	PHASE_VCPUS,
	PHASE_GRANT,
	PHASE_INTRODUCE,
	PHASE_ATTACH,
	PHASE_COMMIT,
	PHASE_OVER, /* committed or aborted */
};

struct rules {
	char broken[256]; /* "": none so far */
	enum phase phase;
	const struct pvh_plan *plan;
	const struct slots *slots;
	bool vnuma; /* set_vnuma has been called */
	struct plan_region memory[LAYOUT_MAX_MAP];
	size_t nr_memory;
	struct piece *written; /* in order; where they overlap, the later one wins */
	size_t nr_written;
	uint64_t ram_written;  /* bytes */
	uint64_t params_set;   /* a bit for each index */
	uint64_t params[64];
	unsigned int grants_set;
	bool qemu;     /* start_qemu has been called */
	bool attached; /* ... and attach */
};

void rules_fini(struct rules *r);
void rules_broke(struct rules *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The order of calls; every call comes by here first. */
void rules_enter(struct rules *r, enum phase phase);

void rules_begin(struct rules *r, const struct pvh_plan *plan, const struct slots *slots);
void rules_populate(struct rules *r, const struct plan_region *map, size_t nr);
void rules_write(struct rules *r, const struct piece *piece);
void rules_param(struct rules *r, uint32_t index, uint64_t value);
void rules_vcpus(struct rules *r, const struct vcpu_record *records, size_t nr);
void rules_grant(struct rules *r, uint32_t ref, uint32_t backend, uint64_t gpa);
void rules_introduce(struct rules *r);

/* Whether all of [gpa, gpa + size) is populated; has been written. */
bool rules_populated(const struct rules *r, uint64_t gpa, uint64_t size);
bool rules_written(const struct rules *r, uint64_t gpa, uint64_t size);
/* ... by any number of writes. */
bool rules_written_all(const struct rules *r, uint64_t gpa, uint64_t size);
/* What the guest finds there; false when it cannot be read back. */
bool rules_read(const struct rules *r, uint64_t gpa, void *buf, uint64_t size);

/* rules-vnuma.c: the NUMA nodes of the guest. */
void rules_vnuma(struct rules *r, const struct plan_vnuma *v);
/* rules-policy.c: after rules_begin(). */
void rules_policy(struct rules *r, const struct host *host);

/* rules-store.c: one of the two lists of nodes. */
void rules_nodes(struct rules *r, const struct nodes *nodes);
/* A node's path, expanded into `path`, and its value are well formed; false: there is no path. */
bool rules_node_form(struct rules *r, const struct slots *slots, const struct node *node,
		     char *path, size_t size);
bool rules_is_below(const char *path, const char *dir);

/* rules-qemu.c: the process that serves some of them, before any is attached. */
void rules_start_qemu(struct rules *r, const struct plan_qemu *qemu);

/* rules-device.c: one device; who names a backend means domain RULES_DRIVER_DOMID. */
enum { RULES_DRIVER_DOMID = 5 };
void rules_attach(struct rules *r, const struct plan_device *device);

#endif
