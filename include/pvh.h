/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libpvh: builds Xen PVH domains.
 *
 * A build is a value before it is an action. A config (what is wanted) and images (what
 * was found in files) make a plan, in which every address, byte, register, HVM param and
 * xenstore node is decided, without Xen and without privilege. A backend then carries
 * the plan out: as a running Xen domain, or as a file.
 *
 *	pvh_new -> pvh_config_from_file -> pvh_plan_from_config -> pvh_backend_new_xen -> pvh_build
 *
 * The stages of pvh_plan_from_config() can be driven one by one (see pvh_plan_new()).
 *
 * Conventions
 *  - Functions that can fail return 0 or one of the negative codes below, and leave the
 *    sentence and its parts in the context (pvh_get_error()). Objects are returned
 *    through the last argument, which is set to NULL on failure. But where one is asked for that
 *    is not in a list (pvh_image_get_reloc(), _segment(), _note(), pvh_plan_get_region(),
 *    _placement()), the code is all there is. The context is the one that is given, or that of the
 *    first argument, but of the backend in pvh_build(), whatever the plan was made with.
 *  - Objects are counted: the `new`, `open`, `from` and `find` functions return one reference,
 *    `unref` accepts NULL and returns NULL, so that `x = pvh_x_unref(x)` is the idiom.
 *  - Sizes and guest-physical addresses are bytes, never pages or frame numbers.
 *  - Strings are copied in; what getters return is borrowed from the object, and of a plan until
 *    its next stage.
 *  - Structs that the caller has can get more members in place of `reserved_`: set it to 0 (-EINVAL
 *    otherwise); getters do.
 *  - A context and what was made with it belong to one thread at a time. Sources and
 *    images are immutable and may be shared between threads.
 *  - No global state, no signal handlers, no output: the library is silent unless a log
 *    function is set. Every descriptor is close-on-exec.
 *
 * Codes, by who can mend it
 *  the caller	-EINVAL		a value that cannot be, a stage out of order, a device where
 *				a file belongs
 *		-EALREADY	the domain runs, or has ended, already
 *		-ENXIO		the domain has no such device
 *  the input	-EBADMSG	malformed JSON or image
 *		-ENOEXEC	a file that no PVH guest can boot from
 *		-EFBIG		larger than a documented limit
 *		-EOPNOTSUPP	sound, but not supported by this build of the library, or by
 *				this host or its Xen
 *		-ENOENT, -EACCES, -EISDIR, -ENOTDIR	a file that cannot be opened, or
 *				(-ENOENT) a domain that is to serve a device and is not there
 *  the layout	-ENOSPC		does not fit into the guest's memory
 *  the host	-ENODEV		this is not a Xen host, or not its control domain
 *		-EPERM		Xen or its devices refuse this process
 *		-EEXIST		another domain has that name, or this one such a device
 *		-ENOMEM		out of memory, the host's or the hypervisor's
 *		-EIO		a system call, hypercall or xenstore request failed
 *		-ESRCH		there is no such domain, or none any more
 *		-ETIMEDOUT	the guest, or xenconsoled, has not done it in time
 *		-ECANCELED	the progress function asked for it
 *  the library	-ENOTRECOVERABLE	a bug in libpvh: please report it
 */
#ifndef PVH_H
#define PVH_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PVH_VERSION_MAJOR 0
#define PVH_VERSION_MINOR 1
#define PVH_VERSION_MICRO 0

struct pvh_ctx;     /* log, progress, last error; all but sources and images hold one */
struct pvh_config;  /* what the caller wants; mutable */
struct pvh_source;  /* an opened file or a piece of memory; immutable */
struct pvh_image;   /* what was found in a kernel; immutable */
struct pvh_plan;    /* what will be in the guest; immutable once sealed */
struct pvh_backend; /* where it goes: Xen, a file */
struct pvh_domain;  /* a domain of Xen's, whoever built it */

/* --- Context ------------------------------------------------------------------- */

enum pvh_stage {
	PVH_STAGE_NONE,
	PVH_STAGE_CONFIG,  /* reading what is wanted */
	PVH_STAGE_IMAGE,   /* opening, decoding and parsing kernels and modules */
	PVH_STAGE_PLAN,    /* deciding where everything goes */
	PVH_STAGE_BACKEND, /* carrying it out */
	PVH_STAGE_PAD_ = 1 << 30,
};

#define PVH_NO_OFFSET UINT64_MAX

