/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mksection.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/macro.h"
#include "base/sink.h"

#define FIELD(at)                                                               \
	{                                                                       \
		offsetof(Elf32_Shdr, at), sizeof(((Elf32_Shdr *)0)->at),        \
			offsetof(Elf64_Shdr, at), sizeof(((Elf64_Shdr *)0)->at) \
	}

static const struct {
	size_t at32, size32, at64, size64;
} fields[] = {
	[SH_NAME] = FIELD(sh_name),	[SH_TYPE] = FIELD(sh_type),
	[SH_OFFSET] = FIELD(sh_offset), [SH_SIZE] = FIELD(sh_size),
	[SH_LINK] = FIELD(sh_link),	[SH_ALIGN] = FIELD(sh_addralign),
};

size_t mk_section_at(const struct mk_blob *b, unsigned int row)
{
	uint64_t table = b->elf64 ? load_le64(b->data + offsetof(Elf64_Ehdr, e_shoff)) :
				    load_le32(b->data + offsetof(Elf32_Ehdr, e_shoff));

	return table + row * (b->elf64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
}

static uint8_t *locate(const struct mk_blob *b, unsigned int row, enum mk_section_field field,
		       size_t *size)
{
	*size = b->elf64 ? fields[field].size64 : fields[field].size32;
	return b->data + mk_section_at(b, row) +
	       (b->elf64 ? fields[field].at64 : fields[field].at32);
}

void mk_poke_section(struct mk_blob *b, unsigned int row, enum mk_section_field field,
		     uint64_t value)
{
	size_t size;
	uint8_t *to = locate(b, row, field, &size);

	for (size_t i = 0; i < size; i++)
		to[i] = (uint8_t)(value >> 8 * i);
}

uint64_t mk_peek_section(const struct mk_blob *b, unsigned int row,
			 enum mk_section_field field)
{
	size_t size;
	const uint8_t *from = locate(b, row, field, &size);

	return size == 8 ? load_le64(from) : load_le32(from);
}

/* --- The table ---------------------------------------------------------------------- */

static void word(struct sink *s, bool elf64, uint64_t v)
{
	if (elf64)
		sink_u64(s, v);
	else
		sink_u32(s, (uint32_t)v);
}

static uint64_t entry_size(bool elf64, uint32_t type)
{
	if (type != SHT_SYMTAB)
		return 0;
	return elf64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
}

static void emit_row(struct sink *s, bool elf64, const struct mk_section *section,
		     uint32_t name, uint64_t at)
{
	sink_u32(s, name);
	sink_u32(s, section->type);
	word(s, elf64, 0); /* sh_flags */
	word(s, elf64, 0); /* sh_addr */
	word(s, elf64, at);
	word(s, elf64, section->size);
	sink_u32(s, section->link);
	sink_u32(s, section->type == SHT_SYMTAB); /* sh_info: the first global symbol */
	word(s, elf64, section->align);
	word(s, elf64, entry_size(elf64, section->type));
}

static void emit_names(struct sink *s, const struct mk_section *sections, unsigned int nr)
{
	sink_u8(s, 0);
	for (unsigned int i = 0; i < nr; i++)
		sink_bytes(s, sections[i].name, strlen(sections[i].name) + 1);
}

static void emit_table(struct sink *s, bool elf64, const struct mk_section *sections,
		       unsigned int nr, const uint64_t *at)
{
	uint32_t name = 1;

	emit_row(s, elf64, &(struct mk_section){ 0 }, 0, 0);
	for (unsigned int i = 0; i < nr; i++) {
		emit_row(s, elf64, &sections[i], name, at[i]);
		name += (uint32_t)strlen(sections[i].name) + 1;
	}
}

/* Everything behind the kernel; the offset of the table. */
static uint64_t emit(struct sink *s, const struct mk_blob *b,
		     const struct mk_section *sections, unsigned int nr, uint64_t *at)
{
	uint64_t table;

	sink_bytes(s, b->data, b->size);
	for (unsigned int i = 0; i < nr; i++) {
		sink_align(s, sections[i].align);
		at[i] = s->used;
		sink_bytes(s, sections[i].data, sections[i].size);
	}
	sink_align(s, 8);
	table = s->used;
	emit_table(s, b->elf64, sections, nr, at);
	return table;
}

static struct mk_blob make_names(const struct mk_section *sections, unsigned int nr)
{
	struct sink s = SINK_MEASURE;
	struct mk_blob b = { 0 };

	emit_names(&s, sections, nr);
	b.data = calloc(1, s.used);
	b.size = s.used;
	s = SINK(b.data, b.size);
	emit_names(&s, sections, nr);
	return b;
}

/* Puts them into the place of *b; the offset of the table. */
static uint64_t append(struct mk_blob *b, const struct mk_section *sections, unsigned int nr)
{
	_cleanup_free_ uint64_t *at = calloc(nr, sizeof(*at));
	struct sink s = SINK_MEASURE;
	uint64_t table;
	uint8_t *data;

	emit(&s, b, sections, nr, at);
	data = calloc(1, s.used);
	s = SINK(data, s.used);
	table = emit(&s, b, sections, nr, at);
	free(b->data);
	b->data = data;
	b->size = s.used;
	return table;
}

void mk_add_sections(struct mk_blob *b, const struct mk_section *sections, unsigned int nr)
{
	_cleanup_free_ struct mk_section *all = calloc(nr + 1, sizeof(*all));
	_cleanup_(mk_fini) struct mk_blob names = { 0 };

	memcpy(all, sections, nr * sizeof(*all));
	all[nr] = (struct mk_section){ ".shstrtab", SHT_STRTAB, 0, 1, NULL, 0 };
	names = make_names(all, nr + 1);
	all[nr].data = names.data;
	all[nr].size = names.size;
	mk_poke(b, -1, EH_SHOFF, append(b, all, nr + 1));
	mk_poke(b, -1, EH_SHENTSIZE, b->elf64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
	mk_poke(b, -1, EH_SHNUM, nr + 2);
	mk_poke(b, -1, EH_SHSTRNDX, nr + 1);
}

/* --- What is in them ---------------------------------------------------------------- */

static void emit_symbol(struct sink *s, bool elf64, uint32_t name, uint64_t value)
{
	uint8_t info = name ? ELF32_ST_INFO(STB_GLOBAL, STT_FUNC) : 0;

	sink_u32(s, name);
	if (!elf64) {
		sink_u32(s, (uint32_t)value);
		sink_u32(s, 0);
	}
	sink_u8(s, info);
	sink_u8(s, 0);
	sink_u16(s, name ? SHN_ABS : SHN_UNDEF);
	if (elf64) {
		sink_u64(s, value);
		sink_u64(s, 0);
	}
}

struct mk_blob mk_symbols(bool elf64, const struct mk_symbol *symbols, unsigned int nr)
{
	size_t size = (nr + 1) * entry_size(elf64, SHT_SYMTAB);
	struct mk_blob b = { .data = calloc(1, size), .size = size, .elf64 = elf64 };
	struct sink s = SINK(b.data, size);
	uint32_t name = 1;

	emit_symbol(&s, elf64, 0, 0);
	for (unsigned int i = 0; i < nr; i++) {
		emit_symbol(&s, elf64, name, symbols[i].value);
		name += (uint32_t)strlen(symbols[i].name) + 1;
	}
	return b;
}

struct mk_blob mk_strings(const struct mk_symbol *symbols, unsigned int nr)
{
	struct mk_blob b = { .size = 1 };

	for (unsigned int i = 0; i < nr; i++)
		b.size += strlen(symbols[i].name) + 1;
	b.data = calloc(1, b.size);
	for (size_t i = 0, at = 1; i < nr; at += strlen(symbols[i++].name) + 1)
		memcpy(b.data + at, symbols[i].name, strlen(symbols[i].name));
	return b;
}

struct mk_blob mk_notes(const struct mk_note *notes, unsigned int nr, unsigned int align)
{
	const struct mk_kernel k = { .notes = notes, .nr_notes = nr, .note_align = align };
	_cleanup_(mk_fini) struct mk_blob kernel = mkelf(&k);
	struct mk_blob b = { .data = malloc(kernel.notes_size + 1), .size = kernel.notes_size };

	memcpy(b.data, kernel.data + kernel.notes_at, b.size);
	return b;
}

struct mk_blob mk_bsd(void)
{
	static const uint8_t entry[] = { 0, 0, MK_TEXT >> 16, 0 };
	static const struct mk_segment segment = { MK_TEXT, 0x100, 0x1000, 0x1000 };
	static const struct mk_note notes[] = { { "Xen", MK_PHYS32_ENTRY, entry, 4 },
						{ "Xen", 11 /* BSD_SYMTAB */, "yes", 4 } };
	static const struct mk_symbol symbol = { "start", MK_TEXT };
	const struct mk_kernel kernel = { .segments = &segment, .nr_segments = 1 };
	_cleanup_(mk_fini) struct mk_blob note = mk_notes(notes, 2, 4);
	_cleanup_(mk_fini) struct mk_blob symbols = mk_symbols(false, &symbol, 1);
	_cleanup_(mk_fini) struct mk_blob strings = mk_strings(&symbol, 1);
	const struct mk_section sections[] = {
		{ ".note", SHT_NOTE, 0, 4, note.data, note.size },
		{ ".symtab", SHT_SYMTAB, 3, 4, symbols.data, symbols.size },
		{ ".strtab", SHT_STRTAB, 0, 1, strings.data, strings.size },
	};
	struct mk_blob b = mkelf(&kernel);

	mk_add_sections(&b, sections, 3);
	return b;
}
