/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A whole kernel in gzip: one member, an ELF, and no more of it than the limits allow. */
#include <sys/resource.h>

#include "base/memfd.h"
#include "test-image.h"

static struct mk_blob pack(const struct mk_blob *inner)
{
	return mk_compress("gzip", inner->data, inner->size);
}

/* `b` with `size` bytes behind it. */
static struct mk_blob join(const struct mk_blob *b, const void *tail, size_t size)
{
	struct mk_blob joined = { .data = malloc(b->size + size), .size = b->size + size };

	memcpy(joined.data, b->data, b->size);
	memcpy(joined.data + b->size, tail, size);
	return joined;
}

static void check_facts(bool elf64)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(elf64);
	_cleanup_(mk_fini) struct mk_blob b = pack(&elf);
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(&b, "an ELF in gzip");
	_cleanup_free_ uint8_t *decoded = malloc(elf.size);
	struct fault f = FAULT_NONE;

	if (!image)
		return;
	ok(image->facts.container == IMAGE_GZIP && image->facts.codec == IMAGE_CODEC_GZIP,
	   "it is \"%s\", \"%s\"", facts_container(&image->facts), facts_codec(&image->facts));
	ok(image->facts.file_size == b.size && image->facts.payload_size == elf.size,
	   "its sizes are the file's and the ELF's");
	ok(source_size(image->payload) == elf.size &&
		   !source_read(image->payload, 0, decoded, elf.size, &f) &&
		   !memcmp(decoded, elf.data, elf.size),
	   "the payload is the ELF, byte for byte");
	ok(image->facts.entry == MK_TEXT && image->facts.nr_segments == 2 &&
		   image->facts.elf64 == elf64,
	   "its facts are read");
}

static void check_tails(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);
	_cleanup_(mk_fini) struct mk_blob one = pack(&elf);
	_cleanup_(mk_fini) struct mk_blob padded = join(&one, "\0\0\0\0\0\0\0", 8);
	_cleanup_(mk_fini) struct mk_blob one_more = join(&one, "\x1f", 1);
	_cleanup_(mk_fini) struct mk_blob text = join(&one, "~signature~", 11);
	_cleanup_(mk_fini) struct mk_blob two = join(&one, one.data, one.size);
	_cleanup_(mk_fini) struct mk_blob begun = join(&one, "\x1f\x8b", 2);

	image_unref(must_open(&padded, "zeros behind it"));
	image_unref(must_open(&one_more, "half a magic behind it"));
	image_unref(must_open(&text, "a signature behind it"));
	must_refuse(&two, -EBADMSG, one.size, "another gzip stream follows the first one",
		    "two members");
	must_refuse(&begun, -EBADMSG, one.size, "another gzip stream follows",
		    "the magic of a second one");
}

/* No prefix loads, and each is refused for what it is. */
static void check_truncated(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);
	_cleanup_(mk_fini) struct mk_blob b = pack(&elf);
	struct mk_blob cut = b;
	size_t bad = 0;

	for (cut.size = 2; cut.size < b.size; cut.size++) {
		struct pvh_image *image = NULL;
		struct fault f = FAULT_NONE;
		int r = open_bytes(cut.data, cut.size, &image, &f);

		bad += r != -EBADMSG || f.offset || !strstr(f.what, "cut short");
		image_unref(image);
	}
	ok(!bad, "%zu prefixes are cut short (%zu are not)", b.size - 2, bad);
	cut.size = b.size - 1;
	must_refuse(&cut, -EBADMSG, 0, "the gzip payload is damaged: it is cut short",
		    "the last byte is missing");
	cut.size = b.size;
	cut.data[b.size - 8] ^= 1;
	must_refuse(&cut, -EBADMSG, 0, "damaged: incorrect data check", "another checksum");
}

/* --- What is in it ------------------------------------------------------------------- */

static void check_inner(const struct mk_blob *inner, const char *what, const char *hint,
			const char *name)
{
	_cleanup_(mk_fini) struct mk_blob b = pack(inner);
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;

	must_refuse(&b, -ENOEXEC, 0, what, name);
	open_bytes(b.data, b.size, &image, &f);
	ok(strstr(f.hint, hint), "%s: hint: %s", name, f.hint);
}

static void check_text(const void *text, size_t size, const char *what)
{
	const struct mk_blob b = { .data = (uint8_t *)(uintptr_t)text, .size = size };

	check_inner(&b, what, "give a vmlinuz", what);
}

static void check_others(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);
	_cleanup_(mk_fini) struct mk_blob bz = mkbz(&elf, "gzip", 0);
	_cleanup_(mk_fini) struct mk_blob gz = pack(&elf);
	static const uint8_t junk[64] = { 1 };

	check_inner(&bz, "what it decodes to is not an ELF file but a bzImage",
		    "decompress it first", "a bzImage in gzip");
	check_inner(&gz, "not an ELF file: it looks like a file compressed with gzip",
		    "decompress it first", "gzip in gzip");
	check_text("070701", 6, "not an ELF file: it looks like a cpio archive");
	check_text("Hello, world", 12, "not an ELF file: it looks like a text file");
	check_text(junk, sizeof(junk), "what it decodes to is not an ELF file");
	check_text("\177EL", 3, "what it decodes to is not an ELF file");
}

