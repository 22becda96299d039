/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/elf.h"

#include <errno.h>
#include <inttypes.h>

#include "base/bytes.h"
#include "image/elf-copy.h"
#include "image/symtab.h"

/* Where the fields are, in either class. */
struct layout {
	uint64_t size; /* of the header */
	uint64_t row_size;
	unsigned int phoff, phentsize, phnum;
};

static const struct layout layouts[] = {
	{ sizeof(Elf32_Ehdr), sizeof(Elf32_Phdr), offsetof(Elf32_Ehdr, e_phoff),
	  offsetof(Elf32_Ehdr, e_phentsize), offsetof(Elf32_Ehdr, e_phnum) },
	{ sizeof(Elf64_Ehdr), sizeof(Elf64_Phdr), offsetof(Elf64_Ehdr, e_phoff),
	  offsetof(Elf64_Ehdr, e_phentsize), offsetof(Elf64_Ehdr, e_phnum) },
};

/* The same in both classes. */
#define TYPE_AT offsetof(Elf32_Ehdr, e_type)
#define MACHINE_AT offsetof(Elf32_Ehdr, e_machine)

struct name {
	unsigned int value;
	const char *name;
};

static const struct name machines[] = {
	{ EM_ARM, "ARM" },         { EM_AARCH64, "AArch64" },  { EM_MIPS, "MIPS" },
	{ EM_PPC, "PowerPC" },     { EM_PPC64, "PowerPC64" },  { EM_RISCV, "RISC-V" },
	{ EM_S390, "s390" },       { EM_SPARC, "SPARC" },      { EM_SPARCV9, "SPARC64" },
	{ EM_IA_64, "IA-64" },     { EM_PARISC, "PA-RISC" },   { EM_ALPHA, "Alpha" },
	{ EM_68K, "m68k" },        { EM_SH, "SuperH" },        { EM_XTENSA, "Xtensa" },
	{ EM_BPF, "BPF" },         { 258, "LoongArch" },
};

static const struct name types[] = {
	{ ET_REL, "an object file (or kernel module) that was never linked" },
	{ ET_CORE, "a core dump" },
};

static const char *name_of(const struct name *names, size_t nr, unsigned int value)
{
	for (size_t i = 0; i < nr; i++)
		if (names[i].value == value)
			return names[i].name;
	return NULL;
}

static int wrong_machine(const char *name, unsigned int machine, struct fault *f)
{
	if (name)
		fault_at(f, -ENOEXEC, MACHINE_AT, "a kernel for %s, not for x86", name);
	else
		fault_at(f, -ENOEXEC, MACHINE_AT,
			 "its machine number is %u, neither i386 (3) nor x86-64 (62)",
			 machine);
	fault_hint(f, "give a kernel for i386 or x86-64");
	return -ENOEXEC;
}

/* Before the byte order: a big-endian kernel is best refused by its machine's name. */
static int check_machine(const uint8_t *header, uint16_t *machine, struct fault *f)
{
	bool big = header[EI_DATA] == ELFDATA2MSB;
	unsigned int m = load_le16(header + MACHINE_AT);
	const char *name;

	if (big)
		m = __builtin_bswap16((uint16_t)m);
	name = name_of(machines, ARRAY_SIZE(machines), m);
	if (big && !name)
		return fault_at(f, -ENOEXEC, EI_DATA,
				"a big-endian ELF file, so not for x86");
	if (m != EM_386 && m != EM_X86_64)
		return wrong_machine(name, m, f);
	if (header[EI_DATA] != ELFDATA2LSB)
		return fault_at(f, -EBADMSG, EI_DATA, "its byte order is %u; x86 is 1",
				header[EI_DATA]);
	*machine = (uint16_t)m;
	return 0;
}

static int check_type(const uint8_t *header, struct fault *f)
{
	unsigned int type = load_le16(header + TYPE_AT);
	const char *name = name_of(types, ARRAY_SIZE(types), type);

	/* ET_DYN is loaded where p_paddr says and never relocated. */
	if (type == ET_EXEC || type == ET_DYN)
		return 0;
	if (name)
		return fault_at(f, -ENOEXEC, TYPE_AT, "%s, not an executable", name);
	return fault_at(f, -ENOEXEC, TYPE_AT, "its ELF type is %u, not an executable's",
			type);
}

static int check_ident(const uint8_t *header, const struct layout **layout,
		       struct fault *f)
{
	unsigned int class = header[EI_CLASS];

	if (class != ELFCLASS32 && class != ELFCLASS64)
		return fault_at(f, -EBADMSG, EI_CLASS,
				"its ELF class is %u, neither 1 nor 2", class);
	if (header[EI_VERSION] != EV_CURRENT)
		return fault_at(f, -EBADMSG, EI_VERSION, "its ELF version is %u, not 1",
				header[EI_VERSION]);
	*layout = &layouts[class == ELFCLASS64];
	return 0;
}

static int cut_short(uint64_t size, struct fault *f)
{
	fault_at(f, -EBADMSG, size, "it ends inside its ELF header");
	fault_hint(f, "the file is damaged or incomplete: fetch or build it again");
	return -EBADMSG;
}

/* Reads the header and refuses what cannot be a PVH kernel whatever else is in it. */
static int read_header(struct opening *o, uint8_t header[static sizeof(Elf64_Ehdr)],
		       const struct layout **layout, struct fault *f)
{
	uint64_t size = source_size(o->payload);
	uint16_t machine = 0;
	int r;

	if (size < EI_NIDENT)
		return cut_short(size, f);
	r = source_read(o->payload, 0, header, min_u64(size, sizeof(Elf64_Ehdr)), f);
	if (!r)
		r = check_ident(header, layout, f);
	if (r)
		return r;
	if (size < (*layout)->size)
		return cut_short(size, f);
	r = check_machine(header, &machine, f);
	o->facts->elf64 = *layout == &layouts[1];
	o->facts->machine = machine;
	return r ? r : check_type(header, f);
}

