/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds Xen's notes and says whether they make a PVH kernel. */
#include "image/note.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "image/elf-copy.h"
#include "image/elf.h"

/* "Xen", with or without the NUL that should follow. */
static bool is_xens(struct view name)
{
	return strnlen((const char *)name.data, name.size) == 3 &&
	       !memcmp(name.data, "Xen", 3);
}

static int take_note(struct notes *found, struct view name, const struct note *n,
		     uint64_t at, struct fault *f)
{
	if (++found->nr > opening_limit(found->o, PVH_LIMIT_NOTES))
		return budget_exceeded(found->o->budget, PVH_LIMIT_NOTES, found->nr, at,
				       "it has", f);
	return is_xens(name) ? note_take_xen(found, n, f) : 0;
}

/* What libelf found, measured again: its data is padded beyond the body. */
static bool is_inside(struct view body, const GElf_Nhdr *h, size_t name_at, size_t value_at,
		      struct view *name, struct view *value)
{
	return view_sub(body, name_at, h->n_namesz, name) &&
	       view_sub(body, value_at, h->n_descsz, value);
}

/* The body as notes padded to 4 or 8, padded itself so that the last one is whole. */
static Elf_Data *as_notes(Elf *elf, struct view body, uint64_t padding)
{
	return elf_getdata_rawchunk(elf, ELF_COPY_BODY, align_up(body.size, padding),
				    padding == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
}

/* Names are strings: where one is not, it is no name, and notes do not begin there. */
static bool is_string(struct view name)
{
	return !name.size || strnlen((const char *)name.data, name.size) == name.size - 1;
}

/* Whether `data` can be walked from one note to the next up to its end. */
static bool is_whole(Elf_Data *data, struct view body)
{
	size_t next, here = 0, name_at, value_at;
	struct view name, value;
	GElf_Nhdr h;

	for (; here < body.size && body.size - here >= sizeof(h); here = next) {
		next = gelf_getnote(data, here, &h, &name_at, &value_at);
		if (!next || !is_inside(body, &h, name_at, value_at, &name, &value) ||
		    !is_string(name))
			return false;
	}
	return true;
}

/* Walks the notes in `body`, which libelf has as `data`. */
static int walk(struct notes *found, Elf_Data *data, struct view body, uint64_t at,
		struct fault *f)
{
	size_t next, here = 0, name_at, value_at;
	struct view name;
	struct note n;
	GElf_Nhdr h;
	int r = 0;

	/* What is too short for a note's header is padding. */
	for (; !r && here < body.size && body.size - here >= sizeof(h); here = next) {
		next = gelf_getnote(data, here, &h, &name_at, &value_at);
		if (!next || !is_inside(body, &h, name_at, value_at, &name, &n.value)) {
			found->broken_at =
				found->broken_at ? found->broken_at : at + here;
			return 0;
		}
		n.type = h.n_type;
		n.at = at + value_at;
		r = take_note(found, name, &n, at + here, f);
	}
	return r;
}

static int check_range(struct notes *found, const struct note_range *range,
		       struct fault *f)
{
	uint64_t size = source_size(found->o->payload);
	uint64_t allowed = opening_limit(found->o, PVH_LIMIT_NOTE_BYTES);

	if (range->offset > size || range->size > size - range->offset)
		return fault_at(f, -EBADMSG, range->row_at,
				"%" PRIu64 " bytes of notes at file offset 0x%" PRIx64
				" are not inside its %" PRIu64 " bytes",
				range->size, range->offset, size);
	if (range->size > allowed - found->bytes)
		return budget_exceeded(found->o->budget, PVH_LIMIT_NOTE_BYTES,
				       found->bytes + range->size, range->row_at,
				       "it has", f);
	found->bytes += range->size;
	return 0;
}

static int read_copied(struct notes *found, const struct note_range *range,
		       const struct elf_copy *copy, struct fault *f)
{
	struct view body = { copy->bytes + ELF_COPY_BODY, range->size };
	/* Linkers align to 8 what holds notes that are padded to 4: then 8 does not fit. */
	Elf_Data *data = range->align == 8 ? as_notes(copy->elf, body, 8) : NULL;

	if (!data || !is_whole(data, body))
		data = as_notes(copy->elf, body, 4);
	if (!data)
		return fault_oom(f); /* the range has been checked */
	return walk(found, data, body, range->offset, f);
}

int notes_read(struct notes *found, const struct note_range *range, struct fault *f)
{
	_cleanup_(elf_copy_fini) struct elf_copy copy = { 0 };
	int r = check_range(found, range, f);

	if (!r)
		r = elf_copy_init(&copy, found->o->payload, found->o->facts->elf64,
				  ELF_COPY_DATA, 0, range->offset, range->size, f);
	return r ? r : read_copied(found, range, &copy, f);
}

/* --- Verdict ------------------------------------------------------------------------ */

/*
 * A PV kernel need not say where it is entered (Mini-OS does not: its ELF header does). But who
 * has PHYS32_ENTRY instead is none, and Linux has the other notes in any case.
 */
static bool is_pv(const struct notes *found)
{
	return found->legacy || found->pv_entry ||
	       (found->pv && !found->entry_at &&
		strcmp(facts_string(found->o->facts, NOTE_GUEST_OS), "linux"));
}

static int pv_only(const struct notes *found, uint64_t at, struct fault *f)
{
	fault_at(f, -ENOEXEC, at, "a PV-only kernel: it has %s but no PHYS32_ENTRY",
		 found->pv ? "the Xen notes" : "the section __xen_guest of old");
	fault_hint(f, "rebuild it with PVH support (Linux: CONFIG_PVH=y), or have Xen's shim run it "
		   "(\"pvshim\": true)");
	return -ENOEXEC;
}

static int not_pvh(const struct notes *found, uint64_t at, struct fault *f)
{
	bool pv = found->o->facts->pv;

	if (pv && (found->pv || !found->broken_at))
		return pv_only(found, at, f);
	if (found->broken_at)
		return 0; /* which says more */
	if (found->o->facts->nr_notes) {
		fault_at(f, -ENOEXEC, at,
			 "not a PVH kernel: it has Xen notes, but no PHYS32_ENTRY among "
			 "them");
		fault_hint(f, "rebuild it with PVH support (Linux: CONFIG_PVH=y)");
		return -ENOEXEC;
	}
	fault_at(f, -ENOEXEC, at, "not a PVH kernel: it has no Xen notes%s",
		 found->cut ? ", and its section headers are not inside the file" : "");
	fault_hint(f, "take a kernel built with PVH support (Linux: CONFIG_PVH=y), "
		      "and check that its notes were not stripped");
	return -ENOEXEC;
}

static int check_features(const struct notes *found, struct fault *f)
{
	if (!found->feature_at)
		return 0;
	if (!strcmp(found->feature, "dom0"))
		fault_at(f, -ENOEXEC, found->feature_at,
			 "it can only be the control domain: it requires the feature "
			 "\"dom0\"");
	else
		fault_at(f, -ENOEXEC, found->feature_at,
			 "it requires the feature \"%s\", which no PVH guest is known "
			 "to have",
			 found->feature);
	fault_hint(f, "take a kernel without \"!%s\" in its FEATURES note", found->feature);
	return -ENOEXEC;
}

int notes_verdict(const struct notes *found, uint64_t table_at, struct fault *f)
{
	int r;

	found->o->facts->pv = is_pv(found);
	r = found->entry_at ? 0 : not_pvh(found, table_at, f);
	if (r)
		return r;
	if (!found->broken_at)
		return check_features(found, f);
	/* A note that overruns its range may hide any other, so nothing else counts then. */
	fault_at(f, -EBADMSG, found->broken_at, "a note overruns its segment or section");
	fault_hint(f, "the file is damaged: fetch or build it again");
	return -EBADMSG;
}
