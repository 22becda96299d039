/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Section headers, which made kernels do not have of themselves. */
#ifndef MKSECTION_H
#define MKSECTION_H

#include "mkelf.h"

struct mk_section {
	const char *name;
	uint32_t type; /* SHT_* */
	uint32_t link; /* row */
	uint64_t align; /* a power of two */
	const void *data;
	size_t size;
};

/*
 * Puts the sections behind a made kernel, each at the next multiple of its alignment, and
 * their table behind them. Row 0 is the empty one, the first section's is 1, and the last
 * one holds the names.
 */
void mk_add_sections(struct mk_blob *b, const struct mk_section *sections, unsigned int nr);

/* The bytes of a section of type SHT_NOTE. */
struct mk_blob mk_notes(const struct mk_note *notes, unsigned int nr, unsigned int align);

/* A kernel with notes in no segment, and with symbols that it wants behind it. */
struct mk_blob mk_bsd(void);

struct mk_symbol {
	const char *name;
	uint64_t value;
};

/* The bytes of a symbol table and of its strings, the unnamed symbol 0 included. */
struct mk_blob mk_symbols(bool elf64, const struct mk_symbol *symbols, unsigned int nr);
struct mk_blob mk_strings(const struct mk_symbol *symbols, unsigned int nr);

/* A field of section header `row`. */
enum mk_section_field { SH_NAME, SH_TYPE, SH_OFFSET, SH_SIZE, SH_LINK, SH_ALIGN };
void mk_poke_section(struct mk_blob *b, unsigned int row, enum mk_section_field field,
		     uint64_t value);
uint64_t mk_peek_section(const struct mk_blob *b, unsigned int row,
			 enum mk_section_field field);
/* Where that header is. */
size_t mk_section_at(const struct mk_blob *b, unsigned int row);

#endif
