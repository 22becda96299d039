/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* QEMU beside a domain: how it is started, and what is left if it does not start. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "device.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

#define DM "/local/domain/0/device-model/9"
#define PID "/local/domain/9/image/device-model-pid"

static const struct xen_timeouts hurry = { .serve = 300, .close = 300, .hotplug = 2000,
					   .qemu = 500 };
static char console[128], log_line[512];

static void on_log(void *data, int priority, const char *line)
{
	(void)data, (void)priority;
	snprintf(log_line, sizeof(log_line), "%s", line);
}

static struct pvh_plan *plan_with(const char *body)
{
	struct dev devices[] = { DEV_QDISK, DEV_9PFS, DEV_CONSOLE };
	struct pvh_plan *plan;

	devices[2].target = console;
	plan = dev_plan(devices, 3);
	dev_set_qemu(plan, body);
	dev_reset_qemu();
	pvh_set_log(plan->ctx, on_log, NULL, PVH_LOG_ERROR);
	log_line[0] = '\0';
	return plan;
}

static bool says(const struct pvh_plan *plan, const char *what)
{
	return strstr(dev_sentence(plan), what);
}

/* But for the directory of all QEMUs. */
static bool nothing_left(void)
{
	char path[48];

	snprintf(path, sizeof(path), "/local/domain/%u/device-model", fake.toolstack);
	return !fake.exists && !fake.handles && !fake.maps && !fake.watches &&
	       fake.nr_nodes == (fake_node(path) != NULL) &&
	       (!dev_qemu() || dev_is_gone(dev_qemu()));
}

static const char *read_text(const char *dir, const char *name)
{
	static char text[512];
	size_t size = 0;
	_cleanup_free_ char *found = fx_read_file(dir, name, &size);

	snprintf(text, sizeof(text), "%.*s", (int)size, found ? found : "");
	return text;
}

/* --- It runs ------------------------------------------------------------------------------- */

static bool is_recorded(void)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", dev_qemu());
	return dev_node_is(PID, pid, "n0,r9") && dev_node_is(DM, "", "n0") &&
	       dev_node_is(DM "/state", "running", "n0");
}

static void destroy(struct pvh_plan *plan)
{
	struct pvh_backend *be;
	struct pvh_domain *domain;

	fx_must(pvh_backend_new_xen(plan->ctx, &be), "backend");
	fx_must(pvh_domain_open(be, fake.domid, &domain), "open");
	fx_must(pvh_domain_destroy(domain), "destroy");
	pvh_domain_unref(domain);
	pvh_backend_unref(be);
	fake.watches--; /* the domain's own, which ended with its connection */
}

static void test_success(void)
{
	struct pvh_plan *plan = plan_with("echo hello >&2; echo here; read x && exit 1\n"
					  "test -e /proc/$$/fd/3 && exit 2\n"
					  "test -e /proc/$$/fd/9 && exit 3\n" DEV_QEMU_STAYS);
	unsigned int fds;
	char call[96];

	/* As flock(1) has it for the lock under which we run. */
	fx_must(dup2(STDOUT_FILENO, 9) - 9, "dup2");
	fds = fx_open_files();
	setenv("KEPT", "kept", 1);
	fx_write_file(fake_log_dir(), "qemu-dm-guest.log", "before", 6);
	ok(!dev_build(plan) && fake.running && !fake.watches && is_recorded(),
	   "QEMU is recorded, and runs: %s", fake.running ? "" : dev_sentence(plan));
	snprintf(call, sizeof(call), "%d -xen-domid 9 -name {domid} 1048576 kept\n", dev_qemu());
	ok(!strcmp(read_text(dev_path(""), "qemu-calls"), call),
	   "it is told what the plan says, and has our environment: %s", call);
	ok(!strcmp(read_text(fake_log_dir(), "qemu-dm-guest.log"), "hello\nhere\n") &&
		   !strcmp(read_text(fake_log_dir(), "qemu-dm-guest.log.1"), "before"),
	   "what it says is in its log, and what it said last time beside it");
	ok(dev_node_is("/local/domain/0/backend/qdisk/9/51728/state", "2", "n0,r9") &&
		   dev_node_is("/local/domain/9/device/vbd/51728/state", "1", "n9,r0") &&
		   dev_node_is("/local/domain/0/backend/9pfs/9/0/state", "2", "n0,r9") &&
		   dev_node_is("/local/domain/0/backend/console/9/1/state", "2", "n0,r9"),
	   "it serves its devices");
	ok(getsid(dev_qemu()) != getsid(0) && waitpid(-1, NULL, WNOHANG) == -1 &&
		   errno == ECHILD && fx_open_files() == fds,
	   "it is no child of ours, and has nothing of us");
	close(9);
	destroy(plan);
	ok(nothing_left(), "it ends with the domain");
	pvh_plan_unref(plan);
}

