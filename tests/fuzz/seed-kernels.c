/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "seed-kernels.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/macro.h"
#include "image/note.h"

/* 16 bytes at 1 MiB that are entered at the first, and 32 bytes at 2 MiB, half of them zero. */
static struct mk_blob make_elf(bool elf64, const struct mk_note *more, unsigned int nr)
{
	static const struct mk_segment segments[] = {
		{ MK_TEXT, 16, 16, 0x1000 },
		{ MK_DATA, 16, 32, 0x1000 },
	};
	uint8_t entry[8];
	struct mk_note notes[8] = { { "Xen", NOTE_PHYS32_ENTRY, entry, elf64 ? 8 : 4 } };
	const struct mk_kernel kernel = { .elf64 = elf64,
					  .segments = segments,
					  .nr_segments = 2,
					  .notes = notes,
					  .nr_notes = nr + 1 };

	store_le64(entry, MK_TEXT);
	for (unsigned int i = 0; i < nr; i++)
		notes[i + 1] = more[i];
	return mkelf(&kernel);
}

static const uint8_t reloc[12] = { 0, 0, 0x20, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x3f };
static const struct mk_note many_notes[] = {
	{ "Xen", NOTE_GUEST_OS, "seed", 5 },
	{ "Xen", NOTE_FEATURES, "!writable_page_tables|pae_pgdir_above_4gb", 42 },
	{ "Xen", NOTE_SUPPORTED_FEATURES, "\1\2\3\4", 4 },
	{ "Xen", NOTE_PHYS32_RELOC, reloc, sizeof(reloc) },
	{ "GNU", 3, "0123456789", 10 },
	{ NULL, NOTE_INFO, "", 0 },
};
static const struct mk_note bsd_note = { "Xen", NOTE_BSD_SYMTAB, "yes", 4 };

/* Appends a section table: nothing, the notes, a symbol table of 24 bytes and its strings. */
static struct mk_blob add_sections(const struct mk_blob *elf)
{
	size_t at = align_up(elf->size, 8), table = at + 32;
	Elf64_Shdr rows[] = {
		{ 0 },
		{ .sh_type = SHT_NOTE, .sh_offset = elf->notes_at, .sh_size = elf->notes_size,
		  .sh_addralign = 4 },
		{ .sh_type = SHT_SYMTAB, .sh_offset = at, .sh_size = 24, .sh_link = 3,
		  .sh_info = 1, .sh_entsize = 24, .sh_addralign = 8 },
		{ .sh_type = SHT_STRTAB, .sh_offset = at + 24, .sh_size = 8, .sh_addralign = 1 },
	};
	struct mk_blob b = { .size = table + sizeof(rows), .elf64 = true };

	b.data = calloc(1, b.size);
	memcpy(b.data, elf->data, elf->size);
	memcpy(b.data + at + 25, "symbol", 6);
	memcpy(b.data + table, rows, sizeof(rows));
	mk_poke(&b, -1, EH_SHOFF, table);
	mk_poke(&b, -1, EH_SHENTSIZE, sizeof(*rows));
	mk_poke(&b, -1, EH_SHNUM, ARRAY_SIZE(rows));
	mk_poke(&b, -1, EH_SHSTRNDX, 3);
	return b;
}

/* More than 64 characters, see fuzz_limits(). */
static const struct mk_note long_note = {
	"Xen", NOTE_LOADER,
	"A string of a note; most of them hold a name or a version, but not this one.", 77
};

/* Both segments at once need more than a guest of 4 MiB has; their place does not. */
static struct mk_blob make_overlap(const struct mk_blob *elf)
{
	struct mk_blob b = mk_copy(elf);

	mk_poke(&b, 0, PH_MEMSZ, KIB(2560));
	mk_poke(&b, 1, PH_MEMSZ, KIB(2560));
	mk_poke(&b, 1, PH_PADDR, MK_TEXT);
	return b;
}

struct kernels kernels_make(void)
{
	_cleanup_(mk_fini) struct mk_blob bsd = make_elf(true, &bsd_note, 1);
	struct kernels k = {
		.small = make_elf(false, NULL, 0),
		.notes = make_elf(true, many_notes, ARRAY_SIZE(many_notes)),
		.symbols = add_sections(&bsd),
		.wordy = make_elf(true, &long_note, 1),
	};

	k.overlap = make_overlap(&k.small);
	k.sections = mk_copy(&k.symbols);
	mk_poke(&k.sections, 2, PH_TYPE, PT_NULL);
	return k;
}

void kernels_fini(struct kernels *k)
{
	mk_fini(&k->small);
	mk_fini(&k->notes);
	mk_fini(&k->symbols);
	mk_fini(&k->sections);
	mk_fini(&k->overlap);
	mk_fini(&k->wordy);
}
