/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Facts from a process that may not be one's friend: each lie is found out, and whatever
 * stops short of one is not.
 */
#include <elf.h>

#include "mksection.h"
#include "test-image.h"

/*
 * Segments 1..2 MiB and 2 MiB..0x202200 with 512 bytes in the file, entry 1 MiB, a reloc, two
 * strings, symbols behind it.
 */
static struct facts *make(void)
{
	static const struct mk_symbol symbol = { "start", MK_TEXT };
	static const struct mk_segment segments[] = { { MK_TEXT, 0x1000, 0x100000, 0x1000 },
						      { MK_DATA, 0x200, 0x2200, 0x1000 } };
	static const uint8_t entry[] = { 0, 0, MK_TEXT >> 16, 0 };
	static const struct mk_note notes[] = { { "Xen", MK_GUEST_OS, "mkelf", 6 },
						{ "Xen", MK_PHYS32_ENTRY, entry, 4 },
						{ "Xen", MK_PHYS32_RELOC, "", 0 },
						{ "Xen", NOTE_BSD_SYMTAB, "yes", 4 } };
	static const struct mk_kernel kernel = { .elf64 = true,
						 .segments = segments,
						 .nr_segments = 2,
						 .notes = notes,
						 .nr_notes = 4 };
	_cleanup_(mk_fini) struct mk_blob table = mk_symbols(true, &symbol, 1);
	_cleanup_(mk_fini) struct mk_blob strings = mk_strings(&symbol, 1);
	const struct mk_section sections[] = {
		{ ".symtab", SHT_SYMTAB, 2, 8, table.data, table.size },
		{ ".strtab", SHT_STRTAB, 0, 1, strings.data, strings.size },
	};
	_cleanup_(mk_fini) struct mk_blob b = mkelf(&kernel);
	_cleanup_(image_unrefp) struct pvh_image *image = NULL;
	struct facts *facts = malloc(sizeof(*facts));

	mk_add_sections(&b, sections, 2);
	image = fx_image(&b);
	*facts = image->facts;
	return facts;
}

/* What is overwritten: a field, by its place, its size and its new value. */
struct lie {
	size_t at;
	unsigned int size;
	uint64_t value;
};

#define F(field, value) \
	{ offsetof(struct facts, field), sizeof(((struct facts *)0)->field), value }
/* Makes offsetof() into the arrays readable. */
#define SEGMENT(i, field, value) F(segments[i].field, value)
#define NOTE(i, field, value) F(notes[i].field, value)

struct row {
	const char *name;
	bool good;
	struct lie lies[3]; /* until one of no size */
};

static void tell(struct facts *facts, const struct lie *lies, size_t nr)
{
	for (size_t i = 0; i < nr && lies[i].size; i++)
		memcpy((uint8_t *)facts + lies[i].at, &lies[i].value, lies[i].size);
}

/* --- Lists and strings ------------------------------------------------------------------- */

