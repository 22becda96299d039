/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The parent's side of pvh-image-worker: whatever the process at the other end does is an
 * ordinary error, in time, and leaves nothing. Most of those here are fake-worker.c.
 */
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "test-image.h"

#include "worker/worker.h"

static char dir[64];
static char fake[PATH_MAX];
static const char *real;

/* A fake worker that behaves like that. */
static const char *fake_called(const char *name)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
	fx_must(symlink(fake, path), "symlink");
	return path;
}

/* The image that `worker` makes of the kernel `b`, or NULL. */
static struct pvh_image *open_with(const char *worker, const struct mk_blob *b, struct fault *f)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	struct pvh_image *image = NULL;
	struct budget budget = fx_budget();

	budget.limits.of[PVH_LIMIT_SECONDS] = 1;
	fx_must(source_from_memory(b->data, b->size, "kernel", &source, f), "source");
	if (worker_open(worker, source, &budget, &image, f))
		image = image_unref(image);
	return image;
}

static unsigned int children(void)
{
	siginfo_t info;
	unsigned int nr = 0;

	while (!waitid(P_ALL, 0, &info, WEXITED | WNOHANG) && info.si_pid)
		nr++;
	return nr;
}

static const struct {
	const char *name, *what;
	bool decoding; /* it does so with the memory file, where something is decoded into it */
} misbehaviours[] = {
	{ "is_silent", "gave no answer and ended with status 7", false },
	{ "cannot_confine", "cannot confine itself", false },
	{ "dies", "was killed by signal 11 (Segmentation fault)", false },
	{ "hangs", "has not answered within the 1 seconds allowed", false },
	{ "answers_and_stays", "has not answered within the 1 seconds allowed", false },
	{ "stops_halfway", "gave no answer and ended with status 0", false },
	{ "stops_in_the_head", "gave no answer and ended with status 0", false },
	{ "answers_twice", "said more than one answer", false },
	{ "says_a_byte_more", "said more than one answer", false },
	{ "floods", "said more than one answer", false },
	{ "is_another_version", "is of another version than this library", false },
	{ "invents_segments", "gave an answer that cannot be true", false },
	{ "invents_a_symbol_table", "gave an answer that cannot be true", false },
	{ "invents_success", "gave an answer that cannot be true", false },
	{ "invents_a_size", "gave an answer that cannot be true", false },
	{ "invents_a_file_size", "gave an answer that cannot be true", false },
	{ "invents_a_code", "gave an answer that cannot be true", false },
	{ "says_nothing_of_a_failure", "gave an answer that cannot be true", false },
	{ "writes_escapes", "gave an answer that cannot be true", false },
	{ "ends_no_string", "gave an answer that cannot be true", false },
	{ "succeeds_to_fail", "gave an answer that cannot be true", false },
	{ "truncates", "gave an answer that cannot be true", true },
	{ "leaves_a_child", "cannot seal a memory file", true },
};

static void check_misbehaviour(const struct mk_blob *b, bool packed)
{
	for (size_t i = 0; i < ARRAY_SIZE(misbehaviours); i++) {
		unsigned int files = fx_open_files();
		struct fault f = FAULT_NONE;
		struct pvh_image *image;

		if (misbehaviours[i].decoding && !packed) {
			ok(true, "%s # SKIP no codec is built in", misbehaviours[i].name);
			continue;
		}
		image = open_with(fake_called(misbehaviours[i].name), b, &f);
		ok(!image && strstr(f.what, misbehaviours[i].what) &&
			   (f.code == -EIO || f.code == -EFBIG),
		   "%s: %d: %s", misbehaviours[i].name, f.code, f.what);
		ok(fx_open_files() == files && !children(), "... and nothing is left");
	}
}

static void check_no_worker(const struct mk_blob *b)
{
	struct fault f = FAULT_NONE;

	ok(!open_with("/nonexistent/worker", b, &f) && f.code == -EIO &&
		   f.os_error == ENOENT && strstr(f.hint, "install") && strstr(f.hint, "--worker"),
	   "no worker: %s; %s", f.what, f.hint);
	f = FAULT_NONE;
	ok(!open_with(dir, b, &f) && f.os_error == EACCES && strstr(f.hint, "install"),
	   "not a program: %s", f.what);
	f = FAULT_NONE;
	ok(!open_with("/bin/true", b, &f) && strstr(f.what, "no answer"),
	   "another program: %s", f.what);
}

