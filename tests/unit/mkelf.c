/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mkelf.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/macro.h"
#include "base/sink.h"

#define FIELD(at, type)                                                             \
	{                                                                           \
		offsetof(Elf32_##type, at), sizeof(((Elf32_##type *)0)->at),        \
			offsetof(Elf64_##type, at), sizeof(((Elf64_##type *)0)->at) \
	}

static const struct {
	size_t at32, size32, at64, size64;
} fields[] = {
	[EH_CLASS] = { EI_CLASS, 1, EI_CLASS, 1 },
	[EH_DATA] = { EI_DATA, 1, EI_DATA, 1 },
	[EH_VERSION] = { EI_VERSION, 1, EI_VERSION, 1 },
	[EH_TYPE] = FIELD(e_type, Ehdr),
	[EH_MACHINE] = FIELD(e_machine, Ehdr),
	[EH_PHOFF] = FIELD(e_phoff, Ehdr),
	[EH_SHOFF] = FIELD(e_shoff, Ehdr),
	[EH_PHENTSIZE] = FIELD(e_phentsize, Ehdr),
	[EH_PHNUM] = FIELD(e_phnum, Ehdr),
	[EH_SHENTSIZE] = FIELD(e_shentsize, Ehdr),
	[EH_SHNUM] = FIELD(e_shnum, Ehdr),
	[EH_SHSTRNDX] = FIELD(e_shstrndx, Ehdr),
	[PH_TYPE] = FIELD(p_type, Phdr),
	[PH_FLAGS] = FIELD(p_flags, Phdr),
	[PH_OFFSET] = FIELD(p_offset, Phdr),
	[PH_VADDR] = FIELD(p_vaddr, Phdr),
	[PH_PADDR] = FIELD(p_paddr, Phdr),
	[PH_FILESZ] = FIELD(p_filesz, Phdr),
	[PH_MEMSZ] = FIELD(p_memsz, Phdr),
	[PH_ALIGN] = FIELD(p_align, Phdr),
};

void mk_fini(struct mk_blob *b)
{
	free(b->data);
}

struct mk_blob mkelf_notes(bool elf64, const struct mk_note *notes, unsigned int nr,
			   unsigned int note_align)
{
	const struct mk_segment text = { MK_TEXT, 0x100, 0x1000, 0x1000 };
	const struct mk_kernel k = { .elf64 = elf64,
				     .segments = &text,
				     .nr_segments = 1,
				     .notes = notes,
				     .nr_notes = nr,
				     .note_align = note_align };

	return mkelf(&k);
}

struct mk_blob mk_copy(const struct mk_blob *b)
{
	struct mk_blob copy = *b;

	copy.data = malloc(b->size);
	memcpy(copy.data, b->data, b->size);
	return copy;
}

size_t mk_row_at(const struct mk_blob *b, int row)
{
	size_t i = (size_t)row;

	return b->elf64 ? sizeof(Elf64_Ehdr) + i * sizeof(Elf64_Phdr) :
			  sizeof(Elf32_Ehdr) + i * sizeof(Elf32_Phdr);
}

void mk_poke(struct mk_blob *b, int row, enum mk_field field, uint64_t value)
{
	size_t at = b->elf64 ? fields[field].at64 : fields[field].at32;
	size_t size = b->elf64 ? fields[field].size64 : fields[field].size32;

	if (row >= 0)
		at += mk_row_at(b, row);
	for (size_t i = 0; i < size; i++)
		b->data[at + i] = (uint8_t)(value >> 8 * i);
}

static void word(struct sink *s, bool elf64, uint64_t v)
{
	if (elf64)
		sink_u64(s, v);
	else
		sink_u32(s, (uint32_t)v);
}

static void emit_header(struct sink *s, const struct mk_kernel *k)
{
	const uint8_t ident[EI_NIDENT] = { 0x7f, 'E', 'L', 'F', k->elf64 ? 2 : 1, 1, 1 };
	size_t size = k->elf64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);

	sink_bytes(s, ident, sizeof(ident));
	sink_u16(s, ET_EXEC);
	sink_u16(s, k->elf64 ? EM_X86_64 : EM_386);
	sink_u32(s, EV_CURRENT);
	word(s, k->elf64, 0);
	word(s, k->elf64, size);
	word(s, k->elf64, 0);
	sink_u32(s, 0);
	sink_u16(s, (uint16_t)size);
	sink_u16(s, k->elf64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));
	sink_u16(s, (uint16_t)(k->nr_segments + k->spare_rows + 1));
	sink_zero(s, 6);
}

