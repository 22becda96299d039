/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The ELF and program headers: what is taken from them, and where each bound is. The values
 * that somebody might choose on purpose are in tests/hostile.
 */
#include <elf.h>

#include "test-image.h"

#define TEXT 0 /* rows of mkelf_small() */
#define DATA 1
#define NOTE 2
#define HEADER (-1)

#define ROW32(n) (sizeof(Elf32_Ehdr) + (n) * sizeof(Elf32_Phdr))
#define ROW64(n) (sizeof(Elf64_Ehdr) + (n) * sizeof(Elf64_Phdr))

struct poke {
	int row;
	enum mk_field field;
	uint64_t value;
};

struct change {
	const char *name;
	bool elf64;
	struct poke pokes[3];
	unsigned int nr;
	int code; /* 0: still loads */
	uint64_t offset;
	const char *what;
};

#define P1(...) { __VA_ARGS__ }, 1
#define P2(...) { __VA_ARGS__ }, 2
#define P3(...) { __VA_ARGS__ }, 3

static const struct change header_changes[] = {
	{ "ident version 0", 0, P1({ HEADER, EH_VERSION, 0 }), -EBADMSG, 6,
	  "version is 0" },
	{ "ident version 2", 1, P1({ HEADER, EH_VERSION, 2 }), -EBADMSG, 6,
	  "version is 2" },
	{ "byte order 3", 0, P1({ HEADER, EH_DATA, 3 }), -EBADMSG, 5, "byte order is 3" },
	{ "big-endian s390", 1,
	  P2({ HEADER, EH_DATA, 2 }, { HEADER, EH_MACHINE, EM_S390 << 8 }), -ENOEXEC, 18,
	  "for s390" },
	{ "ET_NONE", 0, P1({ HEADER, EH_TYPE, 0 }), -ENOEXEC, 16, "type is 0" },
	{ "EM_RISCV", 1, P1({ HEADER, EH_MACHINE, EM_RISCV }), -ENOEXEC, 18,
	  "for RISC-V" },
	{ "phoff in the header", 1, P1({ HEADER, EH_PHOFF, 63 }), -EBADMSG, 32,
	  "inside the ELF" },
	{ "PN_XNUM", 1, P1({ HEADER, EH_PHNUM, 0xffff }), -EFBIG, 56,
	  "65535 program headers" },
	{ "2049 rows", 0, P1({ HEADER, EH_PHNUM, 2049 }), -EFBIG, 44,
	  "more than the 2048" },
	{ "2048 rows, not there", 0, P1({ HEADER, EH_PHNUM, 2048 }), -EBADMSG, 28,
	  "not inside" },
	{ "phentsize 64", 1, P1({ HEADER, EH_PHENTSIZE, 64 }), -EBADMSG, 54,
	  "64 bytes each" },
};

static const struct change segment_changes[] = {
	{ "filesz with memsz 0", 0, P1({ DATA, PH_MEMSZ, 0 }), -EBADMSG, ROW32(1),
	  "only 0" },
	{ "begins at 4 GiB", 1, P1({ DATA, PH_PADDR, 0x100000000 }), -EBADMSG, ROW64(1),
	  "0x2200 b" },
	{ "one byte over 4 GiB", 1, P1({ DATA, PH_PADDR, 0xffffde01 }), -EBADMSG,
	  ROW64(1), "4 GiB" },
	{ "up to 4 GiB", 1, P1({ DATA, PH_PADDR, 0xffffde00 }), 0, 0, "" },
	{ "no PT_LOAD has memory", 0,
	  P3({ DATA, PH_TYPE, PT_NULL }, { TEXT, PH_FILESZ, 0 }, { TEXT, PH_MEMSZ, 0 }),
	  -ENOEXEC, ROW32(0), "no segment to load" },
};

static void check_changes(const struct change *changes, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		const struct change *c = &changes[i];
		_cleanup_(mk_fini) struct mk_blob b = mkelf_small(c->elf64);

		for (unsigned int p = 0; p < c->nr; p++)
			mk_poke(&b, c->pokes[p].row, c->pokes[p].field,
				c->pokes[p].value);
		if (c->code)
			must_refuse(&b, c->code, c->offset, c->what, c->name);
		else
			image_unref(must_open(&b, c->name));
	}
}