static int check_phnum(const struct opening *o, unsigned int nr, const struct layout *l,
		       struct fault *f)
{
	if (nr == 0)
		return fault_at(f, -ENOEXEC, l->phnum, "it has no program headers");
	if (nr <= opening_limit(o, PVH_LIMIT_SEGMENTS))
		return 0;
	/* This covers PN_XNUM, 65535, with which a section would tell the real number. */
	return budget_exceeded(o->budget, PVH_LIMIT_SEGMENTS, nr, l->phnum,
			       "it has", f);
}

static int locate_table(const struct opening *o, const uint8_t *header,
			const struct layout *l, struct elf_table *t, struct fault *f)
{
	unsigned int row_size = load_le16(header + l->phentsize);
	uint64_t size = source_size(o->payload);
	int r;

	t->at = o->facts->elf64 ? load_le64(header + l->phoff) :
				  load_le32(header + l->phoff);
	t->nr = load_le16(header + l->phnum);
	t->row_size = l->row_size;
	r = check_phnum(o, t->nr, l, f);
	if (r)
		return r;
	if (row_size != l->row_size)
		return fault_at(f, -EBADMSG, l->phentsize,
				"its program headers are %u bytes each, not %" PRIu64,
				row_size, l->row_size);
	if (t->at < l->size)
		return fault_at(f, -EBADMSG, l->phoff,
				"its program headers begin inside the ELF header, at %"
				PRIu64, t->at);
	if (t->at > size || t->nr * t->row_size > size - t->at)
		return fault_at(f, -EBADMSG, l->phoff,
				"its %u program headers at 0x%" PRIx64
				" are not inside its %" PRIu64 " bytes",
				t->nr, t->at, size);
	return 0;
}

static int read_table(const struct opening *o, struct elf_table *t, struct fault *f)
{
	_cleanup_(elf_copy_fini) struct elf_copy copy = { 0 };
	int r;

	t->rows = calloc(t->nr, sizeof(*t->rows));
	r = t->rows ? elf_copy_init(&copy, o->payload, o->facts->elf64, ELF_COPY_SEGMENTS,
				    (uint16_t)t->nr, t->at, t->nr * t->row_size, f) :
		      fault_oom(f);
	for (unsigned int i = 0; i < t->nr && !r; i++)
		if (!gelf_getphdr(copy.elf, (int)i, &t->rows[i]))
			r = fault_oom(f); /* the table has been checked */
	return r;
}

static int read_segment_notes(const struct elf_table *t, struct notes *found,
			      struct fault *f)
{
	int r = 0;

	for (unsigned int i = 0; i < t->nr && !r; i++) {
		const GElf_Phdr *p = &t->rows[i];
		struct note_range range = { p->p_offset, p->p_filesz, p->p_align,
					    elf_row_at(t, i) };

		/* Offset 0 is the ELF header: old binutils wrote it for "no notes". */
		if (p->p_type == PT_NOTE && p->p_filesz && p->p_offset)
			r = notes_read(found, &range, f);
	}
	return r;
}

/* Sections are looked at only when no segment holds a note of Xen's. */
static int read_notes(struct opening *o, const uint8_t *header, const struct elf_table *t,
		      uint64_t *entry_at, struct fault *f)
{
	_cleanup_(sections_fini) struct sections sections = { 0 };
	struct notes found = { .o = o };
	int r = read_segment_notes(t, &found, f);

	if (!r && !o->facts->nr_notes) {
		r = sections_read(&sections, o, header, f);
		if (!r)
			r = sections_read_notes(&sections, &found, f);
		if (!r && !found.entry_at)
			found.legacy = sections_have_xen_guest(&sections, o->payload);
		found.cut = sections.cut;
	}
	*entry_at = found.entry_at;
	return r ? r : notes_verdict(&found, t->at, f);
}

static int read_symtab(struct opening *o, const uint8_t *header, struct fault *f)
{
	_cleanup_(sections_fini) struct sections sections = { 0 };
	int r = sections_read(&sections, o, header, f);

	return r ? r : symtab_read(&sections, o, header, f);
}

static int check_entry(const struct facts *facts, uint64_t entry_at, struct fault *f)
{
	if (facts_entry_inside(facts))
		return 0;
	return fault_at(f, -EBADMSG, entry_at,
			"its PVH entry point 0x%" PRIx32 " is in none of its segments "
			"(0x%" PRIx64 "..0x%" PRIx64 ")",
			facts->entry, facts->start, facts->end - 1);
}

static void table_fini(struct elf_table *t)
{
	free(t->rows);
}

int elf_parse(struct opening *o, struct fault *f)
{
	_cleanup_(table_fini) struct elf_table table = { 0 };
	uint8_t header[sizeof(Elf64_Ehdr)] = { 0 };
	const struct layout *layout = NULL;
	uint64_t entry_at = 0;
	int r;

	r = read_header(o, header, &layout, f);
	if (!r)
		r = locate_table(o, header, layout, &table, f);
	if (!r)
		r = read_table(o, &table, f);
	/* Notes first: "not a PVH kernel" is truer where segments are odd too. */
	if (!r)
		r = read_notes(o, header, &table, &entry_at, f);
	if (!r)
		r = elf_read_segments(o, &table, f);
	if (!r)
		r = check_entry(o->facts, entry_at, f);
	if (!r && symtab_wanted(o->facts))
		r = read_symtab(o, header, f);
	return r;
}
