/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The boot protocol header: where it says the payload is, and what is made of that. The lies
 * that somebody might tell on purpose are in tests/hostile.
 */
#include <fcntl.h>
#include <sys/mman.h>

#include "test-image.h"

/* The first codec that was built in; the header does not care which. */
static const char *any_codec(void)
{
	static const char *const names[] = { "gzip", "bzip2", "xz", "lzma", "lz4", "zstd" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_(mk_fini) struct mk_blob b = mk_compress(names[i], "x", 1);

		if (b.data)
			return names[i];
	}
	return NULL;
}

static struct mk_blob make(size_t tail)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);

	return mkbz(&elf, any_codec(), tail);
}

static void check_facts(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make(0);
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(&b, "bzImage");
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);
	_cleanup_free_ uint8_t *decoded = malloc(elf.size);
	struct fault f = FAULT_NONE;

	if (!image)
		return;
	ok(image->facts.container == IMAGE_BZIMAGE, "container");
	ok(!strcmp(facts_codec(&image->facts), any_codec()), "codec: %s", facts_codec(&image->facts));
	ok(image->facts.file_size == b.size, "size of the file as given");
	ok(source_size(image->payload) == elf.size &&
		   source_read(image->payload, 0, decoded, elf.size, &f) == 0 &&
		   memcmp(decoded, elf.data, elf.size) == 0,
	   "the payload is the ELF, byte for byte");
	ok(image->facts.entry == MK_TEXT && image->facts.nr_segments == 2, "its facts are read");
}

enum { U8 = 1, U16 = 2, U32 = 4 };

struct poke {
	unsigned int at, size;
	uint32_t value;
};

static void poke(struct mk_blob *b, struct poke p)
{
	for (unsigned int i = 0; i < p.size; i++)
		b->data[p.at + i] = (uint8_t)(p.value >> 8 * i);
}

static void check_header(void)
{
	static const struct {
		const char *name;
		struct poke poke;
		int code; /* 0: loads */
		uint64_t offset;
		const char *what;
	} rows[] = {
		{ "protocol 0", { 0x206, U16, 0 }, -ENOEXEC, 0x206, "protocol 0.00" },
		{ "protocol 2.08", { 0x206, U16, 0x208 }, 0, 0, "" },
		{ "offset 0xfffffc00", { 0x248, U32, 0xfffffc00 }, -EBADMSG, 0x248,
		  "at byte 4294967296" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(mk_fini) struct mk_blob b = make(0);

		poke(&b, rows[i].poke);
		if (rows[i].code)
			must_refuse(&b, rows[i].code, rows[i].offset, rows[i].what,
				    rows[i].name);
		else
			image_unref(must_open(&b, rows[i].name));
	}
}

static void check_ends(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make(0);
	struct mk_blob cut = b;

	cut.size = b.size - 1;
	must_refuse(&cut, -EBADMSG, 0x24c, "would end behind the file's",
		    "cut in the payload");
	cut.size = b.payload_at;
	must_refuse(&cut, -EBADMSG, 0x248, "would begin at byte 1088 of a file of 1088",
		    "cut before the payload");
	cut.size = 0x24f;
	must_refuse(&cut, -EBADMSG, 0x24f, "inside its boot protocol header",
		    "cut at 0x24f");
	cut.size = 0x205;
	must_refuse(&cut, -ENOEXEC, 0, "neither an ELF file nor a bzImage",
		    "cut at 0x205");
}

/* A byte of payload less or more in the header than there is. */
static void check_length(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make(16);

	store_le32(b.data + 0x24c, (uint32_t)b.payload_size + 16);
	must_refuse(&b, -EFBIG, b.size - 4, "decodes to 2779096485 bytes, more than the",
		    "the tail taken for the size word");
	store_le32(b.data + b.size - 4, 1 << 20);
	must_refuse(&b, -EBADMSG,
		    b.payload_at + b.payload_size - (strcmp(any_codec(), "gzip") ? 4 : 0),
		    "bytes before the payload does", "a tail inside the payload");
}

static void check_declared_size(uint32_t declared, int code, const char *what)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	static const char *const names[] = { "bzip2", "xz", "lzma", "lz4", "zstd" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		mk_fini(&b);
		b = mkbz(&elf, names[i], 0);
		if (!b.data)
			continue;
		store_le32(b.data + b.size - 4, declared);
		must_refuse(&b, code, b.size - 4, what, names[i]);
	}
}

static void check_declared_sizes(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);

	check_declared_size(0xffffffff, -EFBIG,
			    "decodes to 4294967295 bytes, more than the 1073741824");
	check_declared_size((1 << 30) + 1, -EFBIG, "more than the");
	check_declared_size(1 << 30, -EFBIG, "times its size, more than the 256 allowed");
	check_declared_size((1 << 20) + 1, -EFBIG, "times its size, more than");
	check_declared_size(1 << 20, -EBADMSG, "but its size word states 1048576");
	check_declared_size((uint32_t)elf.size + 1, -EBADMSG, "but its size word states");
	check_declared_size((uint32_t)elf.size - 1, -EBADMSG, "decodes to more than the");
	check_declared_size(1, -EBADMSG, "decodes to more than the 1 bytes");
	check_declared_size(0, -EBADMSG, "decodes to more than the 0 bytes");
}

static void check_inner(const void *inner, size_t size, int code, uint64_t offset,
			const char *what, const char *name)
{
	struct mk_blob raw = { .data = (uint8_t *)(uintptr_t)inner, .size = size };
	_cleanup_(mk_fini) struct mk_blob b = mkbz(&raw, any_codec(), 0);

	must_refuse(&b, code, offset, what, name);
}

/* What is wrong inside is told with an offset into what was decoded. */
static void check_inside(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);

	check_inner("", 0, -EBADMSG, 0, "in the ELF that it decodes to, it ends inside",
		    "nothing");
	check_inner("\177ELF", 4, -EBADMSG, 4, "in the ELF that it decodes to, it ends",
		    "magic only");
	check_inner("This is no ELF file at all.", 27, -ENOEXEC, 0, "not an ELF file",
		    "text");
	mk_poke(&elf, -1, EH_TYPE, 4);
	check_inner(elf.data, elf.size, -ENOEXEC, 16,
		    "in the ELF that it decodes to, a core dump", "core dump");
}

/* Any fd of ours that is a sealed memory file, and cannot be written to. */
static bool find_sealed(void)
{
	const int all = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;

	for (int fd = 3; fd < 64; fd++)
		if (fcntl(fd, F_GET_SEALS) == all)
			return write(fd, "x", 1) < 0 && errno == EPERM &&
			       (fcntl(fd, F_GETFD) & FD_CLOEXEC);
	return false;
}

static void check_sealed(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make(0);
	struct pvh_image *image = must_open(&b, "to be sealed");

	ok(find_sealed(), "the decoded payload is sealed and closed on exec");
	image_unref(image);
	ok(!find_sealed(), "nothing is left open");
}

int main(void)
{
	if (!any_codec()) {
		printf("1..0 # SKIP no codec was built in\n");
		return 0;
	}
	check_facts();
	check_header();
	check_ends();
	check_length();
	check_declared_sizes();
	check_inside();
	check_sealed();
	return done();
}
