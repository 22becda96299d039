/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Compressed payloads that want too much or are more than one stream, for every codec that
 * is built in: bombs, lies about the decoded size, streams behind streams, containers in
 * containers. (Windows and dictionaries: tests/unit/test-codec.)
 */
#include "row.h"

static const char *const codecs[] = { "gzip", "bzip2", "lzma", "xz", "lzo", "lz4", "zstd" };

static bool is_gzip(const char *codec)
{
	return !strcmp(codec, "gzip");
}

/* A bzImage of `stream`, whose last word says `declared`: gzip has that word inside. */
static struct mk_blob wrap(const char *codec, const void *stream, size_t size, uint32_t declared)
{
	size_t word_at = is_gzip(codec) ? size - 4 : size;
	_cleanup_free_ uint8_t *payload = malloc(word_at + 4);

	memcpy(payload, stream, word_at);
	store_le32(payload + word_at, declared);
	return mkbz_raw(payload, word_at + 4, 0);
}

/* --- Bombs --------------------------------------------------------------------------- */

#define BOMB MIB(4)

static void check_declared_bomb(const char *codec, const struct mk_blob *stream)
{
	uint64_t ratio = BOMB / stream->size;
	_cleanup_(mk_fini) struct mk_blob b = wrap(codec, stream->data, stream->size, BOMB);
	char name[64];

	snprintf(name, sizeof(name), "%s: 4 MiB of zeroes", codec);
	if (ratio > 256)
		must_refuse(&b, -EFBIG, b.size - 4, "times its size, more than the 256", name);
	else /* lz4 cannot do better, nor worse */
		must_refuse(&b, -ENOEXEC, 0, "not an ELF file", name);
}

/* What is written is bounded by what is declared, whatever comes out. */
static void check_bomb(const char *codec)
{
	_cleanup_free_ uint8_t *zeroes = calloc(1, BOMB);
	_cleanup_(mk_fini) struct mk_blob stream = mk_compress(codec, zeroes, BOMB);
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	char name[64];

	if (!stream.data) {
		ok(true, "%s # SKIP it is not built in", codec);
		return;
	}
	snprintf(name, sizeof(name), "%s: 4 MiB of zeroes, declared as 64 KiB", codec);
	b = wrap(codec, stream.data, stream.size, KIB(64));
	must_refuse(&b, -EBADMSG, b.size - 4, "decodes to more than the 65536 bytes", name);
	check_declared_bomb(codec, &stream);
	if (is_gzip(codec)) /* of a whole file nothing is declared */
		must_refuse(&stream, -EFBIG, FAULT_NOWHERE, "it decodes to more than",
			    "gzip: 4 MiB of zeroes, without a bzImage");
}

/* --- Lies ---------------------------------------------------------------------------- */

static void check_lie(const char *codec, const struct mk_blob *elf, int64_t by)
{
	_cleanup_(mk_fini) struct mk_blob stream = mk_compress(codec, elf->data, elf->size);
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	uint32_t declared = (uint32_t)((int64_t)elf->size + by);
	char name[64];

	b = wrap(codec, stream.data, stream.size, declared);
	snprintf(name, sizeof(name), "%s: %u bytes that are declared as %u", codec,
		 (unsigned int)elf->size, declared);
	if (is_gzip(codec)) /* whose own check this word is */
		must_refuse(&b, -EBADMSG, b.payload_at, "incorrect length check", name);
	else if (by < 0)
		must_refuse(&b, -EBADMSG, b.size - 4, "decodes to more than the", name);
	else
		must_refuse(&b, -EBADMSG, b.size - 4, "but its size word states", name);
}

static void check_lies(const char *codec)
{
	_cleanup_(mk_fini) struct mk_blob elf = base_vmlinux();

	check_lie(codec, &elf, 1);
	check_lie(codec, &elf, (int64_t)elf.size);
	check_lie(codec, &elf, -1);
	check_lie(codec, &elf, 1 - (int64_t)elf.size);
	check_lie(codec, &elf, -(int64_t)elf.size);
}

/* A GiB is allowed, but not of so little. */
static void check_huge_lie(const char *codec)
{
	_cleanup_(mk_fini) struct mk_blob elf = base_vmlinux();
	_cleanup_(mk_fini) struct mk_blob stream = mk_compress(codec, elf.data, elf.size);
	_cleanup_(mk_fini) struct mk_blob b = wrap(codec, stream.data, stream.size, 1 << 30);
	char name[64];

	snprintf(name, sizeof(name), "%s: 1 GiB is declared", codec);
	must_refuse(&b, -EFBIG, b.size - 4, "times its size, more than the 256", name);
}

