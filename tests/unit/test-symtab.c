/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * BSD_SYMTAB: the bytes behind the kernel. What is wanted is put together here once more, by
 * <elf.h> and by Xen's layout: elf_load_bsdsyms() of its libelf-loader.c.
 */
#include <elf.h>
#include <gelf.h>

#include "mksection.h"
#include "plan/read.h"
#include "test-image.h"

enum { MK_BSD_SYMTAB = 11 };

#define XEN_HEADER 260 /* sizeof(struct elf_sym_header) in Xen: 4 + 64 + 3 * 64 */

static const struct mk_symbol symbols[] = { { "start", MK_TEXT },
					    { "panic", MK_TEXT + 0x10 },
					    { "x", 0xfedcba98 } };
#define NR ARRAY_SIZE(symbols)

enum { SYMTAB = 1, STRTAB = 2 }; /* rows */

struct want {
	bool elf64;
	uint64_t start, end; /* of the only segment */
	const char *bsd_symtab; /* the note's text; NULL: no such note */
	const uint32_t *reloc;  /* align, min, max */
};

static struct mk_blob make(const struct want *w)
{
	const struct mk_segment text = { w->start, 0x100, w->end - w->start, 0x1000 };
	uint8_t entry[4], reloc[12];
	struct mk_note notes[3] = { { "Xen", MK_PHYS32_ENTRY, entry, 4 } };
	struct mk_kernel k = { .elf64 = w->elf64,
			       .segments = &text,
			       .nr_segments = 1,
			       .notes = notes,
			       .nr_notes = 1 };

	store_le32(entry, (uint32_t)w->start);
	for (size_t i = 0; w->reloc && i < 3; i++)
		store_le32(reloc + 4 * i, w->reloc[i]);
	if (w->bsd_symtab)
		notes[k.nr_notes++] = (struct mk_note){ "Xen", MK_BSD_SYMTAB, w->bsd_symtab,
							(uint32_t)strlen(w->bsd_symtab) + 1 };
	if (w->reloc)
		notes[k.nr_notes++] =
			(struct mk_note){ "Xen", MK_PHYS32_RELOC, reloc, sizeof(reloc) };
	return mkelf(&k);
}

static struct mk_blob make_with_symbols(const struct want *w)
{
	_cleanup_(mk_fini) struct mk_blob table = mk_symbols(w->elf64, symbols, NR);
	_cleanup_(mk_fini) struct mk_blob strings = mk_strings(symbols, NR);
	const struct mk_section sections[] = {
		{ ".symtab", SHT_SYMTAB, STRTAB, w->elf64 ? 8 : 4, table.data, table.size },
		{ ".strtab", SHT_STRTAB, 0, 1, strings.data, strings.size },
	};
	struct mk_blob b = make(w);

	mk_add_sections(&b, sections, 2);
	return b;
}

static const struct want plain = { .elf64 = true,
				   .start = MK_TEXT,
				   .end = MK_TEXT + 0x1800,
				   .bsd_symtab = "yes" };

/* --- What is wanted --------------------------------------------------------------------- */

static uint64_t word_of(const struct mk_blob *b)
{
	return b->elf64 ? 8 : 4;
}

/* The ELF header of `b`, without program headers and with three sections. */
static void put_ehdr(uint8_t *to, const struct mk_blob *b)
{
	Elf64_Ehdr *e64 = (Elf64_Ehdr *)to;
	Elf32_Ehdr *e32 = (Elf32_Ehdr *)to;

	if (b->elf64) {
		memcpy(to, b->data, sizeof(*e64));
		e64->e_version = EV_CURRENT;
		e64->e_shoff = 64;
		e64->e_ehsize = sizeof(*e64);
		e64->e_shentsize = sizeof(Elf64_Shdr);
		e64->e_shnum = 3;
		e64->e_phoff = e64->e_phentsize = e64->e_phnum = e64->e_shstrndx = 0;
	} else {
		memcpy(to, b->data, sizeof(*e32));
		e32->e_version = EV_CURRENT;
		e32->e_shoff = 64;
		e32->e_ehsize = sizeof(*e32);
		e32->e_shentsize = sizeof(Elf32_Shdr);
		e32->e_shnum = 3;
		e32->e_phoff = e32->e_phentsize = e32->e_phnum = e32->e_shstrndx = 0;
	}
}