/* Descriptors run out at one call after the other; to install anything would not help. */
static void check_no_descriptors(const struct mk_blob *b)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	unsigned int files = fx_open_files(), bad = 0, refused = 0;
	const struct budget budget = fx_budget();
	struct fault f = FAULT_NONE;
	struct rlimit was;

	fx_must(source_from_memory(b->data, b->size, "kernel", &source, &f), "source");
	getrlimit(RLIMIT_NOFILE, &was);
	for (rlim_t more = 1; more < 20; more++) {
		const struct rlimit few = { (rlim_t)source_fd(source) + more, was.rlim_max };
		struct pvh_image *image = NULL;
		int r;

		f = FAULT_NONE;
		setrlimit(RLIMIT_NOFILE, &few);
		r = worker_open(fake_called("is_honest"), source, &budget, &image, &f);
		setrlimit(RLIMIT_NOFILE, &was);
		refused += r != 0;
		if (r && (r != -EIO || strstr(f.hint, "install")) && ++bad)
			printf("# %s; %s\n", f.what, f.hint);
		image_unref(image);
	}
	ok(!bad && refused > 3 && refused < 19, "no descriptors: refused for that, %u times",
	   refused);
	ok(fx_open_files() == files + 1 && !children(), "... and nothing is left");
}

/* What it is told is what it would have found out here. */
static void check_same(const char *worker, const struct mk_blob *b, const char *name)
{
	_cleanup_(image_unrefp) struct pvh_image *here = NULL, *there = NULL;
	struct fault f = FAULT_NONE, g = FAULT_NONE;
	unsigned int files = fx_open_files();

	open_bytes(b->data, b->size, &here, &f);
	there = open_with(worker, b, &g);
	ok(!here == !there && f.code == g.code && !strcmp(f.what, g.what) &&
		   !strcmp(f.hint, g.hint) && f.offset == g.offset &&
		   f.expected == g.expected && f.actual == g.actual,
	   "%s: the same answer: %s|%s", name, f.what, g.what);
	ok((!here || !memcmp(&here->facts, &there->facts, sizeof(here->facts))) && !children(),
	   "%s: the same facts", name);
	here = image_unref(here);
	there = image_unref(there);
	ok(fx_open_files() == files, "%s: nothing is left", name);
}

static void check_payload(const char *worker, const struct mk_blob *elf,
			  const struct mk_blob *packed)
{
	struct fault f = FAULT_NONE;
	_cleanup_(image_unrefp) struct pvh_image *image = open_with(worker, packed, &f);
	_cleanup_free_ uint8_t *bytes = malloc(elf->size);
	int fd;

	if (!ok(image != NULL, "decoded elsewhere: %s", f.what))
		return;
	ok(source_size(image->payload) == elf->size &&
		   !source_read(image->payload, 0, bytes, elf->size, &f) &&
		   !memcmp(bytes, elf->data, elf->size),
	   "its bytes are here");
	fd = source_fd(image->payload);
	ok(pwrite(fd, "x", 1, 0) < 0 && errno == EPERM && ftruncate(fd, 1) < 0,
	   "and nobody can change them");
}

static void check_kernels(const char *worker)
{
	static const char *const codecs[] = { "gzip", "bzip2", "lzma", "xz", "lz4", "zstd" };
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true), elf32 = mkelf_small(false);
	_cleanup_(mk_fini) struct mk_blob cut = mk_copy(&elf);

	check_same(worker, &elf, "ELF64");
	check_same(worker, &elf32, "ELF32");
	cut.size = 100;
	check_same(worker, &cut, "cut short");
	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++) {
		_cleanup_(mk_fini) struct mk_blob b = mkbz(&elf, codecs[i], 10);

		if (!b.data)
			continue;
		check_same(worker, &b, codecs[i]);
		check_payload(worker, &elf, &b);
		b.data[b.payload_at + b.payload_size / 2] ^= 0x55;
		check_same(worker, &b, codecs[i]);
	}
}

/* liblzo2 is in the worker, if anywhere, and never in the library. */
static void check_lzo(const char *worker)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true), b = mkbz(&elf, "lzo", 10);
	_cleanup_(image_unrefp) struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;

	if (!b.data) {
		ok(true, "lzo # SKIP not built in");
		return;
	}
	ok(open_bytes(b.data, b.size, &image, &f) == -EOPNOTSUPP, "lzo here: %s", f.what);
	check_payload(worker, &elf, &b);
}

/* --- What the caller's process may be like ------------------------------------------------ */

