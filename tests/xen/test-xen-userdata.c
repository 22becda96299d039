/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is shared with libxl in files: the record of a domain, written under libxl's lock and removed
 * with the domain, and the domids that are not given to another domain at once.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "backend/xen.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

#define RECORD "userdata-d.9." FX_UUID ".libxl-json"
#define LOCK "userdata-l.9." FX_UUID ".domain-userdata-lock"
#define OTHER_UUID "ffeeddcc-bbaa-9988-7766-554433221100"

static const struct fx_guest guest = {
	.memory = MIB(64), .vcpus = 1, .max_vcpus = 2,
	.wishes = WISHES("cpus", "[\"node:1\", \"all,^3\"]", "cpus_soft", "\"^1,0-1\"")
};

static int build(struct pvh_plan *plan, unsigned int flags)
{
	struct pvh_backend *be;
	int r = pvh_backend_new_xen(plan->ctx, &be);

	if (!r)
		r = pvh_build(plan, be, flags, NULL);
	pvh_backend_unref(be);
	return r;
}

static const char *sentence(const struct pvh_plan *plan)
{
	return pvh_get_error(plan->ctx)->sentence;
}

static const char *hint(const struct pvh_plan *plan)
{
	return pvh_get_error(plan->ctx)->hint;
}

static bool there(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", fake_lib_dir(), name);
	return access(path, F_OK) == 0;
}

/* --- The record --------------------------------------------------------------------------- */

/* The value of a member of b_info, as text. */
static bool has(struct json_object *record, const char *member, const char *value)
{
	struct json_object *build, *found = NULL;

	return json_object_object_get_ex(record, "b_info", &build) &&
	       json_object_object_get_ex(build, member, &found) &&
	       !strcmp(json_object_to_json_string_ext(found, JSON_C_TO_STRING_PLAIN), value);
}

static void test_record(struct pvh_plan *plan, unsigned int flags)
{
	struct json_object *record;
	struct stat st;
	char path[256];
	size_t size = 0;
	char *text;

	fake_reset();
	fx_must(build(plan, flags), "build");
	text = fx_read_file(fake_lib_dir(), RECORD, &size);
	ok(text && fx_count_dir(fake_lib_dir()) == 1, "one file is there, without its lock");
	ok(text && size == strlen(text) + 1, "a NUL is its last byte, as libxl needs it");
	snprintf(path, sizeof(path), "%s/%s", fake_lib_dir(), RECORD);
	ok(!stat(path, &st) && (st.st_mode & 0777) == 0600, "nobody else may read it");
	record = text ? json_tokener_parse(text) : NULL;
	ok(has(record, "vcpu_hard_affinity", "[[2,3],[0,1,2]]"),
	   "CPUs are those of the host: of a node, and all but one");
	ok(has(record, "vcpu_soft_affinity", "[[0,1],[0,1]]"), "... a single list for each vCPU");
	ok(has(record, "avail_vcpus", "[0]") && has(record, "max_vcpus", "2"),
	   "what was decided before is there, too");
	json_object_put(record);
	free(text);
}

static void touch(const char *name)
{
	fx_write_file(fake_lib_dir(), name, "", 1);
}

static void test_stale(struct pvh_plan *plan)
{
	fake_reset();
	touch("userdata-d.9." OTHER_UUID ".xl");
	touch("userdata-n.9." OTHER_UUID ".libxl-json");
	touch("userdata-d.9." FX_UUID ".old");
	touch("userdata-d.90." FX_UUID ".xl");
	touch("userdata-d.8." OTHER_UUID ".libxl-json");
	touch("userdata-l.9." OTHER_UUID ".domain-userdata-lock");
	touch("qemu-save.9");
	fx_must(build(plan, 0), "build");
	ok(!there("userdata-d.9." OTHER_UUID ".xl") && !there("userdata-d.9." FX_UUID ".old") &&
		   !there("userdata-n.9." OTHER_UUID ".libxl-json"),
	   "what libxl knew of an earlier domain of this domid is gone");
	ok(there("userdata-d.90." FX_UUID ".xl") && there("userdata-d.8." OTHER_UUID ".libxl-json") &&
		   there("userdata-l.9." OTHER_UUID ".domain-userdata-lock") &&
		   there("qemu-save.9") && there(RECORD),
	   "... but nothing of others, no lock, nothing else");
}

