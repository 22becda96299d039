/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The symbol table of a BSD kernel, which its loader is to put behind it when the note
 * BSD_SYMTAB says "yes". Layout, as Xen's own loader has it since 4.7 (libelf-loader.c):
 *
 *	u32 size, from the ELF header to the end of the strings
 *	ELF header, in 64 bytes for either class; its section headers follow
 *	3 section headers: none, SHT_SYMTAB, SHT_STRTAB; up to byte 260
 *	symbols, strings: each aligned to a word of the class
 */
#ifndef PVH_IMAGE_SYMTAB_H
#define PVH_IMAGE_SYMTAB_H

#include "image/section.h"

/*
 * Fills o->facts->symtab and moves facts->end behind it. A kernel without a symbol table is
 * loaded without one. `header` is the ELF header, zero up to sizeof(Elf64_Ehdr).
 * -EBADMSG when the tables are not inside the payload or would end above 4 GiB.
 */
int symtab_read(const struct sections *s, struct opening *o, const uint8_t *header,
		struct fault *f);

/* Whether the kernel asks for it. */
bool symtab_wanted(const struct facts *facts);

#endif
