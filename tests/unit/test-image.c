/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is a kernel at all, what others look like, and the life of an image. */
#include <sys/mman.h>

#include "test-image.h"

static void check_format(const void *bytes, size_t size, const char *what,
			 const char *name)
{
	struct mk_blob b = { .data = (uint8_t *)(uintptr_t)bytes, .size = size };

	must_refuse(&b, -ENOEXEC, 0, what, name);
}

static void check_nothing_known(const void *bytes, size_t size, const char *name)
{
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;

	ok(open_bytes(bytes, size, &image, &f) == -ENOEXEC &&
		   !strstr(f.what, "looks like"),
	   "%s: %s", name, f.what);
}

/* `magic` at `at` in a kilobyte of zeros. */
static void check_magic(size_t at, const char *magic, size_t size, const char *what)
{
	uint8_t bytes[1024] = { 0 };

	memcpy(bytes + at, magic, size);
	check_format(bytes, sizeof(bytes), what, what);
}

#define MAGIC(at, magic, what) check_magic(at, magic, sizeof(magic) - 1, what)

static void check_formats(void)
{
	check_format("", 0, "an empty file", "empty");
	check_format("#!/bin/sh\n", 10, "looks like a script", "script");
	check_format(" \n{ \"name\"", 10, "looks like JSON text", "JSON");
	check_format("title Linux\n", 12, "looks like a text file", "text");
	check_nothing_known("\0", 1, "one byte");
	check_nothing_known("text \1", 6, "not quite text");
	check_format("\177EL", 3, "neither an ELF file nor a bzImage", "half a magic");
	MAGIC(0,
	      "\xfd"
	      "7zXZ\0",
	      "a file compressed with xz");
	MAGIC(0, "\x28\xb5\x2f\xfd", "a file compressed with zstd");
	MAGIC(0, "\x02\x21\x4c\x18", "a file compressed with lz4");
	MAGIC(0, "BZh9", "a file compressed with bzip2");
	MAGIC(0, "070701", "it looks like a cpio archive");
	MAGIC(100, "x", "neither an ELF file nor a bzImage");
}

/* The hint and no raw control bytes, whatever was in the file. */
static void check_hint(void)
{
	struct fault f = FAULT_NONE;
	struct pvh_image *image = NULL;

	open_bytes("#!\033[2J", 6, &image, &f);
	ok(strstr(f.hint, "vmlinuz") && !strchr(f.what, '\033'), "hint: %s", f.hint);
	f = FAULT_NONE;
	open_bytes("{}", 2, &image, &f);
	ok(strstr(f.hint, "for a domain use pvh-build --dry-run"), "hint: %s", f.hint);
}

static void check_too_large(uint64_t size, int code, const char *what)
{
	_cleanup_close_ int fd = memfd_create("large", MFD_CLOEXEC);
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;
	int r;

	ok(ftruncate(fd, (off_t)size) == 0 && !source_from_fd(fd, "large", &source, &f),
	   "a sparse file of %llu bytes", (unsigned long long)size);
	r = fx_open(source, &image, &f);
	ok(r == code && strstr(f.what, what), "it is refused: %s", f.what);
}

/* The image outlives the source's other owners and lives until its last reference. */
static void check_life(void)
{
	_cleanup_(mk_fini) struct mk_blob b = mkelf_small(false);
	struct pvh_image *image = must_open(&b, "life");
	struct fault f = FAULT_NONE;
	uint8_t byte = 0;

	if (!image)
		return;
	ok(image_ref(image) == image, "ref returns its argument");
	ok(image_unref(image) == NULL, "unref returns NULL");
	ok(source_read(image->payload, 0, &byte, 1, &f) == 0 && byte == 0x7f,
	   "still alive");
	image_unref(image);
	ok(image_unref(NULL) == NULL, "unref takes NULL");
}

/* A file that is written to while it is read is not what was checked. */
static void check_modified(void)
{
	_cleanup_(mk_fini) struct mk_blob b = mkelf_small(false);
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;
	char path[] = "/tmp/test-image-XXXXXX";
	_cleanup_close_ int fd = mkstemp(path);

	ok(write(fd, b.data, b.size) == (ssize_t)b.size &&
		   !source_open(path, NULL, &source, &f),
	   "a file");
	unlink(path);
	ok(ftruncate(fd, (off_t)b.size + 1) == 0, "grows after it was opened");
	ok(fx_open(source, &image, &f) == -EIO && strstr(f.what, "modified"),
	   "refused: %s", f.what);
}

int main(void)
{
	check_formats();
	check_hint();
	check_too_large(MIB(512) + 1, -EFBIG,
			"536870913 bytes, more than the 536870912 allowed");
	check_too_large(MIB(512), -ENOEXEC, "neither an ELF file nor a bzImage");
	check_life();
	check_modified();
	return done();
}
