/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Other names: in xenstore, and in what libxl knows of the domain. A domain that is kept beside its
 * successor has another uuid as well, and nothing that the other one needs.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xenctrl.h>
#include <xen/sched.h>

#include "built.h"
#include "device.h"
#include "fake-life.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

#define D "/local/domain/9"
#define RECORD "userdata-d.9." FX_UUID ".libxl-json"
#define LOCK "userdata-l.9." FX_UUID ".domain-userdata-lock"
#define TEXT                                                                                   \
	"{\"c_info\":{\"name\":\"guest\",\"uuid\":\"" FX_UUID "\",\"type\":\"pvh\"},"          \
	"\"b_info\":{\"big\":18446744073709551615},\"disks\":[{\"vdev\":\"xvda\"}],"           \
	"\"nics\":[{\"devid\":0}],\"channels\":[{}],\"on_crash\":\"restart_rename\",\"news\":{}}"

static char script[128];

static void write_record(const char *text)
{
	fx_write_file(fake_lib_dir(), RECORD, text, strlen(text) + 1);
}

/* A domain with a disk, an interface and such a record; NULL: none. */
static void start(const char *record)
{
	fake_reset();
	dev_notes();
	start_built();
	fx_remove_dir(fake_lib_dir());
	fx_must(mkdir(fake_lib_dir(), 0700), "mkdir");
	if (record)
		write_record(record);
	dev_notes();
}

/* The file is `text`, in any notation, and there is none besides. */
static bool record_is(const char *name, const char *text)
{
	size_t size = 0;
	_cleanup_free_ char *found = fx_read_file(fake_lib_dir(), name, &size);
	struct json_object *a = found ? json_tokener_parse(found) : NULL;
	struct json_object *b = json_tokener_parse(text);
	bool same = a && b && json_object_equal(a, b) && size == strlen(found) + 1 &&
		    fx_count_dir(fake_lib_dir()) == 1;

	json_object_put(a);
	json_object_put(b);
	return same;
}

/* --- A new name ---------------------------------------------------------------------------- */

#define RENAMED                                                                                \
	"{\"c_info\":{\"name\":\"other\",\"uuid\":\"" FX_UUID "\",\"type\":\"pvh\"},"          \
	"\"b_info\":{\"big\":18446744073709551615},\"disks\":[{\"vdev\":\"xvda\"}],"           \
	"\"nics\":[{\"devid\":0}],\"channels\":[{}],\"on_crash\":\"restart_rename\",\"news\":{}}"

static bool is_called(const char *name)
{
	return has_value(D "/name", name) && has_value("/vm/" FX_UUID "/name", name);
}

static void test_rename(void)
{
	start(TEXT);
	ok(!pvh_domain_rename(domain, "other") && is_called("other") && record_is(RECORD, RENAMED),
	   "a new name, in libxl's record, too; all else there stays");
	fake_write("/local/domain/3/name", "taken");
	ok(pvh_domain_rename(domain, "taken") == -EEXIST && is_called("other") &&
		   record_is(RECORD, RENAMED),
	   "one that is taken, and nothing has changed: %s", sentence());
	stop_built();
	start(NULL);
	ok(!pvh_domain_rename(domain, "other") && is_called("other") &&
		   !fx_count_dir(fake_lib_dir()),
	   "a domain of which libxl knows nothing: it does not afterwards");
	rmdir(fake_lib_dir());
	ok(!pvh_domain_rename(domain, "third") && is_called("third"),
	   "... nor does it where libxl has no files at all");
	fx_must(mkdir(fake_lib_dir(), 0700), "mkdir");
	stop_built();
}

static void test_nonsense(void)
{
	static const char *const texts[] = { "", "{\"c_info\":", "[]", "{\"c_info\":7}", "null" };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		start(texts[i]);
		ok(pvh_domain_rename(domain, "other") == -EIO && is_called("guest") &&
			   fx_count_dir(fake_lib_dir()) == 1,
		   "a record \"%s\": %s", texts[i], sentence());
		stop_built();
	}
}

