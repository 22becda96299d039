/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The values of Xen's notes: what is kept of each, and two that say the same or do not. */
#include "test-image.h"

static const uint8_t entry[] = { 0, 0, MK_TEXT >> 16, 0 };

/* --- Twice ------------------------------------------------------------------------------ */

#define VALUE_AT (20 + 24 + 16) /* behind two notes, of 4 and 8 bytes, and a header */

static const uint8_t zeros[16];
static const uint8_t five[] = { 5, 0, 0, 0, 0, 0, 0, 0 };
static const uint8_t six[] = { 6, 0, 0, 0, 0, 0, 0, 0 };
static const uint8_t high[] = { 5, 0, 0, 0, 1, 0, 0, 0 };

/* Both values have 8 bytes; a text ends at its NUL. */
static void check_twice(uint32_t type, const void *first, const void *second, bool conflict)
{
	const struct mk_note notes[] = { { "Xen", MK_PHYS32_ENTRY, entry, 4 },
					 { "Xen", type, first, 8 },
					 { "Xen", type, second, 8 } };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, notes, 3, 4);
	char what[80], name[80];

	snprintf(what, sizeof(what), "it has two %s notes that contradict each other",
		 note_name(type));
	snprintf(name, sizeof(name), "%s twice, %s", note_name(type),
		 conflict ? "different" : "alike");
	if (conflict)
		must_refuse(&b, -EBADMSG, b.notes_at + VALUE_AT, what, name);
	else
		image_unref(must_open(&b, name));
}

static const struct {
	uint32_t type;
	bool is_string, adds_up;
} types[] = {
	{ NOTE_INFO, true, true },
	{ NOTE_ENTRY, false, false },
	{ NOTE_HYPERCALL_PAGE, false, false },
	{ NOTE_VIRT_BASE, false, false },
	{ NOTE_PADDR_OFFSET, false, false },
	{ NOTE_XEN_VERSION, true, false },
	{ NOTE_GUEST_OS, true, false },
	{ NOTE_GUEST_VERSION, true, false },
	{ NOTE_LOADER, true, false },
	{ NOTE_PAE_MODE, true, false },
	{ NOTE_FEATURES, true, true },
	{ NOTE_BSD_SYMTAB, true, false },
	{ NOTE_HV_START_LOW, false, false },
	{ NOTE_L1_MFN_VALID, false, true },
	{ NOTE_SUSPEND_CANCEL, false, false },
	{ NOTE_INIT_P2M, false, false },
	{ NOTE_MOD_START_PFN, false, false },
	{ NOTE_SUPPORTED_FEATURES, false, true },
	{ 20, false, true }, /* unknown ones are none of our business */
	{ 0x1000001, false, true },
};

static void check_types(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		bool s = types[i].is_string;

		check_twice(types[i].type, s ? "text\0\0\0" : (const void *)five,
			    s ? "text\0no" : (const void *)five, false);
		check_twice(types[i].type, s ? "text\0\0\0" : (const void *)five,
			    s ? "other\0\0" : (const void *)six, !types[i].adds_up);
		if (!s)
			check_twice(types[i].type, five, high, !types[i].adds_up);
	}
}

/* Only what a note says counts, not in how many bytes it says so. */
static void check_sizes(void)
{
	const struct mk_note entries[] = { { "Xen", MK_PHYS32_ENTRY, entry, 4 },
					   { "Xen", NOTE_SUSPEND_CANCEL, five, 1 },
					   { "Xen", NOTE_SUSPEND_CANCEL, five, 2 },
					   { "Xen", NOTE_SUSPEND_CANCEL, five, 4 },
					   { "Xen", NOTE_SUSPEND_CANCEL, five, 8 } };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, entries, 5, 4);
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(&b, "5 in 1, 2, 4, 8 bytes");

	ok(image && image->facts.nr_notes == 5 && image->facts.notes[4].number == 5,
	   "all of them are kept");
}

