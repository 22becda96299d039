/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 050 to 085: every field of a PT_LOAD, and segments in each other's way. */
#include <elf.h>

#include "row.h"

/* --- How guest memory is where segments overlap ------------------------------------- */

/* [gpa, gpa + size) has the contents of segment `n`. */
static bool has_segment(const struct pvh_plan *plan, uint64_t gpa, uint64_t size, unsigned int n)
{
	uint8_t byte;

	for (uint64_t i = 0; i < size; i++)
		if (pvh_plan_read(plan, gpa + i, &byte, 1) || byte != mk_byte(n, i))
			return false;
	return true;
}

static bool has_zeroes(const struct pvh_plan *plan, uint64_t gpa, uint64_t end)
{
	uint8_t byte;

	for (; gpa < end; gpa++)
		if (pvh_plan_read(plan, gpa, &byte, 1) || byte)
			return false;
	return true;
}

/* The later one is there in full, its bss included. */
static bool second_wins(const struct pvh_plan *plan)
{
	return has_segment(plan, 0x100000, G32_DATASZ, 1) &&
	       has_zeroes(plan, 0x100000 + G32_DATASZ, 0x13b1e8);
}

#define IN_BSS 0x110000

static bool second_in_bss(const struct pvh_plan *plan)
{
	return has_segment(plan, 0x100000, G32_FILESZ, 0) &&
	       has_zeroes(plan, G32_BSS, IN_BSS) &&
	       has_segment(plan, IN_BSS, G32_DATASZ, 1) &&
	       has_zeroes(plan, IN_BSS + G32_DATASZ, 0x14b1e8);
}

static bool second_at_3g(const struct pvh_plan *plan)
{
	return has_segment(plan, 0x100000, G32_FILESZ, 0) &&
	       has_segment(plan, GIB(3), G32_DATASZ, 1) &&
	       has_zeroes(plan, GIB(3) - 4096, GIB(3));
}

static bool all_there(const struct pvh_plan *plan)
{
	return has_segment(plan, 0x100000, G32_FILESZ, 0);
}

/* --- What a few values cannot say --------------------------------------------------- */

/* 1000 segments more, each of them the first byte of the first one. */
static struct mk_blob many_tiny(void)
{
	struct mk_blob b = base_g32_with(NULL, 0, 1000);
	uint32_t offset = load_le32(b.data + mk_row_at(&b, G32_TEXT) + offsetof(Elf32_Phdr, p_offset));

	for (int row = G32_SPARE; row < G32_SPARE + 1000; row++) {
		mk_poke(&b, row, PH_TYPE, PT_LOAD);
		mk_poke(&b, row, PH_OFFSET, offset);
		mk_poke(&b, row, PH_PADDR, 0x100000);
		mk_poke(&b, row, PH_FILESZ, 1);
		mk_poke(&b, row, PH_MEMSZ, 1);
	}
	return b;
}

static void swap_rows(struct mk_blob *b)
{
	uint8_t *text = b->data + mk_row_at(b, G32_TEXT), *data = b->data + mk_row_at(b, G32_DATA);
	uint8_t row[sizeof(Elf32_Phdr)];

	memcpy(row, text, sizeof(row));
	memcpy(text, data, sizeof(row));
	memcpy(data, row, sizeof(row));
}

#define NO_SUCH_BYTES(row) BAD(IN_ROW, row, "are not inside its")
#define OVER_4G(row) BAD(IN_ROW, row, "does not end below 4 GiB")
/* A header of a type that means nothing to PVH. */
#define SPARE(type)                                                                     \
	{                                                                               \
		PH(G32_SPARE, TYPE, type), PH(G32_SPARE, OFFSET, 0x7fffffff),           \
		PH(G32_SPARE, FILESZ, 0x7fffffff), PH(G32_SPARE, MEMSZ, 0x7fffffff),    \
	}