/* libxl may be about to change it. */
static void test_lock(void)
{
	char path[160];
	FILE *file;

	start(TEXT);
	snprintf(path, sizeof(path), "%s/%s", fake_lib_dir(), LOCK);
	file = fopen(path, "we");
	fx_must(!file || flock(fileno(file), LOCK_EX), "flock");
	ok(pvh_domain_rename(domain, "other") == -EIO && is_called("guest") &&
		   strstr(sentence(), "has had"),
	   "a record that somebody else has locked: %s", sentence());
	unlink(path);
	fclose(file);
	ok(record_is(RECORD, TEXT), "... is as it was");
	stop_built();
}

/* --- A domain that is kept ----------------------------------------------------------------- */

static int preserve(void)
{
	bool again;

	fake_shut_down(SHUTDOWN_crash);
	return pvh_domain_end(domain, PVH_ACTION_RENAME_RESTART, NULL, &again);
}

/* By its own word, without what it had. */
static bool record_is_kept(void)
{
	char uuid[37], file[128], *name, text[512];
	bool right;

	pvh_domain_get_uuid(domain, uuid);
	fx_must(pvh_domain_get_name(domain, &name), "name");
	snprintf(file, sizeof(file), "userdata-d.9.%s.libxl-json", uuid);
	snprintf(text, sizeof(text),
		 "{\"c_info\":{\"name\":\"%s\",\"uuid\":\"%s\",\"type\":\"pvh\"},"
		 "\"b_info\":{\"big\":18446744073709551615},"
		 "\"on_crash\":\"restart_rename\",\"news\":{}}", name, uuid);
	right = strcmp(uuid, FX_UUID) && record_is(file, text);
	free(name);
	return right;
}

static bool has_devices(void)
{
	return fake_node(D "/device/vbd/51712/state") && fake_node(D "/device/vif/0/state") &&
	       fake_node("/local/domain/0/backend/vbd/9/51712/state") &&
	       fake_node("/libxl/9/device/vif/0/backend");
}

/* A directory that became empty may stay. */
static bool has_no_devices(void)
{
	for (size_t i = 0; i < fake.nr_nodes; i++) {
		const char *path = fake.nodes[i].path;

		if (strstr(path, "/51712") || strstr(path, "vif/0") || strstr(path, "vif/9/0"))
			return false;
	}
	return true;
}

static void test_preserve(void)
{
	start(TEXT);
	ok(has_devices() && !preserve() && has_no_devices() && !*log_line,
	   "a domain that is kept has no disk and no interface any more");
	ok(!strcmp(dev_notes(), "remove vbd backend/vbd/9/51712 backend any no no no\n"
				"offline type_if=vif vif backend/vif/9/0 backend any vif9.0 eth{x} "
				"no\n"),
	   "... of which hotplug scripts were told");
	ok(fake_node("/libxl/9/device/console/0/backend") && fake_node(D "/console/tty") &&
		   fake_node("/local/domain/0/backend/console/9/0/state"),
	   "... but its console, with what was said last");
	ok(record_is_kept(), "libxl's record of it says so, under its new uuid");
	stop_built();
	start(NULL);
	ok(!preserve() && has_no_devices() && !fx_count_dir(fake_lib_dir()) && !*log_line,
	   "one of which libxl knows nothing");
	stop_built();
}

/* Another disk may be all that the successor needs. */
static void test_stubborn(void)
{
	start(TEXT);
	fake.backends = FAKE_STAY;
	ok(!preserve() && has_no_devices() && record_is_kept() &&
		   strstr(log_line, "did not let it go"),
	   "a device that nobody lets go keeps no successor: %s", log_line);
	stop_built();
	start("{");
	ok(!preserve() && has_no_devices() && strstr(log_line, "no libxl_domain_config"),
	   "nor does a record that makes no sense: %s", log_line);
	stop_built();
}

static void take_name(int domid, time_t at, int number)
{
	char path[48], name[48];
	struct tm tm;
	size_t size;

	snprintf(path, sizeof(path), "/local/domain/%d/name", domid);
	size = strftime(name, sizeof(name), "guest-%Y%m%dT%H%M%SZ", gmtime_r(&at, &tm));
	if (number > 1)
		snprintf(name + size, sizeof(name) - size, "-%d", number);
	fake_write(path, name);
}

