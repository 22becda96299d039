/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* QEMU beside a domain that is there: how it ends, who is taken for it, and who is not. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <xenctrl.h>
#include <xen/sched.h>

#include "backend/domain.h"
#include "device.h"
#include "fake-life.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

#define D "/local/domain/9"
#define DM "/local/domain/0/device-model/9"
#define RECORD "userdata-d.9." FX_UUID ".libxl-json"
#define PID D "/image/device-model-pid"
#define SERVED "/local/domain/0/backend/qdisk/9/51728"

static struct pvh_plan *plan;
static struct pvh_backend *backend;
static struct pvh_domain *domain;
static char console[100], log_line[512];

static const char *sentence(void)
{
	return pvh_get_error(plan->ctx)->sentence;
}

static void on_log(void *data, int priority, const char *line)
{
	(void)data, (void)priority;
	snprintf(log_line, sizeof(log_line), "%s", line);
}

/* A domain with a QEMU that does this once it is told to end, and with these devices. */
static void start_with(const struct dev *devices, size_t nr, const char *end)
{
	char body[256];
	uint32_t domid;

	plan = dev_plan(devices, nr);
	pvh_set_log(plan->ctx, on_log, NULL, PVH_LOG_ERROR);
	snprintf(body, sizeof(body), "trap '%s' HUP; " DEV_QEMU_STAYS, end);
	dev_set_qemu(plan, body);
	dev_reset_qemu();
	fake_write("/local/domain/3/name", "files");
	fx_must(pvh_backend_new_xen(plan->ctx, &backend), "backend");
	to_xen(backend)->timeouts = (struct xen_timeouts){ .serve = 300, .close = 300,
							   .hotplug = 2000, .qemu = 20000 };
	fx_must(pvh_build(plan, backend, 0, &domid), sentence());
	fx_must(pvh_domain_open(backend, domid, &domain), "open");
	log_line[0] = '\0';
}

static void start(const char *end)
{
	struct dev devices[] = { DEV_QDISK, DEV_9PFS, DEV_CONSOLE };

	devices[2].target = console;
	start_with(devices, 3, end);
}

static void stop(void)
{
	domain = pvh_domain_unref(domain);
	backend = pvh_backend_unref(backend);
	if (fake.handles)
		ok(false, "%u handles are left", fake.handles);
	if (dev_qemu() && !dev_is_gone(dev_qemu()))
		kill(dev_qemu(), SIGKILL);
	pvh_plan_unref(plan);
}

/* Of the domain; the other one stays. */
static bool nothing_left(void)
{
	for (size_t i = 0; i < fake.nr_nodes; i++)
		if (strstr(fake.nodes[i].path, "/9"))
			return false;
	return !fake.exists;
}

static bool has_ended(void)
{
	return dev_qemu() && dev_is_gone(dev_qemu());
}

static void make_socket(const char *dir, const char *name, char path[100])
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(path, 100, "%.40s/%.40s", dir, name);
	snprintf(address.sun_path, sizeof(address.sun_path), "%.99s", path);
	unlink(path);
	fx_must(bind(fd, (struct sockaddr *)&address, sizeof(address)), path);
	close(fd);
}

/* --- Its end ------------------------------------------------------------------------------- */

static void test_destroy(void)
{
	char one[100], two[100], extra[100];

	start("echo written >>$0.end; exit");
	unlink(dev_path("qemu.end"));
	make_socket(fake_run_dir(), "qmp-libxl-9", one);
	make_socket(fake_run_dir(), "qmp-libxenstat-9", two);
	make_socket(dev_path(""), "socket", extra);
	fake.backends = FAKE_STAY;
	ok(!pvh_domain_destroy(domain) && has_ended() && nothing_left() && !*log_line,
	   "a domain is destroyed with its QEMU: %s%s", sentence(), log_line);
	ok(fake_node("/local/domain/0/device-model") != NULL, "... the directory of all QEMUs stays");
	ok(!access(dev_path("qemu.end"), F_OK), "... which was told, and did what it had to");
	ok(access(one, F_OK) && access(two, F_OK) && access(extra, F_OK),
	   "... and so are its sockets");
	stop();
}

/* A file of that name is none of QEMU's. */
static void test_file(void)
{
	start("exit");
	fx_write_file(dev_path(""), "socket", "mine", 4);
	ok(!pvh_domain_destroy(domain) && nothing_left() && !access(console, F_OK),
	   "a file where a console's socket was to be stays");
	unlink(console);
	stop();
}

static void test_stubborn(void)
{
	start("");
	ok(pvh_domain_destroy(domain) == -EIO && has_ended() && nothing_left() &&
		   strstr(sentence(), "did not end within 1 s, and was killed; a disk that it"),
	   "%s", sentence());
	stop();
}