static void check_entry(uint32_t first, uint32_t second, bool conflict, const char *name)
{
	uint8_t value[8] = { 0 };
	const struct mk_note notes[] = { { "Xen", MK_PHYS32_ENTRY, entry, first },
					 { "Xen", MK_PHYS32_ENTRY, value, second } };
	_cleanup_(mk_fini) struct mk_blob b = { 0 };

	store_le32(value, MK_TEXT + conflict);
	memcpy(value + 4, zeros, 4);
	b = mkelf_notes(true, notes, 2, 4);
	if (conflict)
		must_refuse(&b, -EBADMSG, b.notes_at + 36, "two PHYS32_ENTRY notes", name);
	else
		image_unref(must_open(&b, name));
}

/* What a word leaves out is what its default says. */
static void check_reloc(uint32_t first, uint32_t second, uint32_t at, bool conflict)
{
	uint8_t one[12] = { 0 }, two[12] = { 0 };
	const struct mk_note notes[] = { { "Xen", MK_PHYS32_ENTRY, entry, 4 },
					 { "Xen", MK_PHYS32_RELOC, one, first },
					 { "Xen", MK_PHYS32_RELOC, two, second } };
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	char name[80];

	store_le32(one, 0x200000);
	store_le32(one + 8, UINT32_MAX);
	memcpy(two, one, 12);
	two[at + 2] ^= at ? 0x10 : 0x60; /* of the alignment: another power of two */
	b = mkelf_notes(true, notes, 3, 4);
	snprintf(name, sizeof(name), "relocs of %u and %u bytes, different at %u", first, second,
		 at);
	if (conflict)
		must_refuse(&b, -EBADMSG, b.notes_at + 20 + 16 + first + 16, "PHYS32_RELOC notes",
			    name);
	else
		image_unref(must_open(&b, name));
}

static void check_relocs(void)
{
	check_reloc(12, 12, 0, true);
	check_reloc(12, 12, 4, true);
	check_reloc(12, 12, 8, true);
	check_reloc(12, 8, 8, false);
	check_reloc(12, 8, 4, true);
	check_reloc(8, 4, 4, false);
	check_reloc(12, 4, 4, false);
	check_reloc(4, 4, 0, true);
	check_reloc(4, 0, 0, true);
	check_reloc(0, 0, 0, false);
}

/* --- What is kept ------------------------------------------------------------------------ */

static void check_kept(void)
{
	static const uint8_t v[] = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88 };
	static const struct {
		uint32_t size;
		uint64_t number;
	} sizes[] = { { 0, 0 },	       { 1, 0x11 }, { 2, 0x2211 }, { 3, 0 },
		      { 4, 0x44332211 }, { 5, 0 },    { 7, 0 }, { 8, 0x8877665544332211 } };

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		const struct mk_note notes[] = { { "Xen", NOTE_PADDR_OFFSET, v, sizes[i].size },
						 { "Xen", MK_PHYS32_ENTRY, entry, 4 } };
		_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, notes, 2, 4);
		_cleanup_(image_unrefp) struct pvh_image *image = must_open(&b, "a number");
		const struct image_note *n = &image->facts.notes[0];

		ok(n->type == NOTE_PADDR_OFFSET && n->number == sizes[i].number &&
			   n->size == sizes[i].size && n->at == b.notes_at + 16 && !n->string,
		   "a number of %u bytes", sizes[i].size);
	}
}

/* In the file's order, each text for itself, those that are empty too. */
static void check_strings(void)
{
	const struct mk_note notes[] = { { "Xen", NOTE_INFO, "one", 4 },
					 { "Xen", NOTE_LOADER, "", 0 },
					 { "Xen", NOTE_INFO, "two", 3 },
					 { "Xen", MK_PHYS32_ENTRY, entry, 4 } };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, notes, 4, 4);
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(&b, "strings");
	const struct facts *facts = &image->facts;

	ok(facts->nr_notes == 4 && !strcmp(facts->strings + facts->notes[0].string, "one") &&
		   facts->notes[1].string && !facts->strings[facts->notes[1].string] &&
		   !strcmp(facts->strings + facts->notes[2].string, "two") &&
		   !facts->notes[3].string,
	   "each has its own");
	ok(!strcmp(facts_string(facts, NOTE_INFO), "one") &&
		   !strcmp(facts_string(facts, NOTE_LOADER), "") &&
		   !strcmp(facts_string(facts, NOTE_PHYS32_ENTRY), "") &&
		   !strcmp(facts_string(facts, NOTE_GUEST_OS), ""),
	   "and is found by its type");
}