/* That many others have the names that ours would get in the next seconds. */
static void take_names(int nr)
{
	time_t now = time(NULL);

	for (int second = 0; second < 4; second++)
		for (int i = 1; i <= nr; i++)
			take_name(20 + second * nr + i, now + second, i);
}

static void test_often(void)
{
	static const struct {
		int taken;
		const char *end;
	} cases[] = { { 1, "Z-2" }, { 2, "Z-3" }, { 8, "Z-9" } };
	bool again = true;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *name = NULL;

		start(NULL);
		take_names(cases[i].taken);
		ok(!pvh_domain_end(domain, PVH_ACTION_RENAME_RESTART, NULL, &again) && again &&
			   !pvh_domain_get_name(domain, &name) &&
			   !strcmp(name + strlen("guest-20260102T030405"), cases[i].end),
		   "%d others are kept since the same second: %s", cases[i].taken, name);
		stop_built();
	}
	start(NULL);
	take_names(9);
	ok(pvh_domain_end(domain, PVH_ACTION_RENAME_RESTART, NULL, &again) == -EEXIST && !again &&
		   !strcmp(fake_node(D "/name")->value, "guest") && has_devices(),
	   "9 are too many: %s", sentence());
	stop_built();
	start(NULL);
	take_names(1);
	fake.lost_races = 1000;
	ok(pvh_domain_end(domain, PVH_ACTION_RENAME_RESTART, NULL, &again) == -EIO && !again &&
		   strstr(sentence(), "lost 100 races"),
	   "the second name fails for a reason of its own: %s", sentence());
	stop_built();
}

/* --- Failures ------------------------------------------------------------------------------ */

static int rename_it(void)
{
	return pvh_domain_rename(domain, "other");
}

/* All of it is done, or nothing. */
static void test_rename_failures(void)
{
	unsigned int calls = 1, right = 0;

	for (unsigned int i = 1; i <= calls; i++) {
		int r;

		start(TEXT);
		fake.fail_at = fake.calls + i;
		fake.fail_errno = EIO;
		r = rename_it();
		fake.fail_at = 0; /* not what is looked at now */
		if (fake.failed ? r && is_called("guest") && record_is(RECORD, TEXT) && !*log_line :
				  !r && is_called("other") && record_is(RECORD, RENAMED))
			right++;
		else
			ok(false, "call %u, %s: %d, %s", i, fake.failed, r, sentence());
		calls = fake.failed ? i + 1 : i;
		stop_built();
	}
	ok(right == calls && calls > 12, "rename: each of %u calls fails in turn", calls - 1);
}

/* Nothing is done, or the successor can be built; what is left then is said. */
static void test_preserve_failures(void)
{
	unsigned int calls = 1, right = 0, undone = 0;

	for (unsigned int i = 1; i <= calls; i++) {
		bool kept;
		int r;

		start(TEXT);
		fake.fail_at = fake.calls + i;
		fake.fail_errno = EIO;
		r = preserve();
		fake.fail_at = 0;
		kept = strncmp(fake_node(D "/name")->value, "guest-2", 7) == 0;
		undone += r != 0;
		if (r ? !kept && has_devices() && record_is(RECORD, TEXT) :
			kept && (*log_line || (has_no_devices() && record_is_kept())))
			right++;
		else
			ok(false, "call %u, %s: %d, %s", i, fake.failed, r, sentence());
		calls = fake.failed ? i + 1 : i;
		stop_built();
	}
	ok(right == calls && undone > 10 && calls > 50,
	   "rename-restart: each of %u calls fails in turn, %u undo it", calls - 1, undone);
}

int main(void)
{
	struct dev devices[] = { DEV_DISK, DEV_VIF };

	snprintf(script, sizeof(script), "%s", dev_script("any", ""));
	devices[0].script = devices[1].script = script;
	plan = dev_plan(devices, 2);
	pvh_set_log(plan->ctx, on_log, NULL, PVH_LOG_ERROR);
	test_rename();
	test_nonsense();
	test_lock();
	test_preserve();
	test_stubborn();
	test_often();
	test_rename_failures();
	test_preserve_failures();
	pvh_plan_unref(plan);
	dev_done();
	return done();
}
