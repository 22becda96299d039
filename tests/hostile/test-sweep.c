/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every prefix of the sound kernels up to 4 KiB, then every 4 KiB; every bit of their headers
 * and notes flipped, and one in nearly every byte of what follows: an answer each time, with
 * a reason when it is a refusal, and never a crash (sanitizers watch).
 */
#include "row.h"

static const int known_codes[] = { -ENOEXEC, -EBADMSG, -EFBIG, -EOPNOTSUPP };

static bool is_reason(int r, const struct fault *f, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(known_codes); i++)
		if (r == known_codes[i])
			return f->code == r && f->what[0] && f->offset <= size + KIB(64);
	return false;
}

/* Its bytes are there and below 4 GiB: what an image says of a segment holds. */
static bool holds(const struct facts *facts, const struct image_segment *s, uint64_t payload)
{
	return s->mem_size && s->file_size <= s->mem_size && s->gpa >= facts->start &&
	       s->mem_size <= facts->end - s->gpa && facts->end <= GIB(4) &&
	       (!s->file_size ||
		(s->offset <= payload && s->file_size <= payload - s->offset));
}

static bool is_coherent(const struct pvh_image *image)
{
	const struct facts *facts = &image->facts;
	bool entered = false;

	for (unsigned int i = 0; i < facts->nr_segments; i++) {
		const struct image_segment *s = &facts->segments[i];

		if (!holds(facts, s, source_size(image->payload)))
			return false;
		entered |= facts->entry - s->gpa < s->mem_size;
	}
	return entered;
}

/* 1 when it loads, 0 when it is properly refused, -1 otherwise. */
static int answer(const uint8_t *data, size_t size)
{
	_cleanup_(image_unrefp) struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;
	int r = open_bytes(data, size, &image, &f);

	if (r)
		return !image && is_reason(r, &f, size) ? 0 : -1;
	return f.code == 0 && is_coherent(image) ? 1 : -1;
}

static size_t next_prefix(size_t size)
{
	return size < 4096 ? size + 1 : size + 4096;
}

static void check_prefixes(const struct mk_blob *b, size_t needed, const char *name)
{
	size_t bad = 0, early = 0, nr = 0;

	for (size_t size = 0; size < b->size; size = next_prefix(size), nr++) {
		int a = answer(b->data, size);

		bad += a < 0;
		early += a > 0 && size < needed;
		if (a < 0)
			printf("# the first %zu bytes\n", size);
	}
	ok(!bad, "%s: %zu prefixes are answered", name, nr);
	ok(!early, "%s: none loads that lacks anything", name);
	ok(answer(b->data, needed) == 1 && answer(b->data, needed - 1) == 0,
	   "%s: %zu bytes are enough, and one less is not", name, needed);
}

#define EVERY 1
#define NINTH 9 /* another one in each byte */

static void check_flips(const struct mk_blob *b, size_t from, size_t to, size_t step,
			const char *name)
{
	size_t bad = 0, loaded = 0, nr = 0;

	for (size_t bit = 8 * from; bit < 8 * to; bit += step, nr++) {
		int a;

		b->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		a = answer(b->data, b->size);
		b->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		bad += a < 0;
		loaded += a > 0;
		if (a < 0)
			printf("# bit %zu of byte %zu\n", bit % 8, bit / 8);
	}
	ok(!bad, "%s: %zu flipped bits are answered, %zu load", name, nr, loaded);
}

static void check_elf(enum base base, const char *name)
{
	_cleanup_(mk_fini) struct mk_blob b = make_base(base);

	check_prefixes(&b, b.size, name);
	check_flips(&b, 0, b.notes_at, EVERY, name);
	check_flips(&b, b.notes_at, b.notes_at + b.notes_size, EVERY, name);
	check_flips(&b, b.notes_at + b.notes_size, 4096, NINTH, name);
}

/* Everything in the file behind the setup code, and the header in it. */
static void check_bzimage(const char *codec)
{
	_cleanup_(mk_fini) struct mk_blob elf = base_vmlinux();
	_cleanup_(mk_fini) struct mk_blob b = mkbz(&elf, codec, 8192);
	size_t payload_end;

	if (!b.data) {
		ok(true, "%s # SKIP it is not built in", codec);
		return;
	}
	payload_end = b.payload_at + b.payload_size;
	check_prefixes(&b, b.size - 8192, codec);
	check_flips(&b, 0x1f0, 0x260, EVERY, codec);
	check_flips(&b, b.payload_at, b.payload_at + 64, EVERY, codec);
	check_flips(&b, b.payload_at + 64, 4096, NINTH, codec);
	check_flips(&b, payload_end - 64, payload_end, EVERY, codec);
}

int main(void)
{
	static const char *const codecs[] = { "gzip", "bzip2", "lzma", "xz", "lzo", "lz4", "zstd" };

	/* A dictionary is what a header says, up to the limit; 8 MiB, 256 times a payload. */
	confine(limits_default().of[PVH_LIMIT_DECODER_MEMORY] + MIB(64), MIB(8));
	check_elf(G32, "G32");
	check_elf(S64, "S64");
	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++)
		check_bzimage(codecs[i]);
	return done();
}