/* Offsets are into what was decoded, and the text says so. */
static void check_offsets(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);
	_cleanup_(mk_fini) struct mk_blob nothing = mk_compress("gzip", "", 0);
	_cleanup_(mk_fini) struct mk_blob magic = mk_compress("gzip", "\177ELF", 4);
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	size_t at = mk_row_at(&elf, 1);

	must_refuse(&nothing, -EBADMSG, 0,
		    "in the ELF that it decodes to, it ends inside its ELF header", "nothing");
	must_refuse(&magic, -EBADMSG, 4, "in the ELF that it decodes to, it ends inside",
		    "magic only");
	mk_poke(&elf, 1, PH_OFFSET, 1 << 20);
	b = pack(&elf);
	must_refuse(&b, -EBADMSG, at, "in the ELF that it decodes to, a segment's 512 bytes",
		    "a segment that is not there");
}

/* Only there: of a file as given the offset is one into that. */
static void check_plain(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;

	mk_poke(&elf, -1, EH_PHNUM, 1000);
	ok(open_bytes(elf.data, elf.size, &image, &f) == -EBADMSG && f.offset == 32 &&
		   !strncmp(f.what, "its 1000 program headers", 24),
	   "not in gzip: %s", f.what);
}

/* No descriptor is left but the one that it is decoded into. */
static void check_no_descriptor(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);
	_cleanup_(mk_fini) struct mk_blob b = pack(&elf);
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;
	struct rlimit was, few;
	int fd, r;

	fx_must(source_from_memory(b.data, b.size, "test", &source, &f), "source");
	fd = memfd_new("next", &f);
	close(fd);
	getrlimit(RLIMIT_NOFILE, &was);
	few = (struct rlimit){ (rlim_t)fd + 1, was.rlim_max };
	setrlimit(RLIMIT_NOFILE, &few);
	r = fx_open(source, &image, &f);
	setrlimit(RLIMIT_NOFILE, &was);
	ok(r == -EIO && f.os_error == EMFILE && !image, "too few descriptors: %s", f.what);
}

/* --- Bombs ------------------------------------------------------------------------------ */

/* An ELF of `size` bytes, most of which are zeros behind its end. */
static struct mk_blob make_bomb(size_t size)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);
	_cleanup_free_ uint8_t *data = calloc(1, size);

	memcpy(data, elf.data, elf.size);
	return mk_compress("gzip", data, size);
}

/* No limit but that one is in the way. */
static void check_limit(const struct mk_blob *b, enum pvh_limit which, uint64_t value,
			const char *what)
{
	struct limits limits = limits_default();
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;
	int r;

	limits.of[PVH_LIMIT_RATIO] = limits_max(PVH_LIMIT_RATIO);
	limits.of[which] = value;
	r = open_limited(b, &limits, &image, &f);
	if (!what)
		ok(!r, "%s %llu: loads%s", limits_name(which), (unsigned long long)value, f.what);
	else
		ok(r == -EFBIG && strstr(f.what, what) && strstr(f.hint, limits_name(which)),
		   "%s %llu: %s; %s", limits_name(which), (unsigned long long)value, f.what,
		   f.hint);
	image_unref(image);
}

static void check_bombs(void)
{
	_cleanup_(mk_fini) struct mk_blob small = make_bomb(MIB(1));
	_cleanup_(mk_fini) struct mk_blob large = make_bomb(MIB(8));
	_cleanup_(mk_fini) struct mk_blob over = make_bomb(MIB(1) + 1);
	uint64_t ratio = (MIB(8) + large.size - 1) / large.size;
	char cap[80];

	snprintf(cap, sizeof(cap), "it decodes to more than the %llu bytes allowed",
		 (unsigned long long)((ratio - 1) * large.size));
	check_limit(&large, PVH_LIMIT_DECODED_SIZE, MIB(8) - 1,
		    "it decodes to more than the 8388607 bytes allowed");
	check_limit(&large, PVH_LIMIT_DECODED_SIZE, MIB(8), NULL);
	check_limit(&large, PVH_LIMIT_DECODED_SIZE, 1, "more than the 1 bytes allowed");
	check_limit(&large, PVH_LIMIT_RATIO, 256, "bytes allowed");
	check_limit(&large, PVH_LIMIT_RATIO, ratio - 1, cap);
	check_limit(&large, PVH_LIMIT_RATIO, ratio, NULL);
	check_limit(&over, PVH_LIMIT_RATIO, 1, "more than the 1048576 bytes allowed");
	check_limit(&small, PVH_LIMIT_RATIO, 1, NULL);
}

int main(void)
{
	_cleanup_(mk_fini) struct mk_blob probe = mk_compress("gzip", "x", 1);

	if (!probe.data) {
		printf("1..0 # SKIP zlib was not built in\n");
		return 0;
	}
	check_facts(false);
	check_facts(true);
	check_tails();
	check_truncated();
	check_others();
	check_offsets();
	check_plain();
	check_no_descriptor();
	check_bombs();
	return done();
}
