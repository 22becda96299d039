/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base.h"

#include "base/bytes.h"
#include "base/macro.h"

struct mk_blob base_g32_with(const struct mk_note *notes, unsigned int nr, unsigned int spare)
{
	static const struct mk_segment segments[] = {
		{ 0x100000, G32_FILESZ, 0x1a000, 0x1000 },
		{ 0x11a000, G32_DATASZ, 0x3b1e8, 0x1000 },
	};
	static const uint8_t entry[] = { 0, 0, 0x10, 0 };
	static const struct mk_note own = { "Xen", MK_PHYS32_ENTRY, entry, sizeof(entry) };
	const struct mk_kernel kernel = { .segments = segments,
					  .nr_segments = ARRAY_SIZE(segments),
					  .notes = notes ? notes : &own,
					  .nr_notes = notes ? nr : 1,
					  .spare_rows = spare };

	return mkelf(&kernel);
}

struct mk_blob base_g32(void)
{
	return base_g32_with(NULL, 0, 1);
}

struct mk_blob base_s64(void)
{
	static const struct mk_segment segments[] = {
		{ 0x200000, 0x4000, 0x400000, 0x200000 },
		{ 0x620000, 0x8000, 0x1e0000, 0x200000 },
	};
	uint8_t entry[4];
	const struct mk_note notes[] = {
		{ "Xen", MK_GUEST_OS, "XEN", 4 },
		{ "Xen", MK_PHYS32_ENTRY, entry, sizeof(entry) },
	};
	const struct mk_kernel kernel = { .elf64 = true,
					  .segments = segments,
					  .nr_segments = ARRAY_SIZE(segments),
					  .notes = notes,
					  .nr_notes = ARRAY_SIZE(notes),
					  .spare_rows = 1 };

	store_le32(entry, S64_ENTRY);
	return mkelf(&kernel);
}

/* Bytes that no codec makes smaller, so that a payload has a size worth cutting. */
static void fill_with_noise(uint8_t *bytes, size_t size)
{
	uint32_t x = 1;

	for (size_t i = 0; i < size; i++) {
		x = x * 1103515245 + 12345;
		bytes[i] = (uint8_t)(x >> 24);
	}
}

struct mk_blob base_vmlinux_with(uint64_t text_size)
{
	const struct mk_segment segments[] = {
		{ 0x1000000, text_size, 0x100000, 0x1000 },
		{ 0x1200000, 0x1000, 0x10000, 0x1000 },
	};
	uint8_t entry[4];
	const struct mk_note notes[] = {
		{ "Xen", MK_GUEST_OS, "linux", 6 },
		{ "Xen", MK_PHYS32_ENTRY, entry, sizeof(entry) },
	};
	const struct mk_kernel kernel = { .segments = segments,
					  .nr_segments = ARRAY_SIZE(segments),
					  .notes = notes,
					  .nr_notes = ARRAY_SIZE(notes) };
	struct mk_blob b;

	store_le32(entry, 0x10002e0);
	b = mkelf(&kernel);
	fill_with_noise(b.data + b.size - text_size - 0x1000, text_size + 0x1000);
	return b;
}

struct mk_blob base_vmlinux(void)
{
	return base_vmlinux_with(0x3000);
}

struct mk_blob base_bz(void)
{
	static const char *const codecs[] = { "xz", "zstd", "lz4" };
	_cleanup_(mk_fini) struct mk_blob elf = base_vmlinux();
	struct mk_blob b = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(codecs) && !b.data; i++)
		b = mkbz(&elf, codecs[i], 0);
	return b;
}
