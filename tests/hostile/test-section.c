/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * 150 to 169: section headers, which count only when no segment has a note of Xen's, or when
 * the kernel wants its symbol table behind it.
 */
#include <elf.h>

#include "row.h"

#define BSD_SYMTAB 11

static const uint8_t entry[] = { 0, 0, 0x10, 0 };

/* Adds a section table at the end. */
static void add_sections(struct mk_blob *b, const Elf32_Shdr *rows, unsigned int nr)
{
	b->data = realloc(b->data, b->size + nr * sizeof(*rows));
	memcpy(b->data + b->size, rows, nr * sizeof(*rows));
	mk_poke(b, HEADER, EH_SHOFF, b->size);
	mk_poke(b, HEADER, EH_SHNUM, nr);
	mk_poke(b, HEADER, EH_SHENTSIZE, sizeof(*rows));
	b->size += nr * sizeof(*rows);
}

/* --- Notes in sections --------------------------------------------------------------------- */

/* G32 whose notes are those of a section, its second of two. */
static struct mk_blob in_section(void)
{
	struct mk_blob b = base_g32();
	const Elf32_Shdr rows[] = { { 0 },
				    { .sh_type = SHT_NOTE,
				      .sh_offset = (uint32_t)b.notes_at,
				      .sh_size = (uint32_t)b.notes_size,
				      .sh_addralign = 4 } };

	mk_poke(&b, G32_NOTE, PH_TYPE, PT_NULL);
	add_sections(&b, rows, ARRAY_SIZE(rows));
	return b;
}

/* ... and in a segment as well: what the sections say is not looked at. */
static struct mk_blob in_both(void)
{
	struct mk_blob b = in_section();

	mk_poke(&b, G32_NOTE, PH_TYPE, PT_NOTE);
	return b;
}

#define NOTE_SECTION(field, v) BYTES(FROM_END, -40 + (int)offsetof(Elf32_Shdr, field), 4, v)
#define IN_NOTE_SECTION(w) BAD(FROM_END, -40, w)
#define NO_NOTES NOT_PVH(IN_ROW, 0, "it has no Xen notes")

/* --- Symbol tables ------------------------------------------------------------------------- */

/* G32 that wants its symbols: 64 bytes of text serve as them, 32 as their names. */
static struct mk_blob with_symbols(void)
{
	const struct mk_note notes[] = { { "Xen", MK_PHYS32_ENTRY, entry, 4 },
					 { "Xen", BSD_SYMTAB, "yes", 4 } };
	struct mk_blob b = base_g32_with(notes, ARRAY_SIZE(notes), 1);
	uint32_t at = (uint32_t)b.size - G32_DATASZ;
	const Elf32_Shdr rows[] = {
		{ 0 },
		{ .sh_type = SHT_STRTAB, .sh_offset = at, .sh_size = 32 },
		{ .sh_type = SHT_SYMTAB, .sh_offset = at + 32, .sh_size = 64, .sh_link = 1 },
	};

	add_sections(&b, rows, ARRAY_SIZE(rows));
	return b;
}

/* Behind the kernel, at a word: the size of what follows, a header, symbols, names. */
static bool symbols_behind(const struct pvh_plan *plan)
{
	uint8_t raw[4 + 4 * 64 + 64 + 32];

	if (pvh_plan_read(plan, G32_END, raw, sizeof(raw)))
		return false;
	return load_le32(raw) == sizeof(raw) - 4 && !memcmp(raw + 4, ELFMAG, SELFMAG) &&
	       raw[4 + 4 * 64] == mk_byte(1, 32) && raw[4 + 4 * 64 + 64] == mk_byte(1, 0);
}

#define SYMBOLS(field, v) NOTE_SECTION(field, v) /* the last row, too */
#define NAMES(field, v) BYTES(FROM_END, -80 + (int)offsetof(Elf32_Shdr, field), 4, v)

static const struct row rows[] = {
	{ "150-notes-in-section", G32, LOADS, .make = in_section },
	{ "151-section-offset-eof", G32, { NOTE_SECTION(sh_offset, 0x7fffffff) },
	  .make = in_section, IN_NOTE_SECTION("bytes of notes at file offset 0x7fffffff") },
	{ "152-section-size-4g", G32, { NOTE_SECTION(sh_size, 0xffffffff) }, .make = in_section,
	  IN_NOTE_SECTION("4294967295 bytes of notes") },
	{ "153-section-wrap", G32, { NOTE_SECTION(sh_offset, 0xfffffff0) }, .make = in_section,
	  IN_NOTE_SECTION("are not inside its") },
	{ "154-section-shoff-eof", G32, { EH(SHOFF, 0x7fffffff) }, .make = in_section, NO_NOTES },
	{ "154-section-empty", G32, { NOTE_SECTION(sh_size, 0) }, .make = in_section, NO_NOTES },
	{ "155-section-shnum0", G32, { EH(SHNUM, 0) }, .make = in_section, NO_NOTES },
	{ "156-section-shentsize", G32, { EH(SHENTSIZE, 41) }, .make = in_section, NO_NOTES },
	{ "157-section-table-eof", G32, { EH(SHNUM, 3) }, .make = in_section,
	  NOT_PVH(IN_ROW, 0, "no Xen notes, and its section headers are not inside the file") },
	{ "158-section-shstrndx", G32, { EH(SHSTRNDX, 0xffff) }, LOADS, .make = in_section },
	{ "159-segment-first", G32, { NOTE_SECTION(sh_size, 0xffffffff) }, LOADS,
	  .make = in_both },
	{ "159-segment-first, whatever e_shoff is", G32, { EH(SHOFF, 0x7fffffff) }, LOADS,
	  .make = in_both },
	{ "160-symtab", G32, LOADS, .make = with_symbols, .check = symbols_behind },
	{ "161-symtab-eof", G32, { SYMBOLS(sh_offset, 0x7fffffff) }, .make = with_symbols,
	  BAD(FROM_END, -40, "a symbol table of 64 bytes at file offset 0x7fffffff") },
	{ "162-symtab-size-4g", G32, { SYMBOLS(sh_size, 0xffffffff) }, .make = with_symbols,
	  BAD(FROM_END, -40, "a symbol table of 4294967295 bytes") },
	{ "163-strtab-size-4g", G32, { NAMES(sh_size, 0xffffffff) }, .make = with_symbols,
	  BAD(FROM_END, -80, "4294967295 bytes at file offset") },
	{ "164-symtab-link", G32, { SYMBOLS(sh_link, 0xffff) }, LOADS, .make = with_symbols },
	{ "165-symtab-links-to-itself", G32, { SYMBOLS(sh_link, 2) }, LOADS,
	  .make = with_symbols },
	{ "166-symtab-at-4g", G32,
	  { PH(G32_DATA, PADDR, 0xfffc4e00), PH(G32_DATA, MEMSZ, 0x3b1f0) },
	  .make = with_symbols, BAD(FROM_END, -40, "its symbol table would end above 4 GiB") },
};

int main(void)
{
	check_rows(rows, ARRAY_SIZE(rows));
	return done();
}
