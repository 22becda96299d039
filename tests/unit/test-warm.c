/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that is faulted in ahead: how much of it, and whose. */
#include <malloc.h>
#include <sys/mman.h>

#include "test-image.h"

#include "image/warm.h"

/* What has been asked to be faulted in, and how often. */
static uint64_t asked;
static unsigned int calls;

int __real_madvise(void *start, size_t size, int advice);
int __wrap_madvise(void *start, size_t size, int advice);

int __wrap_madvise(void *start, size_t size, int advice)
{
	if (advice == MADV_POPULATE_WRITE) {
		asked += size;
		calls++;
	}
	return __real_madvise(start, size, advice);
}

static void check_large(void)
{
	uint64_t ahead = MIB(5);
	void *a = warm_malloc(MIB(4), &ahead), *b;

	ok(a && asked <= MIB(4) && asked > MIB(4) - KIB(4), "all of a large block");
	ok(ahead == MIB(1), "it is taken from what may be faulted in");
	asked = 0;
	b = warm_malloc(MIB(4), &ahead);
	ok(b && asked <= MIB(1) && asked > MIB(1) - KIB(4) && !ahead, "the rest for the next");
	free(b);
	asked = 0;
	b = warm_malloc(MIB(4), &ahead);
	ok(b && !asked, "then no more");
	free(a);
	free(b);
}

static bool no_memory;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *__wrap_malloc(size_t size)
{
	return no_memory ? NULL : __real_malloc(size);
}

static void check_none(void)
{
	uint64_t ahead = MIB(5);
	void *block;

	asked = 0;
	no_memory = true;
	block = warm_malloc(MIB(4), &ahead);
	no_memory = false;
	ok(!block && !asked && ahead == MIB(5), "nothing where there is no memory");
	free(block);
}

static void check_small(void)
{
	uint64_t ahead = MIB(5);
	void *block;

	asked = 0;
	block = warm_malloc(KIB(512), &ahead);
	ok(block && !asked && ahead == MIB(5), "nothing of a small block");
	free(block);
}

/* The part of a block that is in memory, from its first whole page on. */
static bool resident(uint8_t *block, size_t size)
{
	uint8_t *start = block + (-(uintptr_t)block & (KIB(4) - 1));
	unsigned char pages[MIB(2) / KIB(4)];

	if (mincore(start, size, pages))
		return false;
	for (size_t i = 0; i < size / KIB(4); i++)
		if (!(pages[i] & 1))
			return false;
	return true;
}

static void check_resident(void)
{
	uint64_t ahead = MIB(2);
	uint8_t *probe = mmap(NULL, KIB(4), PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *block;
	bool known = !__real_madvise(probe, KIB(4), MADV_POPULATE_WRITE);

	munmap(probe, KIB(4));
	mallopt(M_PERTURB, 0); /* it would touch all of the block */
	block = warm_malloc(MIB(8), &ahead);
	if (known)
		ok(resident(block, MIB(2) - KIB(4)), "it is there");
	else
		ok(true, "it is there # SKIP this kernel does not know MADV_POPULATE_WRITE");
	free(block);
}

/* A kernel of 3 MiB, so many of the last bytes of which nothing can compress. */
static struct mk_blob make_large(size_t noise)
{
	static const struct mk_segment segment = { MK_TEXT, MIB(3), MIB(3), 4096 };
	static const uint8_t entry[4] = { 0, 0, MK_TEXT >> 16, 0 };
	const struct mk_note note = { "Xen", MK_PHYS32_ENTRY, entry, 4 };
	struct mk_blob b = mkelf(&(struct mk_kernel){
		.segments = &segment, .nr_segments = 1, .notes = &note, .nr_notes = 1 });
	uint64_t x = 88172645463325252;

	for (size_t at = b.size - noise; at + 8 <= b.size; at += 8) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		store_le64(b.data + at, x);
	}
	return b;
}

/* Faults in at least `least` and at most `most` bytes, at once. */
static void check_codec(const char *codec, const struct mk_blob *bz, uint64_t least,
			uint64_t most, const char *name)
{
	struct pvh_image *image;

	if (!bz->data) {
		ok(true, "%s: %s # SKIP not built in", codec, name);
		return;
	}
	asked = 0;
	calls = 0;
	image = fx_image(bz);
	ok(image && asked >= least && asked <= most && calls <= 1, "%s: %s", codec, name);
	image_unref(image);
}

/* What is large: the dictionaries of 1 MiB, and the memory file that zstd decodes into. */
static void check_codecs(void)
{
	_cleanup_(mk_fini) struct mk_blob noise = make_large(MIB(3));
	_cleanup_(mk_fini) struct mk_blob plain = make_large(KIB(64));
	_cleanup_(mk_fini) struct mk_blob xz = mkbz(&noise, "xz", 0);
	_cleanup_(mk_fini) struct mk_blob lzma = mkbz(&noise, "lzma", 0);
	_cleanup_(mk_fini) struct mk_blob zstd = mkbz(&noise, "zstd", 0);
	_cleanup_(mk_fini) struct mk_blob little_xz = mkbz(&plain, "xz", 0);
	_cleanup_(mk_fini) struct mk_blob little_zstd = mkbz(&plain, "zstd", 0);
	const char *no_more = "no more than the compressed bytes make likely";

	check_codec("xz", &xz, MIB(1) - KIB(4), MIB(2), "a warm dictionary");
	check_codec("lzma", &lzma, MIB(1) - KIB(4), MIB(2), "a warm dictionary");
	check_codec("zstd", &zstd, noise.size, noise.size, "a warm memory file");
	check_codec("xz", &little_xz, 0, 8 * little_xz.size, no_more);
	check_codec("zstd", &little_zstd, 0, 8 * little_zstd.size, no_more);
}

int main(void)
{
	check_large();
	check_none();
	check_small();
	check_resident();
	check_codecs();
	return done();
}