static void test_toolstack(void)
{
	struct pvh_plan *plan = plan_with(DEV_QEMU_STAYS);

	fake.toolstack = 5;
	ok(!dev_build(plan) && dev_node_is("/local/domain/5/device-model/9", "", "n5") &&
		   dev_node_is(PID, fake_node(PID)->value, "n5,r9") && !fake_node(DM),
	   "a toolstack in domain 5 has it, too");
	destroy(plan);
	ok(nothing_left(), "... until the end");
	pvh_plan_unref(plan);
}

/* Nor does it matter then whether there is one. */
static void test_not_needed(void)
{
	struct dev devices[] = { DEV_QDISK, DEV_VIF };
	struct pvh_plan *plan;

	devices[0].backend = "3";
	devices[0].target = "/of/theirs";
	plan = dev_plan(devices, 2);
	dev_set_qemu(plan, "exit 1");
	dev_reset_qemu();
	unlink(dev_path("qemu"));
	fake_write("/local/domain/3/name", "disks");
	ok(!dev_build(plan) && !dev_qemu() && !fake_node(DM) && !fake_node(PID) &&
		   dev_node_is("/local/domain/3/backend/qdisk/9/51728/state", "2", "n3,r9") &&
		   !fx_count_dir(fake_log_dir()),
	   "no QEMU of ours serves what another domain does");
	pvh_plan_unref(plan);
}

/* --- It does not --------------------------------------------------------------------------- */

static void fails(const char *body, const char *sentence, const struct xen_timeouts *timeouts)
{
	struct pvh_plan *plan = plan_with(body);
	unsigned int fds = fx_open_files();
	int r = timeouts ? dev_build_within(plan, timeouts) : dev_build(plan);

	ok(r == -EIO && says(plan, sentence) && nothing_left() && fx_open_files() == fds && !*log_line &&
		   says(plan, "see what QEMU says in") && says(plan, "/qemu-dm-guest.log") &&
		   !strcmp(pvh_get_error(plan->ctx)->pointer, "/disk/0"),
	   "%s", dev_sentence(plan));
	pvh_plan_unref(plan);
}

static void test_ends(void)
{
	int64_t before = xen_now();

	fails("echo one; echo 'no  such machine' >&2; echo; exit 1",
	      "QEMU ended before it was ready: no such machine; see", NULL);
	fails("exit 0", "QEMU ended before it was ready; see", NULL);
	fails("kill -9 $$", "QEMU ended before it was ready", NULL);
	fails("i=0; while test $i -lt 300; do echo line $i line line line; i=$((i + 1)); done; exit 1",
	      "ready: line 299 line line line; see", NULL);
	fails("kill -9 $$", "QEMU ended before it was ready", NULL);
	ok(xen_now() - before < 15000, "... which nobody waits for");
}

static void test_no_exec(void)
{
	struct pvh_plan *plan = plan_with("");

	fx_write_file(dev_path(""), "qemu", "#!/no/such/shell\n", 17);
	ok(dev_build(plan) == -EIO && says(plan, "QEMU ended before it was ready: ") &&
		   says(plan, "ot found") && nothing_left(),
	   "%s", dev_sentence(plan));
	pvh_plan_unref(plan);
}

static void test_not_ready(void)
{
	struct pvh_plan *plan;

	fails("echo thinking; stay", "QEMU was not ready within 1 s: thinking; see", &hurry);
	fails("say starting; stay", "QEMU was not ready within 1 s; see", &hurry);
	fails("trap '' HUP TERM; stay", "QEMU was not ready within 1 s; see", &hurry);
	plan = plan_with("stay");
	fake_write(DM "/state", "running");
	ok(dev_build_within(plan, &hurry) == -EIO && says(plan, "not ready") && nothing_left(),
	   "what one beside an earlier domain of this number said does not count");
	pvh_plan_unref(plan);
}

