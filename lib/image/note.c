/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finds Xen's notes in every PT_NOTE and says whether they make a PVH kernel. */
#include "image/note.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "image/elf-copy.h"
#include "image/elf.h"

static int count_note(struct notes *found, uint64_t at, struct fault *f)
{
	if (++found->nr <= IMAGE_MAX_NOTES)
		return 0;
	return fault_at(f, -EFBIG, at, "it has more than %u notes", IMAGE_MAX_NOTES);
}

/* "Xen", with or without the NUL that should follow. */
static bool is_xens(struct view name)
{
	return strnlen((const char *)name.data, name.size) == 3 &&
	       !memcmp(name.data, "Xen", 3);
}

/*
 * Walks the notes in `body`, which libelf has as `data`: padded, so that a last note
 * without its padding is whole, and therefore measured again here.
 */
static int walk(struct notes *found, Elf_Data *data, struct view body, uint64_t at,
		struct fault *f)
{
	size_t next, here = 0, name_at, value_at;
	struct view name;
	struct note n;
	GElf_Nhdr h;
	int r;

	/* What is too short for a note's header is padding. */
	for (; here < body.size && body.size - here >= sizeof(h); here = next) {
		next = gelf_getnote(data, here, &h, &name_at, &value_at);
		if (!next || !view_sub(body, name_at, h.n_namesz, &name) ||
		    !view_sub(body, value_at, h.n_descsz, &n.value)) {
			found->broken_at =
				found->broken_at ? found->broken_at : at + here;
			return 0;
		}
		n.at = at + value_at;
		r = count_note(found, at + here, f);
		if (!r && is_xens(name))
			r = note_take_xen(found, h.n_type, &n, f);
		if (r)
			return r;
	}
	return 0;
}

/* p_align 8 means notes padded to 8; anything else means 4, whatever it says. */
static int read_segment(struct notes *found, const GElf_Phdr *p, struct fault *f)
{
	_cleanup_(elf_copy_fini) struct elf_copy copy = { 0 };
	uint64_t padding = p->p_align == 8 ? 8 : 4;
	struct view body;
	Elf_Data *data;
	int r;

	r = elf_copy_init(&copy, found->image->payload, found->image->elf64, 0,
			  p->p_offset, p->p_filesz, f);
	if (r)
		return r;
	body = (struct view){ copy.bytes + ELF_COPY_BODY, p->p_filesz };
	data = elf_getdata_rawchunk(copy.elf, ELF_COPY_BODY, align_up(body.size, padding),
				    padding == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
	if (!data)
		return fault_oom(f); /* the range has been checked */
	return walk(found, data, body, p->p_offset, f);
}

static int check_segment(struct notes *found, const GElf_Phdr *p, uint64_t row_at,
			 struct fault *f)
{
	uint64_t size = source_size(found->image->payload);

	if (p->p_offset > size || p->p_filesz > size - p->p_offset)
		return fault_at(f, -EBADMSG, row_at,
				"%" PRIu64 " bytes of notes at file offset 0x%" PRIx64
				" are not inside its %" PRIu64 " bytes",
				p->p_filesz, p->p_offset, size);
	if (p->p_filesz > IMAGE_MAX_NOTE_BYTES - found->bytes) {
		fault_at(f, -EFBIG, row_at, "it has more than %" PRIu64 " bytes of notes",
			 (uint64_t)IMAGE_MAX_NOTE_BYTES);
		return -EFBIG;
	}
	found->bytes += p->p_filesz;
	return 0;
}

static int not_pvh(const struct notes *found, uint64_t table_at, struct fault *f)
{
	if (found->pv) {
		fault_at(f, -ENOEXEC, table_at,
			 "a PV-only kernel: it has the Xen notes but "
			 "no PHYS32_ENTRY");
		fault_hint(f, "rebuild it with CONFIG_PVH=y");
	} else if (found->broken_at) {
		return 0; /* which says more */
	} else if (found->xen) {
		fault_at(f, -ENOEXEC, table_at,
			 "not a PVH kernel: it has Xen notes, but no "
			 "PHYS32_ENTRY among them");
		fault_hint(f, "rebuild it with PVH support (Linux: CONFIG_PVH=y)");
	} else {
		fault_at(f, -ENOEXEC, table_at, "not a PVH kernel: it has no Xen notes");
		fault_hint(f,
			   "take a kernel built with PVH support (Linux: CONFIG_PVH=y), "
			   "and check that its notes were not stripped");
	}
	return -ENOEXEC;
}

/* A note that overruns its segment may hide any other, so nothing else counts then. */
static int verdict(const struct notes *found, uint64_t table_at, struct fault *f)
{
	int r = found->entry_at ? 0 : not_pvh(found, table_at, f);

	if (!r && found->broken_at)
		r = fault_at(f, -EBADMSG, found->broken_at,
			     "a note overruns its segment");
	return r;
}

int elf_read_notes(struct pvh_image *image, const struct elf_table *t, uint64_t *entry_at,
		   struct fault *f)
{
	struct notes found = { .image = image };
	int r;

	for (unsigned int i = 0; i < t->nr; i++) {
		const GElf_Phdr *p = &t->rows[i];

		/* Offset 0 is the ELF header: old binutils wrote it for "no notes". */
		if (p->p_type != PT_NOTE || !p->p_filesz || !p->p_offset)
			continue;
		r = check_segment(&found, p, elf_row_at(t, i), f);
		if (!r)
			r = read_segment(&found, p, f);
		if (r)
			return r;
	}
	*entry_at = found.entry_at;
	return verdict(&found, t->at, f);
}
