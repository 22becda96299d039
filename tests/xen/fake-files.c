/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The directories of Xen's tools, in a temporary place that is emptied with the rest: each new
 * backend is told of them. What is done to files there comes by fake_refuses() as well; see the
 * linker's --wrap, whose names are those that the functions have with 64-bit offsets.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend/xen.h"
#include "fake.h"
#include "../unit/fixture.h"

static char lib_dir[64], run_dir[64], log_dir[64];

const char *fake_lib_dir(void)
{
	return lib_dir;
}

const char *fake_run_dir(void)
{
	return run_dir;
}

const char *fake_log_dir(void)
{
	return log_dir;
}

static void remove_dirs(void)
{
	fx_remove_dir(lib_dir);
	fx_remove_dir(run_dir);
	fx_remove_dir(log_dir);
}

void fake_reset_files(void)
{
	if (*lib_dir)
		remove_dirs();
	else
		atexit(remove_dirs);
	fx_make_dir(lib_dir);
	fx_make_dir(run_dir);
	fx_make_dir(log_dir);
}

int __real_backend_new_xen(struct pvh_ctx *ctx, struct pvh_backend **out, struct fault *f);
int __wrap_backend_new_xen(struct pvh_ctx *ctx, struct pvh_backend **out, struct fault *f);
int __wrap_backend_new_xen(struct pvh_ctx *ctx, struct pvh_backend **out, struct fault *f)
{
	int r = __real_backend_new_xen(ctx, out, f);

	if (r)
		return r;
	to_xen(*out)->lib_dir = lib_dir;
	to_xen(*out)->run_dir = run_dir;
	to_xen(*out)->log_dir = log_dir;
	to_xen(*out)->patience_ms = 500;
	return 0;
}

/* --- Files -------------------------------------------------------------------------------- */

/* Files elsewhere, such as kernels, are none of Xen's; nor is what a test does without a backend. */
static bool refuses(const char *path, const char *name)
{
	bool ours = fake.handles && (!strncmp(path, lib_dir, strlen(lib_dir)) ||
				 !strncmp(path, run_dir, strlen(run_dir)) ||
				 !strncmp(path, log_dir, strlen(log_dir)));

	return ours && fake_refuses(name);
}

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode = 0;

	va_start(args, flags);
	if (flags & O_CREAT)
		mode = (mode_t)va_arg(args, int);
	va_end(args);
	return refuses(path, "open") ? -1 : __real_open64(path, flags, mode);
}

FILE *__real_fopen64(const char *path, const char *mode);
FILE *__wrap_fopen64(const char *path, const char *mode);
FILE *__wrap_fopen64(const char *path, const char *mode)
{
	return refuses(path, "fopen") ? NULL : __real_fopen64(path, mode);
}

DIR *__real_opendir(const char *path);
DIR *__wrap_opendir(const char *path);
DIR *__wrap_opendir(const char *path)
{
	return refuses(path, "opendir") ? NULL : __real_opendir(path);
}

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to)
{
	return refuses(to, "rename") ? -1 : __real_rename(from, to);
}

int __real_flock(int fd, int operation);
int __wrap_flock(int fd, int operation);
int __wrap_flock(int fd, int operation)
{
	return refuses(lib_dir, "flock") ? -1 : __real_flock(fd, operation);
}


ssize_t __real_write(int fd, const void *buf, size_t size);
ssize_t __wrap_write(int fd, const void *buf, size_t size);
ssize_t __wrap_write(int fd, const void *buf, size_t size)
{
	return fd > STDERR_FILENO && refuses(lib_dir, "write") ? -1 : __real_write(fd, buf, size);
}
