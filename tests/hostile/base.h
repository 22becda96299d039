/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The sound kernels that hostile files are made of, each of the shape of a real one. None is
 * ever run: what counts is their headers, notes and sizes.
 */
#ifndef HOSTILE_BASE_H
#define HOSTILE_BASE_H

#include "../unit/mkbz.h"
#include "../unit/mkelf.h"

/*
 * As grub-mkimage makes for i386-xen_pvh: ELF32, 0x100000..0x1551e8, entered at its start;
 * a bss in both segments; PHYS32_ENTRY and no other note.
 */
struct mk_blob base_g32(void);
enum { G32_TEXT, G32_DATA, G32_SPARE, G32_NOTE }; /* its program headers; a spare is PT_NULL */
#define G32_BSS 0x10bcdb  /* where that of the first segment begins */
#define G32_END 0x1551e8
#define G32_FILESZ 0xbcdb /* of the first segment, ... */
#define G32_DATASZ 0x2000 /* ... and of the second */
/* ... with other notes (NULL: its own), and with `spare` spare headers. */
struct mk_blob base_g32_with(const struct mk_note *notes, unsigned int nr, unsigned int spare);

/* As the stripped xen-shim: ELF64, 2..8 MiB, entered in its middle; strings beside the entry. */
struct mk_blob base_s64(void);
enum { S64_TEXT, S64_DATA, S64_SPARE, S64_NOTE };
#define S64_ENTRY 0x6279f2

/*
 * As Debian's 686-pae vmlinuz: a bzImage, xz with the x86 filter, of an ELF32 at 16 MiB. Where
 * xz is not built in, zstd or lz4; no data without any of them.
 */
struct mk_blob base_bz(void);
struct mk_blob base_vmlinux(void);
/* ... with this many bytes of text, which no codec makes smaller; at most 1 MiB. */
struct mk_blob base_vmlinux_with(uint64_t text_size);

#endif
