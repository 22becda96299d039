/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "codec.h"

#include <errno.h>
#include <string.h>

#include "base/memfd.h"
#include "image/codec.h"
#include "mkbz.h"

static const int codes[] = { -EBADMSG, -EFBIG, 0 };

struct trial {
	const char *name;
	struct view magic;
	uint8_t flags;
	uint32_t size;        /* in the input's head, ... */
	uint32_t amount;      /* ... and how much is cut off or added */
	struct view plain;    /* CODEC_PLAIN: what it must decode to */
	struct mk_blob stream;
};

/* The stream as in the input, but that it is one of this codec. */
static struct mk_blob take_stream(const struct trial *t, struct view input,
				  codec_repair_fn *repair)
{
	struct mk_blob b = { .size = max_u64(input.size, t->magic.size) };

	b.data = calloc(1, b.size);
	memcpy(b.data, input.data, input.size);
	memcpy(b.data, t->magic.data, t->magic.size);
	if (repair)
		repair(b.data, b.size);
	return b;
}

/* Cuts it, or fills it up with zeroes. */
static void resize(struct mk_blob *b, size_t size)
{
	b->data = realloc(b->data, size);
	if (size > b->size)
		memset(b->data + b->size, 0, size - b->size);
	b->size = size;
}

/* The stream as it is to end; true when it is no longer as it was made. */
static bool change_ending(struct trial *t)
{
	size_t size = t->stream.size, body = size - t->magic.size;

	switch (t->flags & CODEC_ENDING) {
	case CODEC_CUT:
		resize(&t->stream, size - (body ? 1 + t->amount % body : 0));
		break;
	case CODEC_TAIL:
		resize(&t->stream, size + t->amount % 512);
		break;
	case CODEC_AGAIN:
		resize(&t->stream, 2 * size);
		memcpy(t->stream.data + size, t->stream.data, size);
		break;
	}
	return t->stream.size != size;
}

static void check_content(const struct trial *t, int fd)
{
	_cleanup_free_ uint8_t *got = malloc(t->plain.size + 1);
	ssize_t n = pread(fd, got, t->plain.size, 0);

	fuzz_require(n == (ssize_t)t->plain.size && !memcmp(got, t->plain.data, t->plain.size),
		     "it does not decode to what was encoded");
}

/* What is known of a stream that we made. */
static void check_plain(const struct trial *t, bool changed, int r, const struct outflow *out,
			const struct fault *f)
{
	unsigned int ending = t->flags & CODEC_ENDING;
	bool declared = t->flags & CODEC_DECLARED;
	/* lz4 has no end mark: one that is cut between blocks may decode to what is declared. */
	bool fits = ending == CODEC_CUT && t->flags & CODEC_LIE && out->written == out->cap;
	bool certain = (declared && !fits) || ending == CODEC_AGAIN;

	if (changed || (declared && out->cap != t->plain.size)) {
		fuzz_require(r || !certain, "a stream that is cut, not alone or of another size "
			     "than declared is accepted");
		return;
	}
	fuzz_require(!r, "a sound stream is refused: %s", f->what);
	fuzz_require(out->written == t->plain.size, "%llu bytes instead of %llu",
		     (unsigned long long)out->written, (unsigned long long)t->plain.size);
	check_content(t, out->fd);
}

static uint64_t cap_of(const struct trial *t, const struct budget *budget)
{
	if (!(t->flags & CODEC_DECLARED))
		return budget_limit(budget, PVH_LIMIT_DECODED_SIZE);
	return t->plain.size && !(t->flags & CODEC_LIE) ? t->plain.size : t->size;
}

static void decode(const struct trial *t, bool changed)
{
	const struct limits limits = fuzz_limits();
	const struct budget budget = budget_new(&limits, NULL);
	struct view head = { t->stream.data, t->stream.size };
	_cleanup_(source_unrefp) struct pvh_source *source = fuzz_source(head.data, head.size);
	_cleanup_(inflow_fini) struct inflow in = { 0 };
	_cleanup_(outflow_fini) struct outflow out = { 0 };
	const struct codec *c = codec_find(head);
	struct fault f = FAULT_NONE;
	_cleanup_close_ int fd = memfd_new("decoded", &f);
	int r;

	fuzz_require(c && !strcmp(c->name, t->name), "%s is not recognised", t->name);
	fuzz_require(!inflow_init(&in, source, 0, head.size, &budget, &f) &&
			     !outflow_init(&out, fd, cap_of(t, &budget),
					   t->flags & CODEC_DECLARED ? 0 : FAULT_NOWHERE, &budget,
					   &f),
		     "%s", f.what);
	r = codec_decode(c, &in, &out, &f);
	if (r)
		fuzz_fault(&f, r, codes);
	else
		fuzz_require(out.written <= out.cap, "more than the limit");
	if (t->plain.size)
		check_plain(t, changed, r, &out, &f);
	fuzz_accepted += !r;
}

void fuzz_codec(const char *name, struct view magic, codec_repair_fn *repair, const uint8_t *data,
		size_t size)
{
	int lowest = fuzz_begin();
	struct trial t = { .name = name, .magic = magic };
	struct view input;
	bool changed;

	if (size < CODEC_HEAD)
		return;
	t.flags = data[0];
	t.size = load_le32(data) >> 8;
	t.amount = load_le32(data + 4);
	input = (struct view){ data + CODEC_HEAD, size - CODEC_HEAD };
	/* A payload that declares to be empty is not told from one that lies about that. */
	if (t.flags & CODEC_PLAIN && input.size) {
		t.plain = input;
		t.stream = mk_compress(name, input.data, input.size);
	} else {
		t.stream = take_stream(&t, input, repair);
	}
	fuzz_require(t.stream.data, "%s cannot be made", name);
	changed = change_ending(&t);
	decode(&t, changed);
	mk_fini(&t.stream);
	fuzz_end(lowest);
}