static const struct row soundness[] = {
	{ "as found", true, { { 0, 0, 0 } } },
	{ "container unknown", true, { F(container, IMAGE_UNKNOWN) } },
	{ "last container", true, { F(container, IMAGE_CONTAINERS - 1) } },
	{ "container too high", false, { F(container, IMAGE_CONTAINERS) } },
	{ "container -1", false, { F(container, UINT32_MAX) } },
	{ "last codec", true, { F(codec, IMAGE_CODECS - 1) } },
	{ "codec too high", false, { F(codec, IMAGE_CODECS) } },
	{ "codec -1", false, { F(codec, UINT32_MAX) } },
	{ "all segments", true, { F(nr_segments, FACTS_SEGMENTS) } },
	{ "a segment too many", false, { F(nr_segments, FACTS_SEGMENTS + 1) } },
	{ "4 billion segments", false, { F(nr_segments, UINT32_MAX) } },
	{ "all notes", true, { F(nr_notes, FACTS_NOTES) } },
	{ "a note too many", false, { F(nr_notes, FACTS_NOTES + 1) } },
	{ "4 billion notes", false, { F(nr_notes, UINT32_MAX) } },
	{ "all strings", true, { F(strings_size, FACTS_STRINGS) } },
	{ "a string too long", false, { F(strings_size, FACTS_STRINGS + 1) } },
	{ "4 billion bytes of strings", false, { F(strings_size, UINT32_MAX) } },
	{ "strings cut before a NUL", false, { F(strings_size, 6) } },
	{ "strings cut behind a NUL", false, { F(strings_size, 7) } }, /* "yes" is at 7 */
	{ "... but nobody refers to it", true, { F(strings_size, 7), NOTE(3, string, 0) } },
	{ "a NUL overwritten", true, { F(strings[6], 'x') } },
	{ "the last NUL overwritten", false, { F(strings[10], 'x') } },
	{ "\"\" overwritten", false, { F(strings[0], 'x') } },
	{ "\"\" overwritten, no strings",
	  false,
	  { F(strings[0], 'x'), F(strings_size, 0), F(nr_notes, 0) } },
	{ "no strings", false, { F(strings_size, 0) } },
	{ "no strings and no notes", true, { F(strings_size, 0), F(nr_notes, 0) } },
	{ "a space", true, { F(strings[2], ' ') } },
	{ "a tilde", true, { F(strings[2], '~') } },
	{ "a control character", false, { F(strings[2], 0x1f) } },
	{ "a newline", false, { F(strings[2], '\n') } },
	{ "DEL", false, { F(strings[2], 0x7f) } },
	{ "0x80", false, { F(strings[2], 0x80) } },
	{ "0xff", false, { F(strings[2], 0xff) } },
	{ "a control character at the end", false, { F(strings[9], '\t') } },
	{ "a control character behind the end", true, { F(strings[11], '\t') } },
	{ "a string at the last NUL", true, { NOTE(0, string, 10) } },
	{ "a string behind the last NUL", false, { NOTE(0, string, 11) } },
	{ "a string far away", false, { NOTE(3, string, UINT32_MAX) } },
	{ "one of a note that is not there", true, { NOTE(4, string, UINT32_MAX) } },
	{ "any flags", true, { F(elf64, UINT32_MAX), F(machine, 0xffff), F(has_entry, 7) } },
	{ "any addresses",
	  true,
	  { SEGMENT(0, gpa, UINT64_MAX), F(start, UINT64_MAX), F(symtab.present, 1) } },
};

/* Whatever lies behind the notes: here it would pass for one. */
static void check_notes_end(void)
{
	_cleanup_free_ struct facts *facts = calloc(1, sizeof(*facts));

	facts->nr_notes = FACTS_NOTES;
	ok(facts_sound(facts), "sound: notes of zeros");
	facts->nr_notes++;
	ok(!facts_sound(facts), "sound: one more, of zeros as well");
}

static void check_soundness(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(soundness); i++) {
		const struct row *r = &soundness[i];
		_cleanup_free_ struct facts *facts = make();

		tell(facts, r->lies, ARRAY_SIZE(r->lies));
		ok(facts_sound(facts) == r->good, "sound: %s: %s", r->name,
		   r->good ? "yes" : "no");
	}
}

/* --- What is loaded ------------------------------------------------------------------------ */

#define END 0x202200 /* of the segments; the symbols follow */
#define ALL UINT64_MAX

