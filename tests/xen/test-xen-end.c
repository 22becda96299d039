/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is done with a domain that has ended: actions, and what is left when a call fails. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static const struct fx_guest guest = { .memory = MIB(64) };

/* A domain that has crashed. */
static void start(void)
{
	fake_reset();
	start_built();
	fake_shut_down(SHUTDOWN_crash);
}

/* --- Actions ------------------------------------------------------------------------------ */

static void test_actions(const char *core)
{
	static const struct {
		enum pvh_action action;
		bool again, left, core;
	} cases[] = {
		{ PVH_ACTION_DESTROY, false, false, false },
		{ PVH_ACTION_RESTART, true, false, false },
		{ PVH_ACTION_RENAME_RESTART, true, true, false },
		{ PVH_ACTION_PRESERVE, false, true, false },
		{ PVH_ACTION_COREDUMP_DESTROY, false, false, true },
		{ PVH_ACTION_COREDUMP_RESTART, true, false, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		bool again = !cases[i].again;

		start();
		ok(!pvh_domain_end(domain, cases[i].action, core, &again) &&
			   again == cases[i].again && fake.exists == cases[i].left &&
			   !access(core, F_OK) == cases[i].core,
		   "%s", pvh_action_get_name(cases[i].action));
		unlink(core);
		stop_built();
	}
}

static void test_no_core(void)
{
	bool again = false;

	start();
	ok(!pvh_domain_end(domain, PVH_ACTION_COREDUMP_RESTART, "/nowhere/core", &again) && again &&
		   !fake.exists && strstr(log_line, "has no core"),
	   "a core that cannot be written keeps nobody: %s", log_line);
	stop_built();
	start();
	ok(pvh_domain_end(domain, (enum pvh_action)6, NULL, &again) == -EINVAL && !again,
	   "there is no seventh: %s", sentence());
	stop_built();
}

/* Both are there, and nothing of the one is the other's. */
static void test_preserve(void)
{
	char uuid[37], vm[64], path[160], *name;
	bool again;

	start();
	fx_must(pvh_domain_end(domain, PVH_ACTION_RENAME_RESTART, NULL, &again), "end");
	fx_must(pvh_domain_get_name(domain, &name), "name");
	ok(!strncmp(name, "guest-2", 7) && strlen(name) == strlen("guest-20260102T030405Z"),
	   "it is kept as %s", name);
	pvh_domain_get_uuid(domain, uuid);
	snprintf(vm, sizeof(vm), "/vm/%s", uuid);
	ok(strcmp(uuid, FX_UUID) && fake_life.renamed && !strcmp(fake_node(D "/vm")->value, vm),
	   "... with another uuid, %s", uuid);
	snprintf(path, sizeof(path), "%s/name", vm);
	ok(!strcmp(fake_node(path)->value, name) && !strcmp(fake_node(vm)->access, "n0,r9"),
	   "... that stands for it in xenstore");
	snprintf(path, sizeof(path), "%s/uuid", vm);
	ok(!strcmp(fake_node(path)->value, uuid), "... and says so");
	snprintf(path, sizeof(path), "%s/userdata-d.9.%s.libxl-json", fake_lib_dir(), uuid);
	ok(!access(path, F_OK) && fx_count_dir(fake_lib_dir()) == 1,
	   "... and for libxl, in the name of its record");
	ok(!pvh_domain_destroy(domain) && !fake_node(vm) && !fake_node(D) && !fake.exists &&
		   !fx_count_dir(fake_lib_dir()),
	   "it can still be destroyed");
	free(name);
	stop_built();
}

/* --- Failures ----------------------------------------------------------------------------- */

static int preserve(void)
{
	bool again;

	return pvh_domain_end(domain, PVH_ACTION_RENAME_RESTART, NULL, &again);
}

static int rename_it(void)
{
	return pvh_domain_rename(domain, "other");
}

static int wait_for_it(void)
{
	enum pvh_end end;

	return pvh_domain_wait(domain, 1, &end);
}

static int open_another(void)
{
	struct pvh_domain *another;
	int r = pvh_domain_open(backend, FAKE_DOMID, &another);

	pvh_domain_unref(another);
	return r;
}

static void note(char *list, size_t size, const char *name, const char *path)
{
	size_t used = strlen(list);

	snprintf(list + used, size - used, " %s(%s)", name, path);
}

/* Of each call that fails is told or logged, but for these, which something makes up for. */
static void test_failures(const char *what, int (*fn)(void), const char *forgiven)
{
	unsigned int calls, told = 0, logged = 0, made_up = 0;
	char silent[256] = "";

	start();
	calls = fake.calls;
	fx_must(fn(), what);
	calls = fake.calls - calls;
	stop_built();
	for (unsigned int i = 1; i <= calls; i++) {
		int r;

		start();
		fake.fail_at = fake.calls + i;
		fake.fail_errno = EPERM;
		r = fn();
		told += r == -EPERM || r == -EIO;
		logged += !r && *log_line;
		if (!r && !*log_line) {
			note(silent, sizeof(silent), fake.failed, fake.failed_path);
			made_up++;
		}
		if (r && !*sentence())
			ok(false, "%s: call %u, %s, fails without a word", what, i, fake.failed);
		if (!strcmp(what, "preserve") && r && !fake_node(D "/name"))
			ok(false, "its name is gone");
		stop_built();
	}
	ok(told + logged + made_up == calls && !strcmp(silent, forgiven),
	   "%s: of %u failures %u are told, %u logged,%s made up for", what, calls, told, logged,
	   *silent ? silent : " none");
}

/* What could not be renamed is what it was. */
static void test_undone(void)
{
	char uuid[37];
	bool again = true;

	start();
	fake.lost_races = 1000;
	ok(pvh_domain_end(domain, PVH_ACTION_RENAME_RESTART, NULL, &again) == -EIO && !again,
	   "a transaction that never ends: %s", sentence());
	pvh_domain_get_uuid(domain, uuid);
	ok(!strcmp(uuid, FX_UUID) && !strcmp(fake_node(D "/vm")->value, "/vm/" FX_UUID) &&
		   !strcmp(fake_node(D "/name")->value, "guest"),
	   "... and all is as it was");
	stop_built();
}

int main(void)
{
	char dir[] = "/tmp/pvh-end-XXXXXX", core[64];

	plan = fx_sealed(&guest, NULL);
	pvh_set_log(plan->ctx, on_log, NULL, PVH_LOG_ERROR);
	fx_must(!mkdtemp(dir), "mkdtemp");
	snprintf(core, sizeof(core), "%s/core", dir);
	test_actions(core);
	test_no_core();
	test_preserve();
	/* A directory that could be empty stays. */
	test_failures("preserve", preserve, " xs_read(/local/domain/9/image)");
	test_failures("rename", rename_it, "");
	test_failures("wait", wait_for_it, "");
	test_failures("open", open_another, "");
	test_undone();
	rmdir(dir);
	dev_done();
	pvh_plan_unref(plan);
	return done();
}
