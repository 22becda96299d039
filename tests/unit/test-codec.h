/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What holds for every codec: it decodes what it should and notices damage. */
#ifndef TEST_CODEC_H
#define TEST_CODEC_H

#include "base/memfd.h"
#include "image/codec.h"
#include "test-image.h"

#define SIZE 300000 /* more than one window */
#define SMALL 600   /* decoded thousands of times */
#define STREAM_AT 100
#define SIZE_WORD_AT 7777

struct codec_case {
	const char *pack; /* for mk_compress() */
	const char *name; /* in messages */
	bool endless;     /* no end mark: what follows is taken for more of it */
	bool unchecked;   /* no checksum: other bytes may come out */
};

/* Text-like bytes with some structure. */
static inline uint8_t *make_data(size_t size)
{
	uint8_t *data = malloc(size);
	uint32_t x = 1;

	for (size_t i = 0; i < size; i++) {
		x = x * 1103515245 + 12345;
		data[i] = (uint8_t)(i % 7 == 0 ? x >> 24 : i >> 8);
	}
	return data;
}

static inline struct mk_blob make_packed(const char *codec, size_t size)
{
	_cleanup_free_ uint8_t *data = make_data(size);

	return mk_compress(codec, data, size);
}

struct decoded {
	int fd;
	uint64_t size;
	struct fault fault;
};

static inline void decoded_fini(struct decoded *d)
{
	closep(&d->fd);
}

/* Decodes `stream`, said to have `declared` bytes, from the middle of a source. */
static inline int decode(const struct mk_blob *stream, uint64_t declared,
			 struct decoded *d)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	_cleanup_(inflow_fini) struct inflow in = { 0 };
	_cleanup_(outflow_fini) struct outflow out = { 0 };
	_cleanup_free_ uint8_t *file = calloc(1, stream->size + 2 * STREAM_AT);
	const struct budget budget = fx_budget();
	const struct codec *codec;
	int r;

	*d = (struct decoded){ .fd = memfd_new("decoded", &d->fault), .fault = FAULT_NONE };
	memcpy(file + STREAM_AT, stream->data, stream->size);
	codec = codec_find((struct view){ stream->data, stream->size });
	if (!codec ||
	    source_from_memory(file, stream->size + 2 * STREAM_AT, "test", &source,
			       &d->fault) ||
	    inflow_init(&in, source, STREAM_AT, stream->size, &budget, &d->fault) ||
	    outflow_init(&out, d->fd, declared, SIZE_WORD_AT, &budget, &d->fault))
		return -EINVAL;
	r = codec_decode(codec, &in, &out, &d->fault);
	d->size = out.written;
	return r;
}

static inline bool same_bytes(int fd, const uint8_t *want, size_t size)
{
	_cleanup_free_ uint8_t *got = malloc(size + 1);

	return pread(fd, got, size + 1, 0) == (ssize_t)size &&
	       memcmp(got, want, size) == 0;
}

static inline void check_bytes(const char *codec, const uint8_t *data, size_t size)
{
	_cleanup_(mk_fini) struct mk_blob packed = mk_compress(codec, data, size);
	_cleanup_(decoded_fini) struct decoded d = { .fd = -1 };

	ok(packed.data && decode(&packed, size, &d) == 0 && same_bytes(d.fd, data, size),
	   "%s: %zu bytes, %zu compressed: %s", codec, size, packed.size, d.fault.what);
}

static inline void check_round(const char *codec, size_t size)
{
	_cleanup_free_ uint8_t *data = make_data(size);

	check_bytes(codec, data, size);
}

static inline void expect(const struct mk_blob *stream, uint64_t declared, int code,
			  uint64_t offset, const char *what, const char *name)
{
	_cleanup_(decoded_fini) struct decoded d = { 0 };
	int r = decode(stream, declared, &d);

	ok(r == code && d.fault.code == code &&
		   (!r || (d.fault.offset == offset && strstr(d.fault.what, what))),
	   "%s: %d at %lld: %s", name, r, (long long)d.fault.offset, d.fault.what);
	ok(d.size <= declared, "%s: no more is written than declared", name);
}

/* Cut anywhere it is damaged; a size word that is wrong is a lie, whichever way. */
static inline void check_lengths(const struct codec_case *c)
{
	_cleanup_(mk_fini) struct mk_blob good = make_packed(c->pack, SIZE);
	char damaged[64];

	snprintf(damaged, sizeof(damaged), "the %s payload is damaged", c->name);
	for (size_t size = 20; size < good.size; size += good.size / 7) {
		struct mk_blob cut = good;

		cut.size = size;
		expect(&cut, SIZE, -EBADMSG, STREAM_AT, damaged, "cut short");
	}
	expect(&good, SIZE - 1, -EBADMSG, SIZE_WORD_AT, "decodes to more than",
	       "declared one too few");
	expect(&good, SIZE + 1, -EBADMSG, SIZE_WORD_AT, "but its size word",
	       "declared one too many");
}

