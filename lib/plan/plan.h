/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The plan: everything that will be in the guest, as a value. Three parts, because they
 * depend on different things and some callers want only some of them: the prepared
 * domain (from the config alone), the payload (from images too), and the registration
 * in xenstore.
 */
#ifndef PVH_PLAN_PLAN_H
#define PVH_PLAN_PLAN_H

#include <pvh.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/source.h"
#include "config/config.h"
#include "image/image.h"
#include "plan/layout.h"
#include "plan/policy.h"
#include "plan/qemu.h"
#include "plan/slot.h"
#include "plan/space.h"

/* Bytes [gpa, gpa + size) of the guest and where they come from. */
enum piece_kind { PIECE_ZERO, PIECE_BYTES, PIECE_SOURCE };

struct piece {
	uint64_t gpa, size;
	enum piece_kind kind;
	const uint8_t *bytes;      /* PIECE_BYTES: borrowed from the placement */
	struct pvh_source *source; /* PIECE_SOURCE: borrowed from the placement */
	uint64_t offset;           /* ... and where in it */
};

#define PLACEMENT_NAME 32

/* Something that is written; its pieces are in the order of writing. */
struct placement {
	enum pvh_placed kind;
	char name[PLACEMENT_NAME]; /* "kernel", "module 0", ... */
	unsigned int index;        /* of those of its kind */
	uint64_t gpa;              /* page aligned */
	uint64_t data_size;        /* bytes that mean something */
	uint64_t size;             /* set aside: whole pages */
	struct piece *pieces;
	size_t nr_pieces;
	uint8_t *bytes;            /* owned */
	struct pvh_source *source; /* a reference, or NULL */
	char *cmdline;             /* of a module; NULL otherwise */
};

/* A value that is known now, or a slot. */
struct param {
	uint32_t index; /* PARAM_* in plan/abi.h */
	uint64_t value;
	enum slot slot; /* SLOT_NONE: value holds */
};

/* Grant reference `ref` lets the domain in `backend` map the page at `gpa`. */
struct grant {
	uint32_t ref;
	enum slot backend;
	uint64_t gpa;
};

/* A NUMA node of the guest. */
struct plan_vnode {
	unsigned int pnode; /* the node of the host that its memory comes from */
	uint64_t size;
	uint8_t distances[CONFIG_MAX_VNODES]; /* to each node */
};

/* Memory that belongs to a node, ranges of RAM that are reserved included. */
struct plan_range {
	uint64_t gpa, size;
	unsigned int vnode;
};

struct plan_vnuma {
	struct plan_vnode nodes[CONFIG_MAX_VNODES];
	size_t nr_nodes; /* 0: the guest has none */
	struct plan_range ranges[CONFIG_MAX_VNODES + 1]; /* sorted */
	size_t nr_ranges;
	unsigned int node_of[CONFIG_MAX_VCPUS]; /* of each vCPU */
};

/* An ACPI table of the user's, as it is. */
struct plan_table {
	uint8_t *bytes; /* owned */
	size_t size;
};

/* An entry of the memory map. */
struct plan_region {
	uint64_t gpa, size;
	enum pvh_memory_type type;
};

/* The prepared domain. */
struct plan_domain {
	char name[CONFIG_MAX_NAME + 1];
	uint8_t uuid[16];
	uint64_t memory;       /* what the guest has at start */
	uint64_t max_memory;   /* what its memory map describes; more than memory: populate on demand */
	uint64_t max_mem;      /* Xen's limit on what it may own */
	uint64_t paging_pool;  /* for Xen's page tables of it */
	unsigned int vcpus, max_vcpus;
	bool msr_relaxed;      /* MSRs that Xen does not know read as 0, instead of a fault */
	uint64_t hole_start;   /* where RAM ends below 4 GiB */
	/* Parts of RAM that the guest is told to leave alone, as the config lists them; disjoint. */
	struct plan_region reserved[CONFIG_MAX_RESERVED];
	size_t nr_reserved;
	struct plan_policy policy;
	bool driver_domain;    /* its toolstack gets a place in xenstore */
	bool xend_device;      /* all of its device/ in xenstore is the guest's */
	struct plan_region map[LAYOUT_MAX_MAP];
	size_t nr_map;
	struct plan_vnuma vnuma;
	struct plan_table *tables; /* of the user's, listed behind ours */
	size_t nr_tables;
	uint64_t acpi_size;    /* of the region set aside for ACPI tables; 0: none yet */
	struct param params[16];
	size_t nr_params;
	struct grant grants[2];
};

/* An HVM save record without its descriptor, of vCPU `vcpu`. */
struct vcpu_record {
	unsigned int vcpu;
	uint16_t type; /* RECORD_* in plan/abi.h */
	uint8_t *bytes;
	size_t size;
};

/* The payload. */
struct plan_payload {
	char *cmdline;
	uint32_t entry;
	struct config_start_info form; /* what start_info is like */
	uint64_t start_info; /* gpa */
	uint64_t kernel_end; /* gpa */
	uint64_t ram_used;   /* by the placements in RAM, whole pages */
	struct placement *placements;
	size_t nr_placements;
	unsigned int nr_modules;
	struct vcpu_record *records; /* one list a vCPU, in order; vCPU 0's CPU record last */
	size_t nr_records;
};

