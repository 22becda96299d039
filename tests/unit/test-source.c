/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that change, end, or are no files. */
#include "base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "tap.h"

static char dir[64];

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static struct pvh_source *open_file(const char *name)
{
	struct pvh_source *s = NULL;
	struct fault f = FAULT_NONE;

	fx_must(source_open(path_of(name), NULL, &s, &f), f.what);
	return s;
}

/* --- What cannot be opened ---------------------------------------------------------- */

static const struct {
	const char *name, *dir;
	int code;
	const char *what, *hint;
} refused[] = {
	{ "missing", "", -ENOENT, "No such file or directory", "relative to the file" },
	{ "file/below", "", -ENOTDIR, "Not a directory", "" },
	{ "directory", "", -EISDIR, "Is a directory", "" },
	{ "fifo", "", -EIO, "nothing came out of it", "" },
	{ "socket", "", -EIO, "cannot open it", "" },
	{ "/dev/null", NULL, -EINVAL, "it is a device", "regular file or a pipe" },
	{ "loop", "", -EIO, "symbolic links", "" },
};

static void make_odd_files(void)
{
	fx_write_file(dir, "file", "0123456789", 10);
	fx_must(mkdir(path_of("directory"), 0700), "mkdir");
	fx_must(mkfifo(path_of("fifo"), 0600), "mkfifo");
	fx_must(mknod(path_of("socket"), S_IFSOCK | 0600, 0), "mknod");
	fx_must(symlink("loop", path_of("loop")), "symlink");
}

/* A FIFO that nobody writes to would make a blocking open() wait for ever. */
static void test_refused(size_t i)
{
	unsigned int files = fx_open_files();
	struct pvh_source *s = NULL;
	struct fault f = FAULT_NONE;
	int r;

	alarm(30);
	r = source_open(refused[i].name, refused[i].dir ? dir : NULL, &s, &f);
	alarm(0);
	ok(r == refused[i].code && f.code == r && strstr(f.what, refused[i].what) &&
	   !f.hint[0] == !refused[i].hint[0] && strstr(f.hint, refused[i].hint) &&
	   strstr(f.object, refused[i].name) && !s,
	   "%s: %d, %s; %s", refused[i].name, r, f.what, f.hint);
	ok(fx_open_files() == files, "... nothing stays open");
}

/* Root may read everything, so the one who may not is somebody else. */
static void test_forbidden(void)
{
	struct pvh_source *s = NULL;
	struct fault f = FAULT_NONE;
	bool root = geteuid() == 0;
	int r;

	fx_write_file(dir, "secret", "x", 1);
	fx_must(chmod(path_of("secret"), 0) || chmod(dir, 0755), "chmod");
	if (root)
		fx_must(seteuid(65534), "seteuid");
	r = source_open("secret", dir, &s, &f);
	if (root)
		fx_must(seteuid(0), "seteuid");
	ok(r == -EACCES && strstr(f.what, "Permission denied"),
	   "a file of somebody else's: %s", f.what);
}

static void test_descriptors(void)
{
	struct pvh_source *s = NULL;
	struct fault f = FAULT_NONE;
	int fd;

	ok(source_from_fd(-1, "x", &s, &f) == -EINVAL && !s && !strcmp(f.object, "x"),
	   "a descriptor that is none: %s", f.what);
	fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	f = FAULT_NONE;
	ok(source_from_fd(fd, "zero", &s, &f) == -EINVAL && !s, "a device: %s", f.what);
	close(fd);
	fd = open(dir, O_RDONLY | O_CLOEXEC);
	f = FAULT_NONE;
	ok(source_from_fd(fd, "dir", &s, &f) == -EISDIR && !s, "a directory: %s", f.what);
	close(fd);
}

/* --- Reading ------------------------------------------------------------------------ */

static const struct {
	uint64_t at, size;
	int code;
} reads[] = {
	{ 0, 10, 0 },       { 3, 4, 0 },        { 9, 1, 0 },
	{ 10, 0, 0 },       { 0, 11, -EBADMSG }, { 10, 1, -EBADMSG },
	{ 11, 0, -EBADMSG }, { UINT64_MAX, 2, -EBADMSG }, { 2, UINT64_MAX, -EBADMSG },
};

static void test_reads(const struct pvh_source *s, const char *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(reads); i++) {
		struct fault f = FAULT_NONE;
		char buf[16] = "";
		int r = source_read(s, reads[i].at, buf, reads[i].size, &f);

		if (reads[i].code)
			ok(r == reads[i].code && f.offset == reads[i].at,
			   "%s: %llu bytes at %llu: %s", kind,
			   (unsigned long long)reads[i].size,
			   (unsigned long long)reads[i].at, f.what);
		else
			ok(r == 0 && !memcmp(buf, &"0123456789"[reads[i].at],
					     reads[i].size),
			   "%s: %llu bytes at %llu", kind,
			   (unsigned long long)reads[i].size,
			   (unsigned long long)reads[i].at);
	}
}

