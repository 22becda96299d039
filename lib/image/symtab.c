/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/symtab.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/sink.h"

#define SIZE_WORD 4
#define EHDR_ROOM 64 /* Xen has a union of both classes here */
#define SHDR_ROOM 64 /* and here */
#define ROOM (SIZE_WORD + EHDR_ROOM + 3 * SHDR_ROOM)

_Static_assert(ROOM + 4 <= FACTS_SYMTAB_HEADER, "the header, rounded up to a word");

static uint64_t word_of(const struct facts *facts)
{
	return facts->elf64 ? 8 : 4;
}

bool symtab_wanted(const struct facts *facts)
{
	return !strcmp(facts_string(facts, NOTE_BSD_SYMTAB), "yes");
}

/* The first symbol table whose strings are a string table; its row, or 0. */
static unsigned int find(const struct sections *s)
{
	for (unsigned int i = 1; i < s->nr; i++)
		if (s->rows[i].sh_type == SHT_SYMTAB && s->rows[i].sh_link < s->nr &&
		    s->rows[s->rows[i].sh_link].sh_type == SHT_STRTAB)
			return i;
	return 0;
}

/* The section's bytes, to be loaded at the first word boundary from `gpa` on. */
static int take_range(struct image_range *range, const struct sections *s,
		      unsigned int row, uint64_t gpa, const struct opening *o,
		      struct fault *f)
{
	const GElf_Shdr *h = &s->rows[row];
	uint64_t size = source_size(o->payload);

	if (h->sh_offset > size || h->sh_size > size - h->sh_offset)
		return fault_at(f, -EBADMSG, section_at(s, row),
				"a symbol table of %" PRIu64 " bytes at file offset 0x%" PRIx64
				" is not inside its %" PRIu64 " bytes",
				h->sh_size, h->sh_offset, size);
	*range = (struct image_range){ align_up(gpa, word_of(o->facts)), h->sh_size,
				       h->sh_offset };
	if (range->gpa + range->size > GIB(4))
		return fault_at(f, -EBADMSG, section_at(s, row),
				"its symbol table would end above 4 GiB, at 0x%" PRIx64,
				range->gpa + range->size);
	return 0;
}

static void emit_word(struct sink *s, const struct facts *facts, uint64_t v)
{
	if (facts->elf64)
		sink_u64(s, v);
	else
		sink_u32(s, (uint32_t)v);
}

/* The kernel's own header, without program headers and with three sections. */
static void emit_ehdr(struct sink *s, const struct facts *facts, const uint8_t *header)
{
	size_t entry_at = offsetof(Elf32_Ehdr, e_entry); /* the same in both classes */
	size_t end = s->used + EHDR_ROOM;

	sink_bytes(s, header, EI_NIDENT + 4); /* with e_type and e_machine */
	sink_u32(s, EV_CURRENT);
	sink_bytes(s, header + entry_at, word_of(facts)); /* e_entry */
	emit_word(s, facts, 0);                           /* e_phoff */
	emit_word(s, facts, EHDR_ROOM);                   /* e_shoff */
	sink_bytes(s, header + entry_at + 3 * word_of(facts), 4); /* e_flags */
	sink_u16(s, facts->elf64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr));
	sink_u16(s, 0); /* e_phentsize */
	sink_u16(s, 0); /* e_phnum */
	sink_u16(s, facts->elf64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
	sink_u16(s, 3); /* e_shnum */
	sink_u16(s, 0); /* e_shstrndx */
	sink_zero(s, end - s->used);
}

static void emit_shdr(struct sink *s, const struct facts *facts, const GElf_Shdr *h,
		      uint64_t offset, uint32_t link)
{
	sink_u32(s, h->sh_name);
	sink_u32(s, h->sh_type);
	emit_word(s, facts, h->sh_flags);
	emit_word(s, facts, h->sh_addr);
	emit_word(s, facts, offset);
	emit_word(s, facts, h->sh_size);
	sink_u32(s, link);
	sink_u32(s, h->sh_info);
	emit_word(s, facts, h->sh_addralign);
	emit_word(s, facts, h->sh_entsize);
}

/* What it leaves out is zero, as all of the facts were. */
static void emit_header(struct image_symtab *t, const struct facts *facts,
			const struct sections *s, unsigned int row, const uint8_t *header)
{
	const GElf_Shdr none = { 0 }, *symbols = &s->rows[row];
	uint64_t base = t->gpa + SIZE_WORD;
	struct sink sink = SINK(t->header, t->header_size);

	sink_u32(&sink, (uint32_t)(t->strings.gpa + t->strings.size - base));
	emit_ehdr(&sink, facts, header);
	emit_shdr(&sink, facts, &none, 0, 0);
	emit_shdr(&sink, facts, symbols, t->symbols.gpa - base, 2);
	emit_shdr(&sink, facts, &s->rows[symbols->sh_link], t->strings.gpa - base,
		  s->rows[symbols->sh_link].sh_link);
}

int symtab_read(const struct sections *s, struct opening *o, const uint8_t *header,
		struct fault *f)
{
	struct image_symtab *t = &o->facts->symtab;
	unsigned int row = find(s);
	int r;

	if (!row)
		return 0;
	t->gpa = align_up(o->facts->end, word_of(o->facts));
	t->header_size = (uint32_t)align_up(ROOM, word_of(o->facts));
	r = take_range(&t->symbols, s, row, t->gpa + t->header_size, o, f);
	if (!r)
		r = take_range(&t->strings, s, s->rows[row].sh_link,
			       t->symbols.gpa + t->symbols.size, o, f);
	if (r)
		return r;
	emit_header(t, o->facts, s, row, header);
	t->present = true;
	o->facts->end = t->strings.gpa + t->strings.size;
	return 0;
}