enum node_access {
	NODE_INHERIT,       /* of the parent */
	NODE_TOOLSTACK,     /* nobody but the toolstack */
	NODE_GUEST_READS,   /* the toolstack's; the guest may read */
	NODE_GUEST_OWNS,    /* the guest's */
	NODE_GUEST_SHOWS,   /* the guest's; the backend may read */
	NODE_BACKEND_SHOWS, /* the backend's; the guest may read */
};

/* A xenstore node. Path and value are templates for slots_expand(), unless verbatim. */
struct node {
	char *path;
	char *value;
	bool verbatim; /* the value holds a user's text */
	enum node_access access;
};

struct nodes {
	struct node *list;
	size_t nr;
	enum slot backend; /* whom the accesses of a device's nodes call the backend */
};

void nodes_fini(struct nodes *nodes);

struct plan_device; /* see device.h */

/* The registration. */
struct plan_registration {
	struct nodes create; /* as soon as the domain exists, in one transaction */
	struct nodes start;  /* when it has been built, in another */
	struct plan_device *devices; /* then these, one after the other */
	size_t nr_devices;
	struct plan_qemu qemu; /* started before the first of them */
	char *subtrees[8];   /* all that belongs to the domain: removed before and on failure */
	size_t nr_subtrees;
	uint64_t store_gpa;  /* for XS_INTRODUCE */
	char *record;        /* the domain as libxl's tools know it: JSON, see emit/libxl-json.h */
	char *base_dir;      /* what relative paths in it are relative to; NULL: the cwd */
};

enum plan_stages {
	STAGE_PHYSMAP = 1 << 0,
	STAGE_KERNEL = 1 << 1,
	STAGE_MODULE = 1 << 2,
	STAGE_ACPI = 1 << 3,
	STAGE_START_INFO = 1 << 4,
	STAGE_SEALED = 1 << 5,
};

struct pvh_plan {
	unsigned int refs;
	struct pvh_ctx *ctx; /* a reference; the pure layers leave it alone */
	unsigned int stages; /* done */
	struct space space;  /* what is free in RAM */
	struct plan_domain domain;
	struct plan_payload payload;
	struct plan_registration registration;
};

/* A module to be placed. */
struct plan_module {
	struct pvh_source *source;      /* borrowed; the plan takes a reference of its own */
	const char *cmdline;            /* NULL: none */
	struct config_place where;      /* zeroes: the defaults */
	uint64_t gpa;                   /* where it went */
};

/* Copies a finished config. */
int plan_new(const struct pvh_config *config, struct pvh_plan **out, struct fault *f);
void plan_free(struct pvh_plan *plan);

/* -EINVAL unless all stages of `needed` and none of `done` have been carried out. */
int plan_require(const struct pvh_plan *plan, unsigned int needed, unsigned int done,
		 struct fault *f);

/* The stages that decide. See pvh.h for what each does. */
int plan_alloc_physmap(struct pvh_plan *plan, struct fault *f);
int plan_place_kernel(struct pvh_plan *plan, const struct pvh_image *image, struct fault *f);
/* module.c: all of them, which get the next indices in this order, or none. */
int plan_place_modules(struct pvh_plan *plan, struct plan_module *modules, size_t nr,
		       struct fault *f);
/* A new placement of [gpa, gpa + data_size) in whole pages, taken from free RAM; NULL: see `f`. */
struct placement *plan_place(struct pvh_plan *plan, enum pvh_placed kind, uint64_t gpa,
			     uint64_t data_size, struct fault *f);
/* Where start_info goes if what is free is `space`. */
bool plan_find_start_info(const struct space *space, uint64_t kernel_end, uint64_t size,
			  uint64_t *gpa);
/* Sets aside `size` bytes for start_info; the bytes come later, by plan_fill(). */
int plan_place_start_info(struct pvh_plan *plan, uint64_t size, struct fault *f);
/* Takes the tables in `source`, which must be sound; before the ACPI region is set aside. */
int plan_add_tables(struct pvh_plan *plan, const struct pvh_source *source, struct fault *f);
/* Sets aside the ACPI region, for tables of `size` bytes, in the memory map too. */
int plan_set_aside_acpi(struct pvh_plan *plan, uint64_t size, struct fault *f);
/*
 * The ACPI region and the special pages have their places: `size` bytes (taken) go there,
 * zeroes behind them to the end of the page.
 */
int plan_add_fixed(struct pvh_plan *plan, enum pvh_placed kind, uint64_t gpa, uint8_t *bytes,
		   uint64_t size, struct fault *f);
/* Gives a placement that was set aside its bytes (taken, of exactly its data_size). */
int plan_fill(struct placement *p, uint8_t *bytes, struct fault *f);

struct placement *plan_find(const struct pvh_plan *plan, enum pvh_placed kind,
			    unsigned int index);
/* Orders the placements by address; afterwards they stay where they are. */
void plan_sort(struct pvh_plan *plan);
/* A new placement of that kind, named, of no size yet; NULL: out of memory. */
struct placement *plan_add_placement(struct pvh_plan *plan, enum pvh_placed kind);
/* Checks what must hold of every plan: -ENOTRECOVERABLE, a bug of ours, when it does not. */
int plan_verify(const struct pvh_plan *plan, struct fault *f);

/* What a placement is called; returns `name`. */
const char *placement_name(enum pvh_placed kind, unsigned int index,
			   char name[PLACEMENT_NAME]);
const char *placement_file(const struct placement *p);
struct piece *placement_add_piece(struct placement *p, struct piece piece);
bool placement_add_zero(struct placement *p, uint64_t gpa, uint64_t size);

#endif
