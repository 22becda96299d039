/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of a domain on a Xen of a few functions: its end, and all that is done with it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xenctrl.h>
#include <xen/sched.h>

#include "built.h"
#include "fake-life.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

#define D "/local/domain/9"

static const struct fx_guest guest = { .memory = MIB(64) };

/* A domain that has just been built, and is followed. */
static void start(void)
{
	fake_reset();
	start_built();
}

static bool readable(void)
{
	struct pollfd fd = { .fd = pvh_domain_get_fd(domain), .events = POLLIN };

	return poll(&fd, 1, 0) == 1;
}

/* --- Opening ------------------------------------------------------------------------------ */

static void test_open(void)
{
	struct pvh_backend *file;
	struct pvh_domain *none;
	char uuid[37], *name;

	start();
	pvh_domain_get_uuid(domain, uuid);
	fx_must(pvh_domain_get_name(domain, &name), "name");
	ok(pvh_domain_get_domid(domain) == FAKE_DOMID && !strcmp(uuid, FX_UUID) &&
		   !strcmp(name, "guest"),
	   "domain 9 is \"%s\", %s", name, uuid);
	free(name);
	ok(pvh_domain_unref(pvh_domain_ref(domain)) == NULL && fake.handles == 4,
	   "references count");
	ok(pvh_domain_open(backend, 8, &none) == -ESRCH && !none &&
		   strstr(sentence(), "no domain 8"),
	   "a domid that only another has: %s", sentence());
	ok(pvh_domain_open(backend, 10, &none) == -ESRCH && !none, "one that nobody has");
	ok(pvh_domain_open(backend, 0, &none) == -EINVAL && !none, "domain 0: %s", sentence());
	fake_life.flags = XEN_DOMINF_dying;
	ok(pvh_domain_open(backend, FAKE_DOMID, &none) == -ESRCH && !none, "one that is dying");
	fx_must(pvh_backend_new_file(plan->ctx, "/nowhere", &file), "file");
	ok(pvh_domain_open(file, 9, &none) == -EINVAL && strstr(sentence(), "makes no domains"),
	   "a file is no domain: %s", sentence());
	pvh_backend_unref(file);
	stop_built();
}

/* A toolstack that is not in domain 0 must not destroy itself. */
static void test_own_domain(void)
{
	struct pvh_backend *within;
	struct pvh_domain *none;

	start();
	fake.toolstack = FAKE_DOMID;
	fx_must(pvh_backend_new_xen(plan->ctx, &within), "backend");
	ok(pvh_domain_open(within, FAKE_DOMID, &none) == -EINVAL && !none &&
		   strstr(sentence(), "domain 9 is the one that this runs in"),
	   "our own domain: %s", sentence());
	ok(pvh_domain_open(within, 0, &none) == -EINVAL && !none, "... and domain 0 as before");
	pvh_backend_unref(within);
	stop_built();
}

/* --- Waiting ------------------------------------------------------------------------------ */

static void test_ends(void)
{
	static const struct {
		uint32_t flags;
		enum pvh_end end;
	} cases[] = {
		{ 0, PVH_END_NONE },
		{ XEN_DOMINF_paused, PVH_END_NONE },
		{ XEN_DOMINF_shutdown | SHUTDOWN_poweroff << 16, PVH_END_POWEROFF },
		{ XEN_DOMINF_shutdown | SHUTDOWN_reboot << 16, PVH_END_REBOOT },
		{ XEN_DOMINF_shutdown | SHUTDOWN_suspend << 16, PVH_END_SUSPEND },
		{ XEN_DOMINF_shutdown | SHUTDOWN_crash << 16, PVH_END_CRASH },
		{ XEN_DOMINF_shutdown | SHUTDOWN_watchdog << 16, PVH_END_WATCHDOG },
		{ XEN_DOMINF_shutdown | SHUTDOWN_soft_reset << 16, PVH_END_SOFT_RESET },
		{ XEN_DOMINF_shutdown | 6 << 16, PVH_END_UNKNOWN },
		{ XEN_DOMINF_shutdown | 255 << 16, PVH_END_UNKNOWN },
		{ XEN_DOMINF_dying, PVH_END_GONE },
		{ XEN_DOMINF_dying | XEN_DOMINF_shutdown, PVH_END_GONE },
	};
	enum pvh_end end;

	start();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		fake_life.flags = cases[i].flags;
		ok(!pvh_domain_wait(domain, 0, &end) && end == cases[i].end, "flags 0x%x: %s",
		   cases[i].flags, pvh_end_get_name(end));
	}
	fake_life.flags = 0;
	fake_life.other = true;
	ok(!pvh_domain_wait(domain, -1, &end) && end == PVH_END_GONE,
	   "another domain has its number: it is gone");
	fake.exists = false;
	ok(!pvh_domain_wait(domain, -1, &end) && end == PVH_END_GONE, "nobody has it: likewise");
	stop_built();
}

static void power_off(int number)
{
	(void)number;
	fake_shut_down(SHUTDOWN_poweroff);
}

