/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Makes small PVH kernels in memory, the same bytes every time. They are never run:
 * what counts is their headers, notes and sizes.
 *
 * Layout: ELF header | program headers: the segments, spare rows, one PT_NOTE |
 * notes | the segments' bytes.
 */
#ifndef MKELF_H
#define MKELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MK_ENTRY = 1, MK_VIRT_BASE = 3, MK_GUEST_OS = 6, MK_GUEST_VERSION = 7,
       MK_PHYS32_ENTRY = 18, MK_PHYS32_RELOC = 19 };

struct mk_segment {
	uint64_t paddr;
	uint64_t filesz, memsz;
	uint64_t align; /* p_align */
};

struct mk_note {
	const char *owner; /* with its NUL in the file; NULL: no owner */
	uint32_t type;
	const void *desc;
	uint32_t size;
};

struct mk_kernel {
	bool elf64;
	const struct mk_segment *segments;
	unsigned int nr_segments;
	const struct mk_note *notes;
	unsigned int nr_notes;
	unsigned int note_align; /* p_align of the PT_NOTE; padded to 8 if 8, else to 4 */
	unsigned int spare_rows; /* PT_NULL program headers, to be filled in by a test */
};

/* A file in memory; `data` is malloc'ed. */
struct mk_blob {
	uint8_t *data;
	size_t size;
	bool elf64;
	size_t notes_at, notes_size; /* ELF: the PT_NOTE's bytes */
	size_t payload_at, payload_size; /* bzImage */
};

/* A mk_blob on the stack: `_cleanup_(mk_fini) struct mk_blob k = mkelf(&kernel);` */
void mk_fini(struct mk_blob *b);

struct mk_blob mkelf(const struct mk_kernel *kernel);

/*
 * The kernel that most tests start from: 4 KiB of text at 1 MiB (the entry is its first
 * byte), 512 bytes of data and 8 KiB of bss at 2 MiB, PHYS32_ENTRY (4 or 8 bytes, by
 * class), GUEST_OS "mkelf", GUEST_VERSION "1". Rows: text, data, note.
 */
#define MK_TEXT 0x100000
#define MK_DATA 0x200000
struct mk_blob mkelf_small(bool elf64);

/*
 * One segment at MK_TEXT, 0x100 bytes in the file and a page in memory, and a PT_NOTE behind
 * it with these notes, which may be none. `note_align` as in struct mk_kernel.
 */
struct mk_blob mkelf_notes(bool elf64, const struct mk_note *notes, unsigned int nr,
			   unsigned int note_align);

struct mk_blob mk_copy(const struct mk_blob *b);

/* Byte `i` of the contents of segment `n`. */
static inline uint8_t mk_byte(unsigned int n, uint64_t i)
{
	return (uint8_t)(i % 251 + n);
}

/* Overwrites a field of the ELF header (row < 0) or of program header `row`. */
enum mk_field {
	EH_CLASS, EH_DATA, EH_VERSION, EH_TYPE, EH_MACHINE, EH_PHOFF, EH_SHOFF,
	EH_PHENTSIZE, EH_PHNUM, EH_SHENTSIZE, EH_SHNUM, EH_SHSTRNDX,
	PH_TYPE, PH_FLAGS, PH_OFFSET, PH_VADDR, PH_PADDR, PH_FILESZ, PH_MEMSZ, PH_ALIGN,
};
void mk_poke(struct mk_blob *b, int row, enum mk_field field, uint64_t value);
/* Where that program header is. */
size_t mk_row_at(const struct mk_blob *b, int row);

#endif