/* The section header `row` of `b`, with another offset, as the one at `index`. */
static void put_shdr(uint8_t *ehdr, unsigned int index, const struct mk_blob *b,
		     unsigned int row, uint64_t offset)
{
	if (b->elf64) {
		Elf64_Shdr *s = (Elf64_Shdr *)(ehdr + 64) + index;

		memcpy(s, b->data + mk_section_at(b, row), sizeof(*s));
		s->sh_offset = offset;
		s->sh_link = index == SYMTAB ? STRTAB : s->sh_link;
	} else {
		Elf32_Shdr *s = (Elf32_Shdr *)(ehdr + 64) + index;

		memcpy(s, b->data + mk_section_at(b, row), sizeof(*s));
		s->sh_offset = (uint32_t)offset;
		s->sh_link = index == SYMTAB ? STRTAB : s->sh_link;
	}
}

/*
 * From the size word to the end of the strings, for a kernel whose symbol table is in `row`:
 * `header_size` bytes, the symbols, and from the next word on the strings.
 */
static struct mk_blob expect(const struct mk_blob *b, unsigned int row)
{
	unsigned int strings = (unsigned int)mk_peek_section(b, row, SH_LINK);
	uint64_t word = word_of(b), table_at = align_up(XEN_HEADER, word);
	uint64_t table_size = mk_peek_section(b, row, SH_SIZE);
	uint64_t strings_at = align_up(table_at + table_size, word);
	uint64_t strings_size = mk_peek_section(b, strings, SH_SIZE);
	struct mk_blob want = { .size = strings_at + strings_size };
	_Alignas(8) uint8_t ehdr[XEN_HEADER - 4] = { 0 };

	put_ehdr(ehdr, b);
	put_shdr(ehdr, SYMTAB, b, row, table_at - 4);
	put_shdr(ehdr, STRTAB, b, strings, strings_at - 4);
	want.data = calloc(1, want.size);
	store_le32(want.data, (uint32_t)(want.size - 4));
	memcpy(want.data + 4, ehdr, sizeof(ehdr));
	memcpy(want.data + table_at, b->data + mk_peek_section(b, row, SH_OFFSET), table_size);
	memcpy(want.data + strings_at, b->data + mk_peek_section(b, strings, SH_OFFSET),
	       strings_size);
	return want;
}

/* --- What the guest gets ---------------------------------------------------------------- */

static bool is_written(const struct placement *p, uint64_t at)
{
	for (size_t i = 0; i < p->nr_pieces; i++)
		if (at >= p->pieces[i].gpa && at - p->pieces[i].gpa < p->pieces[i].size)
			return true;
	return false;
}

/* Every byte: what the host had in these pages must not show in gaps. */
static bool covers_all(const struct placement *p)
{
	for (uint64_t at = p->gpa; at < p->gpa + p->size; at++)
		if (!is_written(p, at))
			return false;
	return true;
}

/* In a guest of `memory` bytes, where the kernel is moved by `delta`. */
static void check_guest(const struct mk_blob *b, unsigned int row, uint64_t memory,
			uint64_t end, uint64_t delta, const char *name)
{
	const struct fx_guest guest = { .memory = memory };
	_cleanup_(mk_fini) struct mk_blob want = expect(b, row);
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(b, name);
	_cleanup_free_ uint8_t *got = malloc(want.size);
	uint64_t gpa = align_up(end, word_of(b));
	struct pvh_plan *plan = fx_physmap(&guest);
	struct fault f = FAULT_NONE;
	struct placement *p;
	int r = image ? plan_place_kernel(plan, image, &f) : -1;

	ok(!r, "%s: is placed%s", name, f.what);
	if (!r) {
		p = plan_find(plan, PVH_PLACED_KERNEL, 0);
		ok(image->facts.symtab.present && image->facts.end == gpa + want.size,
		   "%s: the image ends with the strings", name);
		ok(p->gpa + p->data_size == gpa + delta + want.size &&
			   plan->payload.kernel_end ==
				   align_up(gpa + delta + want.size, GUEST_PAGE) &&
			   covers_all(p),
		   "%s: so does what is placed, without gaps", name);
		ok(!plan_read(plan, gpa + delta, got, want.size, &f) &&
			   !memcmp(got, want.data, want.size),
		   "%s: %zu bytes at 0x%llx, as Xen has them", name, want.size,
		   (unsigned long long)(gpa + delta));
	}
	pvh_plan_unref(plan);
}

