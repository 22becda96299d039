/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * make-kernel KIND FILE: writes a made kernel: elf32, elf64, high (at 3 GiB), or bzImage-
 * CODEC.
 */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/macro.h"
#include "mkbz.h"
#include "mkelf.h"

static struct mk_blob make_high(void)
{
	static const struct mk_segment segment = { GIB(3), 16, 4096, 4096 };
	uint8_t entry[8];
	const struct mk_note note = { "Xen", MK_PHYS32_ENTRY, entry, 8 };
	const struct mk_kernel kernel = { .elf64 = true,
					  .segments = &segment,
					  .nr_segments = 1,
					  .notes = &note,
					  .nr_notes = 1 };

	store_le64(entry, GIB(3));
	return mkelf(&kernel);
}

static struct mk_blob make(const char *kind)
{
	static const char bz[] = "bzImage-";
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(strcmp(kind, "elf32") != 0);

	if (!strcmp(kind, "high"))
		return make_high();
	if (!strncmp(kind, bz, strlen(bz)))
		return mkbz(&elf, kind + strlen(bz), 0);
	return mk_copy(&elf);
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
		return 77; /* that codec is not built in */
	file = fopen(argv[2], "wb");
	if (!file) {
		perror(argv[2]);
		return 1;
	}
	good = fwrite(b.data, 1, b.size, file) == b.size;
	return fclose(file) || !good;
}
