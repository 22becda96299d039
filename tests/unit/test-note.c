/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Xen's notes: where they are looked for, what is taken from them, what is refused. The
 * values that somebody might choose on purpose are in tests/hostile.
 */
#include <elf.h>

#include "test-image.h"

#define LE32(v) \
	(uint8_t)(v), (uint8_t)((v) >> 8), (uint8_t)((v) >> 16), (uint8_t)((v) >> 24)

static const uint8_t entry4[] = { LE32(MK_TEXT) };
static const uint8_t entry8[] = { LE32(MK_TEXT), LE32(0) };
static const uint8_t entry8_high[] = { LE32(MK_TEXT), LE32(1) };
static const uint8_t other[] = { LE32(MK_TEXT + 4) };
static const uint8_t zeros[16];
static const uint8_t reloc[] = { LE32(0x200000u), LE32(0x1000000u), LE32(0x3fffffffu) };
static const uint8_t reloc_other[] = { LE32(0x200000u), LE32(0x1000000u),
				       LE32(0x3ffffffeu) };
static const uint8_t reloc_odd[] = { LE32(0x300000u) };
static const uint8_t reloc_empty[] = { LE32(0x1000u), LE32(0x2000u), LE32(0x1fffu) };
static const uint8_t reloc_one[] = { LE32(0x1000u), LE32(0x2000u), LE32(0x2000u) };
static const uint8_t reloc_fine[] = { LE32(0x10u) };

#define XEN(type, desc)                         \
	{                                       \
		"Xen", type, desc, sizeof(desc) \
	}
#define ENTRY XEN(MK_PHYS32_ENTRY, entry4)
#define RELOC XEN(MK_PHYS32_RELOC, reloc)

/* One text segment at 1 MiB with p_align `align`, and these notes. */
static struct mk_blob make(const struct mk_note *notes, unsigned int nr, uint64_t align,
			   unsigned int note_align)
{
	const struct mk_segment text = { MK_TEXT, 0x100, 0x1000, align };
	const struct mk_kernel k = { .segments = &text,
				     .nr_segments = 1,
				     .notes = notes,
				     .nr_notes = nr,
				     .note_align = note_align,
				     .elf64 = true,
				     .spare_rows = 2 };

	return mkelf(&k);
}

#define SPARE1 1 /* rows: text, two spare ones, note */
#define SPARE2 2
#define NOTE 3
#define TABLE 64

struct row {
	const char *name;
	struct mk_note notes[3];
	unsigned int nr;
	int code;        /* 0: loads */
	uint64_t offset; /* from the beginning of the notes, or TABLE_FAULT */
	const char *what;
};

#define TABLE_FAULT UINT64_MAX /* at the program headers' table */
#define N1(...) { __VA_ARGS__ }, 1
#define N2(...) { __VA_ARGS__ }, 2
#define N3(...) { __VA_ARGS__ }, 3

