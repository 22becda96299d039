/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PT_LOAD segments. Only p_paddr places them: p_vaddr, p_flags and the order of the
 * file mean nothing for PVH. They may overlap; the later one in the file then wins.
 */
#include <errno.h>
#include <inttypes.h>

#include "image/elf.h"

#define RELOC_DEFAULT_ALIGN MIB(2)

static int check_file_range(const GElf_Phdr *p, uint64_t payload_size, uint64_t at,
			    struct fault *f)
{
	if (p->p_filesz > p->p_memsz)
		return fault_at(f, -EBADMSG, at,
				"a segment has %" PRIu64
				" bytes in the file but only %" PRIu64 " in memory",
				p->p_filesz, p->p_memsz);
	if (p->p_filesz == 0) /* then p_offset means nothing */
		return 0;
	if (p->p_offset > payload_size || p->p_filesz > payload_size - p->p_offset)
		return fault_at(f, -EBADMSG, at,
				"a segment's %" PRIu64 " bytes at file offset 0x%" PRIx64
				" are not inside its %" PRIu64 " bytes",
				p->p_filesz, p->p_offset, payload_size);
	return 0;
}

/* PVH enters a kernel without paging, so nothing of it can be above 4 GiB. */
static int check_memory_range(const GElf_Phdr *p, uint64_t at, struct fault *f)
{
	if (p->p_paddr <= GIB(4) && p->p_memsz <= GIB(4) - p->p_paddr)
		return 0;
	return fault_at(f, -EBADMSG, at,
			"a segment of 0x%" PRIx64 " bytes at physical address 0x%" PRIx64
			" does not end below 4 GiB",
			p->p_memsz, p->p_paddr);
}

static int add_segment(struct opening *o, const GElf_Phdr *p, uint64_t at,
		       struct fault *f)
{
	struct facts *facts = o->facts;
	int r;

	r = check_file_range(p, source_size(o->payload), at, f);
	if (!r && p->p_memsz)
		r = check_memory_range(p, at, f);
	if (r || !p->p_memsz)
		return r;
	if (!facts->nr_segments || p->p_paddr < facts->start)
		facts->start = p->p_paddr;
	facts->segments[facts->nr_segments++] = (struct image_segment){
		.gpa = p->p_paddr,
		.mem_size = p->p_memsz,
		.file_size = p->p_filesz,
		.offset = p->p_offset,
	};
	facts->end = max_u64(facts->end, p->p_paddr + p->p_memsz);
	return 0;
}

/* Thousands of segments on top of each other would have the builder write gigabytes. */
static int check_amount(const struct facts *facts, const struct elf_table *t,
			struct fault *f)
{
	uint64_t span = facts->end - facts->start, amount = facts_amount(facts);

	if (amount <= 2 * span)
		return 0;
	fault_at(f, -EBADMSG, t->at,
		 "its segments overlap so much that %" PRIu64
		 " bytes would be loaded into %" PRIu64,
		 amount, span);
	fault_values(f, 2 * span, amount);
	return -EBADMSG;
}

/* What the ABI says for a PHYS32_RELOC note without an alignment. */
static uint64_t default_align(const struct elf_table *t)
{
	uint64_t align = 0;

	for (unsigned int i = 0; i < t->nr; i++) {
		uint64_t a = t->rows[i].p_align;

		/* An alignment that cannot be kept is no alignment. */
		if (t->rows[i].p_type == PT_LOAD && a < GIB(4) && (a & (a - 1)) == 0)
			align = max_u64(align, a);
	}
	return align >= GUEST_PAGE ? align : RELOC_DEFAULT_ALIGN;
}

int elf_read_segments(struct opening *o, const struct elf_table *t, struct fault *f)
{
	struct facts *facts = o->facts;
	int r = 0;

	for (unsigned int i = 0; i < t->nr && !r; i++)
		if (t->rows[i].p_type == PT_LOAD)
			r = add_segment(o, &t->rows[i], elf_row_at(t, i), f);
	if (r)
		return r;
	if (!facts->nr_segments)
		return fault_at(f, -ENOEXEC, t->at, "it has no segment to load");
	if (facts->reloc.present && !facts->reloc.align)
		facts->reloc.align = default_align(t);
	return check_amount(facts, t, f);
}
