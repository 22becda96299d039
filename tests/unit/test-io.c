/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every read of a kernel fails once, and every other call that reading it makes on a file:
 * it is then refused for that and for nothing else, and the sentence says nothing of a place
 * in the file. What is interrupted or done by halves makes no difference.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/mman.h>

#include "mksection.h"
#include "test-image.h"

/* --- Calls on files, by the names that they have with 64-bit offsets: see the linker's --wrap. */

enum mode {
	PASS,
	FAIL,      /* the `at`-th call fails */
	INTERRUPT, /* before the `at`-th call, if it reads or writes, comes a signal */
	HALF,      /* a call reads or writes some bytes only */
};

static struct {
	bool on;
	enum mode mode;
	unsigned int nr, at; /* counted from 1 */
} calls;

static int hit(enum mode mode, int error)
{
	if (calls.mode != mode || calls.nr != calls.at)
		return 0;
	errno = error;
	return -1;
}

static int fails(void)
{
	calls.nr += calls.on;
	return calls.on ? hit(FAIL, EIO) : 0;
}

static int transfer_fails(size_t *size)
{
	if (fails())
		return -1;
	if (calls.on && calls.mode == HALF && *size > 1)
		*size = (*size + 1) / 2;
	return calls.on ? hit(INTERRUPT, EINTR) : 0;
}

ssize_t __real_pread64(int fd, void *buf, size_t size, off_t at);
ssize_t __wrap_pread64(int fd, void *buf, size_t size, off_t at);
ssize_t __real_pwrite64(int fd, const void *buf, size_t size, off_t at);
ssize_t __wrap_pwrite64(int fd, const void *buf, size_t size, off_t at);
int __real_ftruncate64(int fd, off_t size);
int __wrap_ftruncate64(int fd, off_t size);
int __real_memfd_create(const char *name, unsigned int flags);
int __wrap_memfd_create(const char *name, unsigned int flags);
int __real_fcntl64(int fd, int command, ...);
int __wrap_fcntl64(int fd, int command, ...);

ssize_t __wrap_pread64(int fd, void *buf, size_t size, off_t at)
{
	return transfer_fails(&size) ? -1 : __real_pread64(fd, buf, size, at);
}

ssize_t __wrap_pwrite64(int fd, const void *buf, size_t size, off_t at)
{
	return transfer_fails(&size) ? -1 : __real_pwrite64(fd, buf, size, at);
}

int __wrap_ftruncate64(int fd, off_t size)
{
	return fails() ? -1 : __real_ftruncate64(fd, size);
}

int __wrap_memfd_create(const char *name, unsigned int flags)
{
	return fails() ? -1 : __real_memfd_create(name, flags);
}

int __wrap_fcntl64(int fd, int command, ...)
{
	va_list args;
	int arg;

	va_start(args, command);
	arg = va_arg(args, int);
	va_end(args);
	return fails() ? -1 : __real_fcntl64(fd, command, arg);
}

/* --- Trying ------------------------------------------------------------------------------- */

struct outcome {
	int r;
	struct fault fault;
	struct facts facts;
};

static void run(struct pvh_source *source, enum mode mode, unsigned int at, struct outcome *o)
{
	const struct budget budget = fx_budget();
	struct pvh_image *image = NULL;

	o->fault = FAULT_NONE;
	calls.mode = mode;
	calls.nr = 0;
	calls.at = at;
	calls.on = true;
	o->r = image_open(source, &budget, &image, &o->fault);
	calls.on = false;
	if (image)
		o->facts = image->facts;
	if (image && image->bootable != !o->r)
		o->r = -EPROTO;
	image_unref(image);
}

static bool same(const struct outcome *a, const struct outcome *b)
{
	return a->r == b->r && !strcmp(a->fault.what, b->fault.what) &&
	       !memcmp(&a->facts, &b->facts, sizeof(a->facts));
}

/* `code`: what it is refused with anyway, be it by another sentence. */
static bool refused(const struct outcome *o, int code)
{
	return (code && o->r == code) ||
	       (o->r == -EIO && o->fault.code == -EIO && o->fault.os_error == EIO &&
		o->fault.offset == FAULT_NOWHERE && !strstr(o->fault.what, "decodes"));
}

static void complain(unsigned int at, const struct outcome *o)
{
	printf("# call %u: %d: %s\n", at, o->r, o->fault.what);
}

static void check(const struct mk_blob *b, int code, const char *name)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	static struct outcome want, got;
	struct fault f = FAULT_NONE;
	unsigned int nr, bad = 0, interrupted = 0;

	fx_must(source_from_memory(b->data, b->size, "test", &source, &f), name);
	run(source, PASS, 0, &want);
	nr = calls.nr;
	ok(want.r == code, "%s: %s", name, code ? want.fault.what : "loads");
	for (unsigned int i = 1; i <= nr; i++) {
		run(source, FAIL, i, &got);
		if (!refused(&got, code) && ++bad)
			complain(i, &got);
	}
	ok(!bad, "%s: each of %u calls may fail", name, nr);
	for (unsigned int i = 1; i <= nr; i++) {
		run(source, INTERRUPT, i, &got);
		if (!same(&got, &want) && ++interrupted)
			complain(i, &got);
	}
	ok(!interrupted, "%s: ... or be interrupted", name);
	run(source, HALF, 0, &got);
	ok(same(&got, &want) && calls.nr > nr, "%s: ... or do half the work", name);
}

static void check_codecs(void)
{
	static const char *const codecs[] = {
		"gzip", "bzip2", "xz", "lzma", "lz4", "zstd",
#ifdef HAVE_LZO
		"lzo",
#endif
	};
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true);

	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++) {
		_cleanup_(mk_fini) struct mk_blob b = mkbz(&elf, codecs[i], 7);

		if (b.data)
			check(&b, 0, codecs[i]);
		else
			ok(true, "%s # SKIP not built in", codecs[i]);
	}
}

/* With something behind it, which is looked at too. */
static void check_gzip_file(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(false);
	_cleanup_(mk_fini) struct mk_blob b = mk_compress("gzip", elf.data, elf.size);

	if (!b.data) {
		ok(true, "a whole file in gzip # SKIP not built in");
		return;
	}
	b.data = realloc(b.data, b.size + 100);
	memset(b.data + b.size, 'x', 100);
	b.size += 100;
	check(&b, 0, "a whole file in gzip");
}

static void check_refused(void)
{
	char words[] = "This is not a kernel.\n";
	const struct mk_blob text = { .data = (uint8_t *)words, .size = sizeof(words) - 1 };
	_cleanup_(mk_fini) struct mk_blob none = mk_bsd();

	mk_poke_section(&none, 1, SH_TYPE, 1 /* SHT_PROGBITS */);
	check(&text, -ENOEXEC, "text");
	check(&none, -ENOEXEC, "no notes");
}

int main(void)
{
	for (int elf64 = 0; elf64 < 2; elf64++) {
		_cleanup_(mk_fini) struct mk_blob b = mkelf_small(elf64);

		check(&b, 0, elf64 ? "ELF64" : "ELF32");
	}
	_cleanup_(mk_fini) struct mk_blob bsd = mk_bsd();

	check(&bsd, 0, "notes and symbols in sections");
	check_codecs();
	check_gzip_file();
	check_refused();
	return done();
}