/* As a domain is destroyed: what xl has added by then goes, too. */
static void test_remove(struct pvh_plan *plan)
{
	struct pvh_backend *be;

	fake_reset();
	fx_must(build(plan, 0), "build");
	touch("userdata-d.9." FX_UUID ".xl");
	touch("userdata-l.9." FX_UUID ".libxl-device-changes-lock");
	touch("userdata-d.9." OTHER_UUID ".xl");
	fx_must(pvh_backend_new_xen(plan->ctx, &be), "backend");
	xen_userdata_remove(to_xen(be), 9, plan->domain.uuid);
	ok(fx_count_dir(fake_lib_dir()) == 1 && there("userdata-d.9." OTHER_UUID ".xl"),
	   "all of a domain is removed, nothing of one with another uuid");
	pvh_backend_unref(be);
}

/* --- The lock ------------------------------------------------------------------------------ */

/* Another process that has the lock for so long; 0: until it is killed. */
static pid_t hold(unsigned int ms)
{
	char path[256], ready;
	int told[2], fd;
	pid_t pid;

	fx_must(pipe(told), "pipe");
	pid = fork();
	if (pid) {
		fx_must(read(told[0], &ready, 1) != 1, "child");
		close(told[0]);
		close(told[1]);
		return pid;
	}
	snprintf(path, sizeof(path), "%s/%s", fake_lib_dir(), LOCK);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	if (fd < 0 || flock(fd, LOCK_EX) || write(told[1], "", 1) != 1)
		_exit(1);
	if (!ms)
		pause();
	usleep(ms * 1000);
	_exit(unlink(path) != 0);
}

static void test_lock(struct pvh_plan *plan)
{
	int status = 1;
	pid_t pid;

	fake_reset();
	pid = hold(60);
	ok(!build(plan, 0) && there(RECORD) && !there(LOCK),
	   "the lock is waited for, and taken again when its file is another");
	ok(waitpid(pid, &status, 0) == pid && !status, "... which its owner had until then");
	fake_reset();
	pid = hold(0);
	ok(build(plan, 0) == -EIO && strstr(sentence(plan), "has had") && strstr(sentence(plan), LOCK),
	   "one that is never let go ends the build: %s", sentence(plan));
	ok(!fake.exists && !fake.nr_nodes && !there(RECORD) && there(LOCK),
	   "... of which nothing is left but the other's lock");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* --- Failures ------------------------------------------------------------------------------ */

static bool of_files(const char *name)
{
	static const char *const names[] = { "open", "fopen", "opendir", "rename", "flock", "write" };
	bool found = false;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		found |= !strcmp(names[i], name);
	return found;
}

static void test_failures(struct pvh_plan *plan, int err, int code, const char *advice)
{
	unsigned int calls, seen = 0, right = 0;

	fake_reset();
	fx_must(build(plan, 0), "build");
	calls = fake.calls;
	for (unsigned int i = 1; i <= calls; i++) {
		int r;

		fake_reset();
		fake.fail_at = i;
		fake.fail_errno = err;
		r = build(plan, 0);
		if (!of_files(fake.failed))
			continue;
		seen++;
		if (r == code && !fake.exists && !fake.nr_nodes && !fx_count_dir(fake_lib_dir()) &&
		    (!advice || strstr(hint(plan), advice)))
			right++;
		else
			ok(false, "call %u, %s, fails with %d: %d, %s (%s)", i, fake.failed, err, r,
			   sentence(plan), hint(plan));
	}
	ok(seen == 7 && right == seen, "errno %d: %u of %u failures with files end the build", err,
	   right, seen);
}

static void test_missing(struct pvh_plan *plan)
{
	fake_reset();
	rmdir(fake_lib_dir());
	ok(build(plan, 0) == -EIO && strstr(sentence(plan), fake_lib_dir()) &&
		   strstr(hint(plan), "--with-xen-lib-dir") && !fake.exists && !fake.nr_nodes,
	   "a directory that is not there: %s", sentence(plan));
	fx_must(mkdir(fake_lib_dir(), 0700), "mkdir");
}

/* --- Domids --------------------------------------------------------------------------------- */

static unsigned long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (unsigned long)ts.tv_sec;
}

