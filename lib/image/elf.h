/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The ELF inside an image. Our own checks decide what may be read and how much; libelf
 * then interprets private copies of exactly that (elf-copy.h).
 */
#ifndef PVH_IMAGE_ELF_H
#define PVH_IMAGE_ELF_H

#include <gelf.h>

#include "image/opening.h"

/* The program headers, of either class as those of ELF64. */
struct elf_table {
	GElf_Phdr *rows;
	unsigned int nr;
	uint64_t at;      /* of the first row in the payload; for messages */
	uint64_t row_size;
};

static inline uint64_t elf_row_at(const struct elf_table *t, unsigned int row)
{
	return t->at + row * t->row_size;
}

/*
 * Takes every fact from o->payload, which begins with the magic of an ELF, or says why it cannot boot as PVH. What was
 * found before that is kept.
 */
int elf_parse(struct opening *o, struct fault *f);

/* PT_LOAD -> segments, start, end, the default of reloc.align. segment.c */
int elf_read_segments(struct opening *o, const struct elf_table *t, struct fault *f);

#endif