/* A file that ends with its program headers' table or one byte into it. */
static void check_table_end(void)
{
	_cleanup_(mk_fini) struct mk_blob b = mkelf_small(true);

	mk_poke(&b, HEADER, EH_PHOFF, b.size);
	must_refuse(&b, -EBADMSG, 32, "not inside",
		    "program headers at the end of the file");
	mk_poke(&b, HEADER, EH_PHOFF, b.size - ROW64(3) + sizeof(Elf64_Ehdr) + 1);
	must_refuse(&b, -EBADMSG, 32, "not inside",
		    "program headers end one byte too late");
	memmove(b.data + b.size - 3 * sizeof(Elf64_Phdr), b.data + ROW64(0),
		3 * sizeof(Elf64_Phdr));
	mk_poke(&b, HEADER, EH_PHOFF, b.size - 3 * sizeof(Elf64_Phdr));
	image_unref(must_open(&b, "program headers at the very end, unaligned"));
}

/* Cut inside the ELF header. */
static void check_header_end(void)
{
	static const struct {
		bool elf64;
		size_t size;
	} rows[] = { { 0, 15 }, { 1, 52 } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(mk_fini) struct mk_blob b = mkelf_small(rows[i].elf64);
		char name[32];

		snprintf(name, sizeof(name), "cut to %zu bytes", rows[i].size);
		b.size = rows[i].size;
		must_refuse(&b, -EBADMSG, b.size, "ends inside its ELF header", name);
	}
}

/* The last segment's bytes end where the file does. */
static void check_file_end(void)
{
	_cleanup_(mk_fini) struct mk_blob b = mkelf_small(false);

	mk_poke(&b, DATA, PH_OFFSET, b.size + 1);
	must_refuse(&b, -EBADMSG, ROW32(1), "not inside", "offset one byte past the end");
}

/* Entry points at and around the edges of the small kernel's segments. */
static void check_entry(void)
{
	static const struct {
		uint32_t entry;
		bool inside;
	} rows[] = {
		{ 0, false },
		{ MK_TEXT - 1, false },
		{ MK_TEXT, true },
		{ MK_TEXT + 0xfff, true },
		{ MK_TEXT + 0x1000, false },
		{ MK_DATA - 1, false },
		{ MK_DATA + 0x200, true },
		{ MK_DATA + 0x21ff, true },
		{ MK_DATA + 0x2200, false },
		{ 0xffffffff, false },
	};
	_cleanup_(mk_fini) struct mk_blob b = mkelf_small(false);
	size_t at = b.notes_at + b.notes_size - 4;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char name[32];

		snprintf(name, sizeof(name), "entry 0x%x", rows[i].entry);
		store_le32(b.data + at, rows[i].entry);
		if (rows[i].inside)
			image_unref(must_open(&b, name));
		else
			must_refuse(&b, -EBADMSG, at, "in none of its segments", name);
	}
}

static void check_entry_at_0(void)
{
	_cleanup_(mk_fini) struct mk_blob b = mkelf_small(false);

	mk_poke(&b, TEXT, PH_PADDR, 0);
	store_le32(b.data + b.notes_at + b.notes_size - 4, 0);
	image_unref(must_open(&b, "entry 0 where a segment is at 0"));
}

static void check_segment(const struct pvh_image *image, unsigned int n,
			  struct image_segment want, const char *name)
{
	struct image_segment none = { 0 };
	const struct image_segment *s =
		n < image->facts.nr_segments ? &image->facts.segments[n] : &none;

	ok(s->gpa == want.gpa && s->mem_size == want.mem_size &&
		   s->file_size == want.file_size && s->offset == want.offset,
	   "%s: segment %u", name, n);
}

/* The bytes that a segment's offset leads to are the generator's. */
static void check_contents(const struct pvh_image *image, unsigned int n,
			   const char *name)
{
	const struct image_segment *s = &image->facts.segments[n];
	struct fault f = FAULT_NONE;
	uint8_t buf[0x1000];
	bool same = s->file_size <= sizeof(buf) &&
		    source_read(image->payload, s->offset, buf, s->file_size, &f) == 0;

	for (uint64_t i = 0; same && i < s->file_size; i++)
		same = buf[i] == mk_byte(n, i);
	ok(same, "%s: contents of segment %u", name, n);
}

