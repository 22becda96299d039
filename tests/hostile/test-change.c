/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files that change while they are used, at points that the test chooses: before they are
 * read, in the middle of decoding, in the middle of a build. What is loaded is what was
 * checked, or nothing is.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "row.h"

static char dir[64];

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

/* Long ago: a clock that has not ticked since cannot hide that it is written to later. */
static void make_old(const char *name)
{
	const struct timespec times[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };

	fx_must(utimensat(AT_FDCWD, path_of(name), times, 0), "utimensat");
}

static void make_file(const char *name, const struct mk_blob *b)
{
	fx_write_file(dir, name, b->data, b->size);
	make_old(name);
}

/* --- What happens to a file ---------------------------------------------------------- */

static void overwrite(const char *name, off_t at)
{
	int fd = open(path_of(name), O_WRONLY | O_CLOEXEC);

	fx_must(fd < 0 || pwrite(fd, "hostile", 7, at) != 7, "pwrite");
	close(fd);
}

static uint64_t size_of(const char *name)
{
	struct stat st;

	fx_must(stat(path_of(name), &st), "stat");
	return (uint64_t)st.st_size;
}

static void shrinks(const char *name)
{
	fx_must(truncate(path_of(name), (off_t)size_of(name) / 2), "truncate");
}

static void is_emptied(const char *name)
{
	fx_must(truncate(path_of(name), 0), "truncate");
}

static void grows(const char *name)
{
	overwrite(name, (off_t)size_of(name));
}

static void grows_secretly(const char *name)
{
	grows(name);
	make_old(name);
}

static void changes_in_front(const char *name)
{
	overwrite(name, 0x200); /* what is there has been read */
}

/* What is there has not been read yet, and is no longer what any checksum says. */
static void changes_at_the_end(const char *name)
{
	overwrite(name, (off_t)size_of(name) - 100);
}

static void is_replaced(const char *name)
{
	char to[128];

	fx_write_file(dir, "new", "not a kernel", 12);
	snprintf(to, sizeof(to), "%s", path_of(name));
	fx_must(rename(path_of("new"), to), "rename");
}

static void is_removed(const char *name)
{
	fx_must(unlink(path_of(name)), "unlink");
}

static const struct change {
	const char *what;
	void (*happens)(const char *name);
	int code;
	const char *words;
} changes[] = {
	{ "shrinks", shrinks, -EIO, "" },
	{ "is emptied", is_emptied, -EIO, "" },
	{ "grows", grows, -EIO, "it was modified" },
	{ "grows, and is made to look old", grows_secretly, -EIO, "it was modified" },
	{ "changes in front", changes_in_front, -EIO, "it was modified" },
	{ "changes at the end", changes_at_the_end, -EIO, "it was modified" },
	{ "is replaced by another", is_replaced, 0, "" },
	{ "is removed", is_removed, 0, "" },
};

/* A context whose images are read here, where the moments are this program's. */
static struct pvh_ctx *new_ctx(void)
{
	struct pvh_ctx *ctx;

	fx_must(pvh_new(&ctx), "pvh_new");
	pvh_set_in_process(ctx, true);
	return ctx;
}

/* --- When: in the middle of something ------------------------------------------------- */

struct moment {
	const struct change *change;
	const char *file, *step; /* during which it happens, once; NULL: before */
	bool over;
};

static int at_step(void *data, const char *what, uint64_t done, uint64_t total)
{
	struct moment *m = data;

	(void)total;
	if (m->step && !m->over && done && !strcmp(what, m->step)) {
		m->change->happens(m->file);
		m->over = true;
	}
	return 0;
}

static bool as_expected(struct pvh_ctx *ctx, const struct change *c, int r)
{
	return r == c->code && (!r || strstr(pvh_get_error(ctx)->sentence, c->words));
}

/* A codec that hands over what it has decoded before it has read everything. */
static struct mk_blob make_bzimage(void)
{
	static const char *const codecs[] = { "gzip", "zstd", "xz" };
	_cleanup_(mk_fini) struct mk_blob elf = base_vmlinux_with(MIB(1));
	struct mk_blob b = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(codecs) && !b.data; i++)
		b = mkbz(&elf, codecs[i], 0);
	return b;
}

