/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are only memory: what is written is there, and once sealed it stays. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/macro.h"
#include "base/memfd.h"
#include "fixture.h"
#include "tap.h"

/* pwrite(2) does as it is told: the linker is told to --wrap it, by its name with 64-bit offsets. */
ssize_t __real_pwrite64(int fd, const void *bytes, size_t size, off_t at);
ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t size, off_t at);

static struct {
	int fail;      /* errno of the next call; 0: none */
	size_t at_most; /* bytes a call; 0: all of them */
	unsigned int calls;
} writes;

ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t size, off_t at)
{
	int fail = writes.fail;

	writes.calls++;
	writes.fail = 0;
	if (fail)
		return errno = fail, -1;
	return __real_pwrite64(fd, bytes, writes.at_most ? min_u64(size, writes.at_most) : size,
			       at);
}

static int make(void)
{
	struct fault f = FAULT_NONE;
	int fd = memfd_new("test", &f);

	fx_must(fd < 0, "memfd_new");
	return fd;
}

/* The file is made that long first. */
static uint8_t *map_new(int fd, uint64_t size, uint64_t ahead)
{
	struct fault f = FAULT_NONE;
	uint8_t *map;

	fx_must(memfd_resize(fd, size, &f), "resize");
	map = memfd_map(fd, size, ahead, &f);
	fx_must(!map, "map");
	return map;
}

static uint64_t size_of(int fd)
{
	struct stat st;

	fx_must(fstat(fd, &st), "fstat");
	return (uint64_t)st.st_size;
}

static bool holds(int fd, const char *text)
{
	char got[64] = "";

	return size_of(fd) == strlen(text) &&
	       pread(fd, got, sizeof(got) - 1, 0) == (ssize_t)strlen(text) && !strcmp(got, text);
}

/* --- Writing -------------------------------------------------------------------------- */

static void check_write(void)
{
	_cleanup_close_ int fd = make();
	struct fault f = FAULT_NONE;

	ok(fd > 2 && size_of(fd) == 0 && (fcntl(fd, F_GETFD) & FD_CLOEXEC) &&
		   !(fcntl(fd, F_GET_SEALS) & F_SEAL_SEAL),
	   "a new one is empty, closed on exec, to be sealed");
	ok(!memfd_write(fd, 0, "abc", 3, &f) && holds(fd, "abc"), "three bytes");
	writes.calls = 0;
	ok(!memfd_write(fd, 3, NULL, 0, &f) && holds(fd, "abc") && !writes.calls, "none");
	writes.at_most = 2;
	ok(!memfd_write(fd, 3, "defgh", 5, &f) && holds(fd, "abcdefgh"), "two at a time");
	writes.at_most = 0;
	writes.fail = EINTR;
	ok(!memfd_write(fd, 8, "i", 1, &f) && holds(fd, "abcdefghi"), "after an interruption");
	ok(!memfd_write(fd, 4, "XY", 2, &f) && holds(fd, "abcdXYghi"), "in the middle");
}

/* Whoever closed stdin gets it, and it is a descriptor like others. */
static void check_stdin(void)
{
	_cleanup_close_ int saved = dup(STDIN_FILENO);
	struct fault f = FAULT_NONE;

	close(STDIN_FILENO);
	ok(memfd_new("test", &f) == STDIN_FILENO && !f.code, "descriptor 0");
	dup2(saved, STDIN_FILENO);
}

static void check_write_fails(int err, int code, const char *hint)
{
	_cleanup_close_ int fd = make();
	struct fault f = FAULT_NONE;

	writes.fail = err;
	ok(memfd_write(fd, 0, "abc", 3, &f) == code && f.code == code && f.os_error == err &&
		   strstr(f.what, "cannot keep it in memory") && strstr(f.hint, hint) &&
		   size_of(fd) == 0,
	   "%d: %s; %s", code, f.what, f.hint);
}

/* --- Sealing ---------------------------------------------------------------------------- */

