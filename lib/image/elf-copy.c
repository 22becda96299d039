/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/elf-copy.h"

#include "base/macro.h"
#include "base/sink.h"

/* Sizes, in either class. */
struct layout {
	uint8_t class;
	uint16_t header, segment, section;
};

static const struct layout layouts[] = {
	{ ELFCLASS32, sizeof(Elf32_Ehdr), sizeof(Elf32_Phdr), sizeof(Elf32_Shdr) },
	{ ELFCLASS64, sizeof(Elf64_Ehdr), sizeof(Elf64_Phdr), sizeof(Elf64_Shdr) },
};

static void emit_word(struct sink *s, const struct layout *l, uint64_t v)
{
	if (l->class == ELFCLASS64)
		sink_u64(s, v);
	else
		sink_u32(s, (uint32_t)v);
}

/* An ELF header whose only table, if it has one, follows directly. */
static void emit_header(struct sink *s, const struct layout *l, enum elf_copy_kind kind,
			uint16_t rows)
{
	const uint8_t ident[EI_NIDENT] = { ELFMAG0,  ELFMAG1,     ELFMAG2,   ELFMAG3,
					   l->class, ELFDATA2LSB, EV_CURRENT };
	bool segments = kind == ELF_COPY_SEGMENTS, sections = kind == ELF_COPY_SECTIONS;

	sink_bytes(s, ident, sizeof(ident));
	sink_u16(s, ET_EXEC);
	sink_u16(s, EM_X86_64); /* whichever it is: no table depends on it */
	sink_u32(s, EV_CURRENT);
	emit_word(s, l, 0); /* e_entry */
	emit_word(s, l, segments ? ELF_COPY_BODY : 0);
	emit_word(s, l, sections ? ELF_COPY_BODY : 0);
	sink_u32(s, 0); /* e_flags */
	sink_u16(s, l->header);
	sink_u16(s, l->segment);
	sink_u16(s, segments ? rows : 0);
	sink_u16(s, l->section);
	sink_u16(s, sections ? rows : 0);
	sink_u16(s, 0); /* e_shstrndx */
}

int elf_copy_init(struct elf_copy *copy, const struct pvh_source *source, bool elf64,
		  enum elf_copy_kind kind, uint16_t rows, uint64_t at, uint64_t size,
		  struct fault *f)
{
	size_t all = ELF_COPY_BODY + size + ELF_COPY_PAD;
	struct sink s;
	int r;

	*copy = (struct elf_copy){ .bytes = calloc(1, all) };
	if (!copy->bytes)
		return fault_oom(f);
	s = SINK(copy->bytes, ELF_COPY_BODY);
	emit_header(&s, &layouts[elf64], kind, rows);
	r = source_read(source, at, copy->bytes + ELF_COPY_BODY, size, f);
	if (r)
		return r;
	elf_version(EV_CURRENT); /* libelf insists on being asked */
	copy->elf = elf_memory((char *)copy->bytes, all);
	/* The header is ours: nothing else can be wrong. */
	return copy->elf ? 0 : fault_oom(f);
}

void elf_copy_fini(struct elf_copy *copy)
{
	elf_end(copy->elf);
	free(copy->bytes);
}