/* The parts of the last error. Made by the library only; later releases may append members. */
struct pvh_error {
	int code;             /* as returned; 0 when there was no error */
	enum pvh_stage stage;
	int os_error;         /* errno of the call that failed, or 0 */
	const char *object;   /* the file (of a long path the end), "module 1", ...; "": none */
	const char *pointer;  /* JSON pointer (RFC 6901) into the config, or "" */
	uint64_t offset;      /* byte offset into the object, or PVH_NO_OFFSET */
	unsigned int line;    /* of a text that cannot be read, from 1, ... */
	unsigned int column;  /* ... in characters, from 1; both 0 otherwise */
	uint64_t expected;    /* the bound, and ... */
	uint64_t actual;      /* ... what was found; both 0 when there are none */
	const char *what;     /* what is wrong and why: one clause */
	const char *hint;     /* what to do about it, or "" */
	const char *sentence; /* all of it for a person: one line, without a newline */
};

/* syslog's */
enum pvh_priority {
	PVH_LOG_ERROR = 3,
	PVH_LOG_INFO = 6,
	PVH_LOG_DEBUG = 7,
	PVH_LOG_PAD_ = 1 << 30,
};

/*
 * Both functions are called in the midst of something: they must not call the library with this
 * context, or with an object that holds it.
 */

/* One line of log, without a newline. */
typedef void pvh_log_fn(void *data, int priority, const char *line);
/*
 * `done` of `total` bytes of `what`: "decode" (in pvh_image_open()), "populate" or "write" (in
 * pvh_build()); or, both 0, "attach" (in pvh_build() and pvh_domain_attach()): others are waited
 * for, who are to serve a device. Another value than 0 cancels what is being done: it fails with
 * -ECANCELED, and leaves nothing. What takes something away does not ask, and cannot be cancelled.
 */
typedef int pvh_progress_fn(void *data, const char *what, uint64_t done, uint64_t total);

/* -ENOMEM is the only failure. */
int pvh_new(struct pvh_ctx **ctx);
struct pvh_ctx *pvh_ref(struct pvh_ctx *ctx);
struct pvh_ctx *pvh_unref(struct pvh_ctx *ctx);

/* fn NULL (the default): silent. Lines above `priority` are not even formatted. */
void pvh_set_log(struct pvh_ctx *ctx, pvh_log_fn *fn, void *data, int priority);
void pvh_set_progress(struct pvh_ctx *ctx, pvh_progress_fn *fn, void *data);

/* The last failure in this context, valid until the next call with it. Never NULL. */
const struct pvh_error *pvh_get_error(const struct pvh_ctx *ctx);

/* "0.1.0"; the version of the library that is linked, where PVH_VERSION_* are this header's. */
const char *pvh_version(void);

/* --- Limits and confinement: kernels that are not trusted ------------------------- */

/* What an image may claim or cost; beyond one, pvh_image_open() fails with -EFBIG. */
enum pvh_limit {
	PVH_LIMIT_FILE_SIZE,      /* bytes of the file as given; 512 MiB */
	PVH_LIMIT_DECODED_SIZE,   /* bytes that it may decode to; 1 GiB */
	PVH_LIMIT_RATIO,          /* ... and times its compressed size, beyond 1 MiB; 256 */
	PVH_LIMIT_DECODER_MEMORY, /* bytes a decoder may need besides; 256 MiB */
	PVH_LIMIT_SECONDS,        /* that reading it may take; 60 */
	PVH_LIMIT_SEGMENTS,       /* program headers; 2048 */
	PVH_LIMIT_SECTIONS,       /* section headers, where they matter at all; 4096 */
	PVH_LIMIT_NOTES,          /* notes of any owner; 512 */
	PVH_LIMIT_NOTE_BYTES,     /* bytes of all notes; 1 MiB */
	PVH_LIMIT_STRING,         /* characters in a note's string; 1024 */
	PVH_LIMIT_PAD_ = 1 << 30,
};

/*
 * For images opened with `ctx` from now on. -EINVAL when the value is 0, which means nothing,
 * or more than the library can keep.
 */
int pvh_set_limit(struct pvh_ctx *ctx, enum pvh_limit limit, uint64_t value);
uint64_t pvh_get_limit(const struct pvh_ctx *ctx, enum pvh_limit limit);
/* "file_size", "decoded_size", ...; NULL behind the last one. */
const char *pvh_limit_get_name(enum pvh_limit limit);

/*
 * Images are decoded and parsed by a program of its own, pvh-image-worker, which has no
 * privileges, no files and hardly any system calls. `path` names another executable of it
 * than the one that was installed with the library; NULL (the default): that one. -ENOMEM.
 */
int pvh_set_image_worker(struct pvh_ctx *ctx, const char *path);
/*
 * Whether images are read in this process instead, without confinement: for debuggers, sanitizers
 * and callers who have confined themselves. A library that was built without a worker, and has not
 * been given one, reads them so anyway.
 */
void pvh_set_in_process(struct pvh_ctx *ctx, bool in_process);