static void release_another(int number)
{
	(void)number;
	fake_announce("@releaseDomain");
}

static int64_t milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void test_waiting(void)
{
	enum pvh_end end;
	int64_t before;

	start();
	ok(readable() && !pvh_domain_wait(domain, 0, &end) && end == PVH_END_NONE && !readable(),
	   "the descriptor is readable at first, and not when nothing has happened");
	before = milliseconds();
	ok(!pvh_domain_wait(domain, 60, &end) && end == PVH_END_NONE &&
		   milliseconds() - before >= 60,
	   "a timeout of 60 ms");
	before = milliseconds();
	fake_later(20, release_another);
	ok(!pvh_domain_wait(domain, 80, &end) && end == PVH_END_NONE &&
		   milliseconds() - before >= 80,
	   "... which another domain's end does not shorten");
	fake_later(20, power_off);
	ok(!pvh_domain_wait(domain, -1, &end) && end == PVH_END_POWEROFF, "an end that comes");
	ok(!pvh_domain_wait(domain, -1, &end) && end == PVH_END_POWEROFF, "... is there to stay");
	fake_life.flags = 0;
	fake_shut_down(SHUTDOWN_crash);
	ok(readable() && !pvh_domain_wait(domain, 0, &end) && end == PVH_END_CRASH,
	   "the descriptor tells of an end");
	fake_life.deaf = true;
	ok(pvh_domain_wait(domain, -1, &end) == -EIO && end == PVH_END_NONE,
	   "xenstored is gone: %s", sentence());
	stop_built();
}

/* --- Pause and requests ------------------------------------------------------------------- */

static void test_pause(void)
{
	start();
	ok(pvh_domain_unpause(domain) == -EALREADY && strstr(sentence(), "is not paused"),
	   "it runs: %s", sentence());
	ok(!pvh_domain_pause(domain) && fake_life.paused == 1, "paused");
	ok(!pvh_domain_unpause(domain) && fake_life.paused == 0, "and unpaused");
	fake_life.other = true;
	ok(pvh_domain_pause(domain) == -ESRCH && pvh_domain_unpause(domain) == -ESRCH &&
		   !fake_life.paused,
	   "not another domain of the same number: %s", sentence());
	stop_built();
}

static void take(int number)
{
	(void)number;
	fake_write(D "/control/shutdown", "");
}

static void test_requests(void)
{
	static const char *const words[] = { "poweroff", "reboot", "halt", "suspend" };

	start();
	for (int i = 0; i < 4; i++)
		ok(!pvh_domain_request(domain, (enum pvh_request)i, 0) &&
			   has_value(D "/control/shutdown", words[i]),
		   "request %s", words[i]);
	ok(pvh_domain_request(domain, (enum pvh_request)4, 0) == -EINVAL, "there is no fifth");
	ok(pvh_domain_request(domain, PVH_REQUEST_REBOOT, 30) == -ETIMEDOUT &&
		   strstr(sentence(), "feature-reboot is empty"),
	   "a guest that does not hear: %s", sentence());
	fake_write(D "/control/feature-reboot", "1");
	ok(pvh_domain_request(domain, PVH_REQUEST_REBOOT, 30) == -ETIMEDOUT &&
		   !strstr(sentence(), "feature"),
	   "... or does not want to: %s", sentence());
	fake_later(20, take);
	ok(!pvh_domain_request(domain, PVH_REQUEST_POWEROFF, 5000), "one that does");
	fake_later(20, power_off);
	ok(!pvh_domain_request(domain, PVH_REQUEST_POWEROFF, 5000), "one that ends at once");
	ok(pvh_domain_request(domain, PVH_REQUEST_POWEROFF, 0) == -EALREADY,
	   "one that has ended: %s", sentence());
	stop_built();
}

/* --- Names -------------------------------------------------------------------------------- */

static void test_rename(void)
{
	start();
	fake_write("/local/domain/3/name", "taken");
	ok(!pvh_domain_rename(domain, "other") && has_value(D "/name", "other") &&
		   has_value("/vm/" FX_UUID "/name", "other"),
	   "a new name");
	ok(!pvh_domain_rename(domain, "other"), "its own once more");
	ok(pvh_domain_rename(domain, "taken") == -EEXIST && has_value(D "/name", "other"),
	   "one that is taken: %s", sentence());
	ok(pvh_domain_rename(domain, "a/b") == -EINVAL && pvh_domain_rename(domain, "7") == -EINVAL,
	   "one that cannot be: %s", sentence());
	fake.lost_races = 2;
	ok(!pvh_domain_rename(domain, "third") && has_value(D "/name", "third"),
	   "lost races are repeated");
	stop_built();
}

/* --- Cores -------------------------------------------------------------------------------- */

