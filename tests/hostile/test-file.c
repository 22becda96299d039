/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is no plain file, in the place of each of the three that a build opens by name.
 * (A FIFO that nobody writes to: tests/unit/test-source.)
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confine.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

static char dir[64];

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

/* A context whose images are read in this process, which is confined. */
static struct pvh_ctx *new_ctx(void)
{
	struct pvh_ctx *ctx;

	fx_must(pvh_new(&ctx), "pvh_new");
	pvh_set_in_process(ctx, true);
	return ctx;
}

enum role { KERNEL, RAMDISK, CONFIG };
static const char *const roles[] = { "kernel", "ramdisk", "config" };

static const struct kind {
	const char *name, *file;
	int code[3]; /* by role; 0: as good as a plain file */
	const char *words[3];
} kinds[] = {
	{ "nothing", "missing", { -ENOENT, -ENOENT, -ENOENT },
	  { "No such file", "No such file", "No such file" } },
	{ "empty file", "empty", { -ENOEXEC, -EINVAL, -EBADMSG },
	  { "an empty file", "module 0 is empty", "empty" } },
	{ "/dev/zero", "/dev/zero", { -EINVAL, -EINVAL, -EINVAL },
	  { "it is a device", "it is a device", "it is a device" } },
	{ "link to /dev/zero", "zero", { -EINVAL, -EINVAL, -EINVAL },
	  { "it is a device", "it is a device", "it is a device" } },
	{ "directory", "directory", { -EISDIR, -EISDIR, -EISDIR },
	  { "Is a directory", "Is a directory", "Is a directory" } },
	{ "symlink loop", "loop", { -EIO, -EIO, -EIO },
	  { "symbolic links", "symbolic links", "symbolic links" } },
	{ "dangling link", "dangling", { -ENOENT, -ENOENT, -ENOENT },
	  { "No such file", "No such file", "No such file" } },
	{ "file as directory", "text/below", { -ENOTDIR, -ENOTDIR, -ENOTDIR },
	  { "Not a directory", "Not a directory", "Not a directory" } },
	{ "text", "text", { -ENOEXEC, 0, -EBADMSG }, { "looks like a text", "", "1:1" } },
	{ "1 TiB of nothing", "sparse", { -EFBIG, -ENOSPC, -EFBIG },
	  { "1099511627776 bytes, more than", "needs 1099511627776 bytes",
	    "1099511627776 bytes, but a config has at most" } },
};

static void make_files(void)
{
	_cleanup_(mk_fini) struct mk_blob b = mkelf_small(true);
	int fd;

	fx_write_file(dir, "vmlinux", b.data, b.size);
	fx_write_file(dir, "initrd", "0123456789", 10);
	fx_write_file(dir, "empty", "", 0);
	fx_write_file(dir, "text", "no kernel, no JSON\n", 19);
	fx_must(mkdir(path_of("directory"), 0700), "mkdir");
	fx_must(symlink("loop", path_of("loop")), "symlink");
	fx_must(symlink("missing", path_of("dangling")), "symlink");
	fx_must(symlink("/dev/zero", path_of("zero")), "symlink");
	fd = open(path_of("sparse"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	fx_must(fd < 0, "open");
	if (ftruncate(fd, (off_t)GIB(1024)))
		unlink(path_of("sparse"));
	close(fd);
}

/* --- One of the three is odd ---------------------------------------------------------- */

static int plan_with(struct pvh_ctx *ctx, const char *kernel, const char *ramdisk)
{
	struct pvh_config *config = NULL;
	struct pvh_plan *plan = NULL;
	char text[512];
	int r;

	snprintf(text, sizeof(text), "{ \"name\": \"guest\", \"memory\": 64, \"kernel\": \"%s\","
				     " \"ramdisk\": \"%s\" }", kernel, ramdisk);
	fx_must(pvh_config_from_json(ctx, text, strlen(text), "json", dir, &config), "config");
	r = pvh_plan_from_config(config, &plan);
	pvh_plan_unref(plan);
	pvh_config_unref(config);
	return r;
}

static int use(struct pvh_ctx *ctx, enum role role, const char *file)
{
	struct pvh_config *config = NULL;
	int r;

	if (role == KERNEL)
		return plan_with(ctx, file, "initrd");
	if (role == RAMDISK)
		return plan_with(ctx, "vmlinux", file);
	r = pvh_config_from_file(ctx, file[0] == '/' ? file : path_of(file), &config);
	pvh_config_unref(config);
	return r;
}

static void test_kind(const struct kind *k, enum role role)
{
	unsigned int files = fx_open_files();
	const struct pvh_error *e;
	struct pvh_ctx *ctx;
	int r;

	if (!strcmp(k->file, "sparse") && access(path_of(k->file), F_OK)) {
		ok(true, "%s: %s # SKIP the file system cannot have it", roles[role], k->name);
		return;
	}
	ctx = new_ctx();
	r = use(ctx, role, k->file);
	e = pvh_get_error(ctx);
	ok(r == k->code[role] && (!r || (strstr(e->sentence, k->words[role]) &&
					 strstr(e->sentence, k->file))),
	   "%s: %s: %d %s", roles[role], k->name, r, r ? e->sentence : "");
	ok(fx_open_files() == files, "... nothing stays open");
	pvh_unref(ctx);
}

/* --- Somebody else's ------------------------------------------------------------------ */

/* Root may read everything, so a child is somebody who may not. */
static int use_unprivileged(enum role role, const char *file)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (geteuid() == 0 && setuid(65534))
			_exit(99);
		_exit(-use(new_ctx(), role, file));
	}
	fx_must(child < 0 || waitpid(child, &status, 0) != child, "waitpid");
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -ECANCELED;
}

