/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What pvh-image-worker can still do once it has confined itself: each deed is tried in a
 * child process, after the same calls that the worker makes.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "base/limits.h"
#include "base/memfd.h"
#include "tap.h"
#include "tools/worker/confine.h"

enum { IMAGE, CHANNEL, STDERR, MEMFD };

/* Of those that return, the exit status is what it returns: 0 for success. */
struct deed {
	const char *name;
	int (*run)(void);
	int signal; /* 0: it returns */
};

static int does(bool well)
{
	return well ? 0 : 1;
}

/* --- What it needs ------------------------------------------------------------------------ */

static int reads_the_image(void)
{
	char c;

	return does(pread(IMAGE, &c, 1, 0) == 1 && c == 'i');
}

static int writes_the_answer(void)
{
	return does(write(CHANNEL, "x", 1) == 1);
}

static int writes_what_it_decodes(void)
{
	return does(!ftruncate(MEMFD, 10000) && pwrite(MEMFD, "x", 1, 5000) == 1);
}

static int maps_what_it_decodes(void)
{
	uint8_t *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, MEMFD, 0);

	return does(map != MAP_FAILED && !munmap(map, 4096));
}

static int allocates(void)
{
	for (size_t size = 16; size < MIB(100); size *= 3) {
		uint8_t *p = malloc(size);

		if (!p)
			return 1;
		memset(p, 1, size);
		p = realloc(p, size * 2);
		if (!p)
			return 1;
		free(p);
	}
	return 0;
}

static int tells_the_time(void)
{
	struct timespec t;

	return does(!syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t));
}

/* --- What it has lost --------------------------------------------------------------------- */

static int opens(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static int opens_the_old_way(void)
{
	return (int)syscall(SYS_open, "/etc/passwd", O_RDONLY);
}

static int makes_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int executes(void)
{
	char *argv[] = { NULL };

	return execve("/bin/true", argv, argv);
}

static int traces(void)
{
	return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static int forks(void)
{
	return fork();
}

static int kills(void)
{
	return kill(getppid(), 0);
}

static int writes_the_image(void)
{
	return (int)write(IMAGE, "x", 1);
}

static int writes_to_stderr(void)
{
	return (int)write(STDERR, "x", 1);
}

static int maps_the_image(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, IMAGE, 0) == MAP_FAILED;
}

static int maps_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
	       MAP_FAILED;
}

static int makes_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

static int asks_for_io_uring(void)
{
	return (int)syscall(SYS_io_uring_setup, 1, NULL);
}

static int regains_limits(void)
{
	const struct rlimit r = { RLIM_INFINITY, RLIM_INFINITY };

	return setrlimit(RLIMIT_AS, &r);
}

static int seals(void)
{
	return fcntl(MEMFD, F_ADD_SEALS, F_SEAL_WRITE);
}

/* On x86 every call can also be made in the way of 32-bit programs. */
static int calls_as_32_bit(void)
{
	int r;

	__asm__ volatile("int $0x80" : "=a"(r) : "a"(20) : "memory"); /* getpid() there */
	return r;
}

/* --- What is bounded ---------------------------------------------------------------------- */

