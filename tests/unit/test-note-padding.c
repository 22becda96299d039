/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where one note ends and the next one begins: padding to 4 and to 8, and none at the end. */
#include "test-image.h"

#define NOTE 1 /* the program header of the PT_NOTE */
#define ENTRY { "Xen", MK_PHYS32_ENTRY, entry, 4 }

static const uint8_t entry[] = { 0, 0, MK_TEXT >> 16, 0 };
static const uint8_t zeros[4];

static void check_alignment(void)
{
	/* Values of 3 bytes: the next note is elsewhere if padded to 4 than to 8. */
	const struct mk_note notes[] = { { "Xen", MK_GUEST_OS, "os", 3 },
					 { "GNU", 5, zeros, 1 },
					 { "Longer", 5, zeros, 3 },
					 ENTRY };
	static const unsigned int aligns[] = { 0, 1, 4, 8, 13, 0x1000 };

	for (size_t i = 0; i < ARRAY_SIZE(aligns); i++) {
		_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, notes, 4, aligns[i]);
		char name[32];

		snprintf(name, sizeof(name), "note alignment %u", aligns[i]);
		mk_poke(&b, NOTE, PH_ALIGN, aligns[i]);
		image_unref(must_open(&b, name));
	}
}

/* As in user-mode Linux: the linker has aligned to 8 what is padded to 4. */
static void check_false_alignment(void)
{
	const struct mk_note notes[] = { { "Xen", MK_GUEST_OS, "os", 3 }, ENTRY, ENTRY };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, notes, 3, 4);

	mk_poke(&b, NOTE, PH_ALIGN, 8);
	image_unref(must_open(&b, "alignment 8, padded to 4"));
	mk_poke(&b, NOTE, PH_FILESZ, b.notes_size - 4);
	must_refuse(&b, -EBADMSG, b.notes_at + 40, "overruns",
		    "alignment 8, padded to 4, cut short");
}

/* Which of the two it is does not always show in the first note. */
static void check_which_alignment(void)
{
	/* Padded to 4; padded to 8, the type of the second one would be taken for a size. */
	const struct mk_note four[] = { { "Xen", MK_GUEST_OS, "os", 3 },
					{ "GNU", 0x1000, "abc", 4 },
					ENTRY };
	/* Padded to 8; padded to 4, the first one's padding would be a header's beginning. */
	const struct mk_note eight[] = { { NULL, 5, zeros, 1 }, ENTRY };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, four, 3, 4);
	_cleanup_(mk_fini) struct mk_blob c = mkelf_notes(true, eight, 2, 8);

	mk_poke(&b, NOTE, PH_ALIGN, 8);
	image_unref(must_open(&b, "alignment 8, padded to 4, which shows in the second note"));
	image_unref(must_open(&c, "alignment 8, a note without a name"));
}

/* A segment may end with the last value, without its padding, or with other padding. */
static void check_last_note(void)
{
	const struct mk_note notes[] = { ENTRY, { "Xen", MK_GUEST_OS, "linux", 5 } };
	static const struct {
		size_t less, more;
		bool loads;
	} ends[] = { { 3, 0, true },
		     { 2, 0, true },
		     { 4, 0, false },
		     { 0, 4, true },
		     { 0, 8, true } };

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, notes, 2, 4);
		char name[48];

		snprintf(name, sizeof(name), "notes end %zu earlier, %zu later",
			 ends[i].less, ends[i].more);
		mk_poke(&b, NOTE, PH_FILESZ, b.notes_size - ends[i].less + ends[i].more);
		if (ends[i].loads)
			image_unref(must_open(&b, name));
		else
			must_refuse(&b, -EBADMSG, b.notes_at + 20, "overruns", name);
	}
}

int main(void)
{
	check_alignment();
	check_false_alignment();
	check_which_alignment();
	check_last_note();
	return done();
}