static void test_log(void)
{
	struct pvh_plan *plan = plan_with(DEV_QEMU_STAYS);
	char path[128];

	snprintf(path, sizeof(path), "%s/qemu-dm-guest.log.1", fake_log_dir());
	fx_must(mkdir(path, 0700), "mkdir");
	fx_write_file(fake_log_dir(), "qemu-dm-guest.log", "before", 6);
	ok(dev_build(plan) == -EIO && says(plan, "cannot rename") && nothing_left() && !dev_qemu(),
	   "%s", dev_sentence(plan));
	dev_reset_qemu();
	fx_remove_dir(fake_log_dir());
	ok(dev_build(plan) == -EIO && says(plan, "cannot write") && says(plan, "make the directory") &&
		   nothing_left() && !dev_qemu(),
	   "%s", dev_sentence(plan));
	fx_must(mkdir(fake_log_dir(), 0700), "mkdir");
	pvh_plan_unref(plan);
}

static int cancel(void *data, const char *what, uint64_t done, uint64_t total)
{
	(void)data;
	return !strcmp(what, "attach") && !done && !total && dev_qemu();
}

static void test_cancelled(void)
{
	struct pvh_plan *plan = plan_with("stay");

	pvh_set_progress(plan->ctx, cancel, NULL);
	ok(dev_build(plan) == -ECANCELED && dev_qemu() && nothing_left(),
	   "cancelled while it is waited for");
	pvh_plan_unref(plan);
}

/* --- Its devices --------------------------------------------------------------------------- */

static void make_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%.100s", path);
	unlink(path);
	fx_must(bind(fd, (struct sockaddr *)&address, sizeof(address)), path);
	close(fd);
}

static void test_not_served(void)
{
	struct pvh_plan *plan = plan_with(DEV_QEMU_STAYS);

	make_socket(console);
	fake.backends = FAKE_SLEEP;
	ok(dev_build(plan) == -EIO && says(plan, "vbd 51728: QEMU has not taken it up within 1 s; "
						  "see what QEMU says in ") && nothing_left(),
	   "%s", dev_sentence(plan));
	ok(access(console, F_OK), "... and a socket that is no device's yet is removed");
	pvh_plan_unref(plan);
	plan = plan_with("say running; sleep 0.3; echo crashed; exit 1");
	make_socket(console);
	fake.backends = FAKE_SLEEP;
	ok(dev_build_within(plan, &(struct xen_timeouts){ .serve = 20000, .close = 20000,
							   .qemu = 20000 }) == -EIO &&
		   says(plan, "QEMU has ended, and serves no device: crashed") && nothing_left() &&
		   access(console, F_OK),
	   "%s", dev_sentence(plan));
	pvh_plan_unref(plan);
}

/* A device after it, which has nothing to do with it. */
static void test_later(void)
{
	struct dev devices[] = { DEV_QDISK, DEV_VIF };
	struct pvh_plan *plan;
	char *called;

	devices[1].script = dev_script("bridge", "test $1 = offline || exit 3");
	plan = dev_plan(devices, 2);
	dev_set_qemu(plan, "trap 'say ended; exit' HUP; " DEV_QEMU_STAYS);
	dev_reset_qemu();
	ok(dev_build(plan) == -EIO && says(plan, "vif 0: the hotplug script") && nothing_left(),
	   "%s", dev_sentence(plan));
	called = strdup(read_text(dev_path(""), "qemu-state"));
	ok(!strcmp(called, "ended\n"), "... QEMU is told to end: %s", called);
	free(called);
	dev_notes();
	pvh_plan_unref(plan);
}

/* --- What is not there --------------------------------------------------------------------- */

static void refused(const struct dev *device, int code, const char *what)
{
	struct pvh_plan *plan = dev_plan(device, 1);
	int r;

	dev_set_qemu(plan, DEV_QEMU_STAYS);
	dev_reset_qemu();
	r = dev_build(plan);
	ok(r == code && says(plan, what) && nothing_left() && !dev_qemu(), "%d: %s", r,
	   dev_sentence(plan));
	pvh_plan_unref(plan);
}