static void emit_note(struct sink *s, const struct mk_note *n, size_t align)
{
	size_t start = s->used;
	size_t owner_size = n->owner ? strlen(n->owner) + 1 : 0;

	sink_u32(s, (uint32_t)owner_size);
	sink_u32(s, n->size);
	sink_u32(s, n->type);
	sink_bytes(s, n->owner, owner_size);
	sink_zero(s, -(s->used - start) & (align - 1));
	sink_bytes(s, n->desc, n->size);
	sink_zero(s, -(s->used - start) & (align - 1));
}

/* Everything; with `layout` as measured, the headers say where it is. */
static void emit(struct sink *s, const struct mk_kernel *k, struct mk_blob *layout)
{
	unsigned int align = k->note_align == 8 ? 8 : 4;
	size_t rows = k->nr_segments + k->spare_rows + 1;

	emit_header(s, k);
	sink_zero(s, rows * (k->elf64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr)));
	sink_align(s, 8);
	layout->notes_at = s->used;
	for (unsigned int i = 0; i < k->nr_notes; i++)
		emit_note(s, &k->notes[i], align);
	layout->notes_size = s->used - layout->notes_at;
	sink_align(s, 16);
	for (unsigned int n = 0; n < k->nr_segments; n++)
		for (uint64_t i = 0; i < k->segments[n].filesz; i++)
			sink_u8(s, mk_byte(n, i));
}

static void fill_rows(struct mk_blob *b, const struct mk_kernel *k)
{
	int note_row = (int)(k->nr_segments + k->spare_rows);
	uint64_t at = align_up(b->notes_at + b->notes_size, 16);

	for (unsigned int i = 0; i < k->nr_segments; i++) {
		const struct mk_segment *s = &k->segments[i];

		mk_poke(b, (int)i, PH_TYPE, PT_LOAD);
		mk_poke(b, (int)i, PH_FLAGS, PF_R | PF_W | PF_X);
		mk_poke(b, (int)i, PH_OFFSET, at);
		mk_poke(b, (int)i, PH_PADDR, s->paddr);
		mk_poke(b, (int)i, PH_FILESZ, s->filesz);
		mk_poke(b, (int)i, PH_MEMSZ, s->memsz);
		mk_poke(b, (int)i, PH_ALIGN, s->align);
		at += s->filesz;
	}
	mk_poke(b, note_row, PH_TYPE, PT_NOTE);
	mk_poke(b, note_row, PH_OFFSET, b->notes_at);
	mk_poke(b, note_row, PH_FILESZ, b->notes_size);
	mk_poke(b, note_row, PH_MEMSZ, b->notes_size);
	mk_poke(b, note_row, PH_ALIGN, k->note_align ? k->note_align : 4);
}

struct mk_blob mkelf(const struct mk_kernel *k)
{
	struct mk_blob b = { .elf64 = k->elf64 };
	struct sink s = SINK_MEASURE;

	emit(&s, k, &b);
	b.size = s.used;
	b.data = calloc(1, b.size);
	s = SINK(b.data, b.size);
	emit(&s, k, &b);
	fill_rows(&b, k);
	return b;
}

struct mk_blob mkelf_small(bool elf64)
{
	static const struct mk_segment segments[] = {
		{ MK_TEXT, 0x1000, 0x1000, 0x1000 },
		{ MK_DATA, 0x200, 0x2200, 0x1000 },
	};
	uint8_t entry[8];
	const struct mk_note notes[] = {
		{ "Xen", MK_GUEST_OS, "mkelf", 6 },
		{ "Xen", MK_GUEST_VERSION, "1", 2 },
		{ "Xen", MK_PHYS32_ENTRY, entry, elf64 ? 8 : 4 },
	};
	const struct mk_kernel k = { .elf64 = elf64,
				     .segments = segments,
				     .nr_segments = 2,
				     .notes = notes,
				     .nr_notes = ARRAY_SIZE(notes) };

	store_le64(entry, MK_TEXT);
	return mkelf(&k);
}