static const struct row rows[] = {
	{ "050-offset-eof", G32, { OF_SIZE(G32_TEXT, PH_OFFSET, 0) }, NO_SUCH_BYTES(G32_TEXT) },
	{ "051-offset-wrap", G32, { PH(G32_TEXT, OFFSET, 0xfffff000) }, NO_SUCH_BYTES(G32_TEXT) },
	{ "052-filesz-gt-eof", G32, { PH(G32_DATA, FILESZ, G32_DATASZ + 1) },
	  NO_SUCH_BYTES(G32_DATA) },
	{ "053-filesz-gt-memsz", G32, { PH(G32_TEXT, MEMSZ, G32_FILESZ - 1) },
	  BAD(IN_ROW, G32_TEXT, "48347 bytes in the file but only 48346 in memory") },
	{ "054-memsz-4g", G32, { PH(G32_TEXT, MEMSZ, 0xffffffff) }, OVER_4G(G32_TEXT) },
	{ "055-memsz-2g", G32, { PH(G32_TEXT, MEMSZ, 0x7fffffff) },
	  NO_ROOM("0x100000..0x800fffff, which is not all inside the guest's RAM, 0..0x4000000") },
	{ "055-memsz-2g, in 3 GiB", G32, { PH(G32_TEXT, MEMSZ, 0x7fffffff) }, LOADS,
	  .memory = GIB(3), .check = all_there },
	{ "056-paddr-wrap", G32, { PH(G32_TEXT, PADDR, 0xfffff000) }, OVER_4G(G32_TEXT) },
	{ "057-paddr-mmio", G32, { PH(G32_DATA, PADDR, 0xfee00000) }, .memory = GIB(8),
	  NO_ROOM("link it below 0xfc000000") },
	{ "058-paddr-3g", G32, { PH(G32_DATA, PADDR, GIB(3)) },
	  NO_ROOM("give it more than 3072 MiB") },
	{ "058-paddr-3g, in 3.5 GiB", G32, { PH(G32_DATA, PADDR, GIB(3)) }, LOADS,
	  .memory = MIB(3584), .check = second_at_3g },
	{ "059-overlap-exact", G32, { PH(G32_DATA, PADDR, 0x100000) }, LOADS, .check = second_wins },
	{ "060-overlap-partial", G32, { PH(G32_DATA, PADDR, IN_BSS) }, LOADS, .check = second_in_bss },
	{ "061-load-memsz0", G32, { PH(G32_SPARE, TYPE, PT_LOAD) }, LOADS },
	{ "062-load-offset-junk-filesz0", G32,
	  { PH(G32_SPARE, TYPE, PT_LOAD), PH(G32_SPARE, OFFSET, 0x7fffffff),
	    PH(G32_SPARE, PADDR, IN_BSS), PH(G32_SPARE, MEMSZ, 0x1000) }, LOADS },
	{ "063-flags0", G32, { PH(G32_DATA, FLAGS, 0) }, LOADS },
	{ "064-vaddr-junk", G32, { PH(G32_TEXT, VADDR, 0xdeadbeef) }, LOADS },
	{ "065-align-junk", G32, { PH(G32_TEXT, ALIGN, 0xd) }, LOADS },
	{ "066-load-at-0", G32, { PH(G32_TEXT, PADDR, 0) },
	  BAD(IN_NOTES, 16, "entry point 0x100000 is in none of its segments") },
	{ "067-unsorted", G32, LOADS, .change = swap_rows },
	{ "068-interp", G32, SPARE(PT_INTERP), LOADS },
	{ "069-dynamic", G32, SPARE(PT_DYNAMIC), LOADS },
	{ "070-tls", G32, SPARE(PT_TLS), LOADS },
	{ "071-no-load", G32, { PH(G32_TEXT, TYPE, PT_NULL), PH(G32_DATA, TYPE, PT_NULL) },
	  NOT_PVH(IN_ROW, 0, "no segment to load") },
	{ "073-many-tiny", G32, LOADS, .make = many_tiny },
	{ "080-paddr-4g", S64, { PH(S64_TEXT, PADDR, 0x100200000) }, OVER_4G(S64_TEXT) },
	{ "081-memsz-2^63", S64, { PH(S64_TEXT, MEMSZ, 1ULL << 63) }, OVER_4G(S64_TEXT) },
	{ "082-memsz-wrap", S64, { PH(S64_TEXT, MEMSZ, -0x200000ULL) }, OVER_4G(S64_TEXT) },
	{ "083-offset-2^63", S64, { PH(S64_TEXT, OFFSET, 1ULL << 63) }, NO_SUCH_BYTES(S64_TEXT) },
	{ "084-filesz-2^32", S64,
	  { PH(S64_TEXT, FILESZ, GIB(4) + 0x4000), PH(S64_TEXT, MEMSZ, GIB(4) + 0x400000) },
	  NO_SUCH_BYTES(S64_TEXT) },
	{ "085-paddr-trunc", S64, { PH(S64_DATA, PADDR, GIB(4) + 0x620000) }, OVER_4G(S64_DATA) },
};

int main(void)
{
	check_rows(rows, ARRAY_SIZE(rows));
	return done();
}