static void test_decoding(const struct change *c)
{
	_cleanup_(mk_fini) struct mk_blob b = make_bzimage();
	struct moment m = { c, "vmlinuz", "decode", false };
	struct pvh_source *source;
	struct pvh_image *image;
	struct pvh_ctx *ctx = new_ctx();
	int r;

	if (!b.data) {
		ok(true, "decoding, it %s # SKIP no codec is built in", c->what);
		return;
	}
	make_file(m.file, &b);
	pvh_set_progress(ctx, at_step, &m);
	fx_must(pvh_source_open(ctx, path_of(m.file), &source), "source_open");
	r = pvh_image_open(ctx, source, &image);
	ok(m.over && as_expected(ctx, c, r) && !image == !!r, "decoding, it %s: %s", c->what,
	   r ? pvh_get_error(ctx)->sentence : "loads");
	ok(r || pvh_image_get_entry(image) == 0x10002e0, "... or is what it was");
	pvh_image_unref(image);
	pvh_source_unref(source);
	pvh_unref(ctx);
}

/* --- When: between two calls ------------------------------------------------------------ */

static void test_opened(const struct change *c)
{
	_cleanup_(mk_fini) struct mk_blob b = base_g32();
	struct pvh_source *source;
	struct pvh_image *image;
	struct pvh_ctx *ctx = new_ctx();
	int r;

	make_file("vmlinux", &b);
	fx_must(pvh_source_open(ctx, path_of("vmlinux"), &source), "source_open");
	c->happens("vmlinux");
	r = pvh_image_open(ctx, source, &image);
	ok(as_expected(ctx, c, r) && !image == !!r, "opened, it %s: %s", c->what,
	   r ? pvh_get_error(ctx)->sentence : "loads");
	pvh_image_unref(image);
	pvh_source_unref(source);
	pvh_unref(ctx);
}

/* --- When: during a build --------------------------------------------------------------- */

static const char text[] = "{ \"name\": \"guest\", \"uuid\": \"" FX_UUID "\", \"memory\": 64,"
			   "  \"kernel\": \"vmlinux\", \"ramdisk\": \"initrd\" }";

static int build(struct pvh_ctx *ctx, struct moment *m)
{
	struct pvh_config *config;
	struct pvh_plan *plan;
	struct pvh_backend *backend;
	int r;

	fx_must(pvh_config_from_json(ctx, text, strlen(text), "domain.json", dir, &config),
		"config");
	fx_must(pvh_plan_from_config(config, &plan), "plan");
	fx_must(pvh_backend_new_file(ctx, path_of("core"), &backend), "backend");
	pvh_set_progress(ctx, at_step, m);
	if (!m->step)
		m->change->happens(m->file);
	r = pvh_build(plan, backend, 0, NULL);
	pvh_backend_unref(backend);
	pvh_plan_unref(plan);
	pvh_config_unref(config);
	return r;
}

static void test_building(const struct change *c, const char *file, const char *step)
{
	_cleanup_(mk_fini) struct mk_blob b = base_g32();
	struct moment m = { c, file, step, false };
	struct pvh_ctx *ctx = new_ctx();
	int r;

	make_file("vmlinux", &b);
	make_file("initrd", &b);
	r = build(ctx, &m);
	ok((m.over || !step) && as_expected(ctx, c, r), "%s, %s %s: %s",
	   step ? "written" : "planned", file, c->what,
	   r ? pvh_get_error(ctx)->sentence : "is built");
	ok((access(path_of("core"), F_OK) != 0) == !!r &&
		   (access(path_of("core.json"), F_OK) != 0) == !!r,
	   "... and there is %s", r ? "nothing" : "all of it");
	unlink(path_of("core"));
	unlink(path_of("core.json"));
	pvh_unref(ctx);
}

int main(void)
{
	fx_make_dir(dir);
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		test_opened(&changes[i]);
		test_decoding(&changes[i]);
		test_building(&changes[i], "vmlinux", NULL);
		test_building(&changes[i], "initrd", NULL);
		test_building(&changes[i], "vmlinux", "write");
		test_building(&changes[i], "initrd", "write");
	}
	fx_remove_dir(dir);
	return done();
}
