/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * make-input kernel FILE: a PVH kernel of 40 MiB that compresses about as Linux does; the
 *	same bytes every time.
 * make-input bzimage CODEC PAYLOAD SIZE FILE: a bzImage around a compressed kernel of SIZE.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/macro.h"
#include "mkbz.h"
#include "mkelf.h"

#define NR_WORDS 1024
#define WORD_MAX 8
#define FAR KIB(256)

/* Machine code in miniature: words, some much more frequent than others. */
struct babble {
	uint64_t state; /* xorshift64 */
	uint8_t words[NR_WORDS][WORD_MAX];
};

static uint64_t next(struct babble *b)
{
	b->state ^= b->state << 13;
	b->state ^= b->state >> 7;
	b->state ^= b->state << 17;
	return b->state;
}

static void babble_init(struct babble *b)
{
	b->state = 88172645463325252;
	for (size_t i = 0; i < NR_WORDS; i++)
		store_le64(b->words[i], next(b));
}

/* Less than `end`, and much less more often than not. */
static size_t skewed(struct babble *b, size_t end)
{
	size_t n = next(b) % end;

	n = n * (next(b) % end) / end;
	return n * (next(b) % end) / end;
}

static size_t say_word(struct babble *b, uint8_t *to)
{
	size_t n = skewed(b, NR_WORDS);

	memcpy(to, b->words[n], WORD_MAX);
	return 3 + n % (WORD_MAX - 2);
}

static size_t say_number(struct babble *b, uint8_t *to)
{
	store_le64(to, next(b));
	return 3;
}

/* Tables and padding. */
static size_t say_zeroes(struct babble *b, uint8_t *to, size_t room)
{
	size_t n = min_u64(room, next(b) % 64);

	memset(to, 0, n);
	return n;
}

/* A phrase that has been said not long ago. */
static size_t say_again(struct babble *b, uint8_t *to, size_t said, size_t room)
{
	size_t back = 1 + skewed(b, min_u64(said, FAR));
	size_t n = min_u64(min_u64(room, back), 4 + skewed(b, 160));

	memcpy(to, to - back, n);
	return n;
}

static void fill(uint8_t *to, size_t size)
{
	struct babble b;
	size_t at = WORD_MAX;

	babble_init(&b);
	memcpy(to, b.words[0], WORD_MAX);
	while (size - at >= WORD_MAX) {
		uint64_t kind = next(&b) >> 60;

		if (kind == 0)
			at += say_zeroes(&b, to + at, size - at);
		else if (kind <= 6)
			at += say_again(&b, to + at, at, size - at);
		else if (kind == 7)
			at += say_number(&b, to + at);
		else
			at += say_word(&b, to + at);
	}
}

static struct mk_blob make_kernel(void)
{
	static const struct mk_segment segments[] = {
		{ MIB(16), MIB(24), MIB(24), MIB(2) },
		{ MIB(40), MIB(16), MIB(20), MIB(2) },
	};
	uint8_t entry[8];
	const struct mk_note note = { "Xen", MK_PHYS32_ENTRY, entry, 8 };
	const struct mk_kernel kernel = { .elf64 = true,
					  .segments = segments,
					  .nr_segments = ARRAY_SIZE(segments),
					  .notes = &note,
					  .nr_notes = 1 };
	struct mk_blob b;
	size_t at;

	store_le64(entry, MIB(16));
	b = mkelf(&kernel);
	at = b.size - MIB(40);
	fill(b.data + at, b.size - at);
	return b;
}

static struct mk_blob read_file(const char *path, size_t room)
{
	struct mk_blob b = { 0 };
	FILE *file = fopen(path, "rb");

	if (!file || fseek(file, 0, SEEK_END)) {
		perror(path);
		exit(1);
	}
	b.size = (size_t)ftell(file);
	b.data = calloc(1, b.size + room);
	rewind(file);
	if (fread(b.data, 1, b.size, file) != b.size) {
		perror(path);
		exit(1);
	}
	fclose(file);
	return b;
}

/* As Linux's build does: the size behind the stream, unless the stream ends with it. */
static struct mk_blob make_bzimage(const char *codec, const char *path, const char *size)
{
	_cleanup_(mk_fini) struct mk_blob payload = read_file(path, 4);

	if (strcmp(codec, "gzip") != 0) {
		store_le32(payload.data + payload.size, (uint32_t)strtoul(size, NULL, 10));
		payload.size += 4;
	}
	return mkbz_raw(payload.data, payload.size, 0);
}

static int write_file(const char *path, const struct mk_blob *b)
{
	FILE *file = fopen(path, "wb");
	bool good = file && fwrite(b->data, 1, b->size, file) == b->size;

	if (file && fclose(file))
		good = false;
	if (!good)
		perror(path);
	return !good;
}

int main(int argc, char **argv)
{
	_cleanup_(mk_fini) struct mk_blob b = { 0 };

	if (argc == 3 && !strcmp(argv[1], "kernel"))
		b = make_kernel();
	else if (argc == 6 && !strcmp(argv[1], "bzimage"))
		b = make_bzimage(argv[2], argv[3], argv[4]);
	if (b.data)
		return write_file(argv[argc - 1], &b);
	fprintf(stderr, "usage: make-input kernel FILE\n"
			"       make-input bzimage CODEC PAYLOAD SIZE FILE\n");
	return 2;
}
