/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the caller wants. Key names and units follow xl.cfg(5) where it has the notion.
 * Everything here is a wish: paths are not opened, nothing is placed.
 */
#ifndef PVH_CONFIG_CONFIG_H
#define PVH_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "config/action.h"
#include "config/device.h"
#include "config/policy.h"

#define CONFIG_MAX_VCPUS 128              /* Xen: HVM_MAX_VCPUS */
#define CONFIG_MAX_MEMORY (GIB(1024) * 16) /* bytes */
#define CONFIG_MIN_MEMORY MIB(1)
#define CONFIG_MAX_MODULES 64             /* beside the ramdisk */
#define CONFIG_MODULE_MIN MIB(1)          /* a module's "min" and "max", if it has none */
#define CONFIG_MODULE_MAX GIB(4)
#define CONFIG_MAX_RESERVED 32            /* each can split an entry of the memory map */
#define CONFIG_MAX_VNODES 32              /* Xen: their distances are within a page, XSA-77 */
#define CONFIG_MAX_PNODE 63               /* Xen: NR_NUMA_NODES is 64 at most */
#define CONFIG_MIN_HOLE MIB(64)           /* ACPI tables, local APIC, special pages */
#define CONFIG_MAX_HOLE MIB(3840)         /* as xl: HVM_BELOW_4G_MMIO_START */
#define CONFIG_MAX_PATH 4095              /* bytes, without NUL; of those that are options */
#define CONFIG_MAX_NAME 128               /* bytes, without NUL */
#define CONFIG_MAX_CMDLINE 65536          /* bytes, with NUL */
#define CONFIG_MAX_JSON MIB(1)            /* a domain.json */

#define OPTION_UNSET INT64_MIN            /* an option that nobody has set */

struct pvh_ctx;
struct pointer;

/* Where a module may go. */
struct config_place {
	uint64_t align, min, max; /* as in struct pvh_constraints; 0: the default */
};

struct config_module {
	char *path;    /* as given; relative to base_dir; NULL: it is read from `fd` */
	int fd;        /* an open descriptor, which stays the caller's */
	char *cmdline; /* never NULL */
	struct config_place place;
};

/* What hvm_start_info is like. */
struct config_start_info {
	unsigned int version;
	bool memmap;    /* it has a memory map; version 0 cannot */
	uint32_t flags; /* SIF_* */
};

/* A module as it is wished for, borrowed. */
struct module_wish {
	const char *path; /* NULL: see `fd` */
	int fd;           /* -1: see `path` */
	const char *cmdline; /* NULL: none */
	struct config_place place;
};

struct config_range {
	uint64_t start, size; /* in whole pages */
};

struct config_vnode {
	uint64_t pnode; /* the node of the host that its memory is from */
	uint64_t size;  /* bytes */
	bool vcpus[CONFIG_MAX_VCPUS];
	uint64_t distances[CONFIG_MAX_VNODES]; /* whatever was given, until config_check_vnuma() */
	size_t nr_distances; /* 0: as config_vnode_distance() says */
};

struct pvh_config {
	unsigned int refs;
	struct pvh_ctx *ctx; /* a reference that the public API holds; NULL inside */
	char *origin;        /* the file it was read from, for messages; NULL: none */
	char *base_dir;      /* what relative paths are relative to; NULL: the cwd */
	char *name;          /* NULL until set */
	uint8_t uuid[16];    /* in the order of the text form */
	bool has_uuid;
	uint64_t memory;     /* bytes the guest gets at start; 0 until set */
	uint64_t max_memory; /* bytes its memory map describes; 0: memory */
	unsigned int vcpus;     /* online at start; 0: 1 */
	unsigned int max_vcpus; /* 0: vcpus */
	char *kernel;        /* paths; NULL until set */
	char *ramdisk;
	char *cmdline;       /* never NULL in a finished config */
	struct config_module *modules;
	size_t nr_modules;
	struct config_start_info start_info;
	struct config_range reserved[CONFIG_MAX_RESERVED];
	size_t nr_reserved;
	struct config_vnode *vnodes;
	size_t nr_vnodes;
	struct config_disk *disks;
	size_t nr_disks;
	struct config_nic *nics;
	size_t nr_nics;
	struct config_p9 *p9s;
	size_t nr_p9s;
	struct config_channel *channels;
	size_t nr_channels;

	/* Options, see option.h. */
	int64_t mmio_hole;   /* bytes below 4 GiB that are no RAM */
	char *acpi_firmware; /* path of a file of ACPI tables; NULL: none */
	char *device_model_override; /* path of QEMU; NULL: where Xen has it */
	bool msr_relaxed;    /* MSRs that Xen does not know read as 0 */
	bool pvshim;         /* the kernel is a PV one, run by Xen's shim: see shim.h */
	char *pvshim_path, *pvshim_cmdline, *pvshim_extra; /* NULL: the default */
	struct config_actions actions;
	struct config_policy policy;
};

