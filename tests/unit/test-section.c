/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Section headers: notes in SHT_NOTE, the name __xen_guest, and tables that are none. */
#include <elf.h>

#include "mksection.h"
#include "test-image.h"

static const uint8_t entry[] = { 0, 0, MK_TEXT >> 16, 0 };
static const uint8_t other[] = { 4, 0, MK_TEXT >> 16, 0 };
static const uint8_t zeros[16];

#define ENTRY { "Xen", MK_PHYS32_ENTRY, entry, 4 }
#define OS { "Xen", MK_GUEST_OS, "os", 3 }

#define NOTE_ROW 1 /* program header of the PT_NOTE */

static uint64_t table_at(bool elf64)
{
	return elf64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
}

/* Puts sections of notes behind `b`, each with the first notes of its list. */
struct list {
	struct mk_note notes[2];
	unsigned int nr, align;
};

static void add_notes(struct mk_blob *b, const struct list *lists, unsigned int nr)
{
	struct mk_blob bytes[3] = { 0 };
	struct mk_section sections[3];

	for (unsigned int i = 0; i < nr; i++) {
		bytes[i] = mk_notes(lists[i].notes, lists[i].nr, lists[i].align);
		sections[i] = (struct mk_section){ ".note", SHT_NOTE, 0, lists[i].align,
						   bytes[i].data, bytes[i].size };
	}
	mk_add_sections(b, sections, nr);
	for (unsigned int i = 0; i < nr; i++)
		mk_fini(&bytes[i]);
}

static struct mk_blob make_with(bool elf64, const struct list *lists, unsigned int nr)
{
	struct mk_blob b = mkelf_notes(elf64, NULL, 0, 4);

	add_notes(&b, lists, nr);
	return b;
}

/* --- Where notes are taken from ----------------------------------------------------- */

static void check_alignment(bool elf64)
{
	static const unsigned int aligns[] = { 1, 4, 8, 16 };

	for (size_t i = 0; i < ARRAY_SIZE(aligns); i++) {
		/* A value of 3 bytes: what follows is elsewhere if padded to 8. */
		const struct list list = { { OS, ENTRY }, 2, aligns[i] };
		_cleanup_(mk_fini) struct mk_blob b = make_with(elf64, &list, 1);
		_cleanup_(image_unrefp) struct pvh_image *image = NULL;
		char name[48];

		snprintf(name, sizeof(name), "ELF%d, SHT_NOTE aligned to %u", elf64 ? 64 : 32,
			 aligns[i]);
		image = must_open(&b, name);
		ok(image && image->facts.entry == MK_TEXT && image->facts.nr_notes == 2 &&
			   !strcmp(facts_string(&image->facts, NOTE_GUEST_OS), "os"),
		   "%s: both notes", name);
	}
}

/* Sections count when no segment has a note of Xen's, and only then. */
static void check_precedence(bool elf64)
{
	const struct mk_note stranger = { "GNU", 3, zeros, 16 }, os = OS, good = ENTRY;
	const struct list has_entry = { { ENTRY }, 1, 4 };
	const struct list has_other = { { { "Xen", MK_PHYS32_ENTRY, other, 4 } }, 1, 4 };
	_cleanup_(mk_fini) struct mk_blob a = mkelf_notes(elf64, &stranger, 1, 4);
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(elf64, &os, 1, 4);
	_cleanup_(mk_fini) struct mk_blob c = mkelf_notes(elf64, &good, 1, 4);
	_cleanup_(mk_fini) struct mk_blob d = mkelf_notes(elf64, &stranger, 1, 4);
	struct pvh_image *image;

	add_notes(&a, &has_entry, 1);
	image_unref(must_open(&a, "strangers' notes in the segment"));
	add_notes(&b, &has_entry, 1);
	must_refuse(&b, -ENOEXEC, table_at(elf64), "no PHYS32_ENTRY among",
		    "one of Xen's in the segment");
	add_notes(&c, &has_other, 1);
	image = must_open(&c, "entries in both");
	ok(image && image->facts.entry == MK_TEXT && image->facts.nr_notes == 1,
	   "the segment's counts");
	image_unref(image);
	add_notes(&d, &has_entry, 1);
	store_le32(d.data + d.notes_at + 4, 17);
	must_refuse(&d, -EBADMSG, d.notes_at, "overruns", "a broken one in the segment");
}

static void check_several(bool elf64)
{
	const struct list strangers = { { { "GNU", 3, zeros, 16 } }, 1, 4 };
	const struct list good = { { ENTRY }, 1, 4 }, good8 = { { ENTRY }, 1, 8 };
	const struct list bad = { { { "Xen", MK_PHYS32_ENTRY, other, 4 } }, 1, 4 };
	const struct list equal[] = { strangers, good, good8 };
	const struct list conflict[] = { good, strangers, bad };
	_cleanup_(mk_fini) struct mk_blob a = make_with(elf64, equal, 3);
	_cleanup_(mk_fini) struct mk_blob b = make_with(elf64, conflict, 3);
	_cleanup_(mk_fini) struct mk_blob c = make_with(elf64, conflict, 2);

	image_unref(must_open(&a, "three sections that agree"));
	must_refuse(&b, -EBADMSG, mk_peek_section(&b, 3, SH_OFFSET) + 16,
		    "two PHYS32_ENTRY notes", "three sections that do not");
	mk_poke_section(&c, 1, SH_TYPE, SHT_PROGBITS);
	must_refuse(&c, -ENOEXEC, table_at(elf64), "it has no Xen notes",
		    "notes in a section of another type");
}