/* After every single byte. */
static inline void check_cuts(const struct codec_case *c)
{
	_cleanup_(mk_fini) struct mk_blob good = make_packed(c->pack, SMALL);
	struct mk_blob cut = good;
	size_t accepted = 0;

	for (cut.size = CODEC_MAGIC; cut.size < good.size; cut.size++) {
		_cleanup_(decoded_fini) struct decoded d = { 0 };

		if (decode(&cut, SMALL, &d) != -EBADMSG && !accepted++)
			printf("# cut at %zu of %zu: %s\n", cut.size, good.size,
			       d.fault.what);
	}
	ok(good.size && !accepted, "%s: %zu cuts are noticed", c->pack, good.size);
}

/* Whether with one bit flipped it is refused, or means what it meant. */
static inline bool flip_is_harmless(const struct codec_case *c, struct mk_blob *b,
				    size_t bit, const uint8_t *data)
{
	_cleanup_(decoded_fini) struct decoded d = { 0 };
	bool harmless;
	int r;

	b->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
	r = decode(b, SMALL, &d);
	b->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
	if (r)
		harmless = d.size <= SMALL && d.fault.code == r &&
			   (r == -EBADMSG || r == -EFBIG);
	else
		harmless = d.size == SMALL &&
			   (c->unchecked || same_bytes(d.fd, data, SMALL));
	if (!harmless)
		printf("# bit %zu of byte %zu: %d: %s\n", bit % 8, bit / 8, r,
		       d.fault.what);
	return harmless;
}

static inline void check_flips(const struct codec_case *c)
{
	_cleanup_free_ uint8_t *data = make_data(SMALL);
	_cleanup_(mk_fini) struct mk_blob b = mk_compress(c->pack, data, SMALL);
	const struct codec *codec = codec_find((struct view){ b.data, b.size });
	size_t bad = 0;

	for (size_t bit = 8 * (size_t)codec->magic_size; bit < 8 * b.size; bit++)
		bad += !flip_is_harmless(c, &b, bit, data);
	ok(!bad, "%s: each of %zu bytes flipped, bit by bit", c->pack, b.size);
}

/* `before` and `behind` around `stream`: what ends at `end` is followed by something. */
static inline void expect_one_stream(const struct codec_case *c, struct view before,
				     struct view behind, uint64_t end, uint64_t declared,
				     const char *name)
{
	struct mk_blob all = { .size = before.size + behind.size };
	_cleanup_free_ uint8_t *bytes = malloc(all.size);

	memcpy(bytes, before.data, before.size);
	memcpy(bytes + before.size, behind.data, behind.size);
	all.data = bytes;
	if (c->endless)
		expect(&all, declared, -EBADMSG, STREAM_AT, "a block's length", name);
	else
		expect(&all, declared, -EBADMSG, STREAM_AT + end, "stream ends", name);
}

/* Exactly one stream: no concatenation, no padding, nothing behind it. */
static inline void check_alone(const struct codec_case *c)
{
	_cleanup_(mk_fini) struct mk_blob good = make_packed(c->pack, SIZE);
	_cleanup_(mk_fini) struct mk_blob none = make_packed(c->pack, 0);
	static const uint8_t zeros[8];
	struct view stream = { good.data, good.size };
	struct view empty = { none.data, none.size };

	expect_one_stream(c, stream, stream, good.size, 2 * SIZE, "concatenated");
	expect_one_stream(c, stream, (struct view){ zeros, 1 }, good.size, SIZE,
			  "one byte of padding");
	expect_one_stream(c, stream, (struct view){ zeros, 4 }, good.size, SIZE,
			  "four bytes of padding");
	expect_one_stream(c, stream, (struct view){ zeros, 8 }, good.size, SIZE,
			  "eight bytes of padding");
	expect_one_stream(c, stream, empty, good.size, SIZE, "an empty stream behind");
	expect_one_stream(c, empty, stream, none.size, SIZE, "an empty stream before");
}

/* A megabyte out of each kilobyte in: the bound holds while decoding. */
static inline void check_bomb(const struct codec_case *c)
{
	_cleanup_free_ uint8_t *zeros = calloc(1, MIB(64));
	_cleanup_(mk_fini) struct mk_blob bomb = mk_compress(c->pack, zeros, MIB(64));

	expect(&bomb, KIB(64), -EBADMSG, SIZE_WORD_AT, "decodes to more than the 65536",
	       c->name);
}

static inline void check_codec(const struct codec_case *c)
{
	check_round(c->pack, 1);
	check_round(c->pack, SIZE);
	check_round(c->pack, MIB(3) + 1); /* more than a window, dictionary or block */
	check_lengths(c);
	check_cuts(c);
	check_flips(c);
	check_alone(c);
	check_bomb(c);
}

#endif