/* As often happens to QEMU: what it served is nobody's now, for whom nobody waits. */
static void test_crashed(void)
{
	int64_t before;

	start("exit");
	kill(dev_qemu(), SIGKILL);
	while (!has_ended())
		usleep(1000);
	fake.backends = FAKE_STAY;
	to_xen(backend)->timeouts.close = 20000;
	before = xen_now();
	ok(!pvh_domain_destroy(domain) && nothing_left() && xen_now() - before < 10000,
	   "a QEMU that has ended by itself holds up nothing: %s", sentence());
	stop();
}

static void test_driver_domain(void)
{
	struct dev devices[] = { DEV_QDISK, DEV_9PFS };

	devices[1].backend = "files";
	start_with(devices, 2, "exit");
	fake.backends = FAKE_STAY;
	ok(pvh_domain_destroy(domain) == -EIO && has_ended() && nothing_left() &&
		   strstr(sentence(), "/libxl/9/device/9pfs/0: domain 3 did not let it go") &&
		   strstr(sentence(), "see what QEMU says there") && !*log_line,
	   "QEMU in another domain is asked: %s", sentence());
	stop();
}

static void test_preserve(void)
{
	bool again;

	start("exit");
	make_socket(dev_path(""), "socket", console);
	fake_shut_down(SHUTDOWN_crash);
	fake.backends = FAKE_STAY;
	ok(!pvh_domain_end(domain, PVH_ACTION_RENAME_RESTART, NULL, &again) && again &&
		   has_ended() && !*log_line && fake.exists,
	   "a domain that is kept has no QEMU any more: %s", log_line);
	ok(!fake_node(PID) && !fake_node(D "/image") && !fake_node(DM) && !fake_node(SERVED) &&
		   !fake_node("/libxl/9/device/console/1") && access(console, F_OK) &&
		   fake_node("/libxl/9/device/console/0/backend"),
	   "... and nothing that it served, but its first console");
	ok(!pvh_domain_destroy(domain) && nothing_left(), "... and is destroyed later");
	stop();
}

/* --- Who is it? ---------------------------------------------------------------------------- */

static void spares(const char *what, const char *pid, int other)
{
	start("exit");
	if (pid)
		fake_write(PID, pid);
	else
		fake_remove(PID);
	ok(!pvh_domain_destroy(domain) && !has_ended() && nothing_left() &&
		   (!other || !dev_is_gone(other)),
	   "%s: nobody is ended: %s", what, sentence());
	stop();
}

static pid_t start_child(const char *domid)
{
	pid_t pid = fork();

	if (!pid) {
		execl("/bin/sh", "sh", "-c", "while :; do sleep 0.02; done", "qemu", "-xen-domid", domid,
		      NULL);
		_exit(1);
	}
	/* Until then it is a copy of us. */
	while (kill(pid, 0) || dev_is_gone(pid) || usleep(100000))
		;
	return pid;
}

static void end_child(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void test_others(void)
{
	static const char *const texts[] = { "", "0", "1", "-1", "x", "12x", " 12", "99999999999" };
	pid_t other = start_child("99"), own, dead = start_child("9");
	char pid[16];

	spares("no pid is recorded", NULL, 0);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		spares(texts[i], texts[i], 0);
	end_child(dead);
	snprintf(pid, sizeof(pid), "%d", dead);
	spares("the pid of nobody", pid, 0);
	snprintf(pid, sizeof(pid), "%d", other);
	spares("the pid of QEMU of another domain", pid, other);
	end_child(other);
	snprintf(pid, sizeof(pid), "%d", getpid());
	spares("the pid of no QEMU", pid, getpid());
	/* To see that it is not for something else: xl's is told so, too. */
	own = start_child("9");
	snprintf(pid, sizeof(pid), "%dx", own);
	spares("a pid and more", pid, own);
	start("exit");
	snprintf(pid, sizeof(pid), "%d", own);
	fake_write(PID, pid);
	ok(!pvh_domain_destroy(domain) && dev_is_gone(own) && nothing_left(),
	   "the pid of another's for this domain: it is ended");
	stop();
	end_child(own);
}

static pthread_barrier_t barrier;

static void *run_thread(void *number)
{
	*(pid_t *)number = (pid_t)syscall(SYS_gettid);
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	return NULL;
}

static void test_thread(void)
{
	pthread_t thread;
	pid_t number;
	char pid[16];

	fx_must(pthread_barrier_init(&barrier, NULL, 2), "barrier");
	fx_must(pthread_create(&thread, NULL, run_thread, &number), "thread");
	pthread_barrier_wait(&barrier);
	snprintf(pid, sizeof(pid), "%d", number);
	spares("the number of a thread", pid, 0);
	pthread_barrier_wait(&barrier);
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&barrier);
}