static void write_history(const char *text)
{
	fx_write_file(fake_run_dir(), "domid-history", text, strlen(text));
}

/* Whether the history is these domids, each with a time of the last seconds. */
static bool history_is(const unsigned int *domids, size_t nr)
{
	_cleanup_free_ char *text = fx_read_file(fake_run_dir(), "domid-history", &(size_t){ 0 });
	char *at = text;
	size_t found = 0;

	while (at && *at && found < nr) {
		unsigned long sec = 0;
		unsigned int domid = 0;
		int used = 0;

		if (sscanf(at, "%lu %u\n%n", &sec, &domid, &used) != 2 || domid != domids[found] ||
		    now() - sec > 59)
			return false;
		at += used;
		found++;
	}
	return at && !*at && found == nr && fx_count_dir(fake_run_dir()) == 1;
}

/* An aborted build, and then another one. */
static void test_retired(struct pvh_plan *plan)
{
	fake_reset();
	fake.lost_races = 100;
	ok(build(plan, 0) == -EIO && history_is((unsigned int[]){ 9 }, 1),
	   "the domid of a domain that was given up is noted");
	fake.destroyed = 0;
	fx_must(build(plan, 0), "build");
	ok(fake.domid == 10 && fake.destroyed == 1 &&
		   there("userdata-d.10." FX_UUID ".libxl-json"),
	   "... and given to no other: the next domain has domid %u", fake.domid);
}

static void test_history(struct pvh_plan *plan)
{
	struct pvh_backend *be;
	char text[256];

	fake_reset();
	snprintf(text, sizeof(text), "%lu 10\n%lu 9\n%lu 11\nnonsense\n%lu 12\n%lu 40000\n%lu 0\n",
		 now() - 20, now() - 61, now() + 3600, now(), now(), now());
	write_history(text);
	fx_must(build(plan, 0), "build");
	ok(fake.domid == 9, "a domid that was in use 61 seconds ago may be used");
	fx_must(pvh_backend_new_xen(plan->ctx, &be), "backend");
	xen_domid_retire(to_xen(be), 9);
	pvh_backend_unref(be);
	ok(history_is((unsigned int[]){ 10, 12, 9 }, 3),
	   "what is too old, of another clock or makes no sense is left out of the new history");
	fake_reset();
	snprintf(text, sizeof(text), "%lu 9\n%lu 10\n", now() - 30, now() - 10);
	write_history(text);
	fx_must(build(plan, 0), "build");
	ok(fake.domid == 11 && fake.destroyed == 2, "two that were just in use are passed over");
	fake_reset();
	write_history(text);
	setenv("LIBXL_DOMID_REUSE_TIMEOUT", "20", 1);
	fx_must(build(plan, 0), "build");
	ok(fake.domid == 9, "LIBXL_DOMID_REUSE_TIMEOUT counts");
	unsetenv("LIBXL_DOMID_REUSE_TIMEOUT");
}

int main(void)
{
	struct pvh_plan *plan = fx_sealed(&guest, NULL);

	test_record(plan, 0);
	test_record(plan, PVH_BUILD_PAUSED);
	test_stale(plan);
	test_remove(plan);
	test_lock(plan);
	test_failures(plan, EACCES, -EPERM, "run it as root");
	test_failures(plan, EIO, -EIO, NULL);
	test_missing(plan);
	test_retired(plan);
	test_history(plan);
	pvh_plan_unref(plan);
	return done();
}