static const struct row loadables[] = {
	{ "as found", true, { { 0, 0, 0 } } },
	{ "no segments", false, { F(nr_segments, 0) } },
	{ "no entry", false, { F(has_entry, 0) } },
	{ "the entry's last place", true, { F(entry, END - 1) } },
	{ "the entry behind the segments", false, { F(entry, END) } },
	{ "the entry before the segments", false, { F(entry, MK_TEXT - 1) } },
	{ "the entry at 4 GiB", false, { F(entry, UINT32_MAX) } },
	{ "the entry only in a segment that is not there",
	  false,
	  { F(nr_segments, 1), F(entry, MK_DATA) } },
	/* Segments. */
	{ "a segment of no bytes", false, { SEGMENT(1, mem_size, 0), SEGMENT(1, file_size, 0) } },
	{ "a segment of 2^64 - 1 bytes", false, { SEGMENT(1, mem_size, ALL) } },
	{ "a segment that wraps to its end", false, { SEGMENT(1, mem_size, -0x100000ULL) } },
	{ "a segment up to the end",
	  true,
	  { SEGMENT(1, mem_size, 0x2200), F(end, END), F(symtab.present, 0) } },
	{ "a segment past the end",
	  false,
	  { SEGMENT(1, mem_size, 0x2201), F(end, END), F(symtab.present, 0) } },
	{ "a segment before the start", false, { SEGMENT(0, gpa, MK_TEXT - 1) } },
	{ "a segment at 2^64 - 1", false, { SEGMENT(1, gpa, ALL) } },
	{ "a start behind a segment", false, { F(start, MK_TEXT + 1) } },
	{ "a start behind the end", false, { F(start, ALL) } },
	{ "a start at 0", true, { F(start, 0) } },
	{ "an end of 0", false, { F(end, 0) } },
	{ "as many bytes in the file as in memory", true, { SEGMENT(1, mem_size, 0x200) } },
	{ "more bytes in the file than in memory", false, { SEGMENT(1, mem_size, 0x1ff) } },
	{ "a file range that wraps", false, { SEGMENT(0, offset, -0x1000ULL) } },
	{ "a file range far away", false, { SEGMENT(1, offset, ALL) } },
	{ "no file range far away",
	  true,
	  { SEGMENT(1, offset, ALL), SEGMENT(1, file_size, 0) } },
	{ "a payload of no bytes", false, { F(payload_size, 0), F(symtab.present, 0) } },
	{ "the end at 4 GiB", true, { F(end, GIB(4)) } },
	{ "the end above 4 GiB", false, { F(end, GIB(4) + 1) } },
	{ "the end at 2^64 - 1", false, { F(end, ALL) } },
	{ "twice as much as there is room",
	  true,
	  { SEGMENT(0, mem_size, 0x102200), SEGMENT(1, gpa, MK_TEXT),
	    SEGMENT(1, mem_size, 0x102200) } },
	/* Relocation. */
	{ "a page as alignment", true, { F(reloc.align, 0x1000) } },
	{ "half a page", false, { F(reloc.align, 0x800) } },
	{ "no alignment", false, { F(reloc.align, 0) } },
	{ "three pages", false, { F(reloc.align, 0x3000) } },
	{ "an alignment of 4 GiB", true, { F(reloc.align, GIB(4)) } },
	{ "an alignment of 8 GiB", false, { F(reloc.align, GIB(8)) } },
	{ "an alignment of 2^63", false, { F(reloc.align, 1ULL << 63) } },
	{ "a range of one byte", true, { F(reloc.min, 5), F(reloc.max, 5) } },
	{ "an empty range", false, { F(reloc.min, 6), F(reloc.max, 5) } },
	{ "up to 4 GiB", true, { F(reloc.max, UINT32_MAX) } },
	{ "above 4 GiB", false, { F(reloc.max, GIB(4)) } },
	{ "up to the last byte of all", false, { F(reloc.max, ALL) } },
	{ "nonsense that is not there", true, { F(reloc.present, 0), F(reloc.align, 3) } },
	/* The symbol table: 264 bytes at 0x202200, 48 bytes, 7 bytes. */
	{ "symbols with a small header", true, { F(symtab.header_size, 1) } },
	{ "without a header", false, { F(symtab.header_size, 0) } },
	{ "a header too large", false, { F(symtab.header_size, FACTS_SYMTAB_HEADER + 1) } },
	{ "a header of 4 billion bytes", false, { F(symtab.header_size, UINT32_MAX) } },
	{ "a header at the start", true, { F(symtab.gpa, MK_TEXT) } },
	{ "a header before the start", false, { F(symtab.gpa, MK_TEXT - 1) } },
	{ "a header up to the end", true, { F(symtab.gpa, END + 264 + 48 + 7 - 264) } },
	{ "a header past the end", false, { F(symtab.gpa, END + 264 + 48 + 7 - 263) } },
	{ "a header at 2^64 - 1", false, { F(symtab.gpa, ALL) } },
	{ "a header that wraps", false, { F(symtab.gpa, -8ULL) } },
	{ "symbols at the start", true, { F(symtab.symbols.gpa, MK_TEXT) } },
	{ "symbols before the start", false, { F(symtab.symbols.gpa, MK_TEXT - 1) } },
	{ "symbols past the end", false, { F(symtab.symbols.size, 48 + 8) } },
	{ "symbols up to the end", true, { F(symtab.symbols.size, 48 + 7) } },
	{ "symbols at 2^64 - 1", false, { F(symtab.symbols.gpa, ALL) } },
	{ "symbols that wrap", false, { F(symtab.symbols.size, ALL) } },
	{ "symbols outside the file", false, { F(symtab.symbols.offset, ALL) } },
	{ "symbols that wrap in the file", false, { F(symtab.symbols.offset, -48ULL) } },
	{ "strings before the start", false, { F(symtab.strings.gpa, MK_TEXT - 1) } },
	{ "strings past the end", false, { F(symtab.strings.size, 8) } },
	{ "strings outside the file", false, { F(symtab.strings.offset, ALL) } },
	{ "no strings", true, { F(symtab.strings.size, 0) } },
	{ "no strings past the end",
	  false,
	  { F(symtab.strings.size, 0), F(symtab.strings.gpa, END + 264 + 48 + 8) } },
	{ "no strings outside the file",
	  false,
	  { F(symtab.strings.size, 0), F(symtab.strings.offset, ALL) } },
	{ "a table that is not there", true, { F(symtab.present, 0), F(symtab.gpa, ALL) } },
};