static const struct row rows[] = {
	{ "4-byte entry", N1(ENTRY), 0, 0, "" },
	{ "8-byte entry", N1(XEN(MK_PHYS32_ENTRY, entry8)), 0, 0, "" },
	{ "8-byte entry over 32 bit", N1(XEN(MK_PHYS32_ENTRY, entry8_high)), -EBADMSG, 16,
	  "0x100100000 is not below 4 GiB" },
	{ "no notes", N1({ NULL, 0, NULL, 0 }), -ENOEXEC, TABLE_FAULT, "no Xen notes" },
	{ "PV only", N2(XEN(MK_ENTRY, entry8), XEN(MK_VIRT_BASE, zeros)), -ENOEXEC,
	  TABLE_FAULT, "a PV-only kernel: it has the Xen notes but no PHYS32_ENTRY" },
	{ "PV only, by VIRT_BASE", N1(XEN(MK_VIRT_BASE, zeros)), -ENOEXEC, TABLE_FAULT,
	  "PV-only" },
	{ "PV and PVH", N2(XEN(MK_ENTRY, entry8), ENTRY), 0, 0, "" },
	{ "owner \"Xe\"", N1({ "Xe", MK_PHYS32_ENTRY, entry4, 4 }), -ENOEXEC, TABLE_FAULT,
	  "no Xen" },
	{ "a stranger's note first", N2({ "Linux", MK_PHYS32_ENTRY, zeros, 3 }, ENTRY), 0,
	  0, "" },
	{ "unknown note of Xen's", N2({ "Xen", 0x1000001, zeros, 7 }, ENTRY), 0, 0, "" },
	{ "reloc of 2 bytes", N2(ENTRY, { "Xen", MK_PHYS32_RELOC, reloc, 2 }), -EBADMSG,
	  36, "of 2 bytes, not" },
	{ "reloc of 16 bytes", N2(ENTRY, XEN(MK_PHYS32_RELOC, zeros)), -EBADMSG, 36,
	  "of 16 bytes" },
	{ "reloc alignment 0", N2(ENTRY, { "Xen", MK_PHYS32_RELOC, zeros, 4 }), -EBADMSG,
	  36, "alignment 0x0 is not" },
	{ "reloc alignment odd", N2(ENTRY, XEN(MK_PHYS32_RELOC, reloc_odd)), -EBADMSG, 36,
	  "0x300000 is not a power of two" },
	{ "reloc range empty", N2(ENTRY, XEN(MK_PHYS32_RELOC, reloc_empty)), -EBADMSG, 36,
	  "0x2000..0x1fff is empty" },
	{ "reloc range of one byte", N2(ENTRY, XEN(MK_PHYS32_RELOC, reloc_one)), 0, 0,
	  "" },
	{ "the same reloc twice", N3(RELOC, RELOC, ENTRY), 0, 0, "" },
	{ "two relocs", N3(RELOC, XEN(MK_PHYS32_RELOC, reloc_other), ENTRY), -EBADMSG, 44,
	  "two PHYS32_RELOC notes" },
	{ "two systems",
	  N3(ENTRY, { "Xen", MK_GUEST_OS, "a", 2 }, { "Xen", MK_GUEST_OS, "b", 2 }),
	  -EBADMSG, 56, "two GUEST_OS notes" },
	{ "two versions",
	  N3(ENTRY, { "Xen", MK_GUEST_VERSION, "a", 2 },
	     { "Xen", MK_GUEST_VERSION, "b", 2 }),
	  -EBADMSG, 56, "two GUEST_VERSION notes" },
};

static void check_rows(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *r = &rows[i];
		_cleanup_(mk_fini) struct mk_blob b = make(r->notes, r->nr, 0x1000, 4);

		if (r->code)
			must_refuse(&b, r->code,
				    r->offset == TABLE_FAULT ? TABLE :
							       b.notes_at + r->offset,
				    r->what, r->name);
		else
			image_unref(must_open(&b, r->name));
	}
}

/* What to do about a kernel without the note. */
static void check_hints(void)
{
	static const struct mk_note notes[] = { XEN(MK_VIRT_BASE, zeros), RELOC,
						{ "GNU", 1, zeros, 4 } };

	for (size_t i = 0; i < ARRAY_SIZE(notes); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make(&notes[i], 1, 0x1000, 4);
		struct pvh_image *image = NULL;
		struct fault f = FAULT_NONE;

		ok(open_bytes(b.data, b.size, &image, &f) == -ENOEXEC &&
			   strstr(f.hint, "CONFIG_PVH=y"),
		   "%s; %s", f.what, f.hint);
	}
}