/* --- What a SHT_NOTE says of itself -------------------------------------------------- */

static void check_ranges(bool elf64)
{
	const struct list lists[] = { { { ENTRY }, 1, 4 }, { { OS }, 1, 4 } };
	static const struct {
		const char *name;
		enum mk_section_field field;
		uint64_t value;
		const char *what;
	} rows[] = {
		{ "notes behind the end", SH_OFFSET, 0x100000, "at file offset 0x100000" },
		{ "notes past the end", SH_SIZE, 0x1000, "4096 bytes of notes at" },
		{ "notes of all bytes", SH_SIZE, UINT64_MAX, "are not inside" },
		{ "notes at the last byte", SH_OFFSET, UINT64_MAX, "are not inside" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make_with(elf64, lists, 2);

		mk_poke_section(&b, 2, rows[i].field, rows[i].value);
		must_refuse(&b, -EBADMSG, mk_section_at(&b, 2), rows[i].what,
			    rows[i].name);
		mk_poke_section(&b, 2, SH_SIZE, 0);
		image_unref(must_open(&b, "... but it has no bytes"));
	}
}

static void check_broken(bool elf64)
{
	const struct list lists[] = { { { ENTRY }, 1, 4 }, { { OS }, 1, 4 } };
	_cleanup_(mk_fini) struct mk_blob b = make_with(elf64, lists, 2);
	uint64_t at = mk_peek_section(&b, 2, SH_OFFSET);

	store_le32(b.data + at + 4, 5);
	must_refuse(&b, -EBADMSG, at, "a note overruns its segment or section",
		    "a note that overruns its section");
}

/* --- Tables that are none ------------------------------------------------------------ */

/* Without a note in a segment there is none at all then; with one nobody cares. */
static void check_header(bool elf64, enum mk_field field, uint64_t value, const char *name)
{
	const struct mk_note note = ENTRY;
	const struct list list = { { ENTRY }, 1, 4 };
	_cleanup_(mk_fini) struct mk_blob without = make_with(elf64, &list, 1);
	_cleanup_(mk_fini) struct mk_blob with = mkelf_notes(elf64, &note, 1, 4);

	mk_poke(&without, -1, field, value);
	must_refuse(&without, -ENOEXEC, table_at(elf64), "it has no Xen notes", name);
	add_notes(&with, &list, 1);
	mk_poke(&with, -1, field, value);
	image_unref(must_open(&with, name));
}

static void check_headers(bool elf64)
{
	const struct list list = { { ENTRY }, 1, 4 };
	_cleanup_(mk_fini) struct mk_blob b = make_with(elf64, &list, 1);
	uint64_t row = elf64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);

	image_unref(must_open(&b, "a section table up to the last byte"));
	check_header(elf64, EH_SHOFF, mk_section_at(&b, 0) + 1, "a byte of it is missing");
	check_header(elf64, EH_SHOFF, b.size, "it begins at the end");
	check_header(elf64, EH_SHOFF, b.size + 1, "it begins behind the end");
	check_header(elf64, EH_SHOFF, -row, "it would wrap around");
	check_header(elf64, EH_SHOFF, 0, "it is nowhere");
	check_header(elf64, EH_SHNUM, 0, "it has no rows");
	check_header(elf64, EH_SHNUM, 4, "it has a row too many");
	check_header(elf64, EH_SHNUM, 0xffff, "it has all rows");
	check_header(elf64, EH_SHENTSIZE, 0, "rows of no bytes");
	check_header(elf64, EH_SHENTSIZE, row + 1, "rows of another size");
	check_header(elf64, EH_SHENTSIZE, row - 1, "smaller rows");
	mk_poke(&b, -1, EH_SHNUM, 2);
	image_unref(must_open(&b, "a row too few"));
}