static void check_environment(const struct mk_blob *b)
{
	struct fault f = FAULT_NONE;

	setenv("SECRET", "1", 1);
	unsetenv("LD_LIBRARY_PATH");
	open_with(fake_called("shows_the_environment"), b, &f);
	ok(!strcmp(f.what, "none,,0,1"), "environment, signals, session: %s", f.what);
	setenv("LD_LIBRARY_PATH", "/x", 1);
	f = FAULT_NONE;
	open_with(fake_called("shows_the_environment"), b, &f);
	ok(!strcmp(f.what, "LD_LIBRARY_PATH=/x,,0,1"), "what the linker needs: %s", f.what);
	unsetenv("LD_LIBRARY_PATH");
}

static void on_child(int number)
{
	(void)number;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

static void check_sigchld(const struct mk_blob *b)
{
	static const struct {
		void (*handler)(int);
		const char *name;
	} rows[] = { { SIG_IGN, "ignored" }, { on_child, "handled" } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fault f = FAULT_NONE;
		struct pvh_image *image;

		signal(SIGCHLD, rows[i].handler);
		image = open_with(fake_called("is_honest"), b, &f);
		ok(image != NULL, "SIGCHLD is %s: %s", rows[i].name, f.what);
		image_unref(image);
		f = FAULT_NONE;
		ok(!open_with(fake_called("dies"), b, &f) && f.code == -EIO,
		   "... one that dies: %s", f.what);
		f = FAULT_NONE;
		ok(!open_with(fake_called("hangs"), b, &f), "... one that hangs: %s", f.what);
	}
	signal(SIGCHLD, SIG_DFL);
}

/* In a child, for it ends without a standard output. */
static void check_closed(const struct mk_blob *b)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		struct fault f = FAULT_NONE;
		struct pvh_image *image;

		close(0);
		close(1);
		close(2);
		image = open_with(fake_called("is_honest"), b, &f);
		_exit(image ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	ok(status == 0, "descriptors 0 to 2 are closed: %d", status);
}

static void *open_many(void *data)
{
	for (int i = 0; i < 20; i++) {
		struct fault f = FAULT_NONE;
		struct pvh_image *image = open_with(fake, data, &f);

		if (!image)
			return f.code ? data : NULL;
		image_unref(image);
	}
	return NULL;
}

static void check_threads(const struct mk_blob *b)
{
	pthread_t threads[4];
	unsigned int files = fx_open_files(), wrong = 0;
	void *result;

	snprintf(fake, sizeof(fake), "%s", fake_called("is_honest"));
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_create(&threads[i], NULL, open_many,
			       (void *)(uintptr_t)b);
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++) {
		pthread_join(threads[i], &result);
		wrong += result != NULL;
	}
	ok(!wrong && fx_open_files() == files && !children(), "from several threads");
}

static int cancel(void *data, uint64_t done, uint64_t total, struct fault *f)
{
	(void)done, (void)total;
	*(bool *)data = true;
	return fault_set(f, -ECANCELED, "cancelled");
}

static void check_cancel(void)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true), b = mkbz(&elf, "gzip", 0);
	struct limits limits = limits_default();
	bool asked = false;
	struct watch watch = { cancel, &asked };
	struct budget budget = budget_new(&limits, &watch);
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;

	if (!b.data) {
		ok(true, "cancel # SKIP gzip is not built in");
		return;
	}
	fx_must(source_from_memory(b.data, b.size, "kernel", &source, &f), "source");
	ok(worker_open(fake_called("hangs"), source, &budget, &image, &f) == -ECANCELED &&
		   asked && !children(),
	   "cancelled: %s", f.what);
	image_unref(image);
}

static void find_programs(void)
{
	const char *build = getenv("top_builddir");

	fx_must(realpath(build ? build : ".", fake) ? 0 : -errno, "build directory");
	strcat(fake, "/tests/worker/fake-worker");
	real = getenv("IMAGE_WORKER");
	fx_make_dir(dir);
}

int main(void)
{
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true), b = mkbz(&elf, "gzip", 0);
	const struct mk_blob *kernel = b.data ? &b : &elf;

	find_programs();
	check_no_worker(kernel);
	check_no_descriptors(kernel);
	check_misbehaviour(kernel, kernel == &b);
	check_kernels(fake_called("is_honest"));
	if (real && *real) {
		check_kernels(real);
		check_lzo(real);
	} else {
		ok(true, "the real worker # SKIP sanitizers do more than it may");
	}
	check_environment(kernel);
	check_sigchld(kernel);
	check_closed(kernel);
	check_cancel();
	check_threads(kernel);
	fx_remove_dir(dir);
	return done();
}