/* Fields of the note that follow GUEST_OS, 24 bytes in, overwritten with lies. */
static void check_overruns(void)
{
	static const struct {
		const char *name;
		unsigned int at;
		uint32_t value;
	} lies[] = {
		{ "descsz one too large", 4, 5 },
		{ "namesz 0xfffffffd", 0, 0xfffffffd },
	};
	const struct mk_note notes[] = { { "Xen", MK_GUEST_OS, "os", 3 }, ENTRY };

	for (size_t i = 0; i < ARRAY_SIZE(lies); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make(notes, 2, 0x1000, 4);

		store_le32(b.data + b.notes_at + 20 + lies[i].at, lies[i].value);
		must_refuse(&b, -EBADMSG, b.notes_at + 20,
			    "a note overruns its segment", lies[i].name);
	}
}

/* A damaged note counts even behind a good entry, but "PV only" is said first. */
static void check_overrun_verdict(void)
{
	const struct mk_note after[] = { ENTRY, { "Xen", MK_GUEST_OS, "os", 3 } };
	const struct mk_note pv[] = { XEN(MK_VIRT_BASE, zeros),
				      { "Xen", MK_GUEST_OS, "os", 3 } };
	_cleanup_(mk_fini) struct mk_blob b = make(after, 2, 0x1000, 4);
	_cleanup_(mk_fini) struct mk_blob c = make(pv, 2, 0x1000, 4);

	store_le32(b.data + b.notes_at + 20 + 4, 12);
	must_refuse(&b, -EBADMSG, b.notes_at + 20, "overruns",
		    "overrun behind the entry");
	store_le32(c.data + c.notes_at + 32 + 4, 12);
	must_refuse(&c, -ENOEXEC, TABLE, "PV-only", "overrun in a PV kernel");
}

/* Where PT_NOTE says that the notes are. */
static void check_segment(void)
{
	static const struct {
		const char *name;
		enum mk_field field;
		uint64_t value;
		int code;
		const char *what;
	} pokes[] = {
		{ "notes at 2^64 - 4", PH_OFFSET, -4ULL, -EBADMSG, "are not inside" },
		{ "notes of 2^64 - 1 bytes", PH_FILESZ, -1ULL, -EBADMSG,
		  "are not inside" },
		{ "no bytes of notes", PH_FILESZ, 0, -ENOEXEC, "no Xen notes" },
		{ "no PT_NOTE", PH_TYPE, PT_NULL, -ENOEXEC, "no Xen notes" },
	};
	const struct mk_note note = ENTRY;

	for (size_t i = 0; i < ARRAY_SIZE(pokes); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make(&note, 1, 0x1000, 4);
		uint64_t at = pokes[i].code == -EBADMSG ? mk_row_at(&b, NOTE) : TABLE;

		mk_poke(&b, NOTE, pokes[i].field, pokes[i].value);
		must_refuse(&b, pokes[i].code, at, pokes[i].what, pokes[i].name);
	}
}

/* Notes may be the last bytes of the file, and a byte more is too many. */
static void check_file_end(void)
{
	const struct mk_note note = ENTRY;
	_cleanup_(mk_fini) struct mk_blob b = make(&note, 1, 0x1000, 4);
	uint64_t at = b.size;

	b.data = realloc(b.data, at + b.notes_size);
	memcpy(b.data + at, b.data + b.notes_at, b.notes_size);
	b.size = at + b.notes_size;
	mk_poke(&b, NOTE, PH_OFFSET, at);
	image_unref(must_open(&b, "notes up to the file's end"));
	mk_poke(&b, NOTE, PH_FILESZ, b.notes_size + 1);
	must_refuse(&b, -EBADMSG, mk_row_at(&b, NOTE), "are not inside", "a byte more");
}

/* Rows that say "no notes" are passed over, whatever else is in them. */
static void check_no_notes(enum mk_field zero, const char *name)
{
	const struct mk_note note = ENTRY;
	_cleanup_(mk_fini) struct mk_blob b = make(&note, 1, 0x1000, 4);

	mk_poke(&b, SPARE1, PH_TYPE, PT_NOTE);
	mk_poke(&b, SPARE1, PH_OFFSET, 0x10000000);
	mk_poke(&b, SPARE1, PH_FILESZ, 0x10000000);
	mk_poke(&b, SPARE1, zero, 0);
	image_unref(must_open(&b, name));
}