/* --- Config: what is wanted (key names and units as in xl.cfg(5)) ---------------- */

int pvh_config_new(struct pvh_ctx *ctx, struct pvh_config **config);

/*
 * From the text of a domain.json (domain.json(5) has the keys). `name` stands for
 * the text in errors; relative paths in it are relative to `base_dir` (NULL: the cwd).
 * "kernel" may be left out, and set later, or not (see pvh_plan_new()).
 * -EBADMSG, -EINVAL, -EFBIG, -ENOMEM.
 */
int pvh_config_from_json(struct pvh_ctx *ctx, const char *text, size_t size, const char *name,
			 const char *base_dir, struct pvh_config **config);
/*
 * From a file; relative paths in it are relative to the file. Also -ENOENT, -EACCES, -ENOTDIR,
 * -EISDIR; -EIO. -EINVAL: it is a device, too.
 */
int pvh_config_from_file(struct pvh_ctx *ctx, const char *path, struct pvh_config **config);
/*
 * From an open descriptor, read to its end, not closed. -EINVAL: it is none, or a device's, too;
 * -EISDIR, -EIO.
 */
int pvh_config_from_fd(struct pvh_ctx *ctx, int fd, const char *name, const char *base_dir,
		       struct pvh_config **config);

struct pvh_config *pvh_config_ref(struct pvh_config *config);
struct pvh_config *pvh_config_unref(struct pvh_config *config);

/*
 * Setters refuse what cannot be with -EINVAL (values that exclude each other: pvh_plan_new()), and
 * leave the config as it was.
 */
int pvh_config_set_name(struct pvh_config *config, const char *name);
int pvh_config_set_uuid(struct pvh_config *config, const char *uuid);      /* 8-4-4-4-12 hex */
int pvh_config_set_memory(struct pvh_config *config, uint64_t bytes);      /* at start */
int pvh_config_set_max_memory(struct pvh_config *config, uint64_t bytes);  /* default: memory */
int pvh_config_set_vcpus(struct pvh_config *config, unsigned int count);   /* online at start */
int pvh_config_set_max_vcpus(struct pvh_config *config, unsigned int count);
int pvh_config_set_kernel(struct pvh_config *config, const char *path);
int pvh_config_set_ramdisk(struct pvh_config *config, const char *path);   /* module 0 */
int pvh_config_set_cmdline(struct pvh_config *config, const char *cmdline);
/*
 * One more module, behind the ramdisk and those before; 64 at most. `cmdline` may be NULL: none.
 * Relative paths here and above are as in the JSON that the config is from, if it is from one.
 */
int pvh_config_add_module(struct pvh_config *config, const char *path, const char *cmdline);
/*
 * Any key of a domain.json, those above included, with the JSON text of its value, a string in
 * its quotes: pvh_config_set(config, "msr_relaxed", "true"). A list replaces the one before. Also
 * -EBADMSG (not JSON, no such key), -EFBIG.
 */
int pvh_config_set(struct pvh_config *config, const char *key, const char *json);

/*
 * Every wish with its default, and the uuid and MAC addresses that were made where none were given.
 * Free with free(3).
 */
int pvh_config_to_json(struct pvh_config *config, char **text);

/* --- Sources and images ---------------------------------------------------------- */

/*
 * Opens a file, once: what is checked later is what is loaded. A FIFO is read to its end (at
 * most 1 GiB); one that keeps silent for five seconds is refused. -ENOENT, -EACCES, -ENOTDIR,
 * -EISDIR; -EINVAL (a device), -EFBIG, -ENOMEM, -EIO (all else, such as ELOOP).
 */
int pvh_source_open(struct pvh_ctx *ctx, const char *path, struct pvh_source **source);
/*
 * A regular file, or a pipe that is read to its end (at most 1 GiB). `fd` stays the caller's.
 * -EINVAL (a device, or no descriptor), -EISDIR, -EFBIG, -ENOMEM, -EIO.
 */
int pvh_source_from_fd(struct pvh_ctx *ctx, int fd, const char *name, struct pvh_source **source);
/* Copies the bytes. -ENOMEM, -EFBIG (ulimit -f), -EIO. */
int pvh_source_from_memory(struct pvh_ctx *ctx, const void *data, uint64_t size, const char *name,
			   struct pvh_source **source);
struct pvh_source *pvh_source_ref(struct pvh_source *source);
struct pvh_source *pvh_source_unref(struct pvh_source *source);
uint64_t pvh_source_get_size(const struct pvh_source *source);

