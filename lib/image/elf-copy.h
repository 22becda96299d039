/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The only bytes that libelf ever sees: one range of the payload, copied, behind an ELF
 * header of our own making. It can neither be sent elsewhere by a hostile header nor
 * notice that a file changes.
 */
#ifndef PVH_IMAGE_ELF_COPY_H
#define PVH_IMAGE_ELF_COPY_H

#include <libelf.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/source.h"

#define ELF_COPY_BODY 64 /* where the range begins in the copy; a multiple of 8 */
#define ELF_COPY_PAD 8   /* zero bytes behind it, for data whose padding was left out */

struct elf_copy {
	uint8_t *bytes;
	Elf *elf;
};

/* What the range is. */
enum elf_copy_kind {
	ELF_COPY_DATA,     /* neither of these */
	ELF_COPY_SEGMENTS, /* program headers */
	ELF_COPY_SECTIONS, /* section headers */
};

/* Copies `size` bytes (the caller has bounded them) at `at`; `rows` of headers are in them. */
int elf_copy_init(struct elf_copy *copy, const struct pvh_source *source, bool elf64,
		  enum elf_copy_kind kind, uint16_t rows, uint64_t at, uint64_t size,
		  struct fault *f);
void elf_copy_fini(struct elf_copy *copy);

#endif