/* The entry in the second of two PT_NOTE segments, cut in the middle of the notes. */
static void check_two_segments(void)
{
	const struct mk_note notes[] = { { "GNU", 3, zeros, 16 }, ENTRY };
	_cleanup_(mk_fini) struct mk_blob b = make(notes, 2, 0x1000, 4);

	mk_poke(&b, SPARE1, PH_TYPE, PT_NOTE);
	mk_poke(&b, SPARE1, PH_OFFSET, b.notes_at + 32);
	mk_poke(&b, SPARE1, PH_FILESZ, 20);
	mk_poke(&b, NOTE, PH_FILESZ, 32);
	image_unref(must_open(&b, "entry in another PT_NOTE"));
	store_le32(b.data + b.notes_at + 32 + 16, MK_TEXT - 1);
	must_refuse(&b, -EBADMSG, b.notes_at + 48, "in none of its segments",
		    "its offset is that of the other PT_NOTE");
}

/* A conflict counts across segments as well. */
static void check_conflict_between_segments(void)
{
	const struct mk_note notes[] = { ENTRY, XEN(MK_PHYS32_ENTRY, other) };
	_cleanup_(mk_fini) struct mk_blob b = make(notes, 2, 0x1000, 4);

	mk_poke(&b, SPARE1, PH_TYPE, PT_NOTE);
	mk_poke(&b, SPARE1, PH_OFFSET, b.notes_at + 20);
	mk_poke(&b, SPARE1, PH_FILESZ, 20);
	mk_poke(&b, NOTE, PH_FILESZ, 20);
	must_refuse(&b, -EBADMSG, b.notes_at + 16, "contradict",
		    "conflict between segments");
}

static void check_os(const void *desc, uint32_t size, const char *want, const char *name)
{
	const struct mk_note notes[] = { { "Xen", MK_GUEST_OS, desc, size },
					 ENTRY,
					 { "Xen", MK_GUEST_VERSION, desc, size } };
	_cleanup_(mk_fini) struct mk_blob b = make(notes, 3, 0x1000, 4);
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(&b, name);

	ok(image && !strcmp(facts_string(&image->facts, 6), want) && !strcmp(facts_string(&image->facts, 7), want),
	   "%s: \"%s\"", name, image ? facts_string(&image->facts, 6) : "");
}

static void check_strings(void)
{
	char longest[200], kept[sizeof(longest) + 1];

	memset(longest, 'x', sizeof(longest));
	memset(kept, 'x', sizeof(kept));
	kept[sizeof(kept) - 1] = '\0';
	check_os("linux", 6, "linux", "string");
	check_os("GNU/Hurd", 8, "GNU/Hurd", "string without NUL");
	check_os("a\0b", 4, "a", "string with something behind its NUL");
	check_os("a\033[1m\n\x7f\xff z", 9, "a?[1m??? ", "control characters");
	check_os("", 0, "", "empty string");
	check_os(longest, 200, kept, "long string");
}

static void check_reloc(const void *desc, uint32_t size, uint64_t text_align,
			struct image_reloc want, const char *name)
{
	const struct mk_note notes[] = { { "Xen", MK_PHYS32_RELOC, desc, size }, ENTRY };
	_cleanup_(mk_fini) struct mk_blob b = make(notes, 2, text_align, 4);
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(&b, name);

	ok(image && image->facts.reloc.present && image->facts.reloc.align == want.align &&
		   image->facts.reloc.min == want.min && image->facts.reloc.max == want.max,
	   "%s: values", name);
}

