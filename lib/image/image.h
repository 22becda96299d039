/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Facts about a kernel image, read out of untrusted bytes. Says what an image is and
 * never where it goes; immutable once opened, so it can serve many builds.
 */
#ifndef PVH_IMAGE_IMAGE_H
#define PVH_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/source.h"
#include "base/watch.h"

/* Bounds on what an image may claim. None means "unlimited". */
#define IMAGE_MAX_FILE MIB(512)         /* the file as given */
#define IMAGE_MAX_DECODED GIB(1)        /* what a compressed payload may grow to (cf. XSA-25) */
#define IMAGE_MAX_SEGMENTS 2048         /* program headers; real kernels have fewer than 10 */
#define IMAGE_MAX_NOTES 1024            /* notes of all PT_NOTE segments together */
#define IMAGE_MAX_NOTE_BYTES MIB(1)     /* bytes of all PT_NOTE segments together */
#define IMAGE_MAX_STRING 128            /* kept of a note's string */
#define IMAGE_MAX_WINDOW MIB(256)       /* decoder memory: window or dictionary */

/* A PT_LOAD segment with p_memsz > 0: guest-physical by p_paddr, as PVH demands. */
struct image_segment {
	uint64_t gpa;       /* p_paddr */
	uint64_t mem_size;  /* p_memsz: the rest beyond file_size is zero */
	uint64_t file_size; /* p_filesz <= mem_size */
	uint64_t offset;    /* p_offset, into the payload source */
};

/* XEN_ELFNOTE_PHYS32_RELOC: the entry point is position independent. */
struct image_reloc {
	bool present;
	uint64_t align; /* power of two >= 4 KiB; default: largest PT_LOAD p_align >= 4 KiB, else 2 MiB */
	uint64_t min;   /* lowest start; default 0 */
	uint64_t max;   /* highest last byte; default 0xffffffff */
};

enum image_container {
	IMAGE_ELF,     /* plain */
	IMAGE_BZIMAGE, /* Linux boot protocol >= 2.08, payload in `codec` */
};

struct pvh_image {
	unsigned int refs;              /* atomic */
	struct pvh_source *payload;     /* the ELF: the file itself or what was decoded from it */
	char *name;                     /* of the file as given */
	enum image_container container;
	const char *codec;              /* "none", "gzip", "xz", "lz4", "zstd" */
	uint64_t file_size;             /* of the file as given */
	bool elf64;                     /* ELFCLASS64 */
	uint16_t machine;               /* EM_386 or EM_X86_64 */
	uint32_t entry;                 /* XEN_ELFNOTE_PHYS32_ENTRY */
	uint64_t start, end;            /* lowest gpa and highest end of the segments */
	struct image_segment *segments; /* in file order: where they overlap, the later one wins */
	unsigned int nr_segments;
	struct image_reloc reloc;
	char guest_os[IMAGE_MAX_STRING];      /* "" when the note is absent */
	char guest_version[IMAGE_MAX_STRING];
};

/*
 * Reads `source` (borrowed: a reference is taken) and decodes it when it is compressed,
 * which `watch` (NULL: nobody) sees.
 * Errors: -ENOEXEC not an image that PVH can boot, -EBADMSG malformed, -EFBIG beyond a
 * bound above, -EOPNOTSUPP sound but not supported here (a codec not built in),
 * -ENOMEM, -EIO. The fault carries the offset into the file (or into the decoded ELF,
 * which the text then says) and the hint.
 */
int image_open(struct pvh_source *source, const struct watch *watch, struct pvh_image **out,
	       struct fault *f);
struct pvh_image *image_ref(struct pvh_image *image);
struct pvh_image *image_unref(struct pvh_image *image); /* NULL, always */

#endif