/* The section of that type, and a check that the ELF has exactly three of them. */
static Elf_Scn *find_section(Elf *elf, uint32_t type, GElf_Shdr *header)
{
	size_t nr = 0;

	for (size_t i = 1; !elf_getshdrnum(elf, &nr) && nr == 3 && i < nr; i++) {
		Elf_Scn *section = elf_getscn(elf, i);

		if (gelf_getshdr(section, header) && header->sh_type == type)
			return section;
	}
	return NULL;
}

/* What a debugger does, and FreeBSD's and NetBSD's own readers of it. */
static void check_libelf(const struct mk_blob *b)
{
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(b, "for libelf");
	const struct fx_guest guest = { 0 };
	struct pvh_plan *plan = fx_physmap(&guest);
	_cleanup_free_ uint8_t *got = malloc(KIB(4));
	struct fault f = FAULT_NONE;
	uint32_t size;
	size_t found = 0;
	GElf_Shdr header;
	GElf_Sym symbol;
	Elf_Scn *section;
	Elf *elf;

	fx_must(!image || plan_place_kernel(plan, image, &f), "place_kernel");
	fx_must(plan_read(plan, image->facts.symtab.gpa, got, 4, &f), "size");
	size = load_le32(got);
	fx_must(plan_read(plan, image->facts.symtab.gpa + 4, got, size, &f), "symbols");
	elf_version(EV_CURRENT);
	elf = elf_memory((char *)got, size);
	section = find_section(elf, SHT_SYMTAB, &header);
	for (size_t i = 0; section && i < NR; i++) {
		const char *name = NULL;

		if (gelf_getsym(elf_getdata(section, NULL), (int)i + 1, &symbol))
			name = elf_strptr(elf, header.sh_link, symbol.st_name);
		found += name && !strcmp(name, symbols[i].name) &&
			 symbol.st_value == symbols[i].value;
	}
	ok(section && found == NR, "ELF%d: libelf finds %zu symbols", b->elf64 ? 64 : 32, found);
	elf_end(elf);
	pvh_plan_unref(plan);
}

/* Ends of the kernel and sizes of the table that are no multiples of a word. */
static void check_sizes(bool elf64)
{
	static const uint64_t ends[] = { 0x1800, 0x1801, 0x1804, 0x1807, 0x1ff9, 0x2000 };
	static const unsigned int less[] = { 0, 1, 4, 7 };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		for (size_t k = 0; k < ARRAY_SIZE(less); k++) {
			struct want w = { .elf64 = elf64,
					  .start = MK_TEXT,
					  .end = MK_TEXT + ends[i],
					  .bsd_symtab = "yes" };
			_cleanup_(mk_fini) struct mk_blob b = make_with_symbols(&w);
			uint64_t size = mk_peek_section(&b, SYMTAB, SH_SIZE) - less[k];
			char name[80];

			snprintf(name, sizeof(name), "ELF%d, end 0x%llx, %llu bytes of symbols",
				 elf64 ? 64 : 32, (unsigned long long)w.end,
				 (unsigned long long)size);
			mk_poke_section(&b, SYMTAB, SH_SIZE, size);
			check_guest(&b, SYMTAB, MIB(64), w.end, 0, name);
		}
	}
}