/*
 * Parses a kernel: an ELF with the Xen note PHYS32_ENTRY, one in a gzip file, or a Linux
 * bzImage (protocol 2.08 and later) that holds one; what is compressed is decoded here.
 * -ENOEXEC, -EBADMSG, -EFBIG (beyond a limit), -EOPNOTSUPP (a codec that was not built in),
 * -ENOMEM, -EIO (also: the worker failed), -ECANCELED.
 */
int pvh_image_open(struct pvh_ctx *ctx, struct pvh_source *source, struct pvh_image **image);
/*
 * The same, but an image that is refused is returned as well (unless there is no memory for
 * it), with what was found until then; only getters can be used with it.
 */
int pvh_image_inspect(struct pvh_ctx *ctx, struct pvh_source *source, struct pvh_image **image);
struct pvh_image *pvh_image_ref(struct pvh_image *image);
struct pvh_image *pvh_image_unref(struct pvh_image *image);

bool pvh_image_is_bootable(const struct pvh_image *image);
const char *pvh_image_get_container(const struct pvh_image *image); /* "ELF", "bzImage", "gzip"; "unknown" */
const char *pvh_image_get_codec(const struct pvh_image *image);     /* "none", "gzip", "xz", ... */
uint64_t pvh_image_get_file_size(const struct pvh_image *image);    /* as given */
uint64_t pvh_image_get_decoded_size(const struct pvh_image *image); /* of the ELF and what follows it; 0: unknown */
bool pvh_image_is_elf64(const struct pvh_image *image);
const char *pvh_image_get_machine(const struct pvh_image *image);   /* "i386", "x86-64", or "" */
uint32_t pvh_image_get_entry(const struct pvh_image *image); /* XEN_ELFNOTE_PHYS32_ENTRY */
const char *pvh_image_get_guest_os(const struct pvh_image *image);  /* XEN_ELFNOTE_GUEST_OS or "" */
/* The lowest address that is loaded, and the end of the highest, symbols included. */
uint64_t pvh_image_get_start(const struct pvh_image *image);
uint64_t pvh_image_get_end(const struct pvh_image *image);

/* Where a relocatable kernel (XEN_ELFNOTE_PHYS32_RELOC) may start and end. */
struct pvh_reloc {
	uint64_t align;
	uint64_t min; /* lowest address */
	uint64_t max; /* highest address, the last byte */
	uint64_t reserved_[5];
};

/* -ENOENT when the kernel runs only where it was linked to. */
int pvh_image_get_reloc(const struct pvh_image *image, struct pvh_reloc *reloc);

struct pvh_segment {
	uint64_t gpa;       /* p_paddr */
	uint64_t mem_size;  /* p_memsz */
	uint64_t file_size; /* p_filesz: what lies beyond it is zero */
	uint64_t offset;    /* p_offset, in the ELF as decoded */
	uint64_t reserved_[4];
};

size_t pvh_image_get_nr_segments(const struct pvh_image *image);
/* -EINVAL when there is no such segment. */
int pvh_image_get_segment(const struct pvh_image *image, size_t index, struct pvh_segment *segment);

/* One of Xen's notes. */
struct pvh_note {
	uint32_t type;      /* XEN_ELFNOTE_* */
	const char *name;   /* "PHYS32_ENTRY"; "" when it is not known */
	const char *string; /* its text, control characters replaced; NULL: it is no string */
	uint64_t number;    /* its value, when it has 1, 2, 4 or 8 bytes and is no string */
	uint64_t size;      /* bytes of its value */
	uint64_t offset;    /* of its value, in the ELF as decoded */
	uint64_t reserved_[4];
};

size_t pvh_image_get_nr_notes(const struct pvh_image *image);
/* -EINVAL when there is no such note. */
int pvh_image_get_note(const struct pvh_image *image, size_t index, struct pvh_note *note);

/*
 * The least memory, in whole MiB, of a guest that this kernel fits into, with one vCPU, no
 * module and no command line. How much it needs to be of any use, only its makers know.
 * -ENOSPC when no guest is large enough, -EINVAL when it is not bootable.
 */
int pvh_image_get_min_memory(struct pvh_ctx *ctx, const struct pvh_image *image, uint64_t *bytes);

/* --- Plans: what will be in the guest --------------------------------------------- */

/*
 * All stages at once: opens the files that `config` names and seals the plan. With the key "pvshim"
 * the kernel is Xen's shim, and the config's kernel, which must be one for PV guests (-ENOEXEC),
 * is module 0, with the config's command line; the ramdisk is module 1.
 */
int pvh_plan_from_config(struct pvh_config *config, struct pvh_plan **plan);