static bool cannot_change(int fd)
{
	return write(fd, "x", 1) < 0 && errno == EPERM && ftruncate(fd, 100) < 0 &&
	       errno == EPERM && ftruncate(fd, 1) < 0 && errno == EPERM &&
	       pwrite(fd, "x", 1, 0) < 0 && errno == EPERM &&
	       mmap(NULL, 3, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED &&
	       errno == EPERM && fcntl(fd, F_ADD_SEALS, F_SEAL_GROW) < 0 && errno == EPERM;
}

static void check_seal(void)
{
	_cleanup_close_ int fd = make(), again = -1, copy = -1;
	struct fault f = FAULT_NONE;
	char path[64];

	fx_must(memfd_write(fd, 0, "abc", 3, &f), "write");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	again = open(path, O_RDWR | O_CLOEXEC);
	copy = memfd_dup(fd, &f);
	ok(!memfd_seal(fd, &f), "is sealed");
	ok(cannot_change(fd), "neither write nor grow nor shrink nor map nor unseal");
	ok(cannot_change(copy) && (again < 0 || cannot_change(again)), "by no other descriptor");
	ok(holds(fd, "abc"), "it is what it was");
	ok(memfd_write(fd, 3, "d", 1, &f) == -EIO, "writing fails: %s", f.what);
}

static void check_seal_fails(void)
{
	_cleanup_close_ int fd = make(), plain = memfd_create("plain", MFD_CLOEXEC);
	struct fault f = FAULT_NONE, g = FAULT_NONE, h = FAULT_NONE;
	uint8_t *map = map_new(fd, KIB(4), 0);

	ok(memfd_seal(fd, &f) == -EIO && f.os_error == EBUSY, "not while mapped: %s", f.what);
	memfd_unmap(map, KIB(4));
	ok(!memfd_seal(fd, &g), "then it is: %s", g.what);
	ok(memfd_seal(plain, &h) == -EIO && h.os_error == EPERM, "not any file: %s", h.what);
}

/* As if the sysctl vm.memfd_noexec were 1: the kernel adds a seal of its own. */
static void check_noexec(void)
{
	const unsigned int noexec_seal = 8; /* MFD_NOEXEC_SEAL, since Linux 6.3 */
	_cleanup_close_ int fd =
		memfd_create("noexec", MFD_CLOEXEC | MFD_ALLOW_SEALING | noexec_seal);
	struct fault f = FAULT_NONE;

	if (fd < 0)
		ok(true, "not executable # SKIP this kernel has no MFD_NOEXEC_SEAL");
	else
		ok(!memfd_write(fd, 0, "abc", 3, &f) && !memfd_seal(fd, &f) && cannot_change(fd),
		   "not executable: is sealed all the same%s", f.what);
}

/* --- Mapping ---------------------------------------------------------------------------- */

static uint64_t memory_of(int fd)
{
	struct stat st;

	fx_must(fstat(fd, &st), "fstat");
	return (uint64_t)st.st_blocks * 512;
}

static bool can_populate(void)
{
	_cleanup_close_ int fd = make();
	uint8_t *map = map_new(fd, KIB(4), 0);
	bool can = !madvise(map, KIB(4), MADV_POPULATE_WRITE);

	memfd_unmap(map, KIB(4));
	return can;
}

static void check_map(void)
{
	_cleanup_close_ int fd = make();
	struct fault f = FAULT_NONE;
	uint8_t *map = map_new(fd, KIB(64) + 3, 0);
	uint64_t size = 0;

	ok(!memfd_size(fd, &size, &f) && size == size_of(fd) && size == KIB(64) + 3, "as large as wanted");
	ok(memory_of(fd) == 0, "without memory of its own");
	memcpy(map, "abc", 3);
	map[KIB(64) + 2] = 'z';
	memfd_unmap(map, KIB(64) + 3);
	fx_must(ftruncate(fd, 3), "ftruncate");
	ok(holds(fd, "abc"), "what is written there is in the file");
}

static void check_ahead(uint64_t ahead, uint64_t want)
{
	_cleanup_close_ int fd = make();
	uint8_t *map = map_new(fd, MIB(1), ahead);

	ok(memory_of(fd) >= want && (want == MIB(1) || memory_of(fd) < MIB(1)),
	   "%llu bytes ahead: it has %llu", (unsigned long long)ahead,
	   (unsigned long long)memory_of(fd));
	memfd_unmap(map, MIB(1));
}

static void check_map_fails(void)
{
	_cleanup_close_ int fd = make();
	struct fault f = FAULT_NONE, g = FAULT_NONE, h = FAULT_NONE, i = FAULT_NONE;
	uint64_t size = 7;

	ok(!memfd_map(fd, 1ULL << 50, 0, &f) && f.code == -ENOMEM, "too much: %s", f.what);
	ok(!memfd_map(-1, KIB(4), 0, &g) && g.code == -EIO && g.os_error == EBADF,
	   "nothing to map: %s", g.what);
	ok(memfd_resize(-1, 1, &h) == -EIO && h.os_error == EBADF, "nor to resize: %s", h.what);
	ok(memfd_size(-1, &size, &i) == -EIO && i.os_error == EBADF && size == 7,
	   "nor to measure: %s", i.what);
}

/* --- Descriptors ------------------------------------------------------------------------ */

static void check_dup(void)
{
	_cleanup_close_ int fd = make(), copy = -1;
	struct fault f = FAULT_NONE, g = FAULT_NONE;

	copy = memfd_dup(fd, &f);
	ok(copy > 2 && copy != fd && (fcntl(copy, F_GETFD) & FD_CLOEXEC), "another descriptor");
	fx_must(memfd_write(fd, 0, "abc", 3, &f), "write");
	ok(holds(copy, "abc"), "of the same file");
	ok(memfd_dup(-1, &g) == -EIO && g.os_error == EBADF, "of none: %s", g.what);
}

static void check_no_descriptors(void)
{
	_cleanup_close_ int fd = make();
	struct fault f = FAULT_NONE, g = FAULT_NONE;
	struct rlimit was, none;

	getrlimit(RLIMIT_NOFILE, &was);
	none = (struct rlimit){ (rlim_t)fd + 1, was.rlim_max }; /* all below are in use */
	setrlimit(RLIMIT_NOFILE, &none);
	ok(memfd_new("test", &f) == -EIO && f.os_error == EMFILE, "no descriptors: %s", f.what);
	ok(memfd_dup(fd, &g) == -EIO && g.os_error == EMFILE, "... nor copies: %s", g.what);
	setrlimit(RLIMIT_NOFILE, &was);
}

/* --- RLIMIT_FSIZE ------------------------------------------------------------------------- */

enum { WRITE_OTHER = 1, WRITE_SIZE = 2, RESIZE_OTHER = 4, WITHIN = 8 };

static int limited(void)
{
	const struct rlimit limit = { 6, 6 };
	struct fault f = FAULT_NONE, g = FAULT_NONE, h = FAULT_NONE;
	int fd = make(), bad = 0;

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	bad |= memfd_write(fd, 0, "abcd", 4, &f) ? WITHIN : 0;
	bad |= memfd_write(fd, 4, "efgh", 4, &g) != -EFBIG || g.code != -EFBIG ? WRITE_OTHER : 0;
	bad |= size_of(fd) != 6 ? WRITE_SIZE : 0;
	bad |= memfd_resize(fd, 7, &h) != -EFBIG || h.code != -EFBIG ? RESIZE_OTHER : 0;
	return bad;
}

static void check_fsize(void)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0)
		_exit(limited());
	fx_must(child < 0 || waitpid(child, &status, 0) != child, "fork");
	ok(WIFEXITED(status), "RLIMIT_FSIZE: it lives");
	ok(WIFEXITED(status) && !WEXITSTATUS(status),
	   "RLIMIT_FSIZE: -EFBIG, for what is beyond it (%d)", WEXITSTATUS(status));
}

int main(void)
{
	check_write();
	check_stdin();
	check_write_fails(ENOSPC, -ENOMEM, "");
	check_write_fails(ENOMEM, -ENOMEM, "");
	check_write_fails(EFBIG, -EFBIG, "ulimit -f");
	check_write_fails(EIO, -EIO, "");
	check_seal();
	check_seal_fails();
	check_noexec();
	check_map();
	if (can_populate()) {
		check_ahead(KIB(64), KIB(64));
		check_ahead(MIB(1), MIB(1));
		check_ahead(GIB(1), MIB(1));
	} else {
		ok(true, "memory ahead # SKIP this kernel has no MADV_POPULATE_WRITE");
	}
	check_map_fails();
	check_dup();
	check_no_descriptors();
	check_fsize();
	return done();
}
