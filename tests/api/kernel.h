/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A kernel made with <elf.h> alone: 4 KiB at 1 MiB, entered at its first byte. */
#ifndef KERNEL_H
#define KERNEL_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define KERNEL_GPA 0x100000
#define KERNEL_SIZE 0x1000

struct kernel {
	Elf64_Ehdr ehdr;
	Elf64_Phdr load, note;
	Elf64_Nhdr nhdr;
	char owner[4];
	uint8_t entry[4];
	uint8_t text[KERNEL_SIZE];
};

static inline void kernel_make(struct kernel *k)
{
	memset(k, 0, sizeof(*k));
	memcpy(k->ehdr.e_ident, ELFMAG, SELFMAG);
	k->ehdr.e_ident[EI_CLASS] = ELFCLASS64;
	k->ehdr.e_ident[EI_DATA] = ELFDATA2LSB;
	k->ehdr.e_ident[EI_VERSION] = EV_CURRENT;
	k->ehdr.e_type = ET_EXEC;
	k->ehdr.e_machine = EM_X86_64;
	k->ehdr.e_version = EV_CURRENT;
	k->ehdr.e_phoff = offsetof(struct kernel, load);
	k->ehdr.e_ehsize = sizeof(k->ehdr);
	k->ehdr.e_phentsize = sizeof(k->load);
	k->ehdr.e_phnum = 2;
	k->load = (Elf64_Phdr){ .p_type = PT_LOAD, .p_flags = PF_R | PF_X,
				.p_offset = offsetof(struct kernel, text),
				.p_paddr = KERNEL_GPA, .p_filesz = KERNEL_SIZE,
				.p_memsz = KERNEL_SIZE, .p_align = 4 };
	k->note = (Elf64_Phdr){ .p_type = PT_NOTE,
				.p_flags = PF_R,
				.p_offset = offsetof(struct kernel, nhdr),
				.p_filesz = sizeof(k->nhdr) + 8,
				.p_memsz = sizeof(k->nhdr) + 8,
				.p_align = 4 };
	k->nhdr = (Elf64_Nhdr){ 4, 4, 18 /* XEN_ELFNOTE_PHYS32_ENTRY */ };
	memcpy(k->owner, "Xen", 4);
	k->entry[2] = KERNEL_GPA >> 16;
	memset(k->text, 0x90, sizeof(k->text));
}

#endif