/*
 * Or one by one, in the order of xc_dom. Each stage fails with -EINVAL when one that it
 * needs is missing, and can be done once.
 *
 *	pvh_plan_new		takes over the config (later changes to it do not matter)
 *	pvh_plan_alloc_physmap	memory map, special pages, HVM params, paging pool, limits
 *	pvh_plan_place_kernel	where its program headers say, or by PHYS32_RELOC
 *	pvh_plan_place_module	any number of times; the first one is Linux's initrd
 *	pvh_plan_add_acpi_table	any number of times, before the next: SSDTs and others of your own
 *	pvh_plan_emit_acpi	RSDP, XSDT, RSDT, FADT, FACS, MADT, DSDT; SRAT and SLIT with NUMA
 *				nodes. Only now is the memory map complete
 *	pvh_plan_emit_start_info	hvm_start_info, its memory map, modules, command lines;
 *				after pvh_plan_emit_acpi
 *	pvh_plan_seal		vCPU state and xenstore nodes; proves that nothing overlaps
 *
 * pvh_plan_new: -EINVAL when wishes exclude each other or a mandatory one is missing (a
 * kernel path is not needed here); what getcwd(3) fails with, where the path of a device is relative
 * to that. With "pvshim" the command line of the plan is the shim's, and the caller places what
 * pvh_plan_from_config() would. The placing stages: -ENOSPC when it does not fit. A plan on which a
 * stage failed for another reason than its order is good for nothing but unref.
 */
int pvh_plan_new(struct pvh_config *config, struct pvh_plan **plan);
int pvh_plan_alloc_physmap(struct pvh_plan *plan);
int pvh_plan_place_kernel(struct pvh_plan *plan, const struct pvh_image *image);

/* Where a module may go; a zero member means the default. */
struct pvh_constraints {
	uint64_t align; /* power of two, at least 4 KiB, the default */
	uint64_t min;   /* lowest address; default 1 MiB */
	uint64_t max;   /* end of the range; default 4 GiB, which Linux and others need */
	uint64_t reserved_[5];
};

/*
 * Places the bytes of `source`, unmodified, with a command line of its own (NULL: none).
 * `constraints` may be NULL. On success *gpa, if not NULL, is where it went.
 */
int pvh_plan_place_module(struct pvh_plan *plan, struct pvh_source *source, const char *cmdline,
			  const struct pvh_constraints *constraints, uint64_t *gpa);
/*
 * Adds the ACPI tables in `source`, at least one, at most 64 in all, one behind the other,
 * unmodified; up to 16 MiB. Each is checked: its length, its checksum, and that it is none that
 * every guest has from the library (RSDT, XSDT, FACP, FACS, DSDT, APIC; SRAT and SLIT with
 * vnuma). -EBADMSG, -EINVAL, -EFBIG.
 */
int pvh_plan_add_acpi_table(struct pvh_plan *plan, struct pvh_source *source);
int pvh_plan_emit_acpi(struct pvh_plan *plan);
int pvh_plan_emit_start_info(struct pvh_plan *plan);
int pvh_plan_seal(struct pvh_plan *plan);

struct pvh_plan *pvh_plan_ref(struct pvh_plan *plan);
struct pvh_plan *pvh_plan_unref(struct pvh_plan *plan);

/* Types of memory, as in hvm_memmap_table_entry and e820. */
enum pvh_memory_type {
	PVH_MEMORY_RAM = 1,
	PVH_MEMORY_RESERVED = 2,
	PVH_MEMORY_ACPI = 3,
	PVH_MEMORY_NVS = 4,
	PVH_MEMORY_TYPE_PAD_ = 1 << 30,
};

/* An entry of the memory map; the map is sorted and its entries are disjoint. */
struct pvh_region {
	uint64_t gpa;
	uint64_t size;
	enum pvh_memory_type type;
	uint64_t reserved_[4];
};

enum pvh_placed {
	PVH_PLACED_KERNEL,
	PVH_PLACED_MODULE,
	PVH_PLACED_START_INFO,
	PVH_PLACED_ACPI,
	PVH_PLACED_SPECIAL,  /* rings and other pages that Xen needs */
	PVH_PLACED_RESERVED, /* what the config reserves */
	PVH_PLACED_PAD_ = 1 << 30,
};

/* Something that is written into the guest; sealed, the list is sorted by address. */
struct pvh_placement {
	uint64_t gpa;
	uint64_t size;         /* bytes of data; memory is set aside in whole pages */
	const char *name;      /* "kernel", "module 0", "start_info", "ACPI tables", ... */
	const char *file;      /* what it was loaded from, or "" */
	enum pvh_placed kind;
	unsigned int index;    /* of those of its kind: 0 is "module 0" */
	uint64_t reserved_[4];
};

size_t pvh_plan_get_nr_regions(const struct pvh_plan *plan);
int pvh_plan_get_region(const struct pvh_plan *plan, size_t index, struct pvh_region *region);
size_t pvh_plan_get_nr_placements(const struct pvh_plan *plan);
int pvh_plan_get_placement(const struct pvh_plan *plan, size_t index,
			   struct pvh_placement *placement);