/* No rows are wherever they like: their table does not end behind the file's end. */
static void check_no_rows(bool elf64)
{
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(elf64, NULL, 0, 4);
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE, g = FAULT_NONE;

	mk_poke(&b, -1, EH_SHOFF, 0x100000);
	mk_poke(&b, -1, EH_SHENTSIZE, elf64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
	ok(open_bytes(b.data, b.size, &image, &f) == -ENOEXEC && !strstr(f.what, "headers"),
	   "no rows, far away: %s", f.what);
	mk_poke(&b, -1, EH_SHNUM, 1);
	ok(open_bytes(b.data, b.size, &image, &g) == -ENOEXEC &&
		   strstr(g.what, "its section headers are not inside the file"),
	   "a row there: %s", g.what);
}

static void check_limit(unsigned int nr, bool in_segment)
{
	_cleanup_free_ struct mk_section *sections = calloc(nr, sizeof(*sections));
	const struct mk_note note = ENTRY;
	_cleanup_(mk_fini) struct mk_blob bytes = mk_notes(&note, 1, 4);
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, &note, in_segment, 4);

	for (unsigned int i = 0; i < nr - 2; i++)
		sections[i] = (struct mk_section){ "", SHT_NULL, 0, 1, NULL, 0 };
	sections[nr - 3] = (struct mk_section){ "n", SHT_NOTE, 0, 4, bytes.data, bytes.size };
	mk_add_sections(&b, sections, nr - 2);
	if (nr <= 4096 || in_segment)
		image_unref(must_open(&b, nr <= 4096 ? "4096 sections" :
						       "4097 that do not matter"));
	else
		must_refuse(&b, -EFBIG, mk_section_at(&b, 0),
			    "it has 4097 section headers, more than the 4096 allowed",
			    "4097 sections");
}

/* --- __xen_guest ----------------------------------------------------------------------- */

static struct mk_blob make_legacy(bool elf64, const char *name)
{
	const struct mk_section section = { name, SHT_PROGBITS, 0, 1, "X=y", 4 };
	struct mk_blob b = mkelf_notes(elf64, NULL, 0, 4);

	mk_add_sections(&b, &section, 1);
	return b;
}

static void check_legacy_is(bool is, const struct mk_blob *b, const char *name)
{
	must_refuse(b, -ENOEXEC, table_at(b->elf64),
		    is ? "a PV-only kernel: it has the section __xen_guest of old but no" :
			 "it has no Xen notes",
		    name);
}

static void check_names(bool elf64)
{
	static const char *const names[] = { "__xen_guest", "__xen_guest2", "__xen_gues",
					     "_xen_guest",  "x__xen_guest", "" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make_legacy(elf64, names[i]);

		check_legacy_is(i == 0, &b, names[i]);
	}
}

/* The names are looked up where the header says, if that is anywhere. */
static void check_name_table(bool elf64)
{
	static const struct {
		const char *name;
		enum mk_section_field field;
		uint64_t value;
		bool found;
	} rows[] = {
		{ "names that end with it", SH_SIZE, 13, true },
		{ "names that end before its NUL", SH_SIZE, 12, false },
		{ "no names", SH_SIZE, 0, false },
		{ "names without end", SH_SIZE, UINT64_MAX, true },
		{ "names behind the end", SH_OFFSET, 0x100000, false },
		{ "names at the last byte", SH_OFFSET, UINT64_MAX, false },
	};
	_cleanup_(mk_fini) struct mk_blob far = make_legacy(elf64, "__xen_guest");
	_cleanup_(mk_fini) struct mk_blob none = make_legacy(elf64, "__xen_guest");

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make_legacy(elf64, "__xen_guest");

		mk_poke_section(&b, 2, rows[i].field, rows[i].value);
		check_legacy_is(rows[i].found, &b, rows[i].name);
	}
	mk_poke_section(&far, 1, SH_NAME, 0xffffffff);
	check_legacy_is(false, &far, "a name behind the names");
	mk_poke(&none, -1, EH_SHSTRNDX, 3);
	check_legacy_is(false, &none, "names in a row that is not there");
	mk_poke(&none, -1, EH_SHSTRNDX, 1);
	check_legacy_is(false, &none, "names in another row");
}

/* PV as well is no reason to refuse, and broken notes say more than an old section. */
static void check_legacy_verdict(bool elf64)
{
	const struct mk_note note = ENTRY;
	_cleanup_(mk_fini) struct mk_blob bytes = mk_notes(&note, 1, 4);
	const struct mk_section sections[] = {
		{ "__xen_guest", SHT_PROGBITS, 0, 1, "X=y", 4 },
		{ ".note", SHT_NOTE, 0, 4, bytes.data, bytes.size },
	};
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(elf64, NULL, 0, 4);

	mk_add_sections(&b, sections, 2);
	image_unref(must_open(&b, "PHYS32_ENTRY besides __xen_guest"));
	store_le32(b.data + mk_peek_section(&b, 2, SH_OFFSET) + 4, 17);
	must_refuse(&b, -EBADMSG, mk_peek_section(&b, 2, SH_OFFSET), "overruns",
		    "a broken note besides __xen_guest");
}

int main(void)
{
	static void (*const checks[])(bool elf64) = {
		check_alignment, check_precedence, check_several,    check_ranges,	   check_broken,
		check_headers,	 check_no_rows,	   check_names,      check_name_table,
		check_legacy_verdict,
	};

	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		checks[i](false);
		checks[i](true);
	}
	check_limit(4096, false);
	check_limit(4097, false);
	check_limit(4097, true);
	return done();
}