static void check_class(bool elf64)
{
	struct want w = plain;
	_cleanup_(mk_fini) struct mk_blob b = { 0 };

	w.elf64 = elf64;
	b = make_with_symbols(&w);
	/* Fields that are taken over and those that are not. */
	memset(b.data + (elf64 ? offsetof(Elf64_Ehdr, e_flags) : offsetof(Elf32_Ehdr, e_flags)),
	       0x5a, 4);
	memset(b.data + offsetof(Elf32_Ehdr, e_entry), 0x77, elf64 ? 8 : 4);
	memset(b.data + EI_OSABI, 9, 1);
	mk_poke(&b, -1, EH_TYPE, ET_DYN);
	mk_poke_section(&b, SYMTAB, SH_ALIGN, 0x1234);
	mk_poke_section(&b, STRTAB, SH_LINK, 7);
	check_guest(&b, SYMTAB, MIB(64), w.end, 0, elf64 ? "all fields, ELF64" : "ELF32");
	check_libelf(&b);
}

static void check_moved(void)
{
	static const uint32_t reloc[] = { 0x200000, 0x400000, 0xffffffff };
	struct want w = { .elf64 = true,
			  .start = MIB(100) + 0x10,
			  .end = MIB(100) + 0x1235,
			  .bsd_symtab = "yes",
			  .reloc = reloc };
	_cleanup_(mk_fini) struct mk_blob b = make_with_symbols(&w);

	check_guest(&b, SYMTAB, MIB(64), w.end, -MIB(96), "moved down");
	check_guest(&b, SYMTAB, MIB(128), w.end, 0, "not moved");
}

/* --- Which table, if any ---------------------------------------------------------------- */

static void check_none(struct mk_blob *b, uint64_t end, const char *name)
{
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(b, name);

	ok(image && !image->facts.symtab.present && image->facts.end == end,
	   "%s: without symbols", name);
}

static void check_absent(void)
{
	static const struct {
		const char *name;
		unsigned int row;
		enum mk_section_field field;
		uint64_t value;
	} rows[] = {
		{ "no table of that type", SYMTAB, SH_TYPE, SHT_DYNSYM },
		{ "strings of another type", STRTAB, SH_TYPE, SHT_PROGBITS },
		{ "strings in row 0", SYMTAB, SH_LINK, 0 },
		{ "strings in themselves", SYMTAB, SH_LINK, SYMTAB },
		{ "strings in a row too far", SYMTAB, SH_LINK, 4 },
		{ "strings in no row", SYMTAB, SH_LINK, 0xffffffff },
	};
	static const char *const texts[] = { NULL, "no", "YES", "yes ", "" };
	struct want w = plain;
	_cleanup_(mk_fini) struct mk_blob bare = make(&plain);
	_cleanup_(mk_fini) struct mk_blob none = make_with_symbols(&plain);

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make_with_symbols(&plain);

		mk_poke_section(&b, rows[i].row, rows[i].field, rows[i].value);
		check_none(&b, plain.end, rows[i].name);
	}
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_(mk_fini) struct mk_blob b = { 0 };

		w.bsd_symtab = texts[i];
		b = make_with_symbols(&w);
		check_none(&b, plain.end, texts[i] ? texts[i] : "no note");
	}
	check_none(&bare, plain.end, "no sections");
	mk_poke(&none, -1, EH_SHNUM, 0xffff);
	check_none(&none, plain.end, "a table of sections that cannot be read");
}

/* Row 0 is none; the first one that has strings counts. */
static void check_choice(void)
{
	_cleanup_(mk_fini) struct mk_blob table = mk_symbols(true, symbols, NR);
	_cleanup_(mk_fini) struct mk_blob strings = mk_strings(symbols, NR);
	const struct mk_section sections[] = {
		{ ".symtab", SHT_SYMTAB, 0, 8, table.data, table.size },
		{ ".strtab", SHT_STRTAB, 0, 1, strings.data, strings.size },
		{ ".symtab", SHT_SYMTAB, 2, 8, table.data, table.size },
		{ ".symtab", SHT_SYMTAB, 5, 8, table.data, table.size - 24 },
		{ ".strtab", SHT_STRTAB, 0, 1, strings.data, strings.size - 2 },
	};
	_cleanup_(mk_fini) struct mk_blob b = make(&plain);

	mk_add_sections(&b, sections, ARRAY_SIZE(sections));
	mk_poke_section(&b, 0, SH_TYPE, SHT_SYMTAB);
	mk_poke_section(&b, 0, SH_LINK, 2);
	check_guest(&b, 3, MIB(64), plain.end, 0, "the first of several");
}