uint64_t pvh_plan_get_entry(const struct pvh_plan *plan);      /* rip of vCPU 0 */
uint64_t pvh_plan_get_start_info(const struct pvh_plan *plan); /* rbx of vCPU 0 */
/*
 * Host memory that the domain takes, exactly: the memory it has at start, special pages, ACPI
 * tables (known once they are emitted), buffers of vmtrace, paging pool. pvh_plan_dump() has each
 * part. What Xen allocates for its own account of the domain comes on top: 92 KiB, and 36 KiB for
 * each vCPU beyond the first, were measured with Xen 4.17.
 */
uint64_t pvh_plan_get_host_memory(const struct pvh_plan *plan);
/* Copies what will be at [gpa, gpa + size) into `buf`: zero where nothing is written. */
int pvh_plan_read(const struct pvh_plan *plan, uint64_t gpa, void *buf, size_t size);

enum pvh_format {
	PVH_FORMAT_TEXT,
	PVH_FORMAT_JSON,
	PVH_FORMAT_PAD_ = 1 << 30,
};

/*
 * The whole plan: same input, same bytes, on every machine. Free with free(3). -EINVAL: there is no
 * such format.
 */
int pvh_plan_dump(const struct pvh_plan *plan, enum pvh_format format, char **text);

/* --- Backends: where it goes ------------------------------------------------------ */

/*
 * A Xen domain, through libxenctrl and xenstore, on Xen 4.17 or later. -ENODEV when this is
 * not the control domain of a Xen host, -EOPNOTSUPP when the library was built without Xen,
 * -EPERM.
 */
int pvh_backend_new_xen(struct pvh_ctx *ctx, struct pvh_backend **backend);
/*
 * A file: a sparse ELF core of the guest's memory at `path`, and `path`.json, the plan.
 * Neither is visible before it is complete.
 */
int pvh_backend_new_file(struct pvh_ctx *ctx, const char *path, struct pvh_backend **backend);
struct pvh_backend *pvh_backend_ref(struct pvh_backend *backend);
struct pvh_backend *pvh_backend_unref(struct pvh_backend *backend);

#define PVH_BUILD_PAUSED 1u /* leave the domain paused, as xl create -p does */

/*
 * Carries out a sealed plan, all or nothing: on failure there is no domain, no xenstore
 * node and no file. *domid, if not NULL, is the new domain (0 for a file).
 * -EEXIST, -EPERM, -ENOMEM, -EIO, -ECANCELED, -ENODEV (Xen runs no HVM guests here), -EOPNOTSUPP
 * (a wish that this host, its Xen or this build of the library cannot grant), -EINVAL (the plan
 * is not sealed, unknown flags), and what opening files gives.
 */
int pvh_build(const struct pvh_plan *plan, struct pvh_backend *backend, unsigned int flags,
	      uint32_t *domid);

/* --- Domains: what becomes of them ------------------------------------------------- */

/*
 * A domain that has been built, by this library, by xl or by anybody else. When its guest ends,
 * it stays as it is, with all its memory, until somebody destroys it: a toolstack's life with it
 * is
 *
 *	pvh_build -> pvh_domain_open -> pvh_domain_wait -> pvh_domain_end -> once more, perhaps
 *
 * where pvh_domain_end() does what the config says (pvh_config_get_action()), and before it
 * pvh_domain_update_config() keeps what has changed for the next one.
 *
 * -ESRCH: there is no such domain; from the other functions here: it is gone. A domain is
 * remembered with its uuid, so that another one that has got its domid since is never touched.
 * -EINVAL: domain 0, the domain that this process is in, or a backend that makes no domains. Each
 * has a connection to xenstored of its own, for which libxenstore starts a thread, with all signals
 * blocked.
 */
int pvh_domain_open(struct pvh_backend *backend, uint32_t domid, struct pvh_domain **domain);
/*
 * The domain that has this uuid, name or, in digits, number. -ESRCH: none has it; -EINVAL: several
 * have that name, or as above.
 */
int pvh_domain_find(struct pvh_backend *backend, const char *name, struct pvh_domain **domain);
/*
 * All that can be opened, one by one: *domid becomes the lowest above `after`, which is 0 at first.
 * -ESRCH: there is no other, and *domid stays what it was.
 *
 *	for (domid = 0; !(r = pvh_backend_next_domid(backend, domid, &domid));)
 */
int pvh_backend_next_domid(struct pvh_backend *backend, uint32_t after, uint32_t *domid);
struct pvh_domain *pvh_domain_ref(struct pvh_domain *domain);
struct pvh_domain *pvh_domain_unref(struct pvh_domain *domain);

