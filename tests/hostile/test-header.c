/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 000 to 039: files that end early, and every field of the ELF header. */
#include <elf.h>

#include "row.h"

#define PHOFF32 28
#define PHENTSIZE32 42
#define PHNUM32 44
#define PHOFF64 32

static const struct row rows[] = {
	{ "000-control-elf32", G32, LOADS },
	{ "001-control-elf64", S64, LOADS },
	{ "010-empty", G32, CUT(IN_FILE, 0), NOT_PVH(IN_FILE, 0, "an empty file") },
	{ "011-4bytes", G32, CUT(IN_FILE, 4), BAD(FROM_END, 0, "ends inside its ELF header") },
	{ "012-trunc5", G32, CUT(IN_FILE, 5), BAD(FROM_END, 0, "ends inside its ELF header") },
	{ "012-trunc16", G32, CUT(IN_FILE, 16), BAD(FROM_END, 0, "ends inside its ELF header") },
	{ "012-trunc51", G32, CUT(IN_FILE, 51), BAD(FROM_END, 0, "ends inside its ELF header") },
	{ "012-trunc52", G32, CUT(IN_FILE, 52),
	  BAD(IN_FILE, PHOFF32, "4 program headers at 0x34 are not inside its 52 bytes") },
	{ "012-trunc53", G32, CUT(IN_FILE, 53),
	  BAD(IN_FILE, PHOFF32, "are not inside its 53 bytes") },
	{ "013-trunc64-63", S64, CUT(IN_FILE, 63),
	  BAD(FROM_END, 0, "ends inside its ELF header") },
	{ "013-trunc64-64", S64, CUT(IN_FILE, 64),
	  BAD(IN_FILE, PHOFF64, "4 program headers at 0x40 are not inside its 64 bytes") },
	{ "013-trunc64-65", S64, CUT(IN_FILE, 65),
	  BAD(IN_FILE, PHOFF64, "are not inside its 65 bytes") },
	{ "014-class0", G32, { EH(CLASS, 0) }, BAD(IN_FILE, EI_CLASS, "class is 0") },
	{ "015-class3", G32, { EH(CLASS, 3) }, BAD(IN_FILE, EI_CLASS, "class is 3") },
	{ "016-bigendian", G32, { EH(DATA, 2) }, NOT_PVH(IN_FILE, EI_DATA, "big-endian") },
	{ "017-data0", G32, { EH(DATA, 0) }, BAD(IN_FILE, EI_DATA, "byte order is 0") },
	{ "018-et-rel", G32, { EH(TYPE, ET_REL) }, NOT_PVH(IN_FILE, 16, "never linked") },
	{ "019-et-dyn", G32, { EH(TYPE, ET_DYN) }, LOADS },
	{ "020-et-core", G32, { EH(TYPE, ET_CORE) }, NOT_PVH(IN_FILE, 16, "a core dump") },
	{ "021-mach-arm", G32, { EH(MACHINE, EM_ARM) }, NOT_PVH(IN_FILE, 18, "for ARM,") },
	{ "022-mach-aarch64", G32, { EH(MACHINE, EM_AARCH64) },
	  NOT_PVH(IN_FILE, 18, "for AArch64,") },
	{ "023-mach-0", G32, { EH(MACHINE, EM_NONE) },
	  NOT_PVH(IN_FILE, 18, "machine number is 0") },
	{ "024-class32-x8664", G32, { EH(MACHINE, EM_X86_64) }, LOADS },
	{ "025-class64-386", S64, { EH(MACHINE, EM_386) }, LOADS },
	{ "026-phoff0", G32, { EH(PHOFF, 0) },
	  BAD(IN_FILE, PHOFF32, "begin inside the ELF header, at 0") },
	{ "027-phoff-eof", G32, { OF_SIZE(HEADER, EH_PHOFF, 0) },
	  BAD(IN_FILE, PHOFF32, "are not inside its") },
	{ "028-phoff-wrap", G32, { EH(PHOFF, 0xfffffff0) },
	  BAD(IN_FILE, PHOFF32, "at 0xfffffff0 are not inside") },
	{ "029-phnum0", G32, { EH(PHNUM, 0) },
	  NOT_PVH(IN_FILE, PHNUM32, "no program headers") },
	{ "030-phnum-ffff", G32, { EH(PHNUM, 0xffff) },
	  TOO_BIG(IN_FILE, PHNUM32, "65535 program headers, more than") },
	{ "031-phentsize0", G32, { EH(PHENTSIZE, 0) },
	  BAD(IN_FILE, PHENTSIZE32, "0 bytes each, not 32") },
	{ "032-phentsize31", G32, { EH(PHENTSIZE, 31) },
	  BAD(IN_FILE, PHENTSIZE32, "31 bytes each, not 32") },
	{ "033-phentsize40", G32, { EH(PHENTSIZE, 40) },
	  BAD(IN_FILE, PHENTSIZE32, "40 bytes each, not 32") },
	{ "034-shoff-eof", G32, { OF_SIZE(HEADER, EH_SHOFF, 0), EH(SHNUM, 3) }, LOADS },
	{ "035-shnum-ffff", G32, { OF_SIZE(HEADER, EH_SHOFF, -40ULL), EH(SHNUM, 0xffff) }, LOADS },
	{ "036-shstrndx-ffff", G32, { EH(SHSTRNDX, 0xffff) }, LOADS },
	{ "037-shentsize0", G32, { EH(SHOFF, 52), EH(SHNUM, 2), EH(SHENTSIZE, 0) }, LOADS },
	{ "038-phoff64-wrap", S64, { EH(PHOFF, 0xffffffffffffffc8) },
	  BAD(IN_FILE, PHOFF64, "at 0xffffffffffffffc8 are not inside") },
	{ "039-shoff64-wrap", S64, { EH(SHOFF, -64ULL), EH(SHNUM, 1), EH(SHENTSIZE, 64) }, LOADS },
};

int main(void)
{
	check_rows(rows, ARRAY_SIZE(rows));
	return done();
}
