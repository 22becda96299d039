/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * make-kernel KIND FILE: writes a made kernel: KIND is in the table below, or
 * bzImage-CODEC. 77: that codec is not built in.
 */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/macro.h"
#include "mkbz.h"
#include "mkelf.h"

#define NR_NOTES 5

/* Entered at the first byte of its only segment. */
static struct mk_blob make_at(uint64_t gpa)
{
	const struct mk_segment segment = { gpa, 16, 4096, 4096 };
	uint8_t entry[8];
	const struct mk_note note = { "Xen", MK_PHYS32_ENTRY, entry, 8 };
	const struct mk_kernel kernel = { .elf64 = true,
					  .segments = &segment,
					  .nr_segments = 1,
					  .notes = &note,
					  .nr_notes = 1 };

	store_le64(entry, gpa);
	return mkelf(&kernel);
}

static struct mk_blob make_elf32(void)
{
	return mkelf_small(false);
}

static struct mk_blob make_elf64(void)
{
	return mkelf_small(true);
}

/* Compressed as a whole. */
static struct mk_blob make_gzip(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);

	return mk_compress("gzip", elf.data, elf.size);
}

/* For another machine. */
static struct mk_blob make_arm(void)
{
	struct mk_blob b = mkelf_small(true);

	mk_poke(&b, -1, EH_MACHINE, 183);
	return b;
}

/* Fits into guests of more than 3 GiB. */
static struct mk_blob make_high(void)
{
	return make_at(GIB(3));
}

/* Sound, but where no guest has RAM. */
static struct mk_blob make_nowhere(void)
{
	return make_at(GIB(4) - MIB(1));
}

/* Where an address is easily taken for none. */
static struct mk_blob make_zero(void)
{
	return make_at(0);
}

/* All that can be said in notes: a number, texts, structures, a type that nobody knows. */
static struct mk_blob make_noted(bool pvh)
{
	static const struct mk_segment segments[] = { { MK_TEXT, 16, 8192, 4096 },
						      { MK_DATA, 0, 512, 4096 } };
	uint8_t entry[8], reloc[12], word[2] = { 0x34, 0x12 };
	const struct mk_note notes[NR_NOTES] = {
		{ "Xen", MK_GUEST_OS, "a \"quoted\\\033[31m\xff text", 22 },
		{ "Xen", MK_PHYS32_RELOC, reloc, pvh ? 12 : 0 },
		{ "Xen", 77, word, 2 },
		{ "Xen", MK_ENTRY, entry, 8 },
		{ "Xen", MK_PHYS32_ENTRY, entry, 8 },
	};
	const struct mk_kernel kernel = { .elf64 = true,
					  .segments = segments,
					  .nr_segments = ARRAY_SIZE(segments),
					  .notes = notes,
					  .nr_notes = pvh ? NR_NOTES : NR_NOTES - 1 };

	store_le64(entry, MK_TEXT);
	store_le32(reloc, MIB(2));
	store_le32(reloc + 4, MIB(1));
	store_le32(reloc + 8, GIB(1) - 1);
	return mkelf(&kernel);
}

static struct mk_blob make_notes(void)
{
	return make_noted(true);
}

static struct mk_blob make_pv(void)
{
	return make_noted(false);
}

static const struct {
	const char *name;
	struct mk_blob (*make)(void);
} kinds[] = {
	{ "elf32", make_elf32 },     { "elf64", make_elf64 }, { "high", make_high },
	{ "nowhere", make_nowhere }, { "notes", make_notes }, { "pv", make_pv },
	{ "arm", make_arm },         { "gzip", make_gzip },   { "zero", make_zero },
};

/* No data: that codec is not built in, or that kind not known. */
static struct mk_blob make(const char *kind)
{
	static const char bz[] = "bzImage-";
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kind, kinds[i].name))
			return kinds[i].make();
	if (!strncmp(kind, bz, strlen(bz)))
		return mkbz(&elf, kind + strlen(bz), 0);
	return (struct mk_blob){ 0 };
}

int main(int argc, char **argv)
{
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	FILE *file;
	bool good;

	if (argc != 3) {
		fprintf(stderr, "usage: make-kernel KIND FILE\n");
		return 2;
	}
	b = make(argv[1]);
	if (!b.data)
		return 77;
	file = fopen(argv[2], "wb");
	if (!file) {
		perror(argv[2]);
		return 1;
	}
	good = fwrite(b.data, 1, b.size, file) == b.size;
	return fclose(file) || !good;
}