uint32_t pvh_domain_get_domid(const struct pvh_domain *domain);
void pvh_domain_get_uuid(const struct pvh_domain *domain, char text[37]);
/* As it is now. Free with free(3). */
int pvh_domain_get_name(struct pvh_domain *domain, char **name);
/*
 * In xenstore and in what libxl knows of the domain; or nowhere, when it fails. -EEXIST: another
 * domain has that name. -EINVAL: no domain can have it.
 */
int pvh_domain_rename(struct pvh_domain *domain, const char *name);

/*
 * Xen counts: a domain runs when it has been unpaused as often as paused. -EALREADY: it is not
 * paused.
 */
int pvh_domain_pause(struct pvh_domain *domain);
int pvh_domain_unpause(struct pvh_domain *domain);

enum pvh_request {
	PVH_REQUEST_POWEROFF, /* as xl shutdown */
	PVH_REQUEST_REBOOT,   /* as xl reboot */
	PVH_REQUEST_HALT,
	PVH_REQUEST_SUSPEND,  /* to be saved, which this library does not do */
	PVH_REQUEST_PAD_ = 1 << 30,
};

/*
 * Asks the guest to end, which takes its time: see pvh_domain_wait(). Waits up to `timeout`
 * milliseconds (-1: for ever) until the guest has taken the request; -ETIMEDOUT when it has not,
 * though it may do so later. 0: does not wait. -EALREADY: it has ended.
 */
int pvh_domain_request(struct pvh_domain *domain, enum pvh_request request, int timeout);

/* How a domain ended. Those that guests can give are Xen's SHUTDOWN_*, and one. */
enum pvh_end {
	PVH_END_NONE,       /* it has not ended */
	PVH_END_POWEROFF,
	PVH_END_REBOOT,
	PVH_END_SUSPEND,
	PVH_END_CRASH,
	PVH_END_WATCHDOG,
	PVH_END_SOFT_RESET, /* it wants to start a kernel of its own (kexec) */
	PVH_END_GONE,       /* destroyed, or being destroyed, by somebody else */
	PVH_END_UNKNOWN,    /* a number that Xen has no name for */
	PVH_END_PAD_ = 1 << 30,
};

/* "poweroff", "soft-reset", ...; NULL: there is none with this number. */
const char *pvh_end_get_name(enum pvh_end end);

/*
 * Waits until the guest has ended, `timeout` milliseconds at most (-1: for ever, 0: not at all).
 * That time is over is no failure: *end is PVH_END_NONE then. A domain that has ended can be
 * waited for again. Signals do not end it.
 */
int pvh_domain_wait(struct pvh_domain *domain, int timeout, enum pvh_end *end);
/*
 * For event loops: readable when the domain may have ended (any domain's end makes it so), until
 * pvh_domain_wait() with a timeout of 0 has told. At first it is readable. It stays the domain's.
 */
int pvh_domain_get_fd(const struct pvh_domain *domain);

/*
 * Gives the domain, whoever built it, another disk or network interface: `key` is "disk" or "vif",
 * `wish` the object that would stand in that array of a domain.json, where the interface without
 * "devid" gets the lowest number that is free. Relative paths start in the current directory. On
 * success it is served and its hotplug script has run, and libxl knows of it; the guest takes it up
 * when it likes. Otherwise it is gone again. The error's pointer begins with "/disk/0" or "/vif/0".
 * *made, if `made` is not NULL, is the object as it was made, with every default and what has been
 * chosen ("devid", "mac"); free it with free(3).
 * A disk that QEMU serves needs a domain that has been built with QEMU. Directories ("p9") and
 * consoles ("channel") come and go with the domain alone.
 *
 * -EINVAL, -EBADMSG: the wish; -EEXIST: the domain has such a device; -ESRCH: the domain is gone;
 * -ENOENT: something that the device needs is not there; -EOPNOTSUPP: the domain has no QEMU, which
 * it needs; -EIO: nobody serves it, its script fails; -ECANCELED.
 */
int pvh_domain_attach(struct pvh_domain *domain, const char *key, const char *wish, char **made);

/* Without asking the guest, as xl block-detach --force does; it is paused meanwhile. */
#define PVH_DETACH_FORCE 1u

/*
 * Takes one away: a disk by its name, such as "xvdb", an interface by its number or MAC address.
 * The guest is asked, and has 10 seconds; there is nobody to ask if it has ended or has not taken the
 * device up. -ETIMEDOUT: it has not let go, and may do so later: the device is the domain's until
 * this is called again. -ENXIO: there is no such device. Any other error is the first thing that
 * could not be done, as with pvh_domain_destroy(). It takes 10 seconds for the guest or, with nobody
 * to ask, for who serves the device, 10 more if that is another domain, and 40 for a hotplug script,
 * at the most; half a minute besides while another process keeps a lock of libxl's.
 */
