/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 100 to 143: the entry point, and the notes that tell it. */
#include <elf.h>

#include "row.h"

/* Where the fields of a note named "Xen" are. */
#define NAMESZ 0
#define DESCSZ 4
#define NAME 12
#define DESC 16

#define ENTRY(v) BYTES(IN_NOTES, DESC, 4, v)
#define OUTSIDE BAD(IN_NOTES, DESC, "is in none of its segments (0x100000..0x1551e7)")
#define OVERRUN BAD(IN_NOTES, 0, "a note overruns its segment")
#define NO_NOTES NOT_PVH(IN_ROW, 0, "it has no Xen notes")

static const uint8_t entry[16] = { 0, 0, 0x10, 0 };

/* G32 with these notes instead of its own. */
#define WITH(name, ...)                                                              \
	static struct mk_blob name(void)                                             \
	{                                                                            \
		const struct mk_note notes[] = { __VA_ARGS__ };                      \
		return base_g32_with(notes, ARRAY_SIZE(notes), 1);                   \
	}

#define OWN { "Xen", MK_PHYS32_ENTRY, entry, 4 }
enum { FEATURES = 10, BSD_SYMTAB = 11 };

WITH(desc0, { "Xen", MK_PHYS32_ENTRY, entry, 0 })
WITH(desc2, { "Xen", MK_PHYS32_ENTRY, entry, 2 })
WITH(desc5, { "Xen", MK_PHYS32_ENTRY, entry, 5 })
WITH(desc8, { "Xen", MK_PHYS32_ENTRY, entry, 8 })
WITH(desc16, { "Xen", MK_PHYS32_ENTRY, entry, 16 })
WITH(name_case, { "xen", MK_PHYS32_ENTRY, entry, 4 })
WITH(name_dummy, { "dummy", MK_PHYS32_ENTRY, entry, 4 })
WITH(name_empty, { NULL, MK_PHYS32_ENTRY, entry, 4 })
WITH(two_same, OWN, { "Xen", MK_PHYS32_ENTRY, entry, 8 })
WITH(two_other, OWN, { "Xen", MK_PHYS32_ENTRY, "\4\0\x10", 4 })
WITH(unterminated, OWN, { "Xen", MK_GUEST_OS, "GNU/Hurd", 8 })
WITH(escape, OWN, { "Xen", MK_GUEST_OS, "\033[31mred\n", 10 })
WITH(bsd_symtab, OWN, { "Xen", BSD_SYMTAB, "yes", 4 })
WITH(feature_known, OWN, { "Xen", FEATURES, "!writable_page_tables|pae_pgdir_above_4gb", 42 })
WITH(feature_unknown, OWN, { "Xen", FEATURES, "a|!b\033|c", 8 })
WITH(feature_dom0, OWN, { "Xen", FEATURES, "hvm_pirqs|!dom0", 15 })
WITH(feature_none, OWN, { "Xen", FEATURES, "||!", 3 })
WITH(only_reloc, { "Xen", MK_PHYS32_RELOC, entry, 0 })

static bool entered_in_bss(const struct pvh_plan *plan)
{
	uint8_t byte = 1;

	return pvh_plan_get_entry(plan) == G32_BSS && !pvh_plan_read(plan, G32_BSS, &byte, 1) &&
	       !byte;
}