/* --- More than one stream ------------------------------------------------------------ */

struct part {
	const void *data;
	size_t size;
};

/* The parts as one payload, which is declared to be as long as the vmlinux is `times`. */
static void check_parts(const char *codec, const struct part parts[2], unsigned int times,
			int code, const char *what, const char *how)
{
	size_t size = parts[0].size + parts[1].size;
	_cleanup_(mk_fini) struct mk_blob elf = base_vmlinux();
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	_cleanup_free_ uint8_t *all = malloc(size + 4);
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;
	int r;

	memcpy(all, parts[0].data, parts[0].size);
	memcpy(all + parts[0].size, parts[1].data, parts[1].size);
	store_le32(all + size, times * (uint32_t)elf.size);
	b = mkbz_raw(all, size + (is_gzip(codec) ? 0 : 4), 0);
	r = open_bytes(b.data, b.size, &image, &f);
	ok(r == code && f.code == code && strstr(f.what, what) && !image &&
		   f.offset >= b.payload_at && f.offset < b.size,
	   "%s: %s: %d at %lld: %s", codec, how, r, (long long)f.offset, f.what);
}

static void check_concatenated(const char *codec)
{
	_cleanup_(mk_fini) struct mk_blob elf = base_vmlinux();
	_cleanup_(mk_fini) struct mk_blob stream = mk_compress(codec, elf.data, elf.size);
	const struct part one = { stream.data, stream.size };
	const struct part zeroes = { "\0\0\0", 4 };

	check_parts(codec, (struct part[]){ one, one }, 2, -EBADMSG, "", "two streams");
	check_parts(codec, (struct part[]){ one, one }, 1, -EBADMSG, "", "a second one unsaid");
	check_parts(codec, (struct part[]){ one, zeroes }, 1, -EBADMSG, "", "padding");
}

/* Frames that a decoder would skip: the magic is that of zstd and of lz4. */
static void check_skippable(const char *codec)
{
	uint8_t frame[] = { 0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4 };
	_cleanup_(mk_fini) struct mk_blob elf = base_vmlinux();
	_cleanup_(mk_fini) struct mk_blob stream = mk_compress(codec, elf.data, elf.size);
	const struct part one = { stream.data, stream.size }, skip = { frame, sizeof(frame) };

	store_le32(frame + 8, (uint32_t)elf.size); /* gzip's size word, where it comes last */
	check_parts(codec, (struct part[]){ skip, one }, 1, -EOPNOTSUPP, "in an unknown way",
		    "a skippable frame first");
	check_parts(codec, (struct part[]){ one, skip }, 1, -EBADMSG, "",
		    "a skippable frame behind");
}

/* --- Containers in containers ----------------------------------------------------------- */

static void check_inside(const char *codec, const struct mk_blob *inner, const char *how)
{
	_cleanup_(mk_fini) struct mk_blob b = mkbz(inner, codec, 0);
	char name[64];

	snprintf(name, sizeof(name), "%s: %s", codec, how);
	must_refuse(&b, -ENOEXEC, 0, "not an ELF file", name);
}

static void check_nested(const char *codec)
{
	_cleanup_(mk_fini) struct mk_blob elf = base_vmlinux();
	_cleanup_(mk_fini) struct mk_blob image = mkbz(&elf, codec, 0);
	_cleanup_(mk_fini) struct mk_blob once = mk_compress(codec, elf.data, elf.size);
	_cleanup_(mk_fini) struct mk_blob twice = mk_compress(codec, once.data, once.size);
	_cleanup_(mk_fini) struct mk_blob around = mk_compress(codec, image.data, image.size);

	check_inside(codec, &image, "a bzImage in a bzImage");
	check_inside(codec, &once, "compressed twice in a bzImage");
	check_inside(codec, &twice, "compressed three times in a bzImage");
	must_refuse(&twice, -ENOEXEC, 0, "", "compressed twice, without a bzImage");
	must_refuse(&around, -ENOEXEC, 0, "", "a compressed bzImage");
}

int main(void)
{
	confine(MIB(64), MIB(8)); /* what makes the streams has to live as well */
	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++)
		check_bomb(codecs[i]);
	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++) {
		_cleanup_(mk_fini) struct mk_blob any = mk_compress(codecs[i], "x", 1);

		if (!any.data)
			continue;
		check_lies(codecs[i]);
		check_huge_lie(codecs[i]);
		check_concatenated(codecs[i]);
		check_skippable(codecs[i]);
		check_nested(codecs[i]);
	}
	return done();
}