/* --- Tables that cannot be loaded ------------------------------------------------------- */

static void check_outside(bool elf64)
{
	struct want w = plain;
	static const struct {
		unsigned int row;
		enum mk_section_field field;
		uint64_t value;
		const char *what;
	} rows[] = {
		{ SYMTAB, SH_OFFSET, 0x100000, "bytes at file offset 0x100000 is not inside" },
		{ SYMTAB, SH_SIZE, 0x100000, "a symbol table of 1048576 bytes at" },
		{ SYMTAB, SH_SIZE, UINT64_MAX, "is not inside its" },
		{ STRTAB, SH_OFFSET, UINT64_MAX, "is not inside its" },
		{ STRTAB, SH_SIZE, UINT64_MAX, "is not inside its" },
	};

	w.elf64 = elf64;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make_with_symbols(&w);

		mk_poke_section(&b, rows[i].row, rows[i].field, rows[i].value);
		must_refuse(&b, -EBADMSG, mk_section_at(&b, rows[i].row), rows[i].what,
			    "a table outside the file");
	}
}

/* What else is wrong stays wrong. */
static void check_entry(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_with_symbols(&plain);

	mk_poke(&b, 0, PH_PADDR, plain.end);
	must_refuse(&b, -EBADMSG, b.notes_at + 16, "is in none of its segments",
		    "symbols of a kernel without its entry");
}

static void check_file_end(uint64_t more, bool loads)
{
	_cleanup_(mk_fini) struct mk_blob b = make_with_symbols(&plain);
	uint64_t at = mk_peek_section(&b, STRTAB, SH_OFFSET);

	mk_poke_section(&b, STRTAB, SH_SIZE, b.size - at + more);
	if (loads)
		check_guest(&b, SYMTAB, MIB(64), plain.end, 0, "strings up to the file's end");
	else
		must_refuse(&b, -EBADMSG, mk_section_at(&b, STRTAB), "is not inside",
			    "a byte more");
	mk_poke_section(&b, STRTAB, SH_OFFSET, b.size);
	mk_poke_section(&b, STRTAB, SH_SIZE, 0);
	image_unref(must_open(&b, "no strings at the file's end"));
	mk_poke_section(&b, STRTAB, SH_OFFSET, b.size + 1);
	must_refuse(&b, -EBADMSG, mk_section_at(&b, STRTAB), "is not inside",
		    "no strings behind the file's end");
}

/* `room` bytes are left between the kernel and 4 GiB. */
static void check_top(uint64_t room, int row, const char *name)
{
	struct want w = plain;
	_cleanup_(mk_fini) struct mk_blob b = { 0 };

	w.end = GIB(4) - room;
	w.start = w.end - 0x1000;
	b = make_with_symbols(&w);
	if (row)
		must_refuse(&b, -EBADMSG, mk_section_at(&b, (unsigned int)row),
			    "its symbol table would end above 4 GiB, at 0x10000", name);
	else
		image_unref(must_open(&b, name));
}

static void check_tops(void)
{
	uint64_t table = 264 + (NR + 1) * sizeof(Elf64_Sym);
	_cleanup_(mk_fini) struct mk_blob strings = mk_strings(symbols, NR);
	uint64_t all = align_up(table + strings.size, 8);

	check_top(0, SYMTAB, "no room below 4 GiB");
	check_top(table - 8, SYMTAB, "room for some of the symbols");
	check_top(table, STRTAB, "room for the symbols alone");
	check_top(all - 8, STRTAB, "room for some of the strings");
	check_top(all, 0, "room for all");
}

int main(void)
{
	for (int elf64 = 0; elf64 < 2; elf64++) {
		check_class(elf64);
		check_sizes(elf64);
		check_outside(elf64);
	}
	check_moved();
	check_absent();
	check_choice();
	check_entry();
	check_file_end(0, true);
	check_file_end(1, false);
	check_tops();
	return done();
}