static void test_kinds(void)
{
	struct pvh_source *s;
	struct fault f = FAULT_NONE;
	int fds[2], fd;

	s = open_file("file");
	test_reads(s, "a file");
	ok(source_size(s) == 10 && strstr(source_name(s), "/file"),
	   "its size and its name");
	ok(!source_unref(s), "unref returns NULL");
	fx_must(source_from_memory("0123456789", 10, "memory", &s, &f), f.what);
	test_reads(s, "memory");
	source_unref(s);
	fx_must(pipe2(fds, O_CLOEXEC), "pipe");
	fx_must(write(fds[1], "0123456789", 10) != 10, "write");
	close(fds[1]);
	fx_must(source_from_fd(fds[0], "pipe", &s, &f), f.what);
	test_reads(s, "a pipe");
	ok(!source_check_unchanged(s, &f), "what came from a pipe does not change");
	ok(read(fds[0], &fd, 1) == 0, "the pipe is still the caller's");
	close(fds[0]);
	source_unref(s);
	fd = open(path_of("file"), O_RDONLY | O_CLOEXEC);
	fx_must(source_from_fd(fd, "fd", &s, &f), f.what);
	close(fd);
	test_reads(s, "a descriptor that was closed since");
	source_unref(s);
	fx_must(source_from_memory("", 0, "nothing", &s, &f), f.what);
	ok(source_size(s) == 0, "no bytes at all");
	source_unref(s);
}

static void test_large_pipe(void)
{
	static char block[65536];
	struct pvh_source *s;
	struct fault f = FAULT_NONE;
	char last = 0;
	int fds[2];

	fx_must(pipe2(fds, O_CLOEXEC), "pipe");
	if (fork() == 0) {
		memset(block, 'y', sizeof(block));
		for (int i = 0; i < 33; i++)
			if (write(fds[1], block, i < 32 ? sizeof(block) : 1) < 0)
				_exit(1);
		_exit(0);
	}
	close(fds[1]);
	fx_must(source_from_fd(fds[0], "pipe", &s, &f), f.what);
	close(fds[0]);
	fx_must(source_read(s, MIB(2), &last, 1, &f), f.what);
	ok(source_size(s) == MIB(2) + 1 && last == 'y',
	   "a pipe that delivers bit by bit");
	source_unref(s);
}

/* --- Changes ------------------------------------------------------------------------ */

static void test_shrinking(void)
{
	struct fault f = FAULT_NONE;
	struct pvh_source *s;
	char buf[10];

	fx_write_file(dir, "shrinks", "0123456789", 10);
	s = open_file("shrinks");
	fx_must(truncate(path_of("shrinks"), 4), "truncate");
	ok(source_read(s, 0, buf, 10, &f) == -EIO && f.offset == 4 &&
		   strstr(f.what, "shorter"),
	   "a file that shrinks: %s", f.what);
	f = FAULT_NONE;
	ok(source_check_unchanged(s, &f) == -EIO && strstr(f.what, "modified"), "... %s",
	   f.what);
	source_unref(s);
}

static void test_modified(void)
{
	const struct timespec times[2] = { { .tv_nsec = UTIME_NOW }, { .tv_sec = 1 } };
	struct fault f = FAULT_NONE;
	struct pvh_source *s;

	fx_write_file(dir, "changes", "0123456789", 10);
	s = open_file("changes");
	ok(!source_check_unchanged(s, &f), "a file that does not change");
	fx_must(utimensat(AT_FDCWD, path_of("changes"), times, 0), "utimensat");
	ok(source_check_unchanged(s, &f) == -EIO && strstr(f.what, "modified") &&
	   strstr(f.object, "changes") && strstr(f.hint, "renaming"),
	   "a file that is written to: %s: %s; %s", f.object, f.what, f.hint);
	source_unref(s);
}

/* How kernels are updated while they are in use: the old file stays what it was. */
static void test_replaced(void)
{
	struct fault f = FAULT_NONE;
	struct pvh_source *s;
	char to[128], buf[3];

	fx_write_file(dir, "kernel", "old", 3);
	s = open_file("kernel");
	fx_write_file(dir, "kernel.new", "new", 3);
	snprintf(to, sizeof(to), "%s/kernel", dir);
	fx_must(rename(path_of("kernel.new"), to), "rename");
	ok(!source_check_unchanged(s, &f) && !source_read(s, 0, buf, 3, &f) &&
	   !memcmp(buf, "old", 3), "a file that is replaced by another");
	source_unref(s);
}

static void test_references(void)
{
	unsigned int files = fx_open_files();
	int fd = dup(0); /* the lowest that is free: the source will get it */
	struct fault f = FAULT_NONE;
	struct pvh_source *s;
	char byte;

	close(fd);
	s = open_file("file");
	ok(fx_open_files() == files + 1, "an open source is one descriptor");
	ok(fcntl(fd, F_GETFD) == FD_CLOEXEC, "... that no child inherits");
	ok(source_ref(s) == s && !source_unref(s), "a second reference");
	ok(!source_read(s, 0, &byte, 1, &f), "... the first still reads");
	ok(!source_unref(s) && !source_unref(NULL) && fx_open_files() == files,
	   "the last one closes it");
}

int main(void)
{
	fx_make_dir(dir);
	make_odd_files();
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		test_refused(i);
	test_forbidden();
	test_descriptors();
	test_kinds();
	test_large_pipe();
	test_shrinking();
	test_modified();
	test_replaced();
	test_references();
	fx_remove_dir(dir);
	return done();
}