static void check_relocs(void)
{
	const uint64_t all = UINT32_MAX;

	check_reloc(reloc, 12, 0x1000,
		    (struct image_reloc){ 1, 0x200000, 0x1000000, 0x3fffffff },
		    "reloc with all values");
	check_reloc(reloc, 8, 0x1000, (struct image_reloc){ 1, 0x200000, 0x1000000, all },
		    "reloc without maximum");
	check_reloc(reloc, 4, 0x1000, (struct image_reloc){ 1, 0x200000, 0, all },
		    "reloc with alignment only");
	check_reloc(reloc, 0, 0x400000, (struct image_reloc){ 1, 0x400000, 0, all },
		    "reloc without values: p_align");
	check_reloc(reloc, 0, 0x1000, (struct image_reloc){ 1, 0x1000, 0, all },
		    "reloc without values: p_align of one page");
	check_reloc(reloc, 0, 0x800, (struct image_reloc){ 1, MIB(2), 0, all },
		    "reloc without values: p_align too small");
	check_reloc(reloc, 0, 0x300000, (struct image_reloc){ 1, MIB(2), 0, all },
		    "reloc without values: p_align is no power of two");
	check_reloc(reloc, 0, 1ULL << 32, (struct image_reloc){ 1, MIB(2), 0, all },
		    "reloc without values: p_align cannot be kept");
	check_reloc(reloc_fine, 4, 0x1000, (struct image_reloc){ 1, 0x1000, 0, all },
		    "reloc alignment below a page");
}

/* Only what is loaded has a say in where it may be loaded. */
static void check_reloc_row(void)
{
	const struct mk_note notes[] = { { "Xen", MK_PHYS32_RELOC, zeros, 0 }, ENTRY };
	_cleanup_(mk_fini) struct mk_blob b = make(notes, 2, 0x1000, 4);
	_cleanup_(image_unrefp) struct pvh_image *image = NULL;

	mk_poke(&b, SPARE1, PH_TYPE, PT_TLS);
	mk_poke(&b, SPARE1, PH_ALIGN, 0x400000);
	image = must_open(&b, "another row's p_align");
	ok(image && image->facts.reloc.align == 0x1000, "... does not count");
}

static void check_many(unsigned int nr, bool loads)
{
	_cleanup_free_ struct mk_note *notes = calloc(nr, sizeof(*notes));
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	const struct mk_note entry = ENTRY;

	for (unsigned int i = 0; i < nr; i++)
		notes[i] = entry;
	b = make(notes, nr, 0x1000, 4);
	if (loads)
		image_unref(must_open(&b, "512 notes"));
	else
		must_refuse(&b, -EFBIG, b.notes_at + 512 * 20, "it has 513 notes, more than the 512",
			    "513 notes");
}

/* `size` bytes of notes, counted over two segments. */
static void check_much(uint32_t size, bool loads)
{
	_cleanup_free_ uint8_t *desc = calloc(1, size);
	const struct mk_note notes[] = { ENTRY, { "GNU", 1, desc, size - 20 - 20 - 16 } };
	_cleanup_(mk_fini) struct mk_blob b = make(notes, 2, 0x1000, 4);

	mk_poke(&b, SPARE2, PH_TYPE, PT_NOTE);
	mk_poke(&b, SPARE2, PH_OFFSET, b.notes_at);
	mk_poke(&b, SPARE2, PH_FILESZ, 20);
	if (loads)
		image_unref(must_open(&b, "1 MiB of notes"));
	else
		must_refuse(&b, -EFBIG, mk_row_at(&b, NOTE),
			    "bytes of notes, more than the 1048576", "over 1 MiB of notes");
}

int main(void)
{
	check_rows();
	check_hints();
	check_overruns();
	check_overrun_verdict();
	check_segment();
	check_file_end();
	check_no_notes(PH_OFFSET, "another PT_NOTE at offset 0");
	check_no_notes(PH_FILESZ, "another PT_NOTE of 0 bytes");
	check_two_segments();
	check_conflict_between_segments();
	check_strings();
	check_relocs();
	check_reloc_row();
	check_many(512, true);
	check_many(513, false);
	check_much(1 << 20, true);
	check_much((1 << 20) + 4, false);
	return done();
}
