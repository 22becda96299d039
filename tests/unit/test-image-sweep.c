/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every prefix of small kernels, and every bit of their headers flipped: an answer each
 * time, with a reason when it is a refusal, and never a crash (sanitizers watch).
 */
#include "test-image.h"

static const int known_codes[] = { -ENOEXEC, -EBADMSG, -EFBIG, -EOPNOTSUPP };

/* 1 when it loads, 0 when it is properly refused, -1 otherwise. */
static int answer(const uint8_t *data, size_t size)
{
	_cleanup_(image_unrefp) struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;
	int r = open_bytes(data, size, &image, &f);

	if (r == 0)
		return image && f.code == 0 && image->facts.entry >= image->facts.start &&
				       image->facts.entry < image->facts.end ?
			       1 :
			       -1;
	for (size_t i = 0; i < ARRAY_SIZE(known_codes); i++)
		if (r == known_codes[i])
			return !image && f.code == r && f.what[0] &&
					       f.offset <= size + KIB(64) ?
				       0 :
				       -1;
	return -1;
}

static void check_prefixes(const struct mk_blob *b, size_t needed, const char *name)
{
	size_t first_bad = b->size, loaded = 0;

	for (size_t size = 0; size < b->size; size++) {
		int a = answer(b->data, size);

		if (a < 0 && first_bad == b->size)
			first_bad = size;
		loaded += a > 0;
	}
	ok(first_bad == b->size, "%s: %zu prefixes are answered (%zu)", name, b->size,
	   first_bad);
	ok(loaded == b->size - needed, "%s: no proper prefix loads", name);
	ok(answer(b->data, b->size) == 1, "%s: the whole loads", name);
}

static void check_flips(struct mk_blob *b, size_t from, size_t to, const char *name)
{
	size_t bad = 0, loaded = 0;

	for (size_t bit = 8 * from; bit < 8 * to; bit++) {
		int a;

		b->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		a = answer(b->data, b->size);
		b->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		bad += a < 0;
		loaded += a > 0;
	}
	ok(bad == 0, "%s: %zu flipped bits are answered, %zu load", name, 8 * (to - from),
	   loaded);
}

static void check_elf(bool elf64)
{
	_cleanup_(mk_fini) struct mk_blob b = mkelf_small(elf64);
	const char *name = elf64 ? "ELF64" : "ELF32";

	check_prefixes(&b, b.size, name);
	check_flips(&b, 0, b.notes_at + b.notes_size, name);
}

static void check_bzimage(const char *codec)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(false);
	_cleanup_(mk_fini) struct mk_blob b = mkbz(&elf, codec, 16);

	if (!b.data)
		return;
	check_prefixes(&b, b.size - 16, codec);
	check_flips(&b, 0x1f0, 0x260, codec);
	check_flips(&b, b.payload_at, b.size, codec);
}

int main(void)
{
	check_elf(false);
	check_elf(true);
	check_bzimage("gzip");
	check_bzimage("bzip2");
	check_bzimage("xz");
	check_bzimage("lzma");
	check_bzimage("lz4");
	check_bzimage("zstd");
	return done();
}
