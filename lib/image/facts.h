/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What was found in a kernel image. Of fixed size and without pointers, so that another
 * process can find it out and send it as it stands; facts_sound() and facts_loadable() then
 * prove whatever the rest of the library relies on.
 */
#ifndef PVH_IMAGE_FACTS_H
#define PVH_IMAGE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FACTS_SEGMENTS 2048
#define FACTS_NOTES 512
#define FACTS_STRINGS 16384     /* bytes of all notes' strings, with their NULs */
#define FACTS_SYMTAB_HEADER 264 /* see symtab.c */

/* A PT_LOAD segment with p_memsz > 0: guest-physical by p_paddr, as PVH demands. */
struct image_segment {
	uint64_t gpa;       /* p_paddr */
	uint64_t mem_size;  /* p_memsz: the rest beyond file_size is zero */
	uint64_t file_size; /* p_filesz <= mem_size */
	uint64_t offset;    /* p_offset, into the payload */
};

/* XEN_ELFNOTE_PHYS32_RELOC: the entry point is position independent. */
struct image_reloc {
	uint32_t present;
	uint64_t align; /* power of two >= 4 KiB; default: largest PT_LOAD p_align >= 4 KiB, else 2 MiB */
	uint64_t min;   /* lowest start; default 0 */
	uint64_t max;   /* highest last byte; default 0xffffffff */
};

/* A note of Xen's. */
struct image_note {
	uint32_t type;   /* XEN_ELFNOTE_* */
	uint32_t string; /* its text, in facts.strings; 0: it is no string */
	uint64_t at;     /* of its value, in the payload */
	uint64_t size;   /* of its value */
	uint64_t number; /* its value, when it has 1, 2, 4 or 8 bytes and is no string */
};

/* A range of the payload that is loaded as it stands. */
struct image_range {
	uint64_t gpa;
	uint64_t size;
	uint64_t offset;
};

/*
 * The symbol table that BSD kernels want behind them (XEN_ELFNOTE_BSD_SYMTAB): a header
 * of our making at `gpa`, then the two sections.
 */
struct image_symtab {
	uint32_t present;
	uint32_t header_size;
	uint64_t gpa;
	uint8_t header[FACTS_SYMTAB_HEADER];
	struct image_range symbols, strings;
};

enum image_container {
	IMAGE_UNKNOWN,
	IMAGE_ELF,     /* plain */
	IMAGE_BZIMAGE, /* Linux boot protocol >= 2.08, payload in `codec` */
	IMAGE_GZIP,    /* a whole ELF in gzip */
	IMAGE_CONTAINERS,
};

enum image_codec {
	IMAGE_PLAIN,
	IMAGE_CODEC_GZIP,
	IMAGE_CODEC_BZIP2,
	IMAGE_CODEC_LZMA,
	IMAGE_CODEC_XZ,
	IMAGE_CODEC_LZO,
	IMAGE_CODEC_LZ4,
	IMAGE_CODEC_ZSTD,
	IMAGE_CODEC_LZ4_FRAME, /* known by name only */
	IMAGE_CODECS,
};

struct facts {
	uint32_t container; /* enum image_container */
	uint32_t codec;     /* enum image_codec; another than IMAGE_PLAIN: it was decoded */
	uint64_t file_size;    /* of the file as given */
	uint64_t payload_size; /* of the ELF and what may follow it */
	uint32_t elf64;        /* ELFCLASS64 */
	uint32_t machine;      /* EM_386 or EM_X86_64 */
	uint32_t has_entry;
	uint32_t entry;        /* XEN_ELFNOTE_PHYS32_ENTRY */
	uint32_t pv;           /* it is a PV kernel, if not only that */
	uint64_t start, end;   /* of the segments and the symbol table */
	struct image_reloc reloc;
	struct image_symtab symtab;
	uint32_t nr_segments;
	uint32_t nr_notes;
	uint32_t strings_size;
	uint32_t supported_features; /* XEN_ELFNOTE_SUPPORTED_FEATURES: bits XENFEAT_* */
	struct image_segment segments[FACTS_SEGMENTS]; /* in file order: the later one wins */
	struct image_note notes[FACTS_NOTES];          /* in file order */
	char strings[FACTS_STRINGS];                   /* printable ASCII; the first is "" */
};

/* "ELF", "bzImage", "gzip"; "none", "gzip", "xz", ...: for facts that were checked. */
const char *facts_container(const struct facts *facts);
const char *facts_codec(const struct facts *facts);
/* "i386", "x86-64", or "". */
const char *facts_machine(const struct facts *facts);

/* The text of the first note of that type, or "". */
const char *facts_string(const struct facts *facts, uint32_t type);

/* Adds a text of `size` bytes; its index in *string. False: there is no room for it. */
bool facts_add_string(struct facts *facts, const char *text, size_t size,
		      uint32_t *string);

/*
 * Whether lists and strings are inside their arrays and names are known: with this, the
 * functions above and whoever prints them can rely on what came from another process.
 */
bool facts_sound(const struct facts *facts);

/* Whether the entry is inside a segment. */
bool facts_entry_inside(const struct facts *facts);

/* Bytes that all segments take up, overlaps counted as often as they occur. */
uint64_t facts_amount(const struct facts *facts);

/*
 * Whether sound facts describe a kernel that can be loaded from a payload of
 * facts->payload_size bytes: everything inside the payload and below 4 GiB, not much more
 * of it than its range holds, the entry inside a segment.
 */
bool facts_loadable(const struct facts *facts);

#endif