/* Fit for a terminal: what is not printable is replaced, and nothing else. */
static void check_printable(void)
{
	const struct mk_note notes[] = { { "Xen", NOTE_INFO, " ~\x1f\x7f\x80\xff\n!}", 9 },
					 { "Xen", NOTE_LOADER, "generic", 8 },
					 { "Xen", MK_PHYS32_ENTRY, entry, 4 } };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, notes, 3, 4);
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(&b, "odd characters");

	ok(image && !strcmp(facts_string(&image->facts, NOTE_INFO), " ~????" "?!}") &&
		   !strcmp(facts_string(&image->facts, NOTE_LOADER), "generic"),
	   "printable: \"%s\"", image ? facts_string(&image->facts, NOTE_INFO) : "");
}

/* The one that is refused is not among the facts; those before it are. */
static void check_refused(void)
{
	const struct mk_note notes[] = { { "Xen", NOTE_LOADER, "one", 4 },
					 { "Xen", MK_PHYS32_ENTRY, entry, 4 },
					 { "Xen", NOTE_LOADER, "two", 4 } };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, notes, 3, 4);
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	_cleanup_(image_unrefp) struct pvh_image *image = NULL;
	const struct budget budget = fx_budget();
	struct fault f = FAULT_NONE;

	fx_must(source_from_memory(b.data, b.size, "test", &source, &f), "source");
	ok(image_open(source, &budget, &image, &f) == -EBADMSG && image && !image->bootable &&
		   image->facts.nr_notes == 2 && image->facts.has_entry &&
		   facts_sound(&image->facts),
	   "two notes before one that is refused");
}

/* Of 8 bytes, and the highest that 4 can hold. */
static void check_highest(void)
{
	static const uint8_t highest[] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0 };
	const struct mk_note note = { "Xen", MK_PHYS32_ENTRY, highest, 8 };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, &note, 1, 4);

	must_refuse(&b, -EBADMSG, b.notes_at + 16,
		    "its PVH entry point 0xffffffff is in none of its segments",
		    "the highest entry");
}

static void check_names(void)
{
	ok(!strcmp(note_name(0), "INFO") && !strcmp(note_name(18), "PHYS32_ENTRY") &&
		   !strcmp(note_name(19), "PHYS32_RELOC"),
	   "names");
	ok(!strcmp(note_name(20), "") && !strcmp(note_name(UINT32_MAX), ""), "no name");
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		ok(note_is_string(types[i].type) == types[i].is_string, "%s is %s string",
		   note_name(types[i].type), types[i].is_string ? "a" : "no");
}

/* Texts of 1024 bytes with their NULs, up to all the room that there is for them. */
static void check_room(bool loads)
{
	static char text[1024];
	struct mk_note notes[17] = { { "Xen", MK_PHYS32_ENTRY, entry, 4 } };
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	unsigned int nr = FACTS_STRINGS / 1024;

	memset(text, 'x', sizeof(text));
	for (unsigned int i = 1; i <= nr; i++)
		notes[i] = (struct mk_note){ "Xen", NOTE_INFO, text, 1023 };
	/* The first byte is that of "". */
	notes[nr].size = loads ? 1022 : 1023;
	b = mkelf_notes(true, notes, nr + 1, 4);
	if (loads)
		image_unref(must_open(&b, "as many strings as there is room for"));
	else
		must_refuse(&b, -EFBIG, b.notes_at + 20 + (nr - 1) * 1040 + 16,
			    "the strings of its notes are longer than the 16384 bytes",
			    "a byte more of strings");
}

int main(void)
{
	check_types();
	check_sizes();
	check_entry(4, 8, false, "the same entry in 4 and 8 bytes");
	check_entry(4, 4, false, "the same entry in 4 bytes");
	check_entry(4, 8, true, "another entry in 8 bytes");
	check_relocs();
	check_kept();
	check_strings();
	check_printable();
	check_refused();
	check_highest();
	check_names();
	check_room(true);
	check_room(false);
	return done();
}