static void test_program(void)
{
	struct pvh_plan *plan = plan_with("");

	unlink(dev_path("qemu"));
	ok(dev_build(plan) == -EOPNOTSUPP && says(plan, "QEMU is not there: ") &&
		   says(plan, "install qemu-system-xen") && nothing_left() &&
		   !strcmp(pvh_get_error(plan->ctx)->pointer, "/disk/0"),
	   "%s", dev_sentence(plan));
	fx_write_file(dev_path(""), "qemu", "#!/bin/sh\n", 10);
	fx_must(chmod(dev_path("qemu"), 0644), "chmod");
	ok(dev_build(plan) == -EOPNOTSUPP && says(plan, "QEMU cannot be run") && nothing_left(), "%s",
	   dev_sentence(plan));
	unlink(dev_path("qemu"));
	fx_must(mkdir(dev_path("qemu"), 0755), "mkdir");
	ok(dev_build(plan) == -EOPNOTSUPP && says(plan, "QEMU cannot be run") && nothing_left(), "%s",
	   dev_sentence(plan));
	rmdir(dev_path("qemu"));
	pvh_plan_unref(plan);
}

static void test_targets(void)
{
	struct dev share = DEV_9PFS, disk = DEV_QDISK, extra = DEV_CONSOLE;

	disk.target = "/no/such/disk";
	refused(&disk, -ENOENT, "/no/such/disk: cannot find it");
	disk.target = "/proc";
	refused(&disk, -EINVAL, "neither a block device nor a regular file");
	share.target = "/no/such/directory";
	refused(&share, -ENOENT, "/no/such/directory: cannot find it");
	share.target = "/proc/self/exe";
	refused(&share, -ENOTDIR, "it is no directory");
	extra.target = "/no/such/directory/socket";
	refused(&extra, -ENOENT, "cannot make a socket there");
	extra.target = "/proc/self/exe/socket";
	refused(&extra, -ENOTDIR, "/proc/self/exe: it is no directory");
	extra.target = "/proc/self/exe";
	refused(&extra, -EEXIST, "it is there already, and no socket");
}

/* --- Failures ------------------------------------------------------------------------------ */

/* Those that only ask for what may be missing. */
static bool may_fail(const char *name)
{
	return !strcmp(name, "xs_read") || !strcmp(name, "xs_rm") ||
	       !strcmp(name, "xc_altp2m_get_domain_state") ||
	       !strcmp(name, "xc_flask_getenforce") || !strcmp(name, "xc_domain_populate_physmap");
}

static void test_failures(void)
{
	struct pvh_plan *plan = plan_with(DEV_QEMU_STAYS);
	unsigned int calls = 1, ended = 0, started = 0;

	for (unsigned int i = 1; i <= calls; i++) {
		int r;

		dev_reset_qemu();
		fake.fail_at = i;
		fake.fail_errno = EIO;
		r = dev_build(plan);
		fake.fail_at = 0;
		started += r && dev_qemu();
		if (!r && !fake.failed)
			calls = i;
		else if (!r && !may_fail(fake.failed))
			ok(false, "call %u, %s, fails without effect", i, fake.failed);
		else if (r && (!nothing_left() || !*dev_sentence(plan)))
			ok(false, "call %u, %s, fails: %d, \"%s\", %zu nodes", i, fake.failed, r,
			   dev_sentence(plan), fake.nr_nodes);
		ended += r != 0;
		calls = fake.failed ? i + 1 : i;
		if (!r)
			destroy(plan);
	}
	ok(ended > 150 && started > 20,
	   "each of %u calls fails in turn: %u end the build, %u of them when QEMU is there", calls,
	   ended, started);
	pvh_plan_unref(plan);
}

static void test_callers(void)
{
	struct pvh_plan *plan = plan_with("grep -q '^SigBlk:[[:space:]]*0*$' /proc/self/status || exit 1;"
					  DEV_QEMU_STAYS);
	sigset_t all, none;

	signal(SIGCHLD, SIG_IGN);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &none);
	ok(!dev_build(plan), "a caller that ignores SIGCHLD and blocks all signals");
	sigprocmask(SIG_SETMASK, &none, NULL);
	destroy(plan);
	ok(nothing_left(), "... has QEMU ended, too");
	signal(SIGCHLD, SIG_DFL);
	pvh_plan_unref(plan);
}

int main(void)
{
	snprintf(console, sizeof(console), "%s", dev_path("socket"));
	test_success();
	test_toolstack();
	test_not_needed();
	test_ends();
	test_no_exec();
	test_not_ready();
	test_log();
	test_cancelled();
	test_not_served();
	test_later();
	test_program();
	test_targets();
	test_failures();
	test_callers();
	dev_done();
	return done();
}