static void check_loadable(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(loadables); i++) {
		const struct row *r = &loadables[i];
		_cleanup_free_ struct facts *facts = make();

		tell(facts, r->lies, ARRAY_SIZE(r->lies));
		ok(facts_loadable(facts) == r->good, "loadable: %s: %s", r->name,
		   r->good ? "yes" : "no");
	}
}

/* The payload is as long as it must be for each range, and a byte less will not do. */
static void check_payload(void)
{
	_cleanup_free_ struct facts *facts = make();
	uint64_t *size = &facts->payload_size;

	*size = facts->symtab.strings.offset + facts->symtab.strings.size;
	ok(facts_loadable(facts), "the payload ends with the strings");
	--*size;
	ok(!facts_loadable(facts), "... or a byte before");
	facts->symtab.strings.offset = 0;
	*size = facts->symtab.symbols.offset + facts->symtab.symbols.size;
	ok(facts_loadable(facts), "the payload ends with the symbols");
	--*size;
	ok(!facts_loadable(facts), "... or a byte before");
	facts->symtab.present = false;
	*size = facts->segments[1].offset + facts->segments[1].file_size;
	ok(facts_loadable(facts), "the payload ends with a segment");
	--*size;
	ok(!facts_loadable(facts), "... or a byte before");
}

/* One byte more than twice the range, in one segment more. */
static void check_amount(void)
{
	_cleanup_free_ struct facts *facts = make();
	uint64_t span;

	facts->symtab.present = false;
	facts->end = END;
	span = facts->end - facts->start;
	facts->segments[1] = facts->segments[0];
	facts->segments[0].mem_size = facts->segments[1].mem_size = span;
	facts->segments[2] = (struct image_segment){ .gpa = facts->start, .mem_size = 1 };
	ok(facts_amount(facts) == 2 * span && facts_loadable(facts), "twice the range");
	facts->nr_segments = 3;
	ok(facts_amount(facts) == 2 * span + 1 && !facts_loadable(facts), "a byte more");
	facts->nr_segments = FACTS_SEGMENTS;
	for (size_t i = 0; i < FACTS_SEGMENTS; i++)
		facts->segments[i].mem_size = 1ULL << 53; /* 2^64 bytes altogether */
	ok(!facts_loadable(facts), "so much that the sum wraps");
}