static void test_unreadable(void)
{
	fx_write_file(dir, "secret", "x", 1);
	fx_must(chmod(path_of("secret"), 0) || chmod(dir, 0755), "chmod");
	for (enum role role = KERNEL; role <= CONFIG; role++)
		ok(use_unprivileged(role, "secret") == -EACCES, "%s: unreadable file",
		   roles[role]);
}

/* --- FIFOs ------------------------------------------------------------------------------ */

/* A child writes `from` into the FIFO once it is opened. */
static pid_t feed(const char *from)
{
	_cleanup_free_ char *bytes = NULL;
	size_t size;
	pid_t child;
	int fd;

	bytes = fx_read_file(dir, from, &size);
	fflush(stdout);
	child = fork();
	if (child)
		return child;
	fd = open(path_of("fifo"), O_WRONLY | O_CLOEXEC);
	_exit(fd < 0 || write(fd, bytes, size) != (ssize_t)size);
}

static void test_fifo(enum role role, const char *from, int code)
{
	struct pvh_ctx *ctx = new_ctx();
	pid_t child = feed(from);
	int status, r;

	fx_must(child < 0, "fork");
	r = use(ctx, role, "fifo");
	ok(r == code, "%s: %s through a FIFO: %d %s", roles[role], from, r,
	   r ? pvh_get_error(ctx)->sentence : "");
	fx_must(waitpid(child, &status, 0) != child, "waitpid");
	pvh_unref(ctx);
}

static void test_fifos(void)
{
	static const char json[] = "{ \"name\": \"a\", \"memory\": 64, \"kernel\": \"x\" }";

	fx_write_file(dir, "json", json, strlen(json));
	fx_must(mkfifo(path_of("fifo"), 0600), "mkfifo");
	test_fifo(KERNEL, "vmlinux", 0);
	test_fifo(KERNEL, "text", -ENOEXEC);
	test_fifo(RAMDISK, "initrd", 0);
	test_fifo(RAMDISK, "empty", -EINVAL);
	test_fifo(CONFIG, "json", 0);
	test_fifo(CONFIG, "text", -EBADMSG);
}

int main(void)
{
	fx_make_dir(dir);
	make_files();
	confine(MIB(64), MIB(4));
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		for (enum role role = KERNEL; role <= CONFIG; role++)
			test_kind(&kinds[i], role);
	test_unreadable();
	test_fifos();
	fx_remove_dir(dir);
	return done();
}