static void check_facts(bool elf64)
{
	const char *name = elf64 ? "ELF64" : "ELF32";
	_cleanup_(mk_fini) struct mk_blob b = mkelf_small(elf64);
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(&b, name);
	uint64_t at = b.size - 0x1200;

	if (!image)
		return;
	ok(image->facts.container == IMAGE_ELF && !strcmp(facts_codec(&image->facts), "none"),
	   "%s: container", name);
	ok(image->facts.elf64 == elf64 && image->facts.machine == (elf64 ? EM_X86_64 : EM_386),
	   "%s: class and machine", name);
	ok(image->facts.entry == MK_TEXT, "%s: entry", name);
	ok(image->facts.start == MK_TEXT && image->facts.end == MK_DATA + 0x2200, "%s: range", name);
	ok(image->facts.file_size == b.size && !strcmp(image->name, "test"),
	   "%s: size and name", name);
	ok(image->facts.nr_segments == 2, "%s: two segments", name);
	check_segment(image, 0, (struct image_segment){ MK_TEXT, 0x1000, 0x1000, at },
		      name);
	check_segment(image, 1,
		      (struct image_segment){ MK_DATA, 0x2200, 0x200, at + 0x1000 },
		      name);
	check_contents(image, 0, name);
	check_contents(image, 1, name);
	ok(!image->facts.reloc.present && !image->facts.reloc.align, "%s: not relocatable", name);
}

/* Segments stay in the file's order whatever their addresses; empty ones are left out. */
static void check_order(void)
{
	static const struct mk_segment segments[] = {
		{ 0x300000, 16, 16, 0 },
		{ 0, 0, 0, 0 },
		{ GIB(8), 0, 0, 0 },
		{ 0x100000, 16, 64, 0 },
		{ 0x200000, 0, 32, 0 },
	};
	const uint8_t entry[4] = { 0, 0, 0x20, 0 };
	const struct mk_note note = { "Xen", MK_PHYS32_ENTRY, entry, 4 };
	const struct mk_kernel k = {
		.elf64 = true, .segments = segments, .nr_segments = 5, .notes = &note,
		.nr_notes = 1
	};
	_cleanup_(mk_fini) struct mk_blob b = mkelf(&k);
	_cleanup_(image_unrefp) struct pvh_image *image = must_open(&b, "unsorted");

	if (!image)
		return;
	ok(image->facts.nr_segments == 3, "empty segments are left out, wherever they are");
	ok(image->facts.segments[0].gpa == 0x300000 && image->facts.segments[1].gpa == 0x100000 &&
		   image->facts.segments[2].gpa == 0x200000,
	   "segments are in the file's order");
	ok(image->facts.start == 0x100000 && image->facts.end == 0x300010,
	   "an empty segment at 0 does not count for the range");
}

/* As many segments as allowed; `memsz` each, at the beginning of the first. */
static struct mk_blob make_many(unsigned int nr, uint64_t memsz)
{
	_cleanup_free_ struct mk_segment *segments = calloc(nr, sizeof(*segments));
	const uint8_t entry[4] = { 0, 0, 0x10, 0 };
	const struct mk_note note = { "Xen", MK_PHYS32_ENTRY, entry, 4 };
	const struct mk_kernel k = {
		.segments = segments, .nr_segments = nr, .notes = &note, .nr_notes = 1
	};

	for (unsigned int i = 0; i < nr; i++)
		segments[i] = (struct mk_segment){ 0x100000, 1, i ? memsz : 0x1000, 0 };
	return mkelf(&k);
}

static void check_overlap(void)
{
	_cleanup_(mk_fini) struct mk_blob tiny = make_many(2047, 1);
	_cleanup_(mk_fini) struct mk_blob twice = make_many(2, 0x1000);
	_cleanup_(mk_fini) struct mk_blob thrice = make_many(3, 0x1000);
	_cleanup_(image_unrefp) struct pvh_image *image =
		must_open(&tiny, "2047 tiny segments");

	ok(image && image->facts.nr_segments == 2047, "all of them are kept");
	image_unref(must_open(&twice, "two segments at the same place"));
	must_refuse(&thrice, -EBADMSG, ROW32(0), "12288 bytes would be loaded into 4096",
		    "three segments at the same place");
}

int main(void)
{
	check_facts(false);
	check_facts(true);
	check_changes(header_changes, ARRAY_SIZE(header_changes));
	check_changes(segment_changes, ARRAY_SIZE(segment_changes));
	check_header_end();
	check_table_end();
	check_file_end();
	check_entry();
	check_entry_at_0();
	check_order();
	check_overlap();
	return done();
}