/* A zombie is not waited for. */
static void test_zombie(void)
{
	pid_t child = start_child("9");
	char pid[16];

	kill(child, SIGKILL);
	while (!dev_is_gone(child))
		usleep(1000);
	snprintf(pid, sizeof(pid), "%d", child);
	spares("the pid of one for which nobody has waited", pid, 0);
	waitpid(child, NULL, 0);
}

/* --- Disks while it runs ------------------------------------------------------------------- */

static int give(const struct dev *device, struct fault *f)
{
	struct pvh_plan *other = dev_plan(device, 1);
	const struct plan_device *d = &other->registration.devices[0];
	int r;

	*f = FAULT_NONE;
	r = domain->ops->attach(domain, d, "{\"disks\": [{\"vdev\": \"xvdc\"}]}", f);
	pvh_plan_unref(other);
	return r;
}

static bool has_disk(const char *state)
{
	return dev_node_is("/local/domain/0/backend/qdisk/9/51744/state", state, "n0,r9") &&
	       fake_node("/libxl/9/device/vbd/51744/backend") && fake_node(D "/device/vbd/51744");
}

static bool has_no_disk(void)
{
	for (size_t i = 0; i < fake.nr_nodes; i++)
		if (strstr(fake.nodes[i].path, "/51744"))
			return false;
	return true;
}

static bool libxl_knows(const char *what)
{
	size_t size = 0;
	_cleanup_free_ char *text = fx_read_file(fake_lib_dir(), RECORD, &size);

	return text && strstr(text, what);
}

static void test_attach(void)
{
	struct dev disk = DEV_QDISK, share = DEV_9PFS;
	struct fault f;

	disk.devid = 51744;
	start("exit");
	ok(!give(&disk, &f) && has_disk("2") && libxl_knows("xvdc"), "a disk that QEMU serves is given: %s", f.what);
	fake_write(D "/device/vbd/51744/state", "4");
	fake_write("/local/domain/0/backend/qdisk/9/51744/state", "4");
	fake.backends = FAKE_STAY;
	ok(pvh_domain_detach(domain, "disk", "xvdc", 0) == -ETIMEDOUT && has_disk("5"),
	   "... and QEMU is waited for when it is taken: %s", sentence());
	fake.backends = FAKE_SERVE;
	ok(!pvh_domain_detach(domain, "disk", "xvdc", 0) && has_no_disk() && !has_ended(),
	   "... until it lets go");
	fake.backends = FAKE_SLEEP;
	ok(give(&disk, &f) == -EIO && has_no_disk() && !libxl_knows("xvdc") &&
		   strstr(f.hint, "what QEMU says in its log"),
	   "one that is not served is taken back: %s; %s", f.what, f.hint);
	fake.backends = FAKE_SERVE;
	kill(dev_qemu(), SIGKILL);
	while (!has_ended())
		usleep(1000);
	ok(give(&disk, &f) == -EOPNOTSUPP && has_no_disk() && strstr(f.what, "domain 9 has no QEMU"),
	   "its QEMU has ended: %s", f.what);
	stop();
	start_with(&share, 0, "exit");
	ok(give(&disk, &f) == -EOPNOTSUPP && has_no_disk() && *f.hint, "it never had one: %s; %s", f.what,
	   f.hint);
	disk.backend = "files";
	ok(!give(&disk, &f) && fake_node("/local/domain/3/backend/qdisk/9/51744/state"),
	   "... and needs none for what another domain serves");
	stop();
}

/* --- Failures ------------------------------------------------------------------------------ */

/* The domain is gone, or there as before; QEMU is left only if nobody could say who it is. */
static void test_failures(void)
{
	unsigned int calls = 1, right = 0, left = 0;

	for (unsigned int i = 1; i <= calls; i++) {
		int r;

		start("exit");
		fake.fail_at = fake.calls + i;
		fake.fail_errno = EIO;
		r = pvh_domain_destroy(domain);
		fake.fail_at = 0;
		left += !has_ended();
		if (!fake.failed || r || *log_line || has_ended())
			right++;
		else
			ok(false, "call %u, %s: %d, %s", i, fake.failed, r, sentence());
		calls = fake.failed ? i + 1 : i;
		stop();
	}
	ok(right == calls && calls > 60 && left < 4,
	   "destroy: each of %u calls fails in turn, QEMU stays with %u", calls - 1, left);
}

int main(void)
{
	snprintf(console, sizeof(console), "%s", dev_path("socket"));
	test_destroy();
	test_file();
	test_stubborn();
	test_crashed();
	test_driver_domain();
	test_preserve();
	test_others();
	test_thread();
	test_zombie();
	test_attach();
	test_failures();
	dev_done();
	return done();
}
