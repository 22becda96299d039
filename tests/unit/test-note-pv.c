/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which notes make a PV kernel, whether or not they make one for PVH. */
#include <elf.h>

#include "mksection.h"
#include "test-image.h"

static const uint8_t address[] = { 0, 0, MK_TEXT >> 16, 0 };

#define AT(type) { "Xen", type, address, 4 }
#define OS(name) { "Xen", MK_GUEST_OS, name, sizeof(name) }

static const struct {
	const char *name;
	struct mk_note notes[5];
	unsigned int nr;
	bool pv, pvh;
	const char *what; /* in the refusal of one that is not for PVH */
} rows[] = {
	{ "Linux, PV and PVH",
	  { OS("linux"), AT(MK_VIRT_BASE), AT(MK_ENTRY), AT(NOTE_HYPERCALL_PAGE),
	    AT(MK_PHYS32_ENTRY) }, 5, true, true, "" },
	{ "Linux, PV", { OS("linux"), AT(MK_VIRT_BASE), AT(MK_ENTRY) }, 3, true, false,
	  "a PV-only kernel: it has the Xen notes" },
	{ "Linux, PVH", { OS("linux"), AT(MK_VIRT_BASE), AT(NOTE_HYPERCALL_PAGE), AT(MK_PHYS32_ENTRY) },
	  4, false, true, "" },
	{ "Linux, neither", { OS("linux"), AT(MK_VIRT_BASE), AT(NOTE_HYPERCALL_PAGE) }, 3, false,
	  false, "not a PVH kernel: it has Xen notes, but no PHYS32_ENTRY" },
	{ "Mini-OS, PV", { OS("Mini-OS"), AT(NOTE_HYPERCALL_PAGE) }, 2, true, false,
	  "a PV-only kernel: it has the Xen notes" },
	{ "Mini-OS, PVH", { OS("Mini-OS"), AT(NOTE_HYPERCALL_PAGE), AT(MK_PHYS32_ENTRY) }, 3, false,
	  true, "" },
	{ "nobody, with an entry", { AT(MK_ENTRY) }, 1, true, false, "a PV-only kernel" },
	{ "nobody, with a base", { AT(MK_VIRT_BASE) }, 1, true, false, "a PV-only kernel" },
	{ "a name and no more", { OS("Mini-OS") }, 1, false, false, "but no PHYS32_ENTRY" },
	{ "no notes", { AT(0) }, 0, false, false, "it has no Xen notes" },
};

static void check(const struct mk_blob *b, const char *name, bool pv, bool pvh, const char *what)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	_cleanup_(image_unrefp) struct pvh_image *image = NULL;
	const struct budget budget = fx_budget();
	struct fault f = FAULT_NONE;

	fx_must(source_from_memory(b->data, b->size, "test", &source, &f), "source");
	ok(image_open(source, &budget, &image, &f) == (pvh ? 0 : -ENOEXEC) &&
		   image->facts.pv == pv && strstr(f.what, what),
	   "%s: %sPV, %sPVH%s%s", name, pv ? "" : "not ", pvh ? "" : "not ", pvh ? "" : ": ",
	   f.what);
	if (!pvh)
		ok(!strstr(f.hint, "pvshim") != pv, "... the shim is named if it helps: %s", f.hint);
}

static void check_legacy(void)
{
	static const struct mk_section section = { "__xen_guest", SHT_PROGBITS, 0, 1, "X=y", 4 };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, NULL, 0, 4);

	mk_add_sections(&b, &section, 1);
	check(&b, "the section of old", true, false, "it has the section __xen_guest of old");
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, rows[i].notes, rows[i].nr, 4);

		check(&b, rows[i].name, rows[i].pv, rows[i].pvh, rows[i].what);
	}
	check_legacy();
	return done();
}
