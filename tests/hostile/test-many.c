/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Many notes and program headers, overlapping and duplicate ones, notes in odd places.
 * (Alignments and the exact bounds: tests/unit/test-note and test-elf.)
 */
#include <elf.h>

#include "row.h"

/* --- Many ------------------------------------------------------------------------------ */

/* G32 with `nr` more headers of `type`, each a copy of row `of`. */
static struct mk_blob with_copies(unsigned int nr, int of, uint32_t type)
{
	struct mk_blob b = base_g32_with(NULL, 0, nr);
	int note = G32_SPARE + (int)nr;
	const uint8_t *from = b.data + mk_row_at(&b, of == G32_NOTE ? note : of);

	for (int row = G32_SPARE; row < note; row++) {
		memcpy(b.data + mk_row_at(&b, row), from, sizeof(Elf32_Phdr));
		mk_poke(&b, row, PH_TYPE, type);
	}
	return b;
}

/* Each PT_NOTE is the same 20 bytes: notes are counted, however few bytes they take. */
static void check_notes(void)
{
	const unsigned int limit = (unsigned int)limits_default().of[PVH_LIMIT_NOTES];
	_cleanup_(mk_fini) struct mk_blob most = with_copies(limit - 1, G32_NOTE, PT_NOTE);
	_cleanup_(mk_fini) struct mk_blob over = with_copies(limit, G32_NOTE, PT_NOTE);

	image_unref(must_open(&most, "as many PT_NOTE as allowed on top of each other"));
	must_refuse(&over, -EFBIG, over.notes_at, "notes, more than the", "... and one more");
}

/* The whole file taken for notes, over and over: their bytes are bounded, too. */
static void check_note_bytes(void)
{
	_cleanup_(mk_fini) struct mk_blob b = with_copies(1000, G32_NOTE, PT_NOTE);

	for (int row = G32_SPARE; row < G32_SPARE + 1000; row++) {
		mk_poke(&b, row, PH_OFFSET, b.size - KIB(32));
		mk_poke(&b, row, PH_FILESZ, KIB(32));
	}
	must_refuse(&b, -EFBIG, mk_row_at(&b, G32_SPARE + 32), "1081344 bytes of notes, more than",
		    "1000 PT_NOTE of 32 KiB of junk");
}

static void check_headers(void)
{
	_cleanup_(mk_fini) struct mk_blob other = with_copies(2045, G32_TEXT, PT_LOOS + 5);
	_cleanup_(mk_fini) struct mk_blob over = with_copies(2046, G32_TEXT, PT_LOOS + 5);

	image_unref(must_open(&other, "2045 headers of an unknown type"));
	must_refuse(&over, -EFBIG, 44, "2049 program headers, more than the 2048",
		    "one more");
}

/* Thousands of times the same megabyte would be written, by whoever is asked to load it. */
static void check_segments(void)
{
	_cleanup_(mk_fini) struct mk_blob few = with_copies(1, G32_DATA, PT_LOAD);
	_cleanup_(mk_fini) struct mk_blob many = with_copies(2000, G32_DATA, PT_LOAD);

	image_unref(must_open(&few, "the same PT_LOAD twice"));
	must_refuse(&many, -EBADMSG, mk_row_at(&many, 0), "its segments overlap so much",
		    "the same PT_LOAD 2001 times");
}

/* --- Odd places ------------------------------------------------------------------------ */

/* `notes` bytes from `at` on are copied behind the file's end, with `gap` bytes between. */
static struct mk_blob with_notes_behind(size_t gap)
{
	struct mk_blob b = base_g32();
	size_t at = b.size + gap;

	b.data = realloc(b.data, at + b.notes_size);
	memset(b.data + b.size, 0xff, gap);
	memcpy(b.data + at, b.data + b.notes_at, b.notes_size);
	memset(b.data + b.notes_at, 0xff, b.notes_size);
	b.size = at + b.notes_size;
	b.notes_at = at;
	mk_poke(&b, G32_NOTE, PH_OFFSET, at);
	return b;
}

static void check_behind(size_t gap)
{
	_cleanup_(mk_fini) struct mk_blob b = with_notes_behind(gap);
	char name[64];

	snprintf(name, sizeof(name), "notes at the end of the file, at %zu", b.notes_at);
	image_unref(must_open(&b, name));
	mk_poke(&b, G32_NOTE, PH_FILESZ, b.notes_size + 1);
	must_refuse(&b, -EBADMSG, mk_row_at(&b, G32_NOTE), "are not inside its",
		    "... and one byte beyond");
}

/* A PT_NOTE that begins at `offset`, where there is something else. */
static void check_misplaced(uint64_t offset, uint64_t size, int code, uint64_t at,
			    const char *what, const char *name)
{
	_cleanup_(mk_fini) struct mk_blob b = base_g32();

	mk_poke(&b, G32_NOTE, PH_OFFSET, offset);
	mk_poke(&b, G32_NOTE, PH_FILESZ, size);
	must_refuse(&b, code, at, what, name);
}

/* Notes as part of a segment that is loaded, as Linux has them. */
static void check_inside_segment(void)
{
	_cleanup_(mk_fini) struct mk_blob b = base_g32();
	uint64_t in_data = b.size - G32_DATASZ + 0x10;

	memcpy(b.data + in_data, b.data + b.notes_at, b.notes_size);
	mk_poke(&b, G32_NOTE, PH_OFFSET, in_data);
	image_unref(must_open(&b, "notes inside a segment"));
}

/* The table of program headers itself in odd places. */
static void check_table(void)
{
	_cleanup_(mk_fini) struct mk_blob b = base_g32();
	uint64_t in_data = b.size - G32_DATASZ + 1;

	memcpy(b.data + in_data, b.data + mk_row_at(&b, 0), 4 * sizeof(Elf32_Phdr));
	mk_poke(&b, HEADER, EH_PHOFF, in_data);
	image_unref(must_open(&b, "program headers inside a segment, unaligned"));
	mk_poke(&b, HEADER, EH_PHOFF, b.notes_at);
	/* A namesz of 4 is a PT_NOTE, and what follows it is no place in a file. */
	must_refuse(&b, -EBADMSG, b.notes_at, "bytes of notes at file offset 0x4",
		    "notes taken for program headers");
}

int main(void)
{
	confine(MIB(64), MIB(4));
	check_notes();
	check_note_bytes();
	check_headers();
	check_segments();
	for (size_t gap = 0; gap < 5; gap++)
		check_behind(gap);
	check_misplaced(1, 20, -EBADMSG, 1, "overruns", "notes in the ELF header");
	check_misplaced(52, 4 * 32, -EBADMSG, 52, "overruns", "program headers taken for notes");
	check_misplaced(4, 0xd000, -EBADMSG, 4, "overruns", "nearly all of the file as notes");
	check_inside_segment();
	check_table();
	return done();
}
