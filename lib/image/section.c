/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/section.h"

#include <string.h>

#include "image/elf-copy.h"

/* Where the fields are, in either class. */
struct layout {
	uint64_t row_size;
	unsigned int shoff, shentsize, shnum, shstrndx;
};

static const struct layout layouts[] = {
	{ sizeof(Elf32_Shdr), offsetof(Elf32_Ehdr, e_shoff),
	  offsetof(Elf32_Ehdr, e_shentsize), offsetof(Elf32_Ehdr, e_shnum),
	  offsetof(Elf32_Ehdr, e_shstrndx) },
	{ sizeof(Elf64_Shdr), offsetof(Elf64_Ehdr, e_shoff),
	  offsetof(Elf64_Ehdr, e_shentsize), offsetof(Elf64_Ehdr, e_shnum),
	  offsetof(Elf64_Ehdr, e_shstrndx) },
};

/* False: no table, or none that can be read. */
static bool locate(struct sections *s, const struct opening *o, const uint8_t *header)
{
	const struct layout *l = &layouts[o->facts->elf64];
	uint64_t size = source_size(o->payload);

	s->at = o->facts->elf64 ? load_le64(header + l->shoff) :
				  load_le32(header + l->shoff);
	s->nr = load_le16(header + l->shnum);
	s->names = load_le16(header + l->shstrndx);
	s->row_size = l->row_size;
	if (!s->nr || !s->at || load_le16(header + l->shentsize) != l->row_size)
		return false;
	s->cut = s->at > size || s->nr * s->row_size > size - s->at;
	return !s->cut;
}

static int read_rows(struct sections *s, struct opening *o, struct fault *f)
{
	_cleanup_(elf_copy_fini) struct elf_copy copy = { 0 };
	int r;

	s->rows = calloc(s->nr, sizeof(*s->rows));
	r = s->rows ? elf_copy_init(&copy, o->payload, o->facts->elf64, ELF_COPY_SECTIONS,
				    (uint16_t)s->nr, s->at, s->nr * s->row_size, f) :
		      fault_oom(f);
	for (unsigned int i = 0; i < s->nr && !r; i++)
		if (!gelf_getshdr(elf_getscn(copy.elf, i), &s->rows[i]))
			r = fault_oom(f); /* the table has been checked */
	return r;
}

int sections_read(struct sections *s, struct opening *o, const uint8_t *header,
		  struct fault *f)
{
	if (!locate(s, o, header)) {
		s->nr = 0;
		return 0;
	}
	if (s->nr > opening_limit(o, PVH_LIMIT_SECTIONS))
		return budget_exceeded(o->budget, PVH_LIMIT_SECTIONS, s->nr, s->at,
				       "it has", f);
	return read_rows(s, o, f);
}

void sections_fini(struct sections *s)
{
	free(s->rows);
}

int sections_read_notes(const struct sections *s, struct notes *found, struct fault *f)
{
	int r = 0;

	for (unsigned int i = 0; i < s->nr && !r; i++) {
		const GElf_Shdr *row = &s->rows[i];
		struct note_range range = { row->sh_offset, row->sh_size,
					    row->sh_addralign, section_at(s, i) };

		if (row->sh_type == SHT_NOTE && row->sh_size)
			r = notes_read(found, &range, f);
	}
	return r;
}

/* A name that cannot be read is another one. */
static bool is_xen_guest(const struct pvh_source *payload, const GElf_Shdr *names,
			 const GElf_Shdr *row)
{
	static const char name[] = "__xen_guest";
	char found[sizeof(name)];
	struct fault f = FAULT_NONE;
	uint64_t at;

	return row->sh_name <= names->sh_size &&
	       sizeof(name) <= names->sh_size - row->sh_name &&
	       add_u64(names->sh_offset, row->sh_name, &at) &&
	       !source_read(payload, at, found, sizeof(found), &f) &&
	       !memcmp(found, name, sizeof(name));
}

bool sections_have_xen_guest(const struct sections *s, const struct pvh_source *payload)
{
	const GElf_Shdr *names = s->names < s->nr ? &s->rows[s->names] : NULL;

	for (unsigned int i = 0; i < s->nr && names; i++)
		if (is_xen_guest(payload, names, &s->rows[i]))
			return true;
	return false;
}