static int takes_too_much_memory(void)
{
	uint8_t *p = mmap(NULL, MIB(400), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return does(p == MAP_FAILED && errno == ENOMEM);
}

static int writes_too_much(void)
{
	return does(ftruncate(MEMFD, (off_t)GIB(1)) == 0 &&
		    pwrite(MEMFD, "x", 1, (off_t)GIB(1)) < 0 && errno == EFBIG);
}

static int never_ends(void)
{
	for (;;)
		__asm__ volatile("");
	return 0;
}

static const struct deed deeds[] = {
	{ "reads the image", reads_the_image, 0 },
	{ "writes the answer", writes_the_answer, 0 },
	{ "writes what it decodes", writes_what_it_decodes, 0 },
	{ "maps what it decodes", maps_what_it_decodes, 0 },
	{ "allocates", allocates, 0 },
	{ "tells the time", tells_the_time, 0 },
	{ "openat", opens, SIGSYS },
	{ "open", opens_the_old_way, SIGSYS },
	{ "socket", makes_a_socket, SIGSYS },
	{ "execve", executes, SIGSYS },
	{ "ptrace", traces, SIGSYS },
	{ "fork", forks, SIGSYS },
	{ "kill", kills, SIGSYS },
	{ "writes to the image", writes_the_image, SIGSYS },
	{ "writes to stderr", writes_to_stderr, SIGSYS },
	{ "maps the image", maps_the_image, SIGSYS },
	{ "maps code", maps_code, SIGSYS },
	{ "makes memory code", makes_code, SIGSYS },
	{ "io_uring", asks_for_io_uring, SIGSYS },
	{ "raises its limits", regains_limits, SIGSYS },
	{ "seals", seals, SIGSYS },
	{ "int 0x80", calls_as_32_bit, SIGSYS },
	{ "400 MiB of memory", takes_too_much_memory, 0 },
	{ "1 GiB and a byte", writes_too_much, 0 },
	{ "never ends", never_ends, SIGKILL },
};

/* The descriptors of a worker, and one more that it must not have. */
static void arrange_descriptors(void)
{
	struct fault f = FAULT_NONE;
	int image = memfd_new("image", &f), memfd = memfd_new("decoded", &f);
	int channel = memfd_new("channel", &f);

	if (pwrite(image, "i", 1, 0) != 1)
		_exit(90);
	image = fcntl(image, F_DUPFD, 10);
	memfd = fcntl(memfd, F_DUPFD, 10);
	channel = fcntl(channel, F_DUPFD, 10);
	if (dup2(image, IMAGE) < 0 || dup2(channel, CHANNEL) < 0 || dup2(memfd, MEMFD) < 0)
		_exit(91);
}

static void confine(uint64_t seconds)
{
	struct limits limits = limits_default();

	limits.of[PVH_LIMIT_SECONDS] = seconds;
	if (confine_inheritance(MEMFD + 1) || confine_all(&limits, CHANNEL, MEMFD))
		_exit(92);
}

static void check_deed(const struct deed *d)
{
	pid_t pid;
	int status = 0;
	bool as_wanted;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		arrange_descriptors();
		confine(d->run == never_ends ? 1 : 60);
		syscall(SYS_exit_group, d->run() == 0 ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	if (d->signal)
		as_wanted = WIFSIGNALED(status) && (WTERMSIG(status) == d->signal ||
						    WTERMSIG(status) == SIGXCPU);
	else
		as_wanted = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	ok(as_wanted, "%s: %s %d", d->name, WIFSIGNALED(status) ? "signal" : "status",
	   WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

/* What the process is, seen before its calls are taken away. */
static void check_privileges(void)
{
	pid_t pid;
	int status = 0;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		struct limits limits = limits_default();
		int extra = dup(0);

		if (confine_inheritance(MEMFD + 1) || confine_privileges() ||
		    confine_resources(&limits))
			_exit(1);
		if (geteuid() == 0 || getegid() == 0 || setuid(0) == 0)
			_exit(2);
		if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1 || prctl(PR_GET_DUMPABLE))
			_exit(3);
		if (extra > MEMFD && fcntl(extra, F_GETFD) >= 0)
			_exit(4);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ok(status == 0, "no privileges, not to be traced, no other descriptors: %d",
	   WEXITSTATUS(status));
}

int main(void)
{
	const char *worker = getenv("IMAGE_WORKER");

	if (!worker || !*worker) {
		printf("1..0 # SKIP sanitizers do more than the worker may\n");
		return 0;
	}
	check_privileges();
	for (size_t i = 0; i < ARRAY_SIZE(deeds); i++)
		check_deed(&deeds[i]);
	return done();
}