int pvh_domain_detach(struct pvh_domain *domain, const char *key, const char *name,
		      unsigned int flags);

/*
 * Whether the guest has ended or not, with its devices, nodes in xenstore and files of libxl's.
 * QEMU, if it serves devices of the domain, is ended. What can be done is done: the error is the
 * first thing that could not, the others are logged. -ESRCH: the domain is gone; after any other it
 * is gone too, unless it is Xen that refused. -EOPNOTSUPP: xl has QEMU in a domain of its own, which
 * is left to xl with this one: nothing has been done.
 *
 * At the most QEMU has 10 seconds to end, and 10 when it has been killed; then all who serve its
 * devices have 10 seconds to let them go, and other domains 10 more to clean up; then each hotplug
 * script has 40; and whoever has a lock of libxl's, of which two are taken, half a minute.
 */
int pvh_domain_destroy(struct pvh_domain *domain);
/*
 * Writes an ELF core of the guest's memory, as xl dump-core does. Pause it first, unless it has
 * ended.
 */
int pvh_domain_dump_core(struct pvh_domain *domain, const char *path);

/*
 * The guest's console: a terminal in raw mode, with what it has written so far, and from now on
 * the caller's to close. Waits up to `timeout` milliseconds until xenconsoled has made it;
 * -ETIMEDOUT. Not a byte is missed if the domain was built paused. Who reads it (xl console, too)
 * takes what is read from all others. When the guest has ended there may be more to read until
 * the domain is destroyed.
 */
int pvh_domain_open_console(struct pvh_domain *domain, int timeout, int *fd);

/* What is to be done with a domain that has ended: "on_poweroff", ... of a domain.json. */
enum pvh_action {
	PVH_ACTION_DESTROY,
	PVH_ACTION_RESTART,          /* destroy it, and build it again */
	PVH_ACTION_RENAME_RESTART,   /* keep it under another name, and build it again */
	PVH_ACTION_PRESERVE,         /* leave it as it is */
	PVH_ACTION_COREDUMP_DESTROY,
	PVH_ACTION_COREDUMP_RESTART,
	PVH_ACTION_PAD_ = 1 << 30,
};

/* "destroy", "rename-restart", ...; NULL: there is none with this number. */
const char *pvh_action_get_name(enum pvh_action action);

/*
 * What `config` wants for such an end. Not in a config: unknown ends destroy, as with xl; with a
 * domain that is suspended, gone or not at its end nothing is to be done (PVH_ACTION_PRESERVE).
 */
enum pvh_action pvh_config_get_action(const struct pvh_config *config, enum pvh_end end);

/*
 * Makes `config`, from which the domain was built, say what has changed since, by this library, xl
 * or anybody else, as xl does before a restart: disks and network interfaces that have come (with
 * their MAC addresses) or gone, memory (xl mem-set, mem-max), how many vCPUs are online, weight and
 * cap of the scheduler, the name. What is the same stays as it was given; so does all that nobody
 * can change ("p9", "channel"), or where xl forgets it, too (CPU affinity, the pool). Call it before
 * pvh_domain_end(), which takes away what it reads: xenstore's nodes and libxl's record.
 *
 * On failure the config is as it was. -EIO: there is no such record, or no sense in it. -EBADMSG,
 * -EINVAL: something has changed that no config can say, or so that it could not be built, such as
 * less memory of a guest with "vnuma". -ESRCH: the domain is gone.
 */
int pvh_domain_update_config(struct pvh_domain *domain, struct pvh_config *config);
/*
 * Carries an action out, as far as it is about this domain. *again: the caller builds another one
 * from the same config, which has the same name and uuid, with a plan of its own, so that files
 * are read again. A core goes to `core` (NULL: /var/lib/xen/dump/NAME, as with xl).
 *
 * PVH_ACTION_RENAME_RESTART gives the old one the name NAME-20260102T030405Z (UTC), with "-2" to
 * "-9" behind it where another domain has that name, and a new uuid; or changes nothing when it
 * fails, with -EEXIST if all of these are taken. Then its devices are taken away, as
 * pvh_domain_destroy() does: a guest that has ended needs none, and nobody gets a disk to which
 * another guest writes. Its memory and its console stay.
 *
 * Only logged, as an error, are a core that cannot be written, and what cannot be taken away of a
 * domain that is gone or kept, such as a disk whose hotplug script fails.
 */
int pvh_domain_end(struct pvh_domain *domain, enum pvh_action action, const char *core,
		   bool *again);

#ifdef __cplusplus
}
#endif

#endif