static void test_core(const char *dir)
{
	char path[64], part[80], text[32] = "";
	struct stat st;
	int fd;

	start();
	snprintf(path, sizeof(path), "%s/core", dir);
	snprintf(part, sizeof(part), "%s.part", path);
	ok(!pvh_domain_dump_core(domain, path) && !stat(path, &st) && st.st_size == 14 &&
		   (st.st_mode & 0777) == 0600 && access(part, F_OK),
	   "a core, which is nobody else's");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ok(read(fd, text, sizeof(text)) == 14 && !strcmp(text, "first, second."), "%s", text);
	close(fd);
	ok(pvh_domain_dump_core(domain, "/nowhere/core") == -EIO, "%s", sentence());
	unlink(path);
	mkdir(path, 0700);
	ok(pvh_domain_dump_core(domain, path) == -EIO && access(part, F_OK),
	   "nothing is left: %s", sentence());
	rmdir(path);
	stop_built();
}

static bool has_core(const char *path)
{
	struct stat st;
	bool right = !lstat(path, &st) && S_ISREG(st.st_mode) && st.st_size == 14 &&
		     (st.st_mode & 0777) == 0600;

	unlink(path);
	return right;
}

/* Somebody who may write to the directory has a file where the core is to be made. */
static void test_others_core(const char *dir)
{
	char path[64], part[80], other[80];
	struct stat st;
	int fd;

	start();
	snprintf(path, sizeof(path), "%s/core", dir);
	snprintf(part, sizeof(part), "%s.part", path);
	snprintf(other, sizeof(other), "%s/other", dir);
	fd = open(other, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	fx_must(link(other, part), "link");
	ok(!pvh_domain_dump_core(domain, path) && has_core(path) && !fstat(fd, &st) && !st.st_size,
	   "a file of another's gets nothing");
	fx_must(symlink(other, part), "symlink");
	ok(!pvh_domain_dump_core(domain, path) && has_core(path) && !fstat(fd, &st) && !st.st_size,
	   "nor does one behind a link");
	fx_must(mkfifo(part, 0666), "mkfifo");
	signal(SIGALRM, SIG_DFL);
	alarm(20);
	ok(!pvh_domain_dump_core(domain, path) && has_core(path), "nobody waits for a FIFO");
	alarm(0);
	fx_must(mkdir(part, 0700), "mkdir");
	ok(pvh_domain_dump_core(domain, path) == -EIO && strstr(sentence(), "core.part: Is a dir"), "%s",
	   sentence());
	rmdir(part);
	close(fd);
	unlink(other);
	stop_built();
}

/* Xen's tools may have been told to have their files elsewhere. */
static void test_usual_core(void)
{
	char dir[96], path[128];
	bool again;

	start();
	fake_shut_down(SHUTDOWN_crash);
	snprintf(dir, sizeof(dir), "%s/dump", fake_lib_dir());
	snprintf(path, sizeof(path), "%s/guest", dir);
	fx_must(mkdir(dir, 0700), "mkdir");
	ok(!pvh_domain_end(domain, PVH_ACTION_COREDUMP_DESTROY, NULL, &again) && !access(path, F_OK),
	   "without a path it is where xl puts it, %s", path);
	unlink(path);
	stop_built();
}

/* --- The console -------------------------------------------------------------------------- */

static char tty[64];

static void show_tty(int number)
{
	(void)number;
	fake_write(D "/console/tty", tty);
}

static void test_console(void)
{
	int master, slave, fd;
	char byte = 0;

	start();
	ok(pvh_domain_open_console(domain, 30, &fd) == -ETIMEDOUT && fd == -1 &&
		   strstr(sentence(), "xenconsoled"),
	   "no console as yet: %s", sentence());
	fx_must(openpty(&master, &slave, tty, NULL, NULL), "pty");
	fake_later(20, show_tty);
	ok(!pvh_domain_open_console(domain, 5000, &fd) && fcntl(fd, F_GETFD) == FD_CLOEXEC &&
		   !(fcntl(fd, F_GETFL) & O_NONBLOCK),
	   "it comes");
	ok(write(fd, "x", 1) == 1 && read(master, &byte, 1) == 1 && byte == 'x', "... and works");
	close(fd);
	fake_write(D "/console/tty", "/dev/null");
	ok(pvh_domain_open_console(domain, 0, &fd) == -EIO && fd == -1, "%s", sentence());
	fake_write(D "/console/tty", "/nowhere");
	ok(pvh_domain_open_console(domain, 0, &fd) == -EIO && fd == -1, "%s", sentence());
	fake_life.other = true;
	ok(pvh_domain_open_console(domain, -1, &fd) == -ESRCH && fd == -1,
	   "not another domain's: %s", sentence());
	close(master);
	close(slave);
	stop_built();
}

int main(void)
{
	char dir[] = "/tmp/pvh-life-XXXXXX";

	plan = fx_sealed(&guest, NULL);
	fx_must(!mkdtemp(dir), "mkdtemp");
	test_open();
	test_own_domain();
	test_ends();
	test_waiting();
	test_pause();
	test_requests();
	test_rename();
	test_core(dir);
	test_usual_core();
	test_others_core(dir);
	test_console();
	rmdir(dir);
	pvh_plan_unref(plan);
	return done();
}