static void check_entry(void)
{
	_cleanup_free_ struct facts *facts = make();

	facts->segments[0].mem_size = 0x1000; /* a hole up to 2 MiB */
	facts->entry = MK_TEXT + 0xfff;
	ok(facts_entry_inside(facts), "the last byte of a segment");
	facts->entry++;
	ok(!facts_entry_inside(facts), "a hole between segments");
	facts->entry = MK_DATA;
	ok(facts_entry_inside(facts), "the first byte of another segment");
}

/* --- Names and strings ----------------------------------------------------------------- */

static void check_names(void)
{
	static const char *const containers[] = { "unknown", "ELF", "bzImage", "gzip" };
	static const char *const codecs[] = { "none", "gzip", "bzip2", "lzma", "xz",
					      "lzo",  "lz4",  "zstd",  "lz4 (frame format)" };
	_cleanup_free_ struct facts *facts = calloc(1, sizeof(*facts));

	for (facts->container = 0; facts->container < IMAGE_CONTAINERS; facts->container++)
		ok(!strcmp(facts_container(facts), containers[facts->container]), "%s",
		   facts_container(facts));
	for (facts->codec = 0; facts->codec < IMAGE_CODECS; facts->codec++)
		ok(!strcmp(facts_codec(facts), codecs[facts->codec]), "%s", facts_codec(facts));
	ok(!strcmp(facts_machine(facts), ""), "no machine");
	facts->machine = EM_386;
	ok(!strcmp(facts_machine(facts), "i386"), "i386");
	facts->machine = EM_X86_64;
	ok(!strcmp(facts_machine(facts), "x86-64"), "x86-64");
}

static void check_strings(void)
{
	_cleanup_free_ struct facts *facts = calloc(1, sizeof(*facts));
	_cleanup_free_ char *text = malloc(FACTS_STRINGS);
	uint32_t string = 0;

	memset(text, 'x', FACTS_STRINGS);
	ok(!facts_add_string(facts, text, FACTS_STRINGS - 1, &string) &&
		   !facts_add_string(facts, text, SIZE_MAX, &string) && !facts->strings_size,
	   "no room for its NUL, or for all bytes");
	ok(facts_add_string(facts, "a", 1, &string) && string == 1 && facts->strings_size == 3 &&
		   facts_sound(facts),
	   "the first string");
	ok(facts_add_string(facts, "", 0, &string) && string == 3 && facts->strings_size == 4 &&
		   facts_sound(facts),
	   "an empty one");
	ok(!facts_add_string(facts, text, FACTS_STRINGS - 4, &string) && string == 3,
	   "a byte too long");
	ok(facts_add_string(facts, text, FACTS_STRINGS - 5, &string) && string == 4 &&
		   facts->strings_size == FACTS_STRINGS && facts_sound(facts) &&
		   strlen(facts->strings + string) == FACTS_STRINGS - 5,
	   "as long as there is room");
	ok(!facts_add_string(facts, "", 0, &string), "no room is left");
}

/* The first note of that type; notes behind the last one do not count. */
static void check_find(void)
{
	_cleanup_free_ struct facts *facts = make();

	ok(!strcmp(facts_string(facts, NOTE_GUEST_OS), "mkelf") &&
		   !strcmp(facts_string(facts, NOTE_BSD_SYMTAB), "yes"),
	   "found by type");
	facts->notes[3].type = NOTE_GUEST_OS;
	ok(!strcmp(facts_string(facts, NOTE_GUEST_OS), "mkelf"), "the first of two");
	facts->nr_notes = 0;
	ok(!strcmp(facts_string(facts, NOTE_GUEST_OS), ""), "none");
}

int main(void)
{
	check_soundness();
	check_notes_end();
	check_loadable();
	check_payload();
	check_amount();
	check_entry();
	check_names();
	check_strings();
	check_find();
	return done();
}