/*
 * Wishes with their defaults. Those that follow from other wishes are not stored: who
 * raises `memory` later must not meet an old `max_memory` that nobody asked for.
 */
static inline unsigned int config_vcpus(const struct pvh_config *c)
{
	return c->vcpus ? c->vcpus : 1;
}

static inline unsigned int config_max_vcpus(const struct pvh_config *c)
{
	return c->max_vcpus ? c->max_vcpus : config_vcpus(c);
}

static inline uint64_t config_max_memory(const struct pvh_config *c)
{
	return c->max_memory ? c->max_memory : c->memory;
}

/* Where RAM below 4 GiB ends at the latest. */
static inline uint64_t config_hole_start(const struct pvh_config *c)
{
	return GIB(4) - (uint64_t)c->mmio_hole;
}

int config_new(struct pvh_config **out, struct fault *f);
struct pvh_config *config_ref(struct pvh_config *c);
struct pvh_config *config_unref(struct pvh_config *c); /* NULL, always */
static inline void config_unrefp(struct pvh_config **c)
{
	config_unref(*c);
}

/*
 * One setter per wish, used by the JSON reader and the public API alike, so that both
 * refuse the same things. Strings are copied; setting again replaces. -EINVAL with the
 * reason and with the JSON pointer of the key that names the wish ("/modules/1/path" for
 * the second module), -ENOMEM; the config is unchanged then.
 */
int config_set_base_dir(struct pvh_config *c, const char *dir, struct fault *f);
int config_set_origin(struct pvh_config *c, const char *name, struct fault *f);
int config_check_name(const char *name, struct fault *f); /* the check alone */
int config_set_name(struct pvh_config *c, const char *name, struct fault *f);
int config_set_uuid(struct pvh_config *c, const char *text, struct fault *f);
int config_set_memory(struct pvh_config *c, uint64_t bytes, struct fault *f);
int config_set_max_memory(struct pvh_config *c, uint64_t bytes, struct fault *f);
int config_set_vcpus(struct pvh_config *c, uint64_t count, struct fault *f);
int config_set_max_vcpus(struct pvh_config *c, uint64_t count, struct fault *f);
int config_set_kernel(struct pvh_config *c, const char *path, struct fault *f);
int config_set_ramdisk(struct pvh_config *c, const char *path, struct fault *f);
int config_set_cmdline(struct pvh_config *c, const char *cmdline, struct fault *f);
/* config-module.c */
int config_add_module(struct pvh_config *c, const struct module_wish *m, struct fault *f);
void config_clear_modules(struct pvh_config *c);
/* -EINVAL when it is longer than any may be; `at` is where it stands. */
int config_check_cmdline(const char *cmdline, const struct pointer *at, struct fault *f);
int config_check_path(const char *path, const struct pointer *at, struct fault *f);

/* -EINVAL: such a start_info cannot be. */
int config_set_start_info(struct pvh_config *c, const struct config_start_info *s,
			  struct fault *f);

/*
 * Lists, which the config takes over when they are right and leaves alone when not. The first
 * two are cpu_list.h's, a single one for all vCPUs or one for each; cpuid.h has the third.
 */
int config_set_cpus(struct pvh_config *c, struct text_list *list, struct fault *f);
int config_set_cpus_soft(struct pvh_config *c, struct text_list *list, struct fault *f);
int config_set_cpuid(struct pvh_config *c, struct text_list *list, struct fault *f);

/*
 * Checks what concerns several wishes (vcpus <= maxvcpus, memory <= maxmem, what is
 * mandatory), fills the defaults and makes a random uuid, and MAC addresses, where none was
 * given. Idempotent.
 * The fault's pointer names the key ("/maxvcpus").
 */
int config_finish(struct pvh_config *c, struct fault *f);

/* -EINVAL unless a kernel is named: not mandatory for who opens the image himself. */
int config_require_kernel(const struct pvh_config *c, struct fault *f);

/* -EINVAL, of the wish `key`, unless all memory is there from the start. */
int config_require_populated(const struct pvh_config *c, const char *key, struct fault *f);

/* Has it a device that QEMU serves? */
bool config_needs_qemu(const struct pvh_config *c);

/* Nothing is left to be decided by config_finish(). */
bool config_is_finished(const struct pvh_config *c);

/* The text form of a uuid: 36 characters and NUL, lower case. */
void config_uuid_text(const uint8_t uuid[16], char text[37]);

#endif
