/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Telling the codecs apart, and what they have in common. */
#include <fcntl.h>
#include <inttypes.h>

#include "test-codec.h"

static void check_unknown(const char *name, const void *magic, size_t size)
{
	uint8_t bytes[64] = { 0 };
	struct mk_blob stream = { .data = bytes, .size = sizeof(bytes) };

	memcpy(bytes, magic, size);
	expect(&stream, 1, -EOPNOTSUPP, STREAM_AT, name, name);
}

static void check_find(void)
{
	const uint8_t gzip[] = { 0x1f, 0x8b };

	ok(!codec_find((struct view){ gzip, 1 }), "half a magic is none");
	ok(!codec_find((struct view){ gzip, 0 }), "nothing is no magic");
	ok(codec_find((struct view){ gzip, 2 }) != NULL, "a magic alone is enough");
	check_unknown("with lz4 (frame format), which is not supported",
		      "\x04\x22\x4d\x18", 4);
	/* However this libpvh was configured: the decoder of lzo is not in it. */
	check_unknown("with lzo, which needs a pvh-image-worker built with --enable-lzo",
		      "\x89LZO\0\r\n\x1a\n", 9);
}

/* Decoded bytes that cannot be written are an error, not a short image. */
static void check_unwritable(void)
{
	_cleanup_close_ int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	_cleanup_(outflow_fini) struct outflow out = { 0 };
	const struct budget budget = fx_budget();
	struct fault f = FAULT_NONE;

	ok(outflow_init(&out, fd, 100, FAULT_NOWHERE, &budget, &f) == 0, "a window");
	out.window.data[0] = 1;
	ok(outflow_push(&out, 1, &f) == -EIO && f.os_error == EBADF, "unwritable: %s",
	   f.what);
}

/* The file has the declared size before anything is in it, and none if there is no such size. */
static void check_size(uint64_t cap_at, uint64_t want)
{
	_cleanup_(outflow_fini) struct outflow out = { 0 };
	const struct budget budget = fx_budget();
	struct fault f = FAULT_NONE;
	_cleanup_close_ int fd = memfd_new("out", &f);
	uint64_t size = 7;

	ok(!outflow_init(&out, fd, 100, cap_at, &budget, &f) && !memfd_size(fd, &size, &f) &&
		   size == want,
	   "%s size: %" PRIu64 " bytes", cap_at == FAULT_NOWHERE ? "no" : "a", size);
}

/* Every codec is in the library, or known by name for the refusal. */
static void check_absent(void)
{
	static const struct {
		const char *name, *magic;
		size_t size;
	} rows[] = {
		{ "gzip", "\x1f\x8b", 2 },      { "bzip2", "BZh", 3 },
		{ "xz", "\xfd" "7zXZ", 6 },     { "lzma", "\x5d\0", 3 },
		{ "lz4", "\x02\x21\x4c\x18", 4 }, { "zstd", "\x28\xb5\x2f\xfd", 4 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct codec *c = codec_find(
			(struct view){ (const uint8_t *)rows[i].magic, rows[i].size });
		char text[80];

		ok(c && !strcmp(c->name, rows[i].name), "%s is known", rows[i].name);
		snprintf(text, sizeof(text), "with %s, which this libpvh was built without",
			 rows[i].name);
		if (c && !c->decode)
			check_unknown(text, rows[i].magic, rows[i].size);
	}
}

int main(void)
{
	check_find();
	check_absent();
	check_unwritable();
	check_size(SIZE_WORD_AT, 100);
	check_size(FAULT_NOWHERE, 0);
	return done();
}