static const struct row rows[] = {
	{ "100-entry-0", G32, { ENTRY(0) }, OUTSIDE },
	{ "101-entry-below", G32, { ENTRY(0xfffff) }, OUTSIDE },
	{ "102-entry-end", G32, { ENTRY(G32_END) }, OUTSIDE },
	{ "103-entry-past", G32, { ENTRY(G32_END + 1) }, OUTSIDE },
	{ "104-entry-ffffffff", G32, { ENTRY(0xffffffff) }, OUTSIDE },
	{ "105-entry-in-bss", G32, { ENTRY(G32_BSS) }, LOADS, .check = entered_in_bss },
	{ "106-desc8", G32, LOADS, .make = desc8 },
	{ "108-desc0", G32, .make = desc0, BAD(IN_NOTES, DESC, "a value of 0 bytes, not 4 or 8") },
	{ "109-desc2", G32, .make = desc2, BAD(IN_NOTES, DESC, "a value of 2 bytes, not 4 or 8") },
	{ "110-desc5", G32, .make = desc5, BAD(IN_NOTES, DESC, "a value of 5 bytes, not 4 or 8") },
	{ "111-desc16", G32, .make = desc16,
	  BAD(IN_NOTES, DESC, "a value of 16 bytes, not 4 or 8") },
	{ "112-desc-overrun", G32, { BYTES(IN_NOTES, DESCSZ, 4, 0x1000) }, OVERRUN },
	{ "113-descsz-ffffffff", G32, { BYTES(IN_NOTES, DESCSZ, 4, 0xffffffff) }, OVERRUN },
	{ "114-descsz-fffffffd", G32, { BYTES(IN_NOTES, DESCSZ, 4, 0xfffffffd) }, OVERRUN },
	{ "115-namesz-ffffffff", G32, { BYTES(IN_NOTES, NAMESZ, 4, 0xffffffff) }, OVERRUN },
	{ "116-namesz-big", G32, { BYTES(IN_NOTES, NAMESZ, 4, 0x2000) }, OVERRUN },
	{ "117-name-nonul", G32, { BYTES(IN_NOTES, NAME + 3, 1, 'X') }, NO_NOTES },
	{ "118-name-nz3", G32, { BYTES(IN_NOTES, NAMESZ, 4, 3) }, LOADS },
	{ "119-name-case", G32, .make = name_case, NO_NOTES },
	{ "120-name-empty", G32, .make = name_empty, NO_NOTES },
	{ "121-name-dummy", G32, .make = name_dummy, NO_NOTES },
	{ "122-two-same", G32, LOADS, .make = two_same },
	{ "122-two-same, but they differ", G32, .make = two_other,
	  BAD(IN_NOTES, 20 + DESC, "two PHYS32_ENTRY notes that contradict each other") },
	{ "130-str-unterminated", G32, LOADS, .make = unterminated },
	{ "131-str-escape", G32, LOADS, .make = escape },
	{ "132-bsdsymtab", G32, LOADS, .make = bsd_symtab },
	{ "133-only-reloc", G32, .make = only_reloc,
	  NOT_PVH(IN_ROW, 0, "it has Xen notes, but no PHYS32_ENTRY among them") },
	{ "134-note-offset-eof", G32, { OF_SIZE(G32_NOTE, PH_OFFSET, 0) },
	  BAD(IN_ROW, G32_NOTE, "20 bytes of notes at file offset") },
	{ "135-note-filesz-big", G32, { OF_SIZE(G32_NOTE, PH_FILESZ, 0) },
	  BAD(IN_ROW, G32_NOTE, "are not inside its") },
	{ "136-note-offset0", G32, { PH(G32_NOTE, OFFSET, 0) }, NO_NOTES },
	{ "140-feature-known", G32, LOADS, .make = feature_known },
	{ "141-feature-unknown", G32, .make = feature_unknown,
	  NOT_PVH(IN_NOTES, 20 + DESC, "requires the feature \"b?\", which no PVH guest is known") },
	{ "142-feature-dom0", G32, .make = feature_dom0,
	  NOT_PVH(IN_NOTES, 20 + DESC, "requires the feature \"dom0\"") },
	{ "143-feature-without-a-name", G32, .make = feature_none,
	  NOT_PVH(IN_NOTES, 20 + DESC, "requires the feature \"\"") },
};

/* Whatever is in a note, what is made of it can be printed. */
static void check_strings(void)
{
	static const struct {
		const char *name, *os;
		struct mk_blob (*make)(void);
	} strings[] = {
		{ "130-str-unterminated", "GNU/Hurd", unterminated },
		{ "131-str-escape", "?[31mred?", escape },
	};

	for (size_t i = 0; i < ARRAY_SIZE(strings); i++) {
		_cleanup_(mk_fini) struct mk_blob b = strings[i].make();
		_cleanup_(image_unrefp) struct pvh_image *image = fx_image(&b);
		const char *os = facts_string(&image->facts, NOTE_GUEST_OS);

		ok(!strcmp(os, strings[i].os), "%s: is told as \"%s\"", strings[i].name, os);
	}
}

int main(void)
{
	check_rows(rows, ARRAY_SIZE(rows));
	check_strings();
	return done();
}
