/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is done with a domain that has ended: actions, and what is left when a call fails. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xenctrl.h>
#include <xen/sched.h>

#include "fake-life.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

#define D "/local/domain/9"

static const struct fx_guest guest = { .memory = MIB(64) };
static struct pvh_plan *plan;
static struct pvh_backend *backend;
static struct pvh_domain *domain;
static char log_line[512];

static const char *sentence(void)
{
	return pvh_get_error(plan->ctx)->sentence;
}

static void on_log(void *data, int priority, const char *line)
{
	(void)data, (void)priority;
	snprintf(log_line, sizeof(log_line), "%s", line);
}

/* A domain that has crashed. */
static void start(void)
{
	uint32_t domid;

	fake_reset();
	log_line[0] = '\0';
	fx_must(pvh_backend_new_xen(plan->ctx, &backend), "backend");
	fx_must(pvh_build(plan, backend, 0, &domid), "build");
	fx_must(pvh_domain_open(backend, domid, &domain), "open");
	fake_shut_down(SHUTDOWN_crash);
}

static void stop(void)
{
	domain = pvh_domain_unref(domain);
	backend = pvh_backend_unref(backend);
	if (fake.handles)
		ok(false, "%u handles are left", fake.handles);
}

/* --- Destruction -------------------------------------------------------------------------- */

static void test_destroy(void)
{
	start();
	fake_write("/local/domain/3/name", "neighbour");
	fake_write("/vm/another", "");
	fake_write("/local/domain/0/backend/console/90/0/state", "1");
	ok(!pvh_domain_destroy(domain) && !fake.exists && fake.nr_nodes == 3,
	   "nothing is left but what is others'");
	ok(pvh_domain_destroy(domain) == -ENOENT, "it cannot be destroyed twice: %s", sentence());
	stop();
	start();
	fake_write("/vm", "");
	fake_write("/vm/a/b", "");
	fake_write(D "/vm", "/vm/a/b");
	fx_must(pvh_domain_destroy(domain), "destroy");
	ok(fake_node("/vm") && fake_node("/vm/a/b") && !fake_node(D "/vm"),
	   "only a directory of /vm is taken for the domain's");
	stop();
	start();
	fake_life.other = true;
	ok(pvh_domain_destroy(domain) == -ENOENT && fake.exists && fake_node(D "/name"),
	   "another domain of its number lives on: %s", sentence());
	stop();
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
		stop();
	}
}

static void test_no_core(void)
{
	bool again = false;

	start();
	ok(!pvh_domain_end(domain, PVH_ACTION_COREDUMP_RESTART, "/nowhere/core", &again) && again &&
		   !fake.exists && strstr(log_line, "has no core"),
	   "a core that cannot be written keeps nobody: %s", log_line);
	stop();
	start();
	ok(pvh_domain_end(domain, (enum pvh_action)6, NULL, &again) == -EINVAL && !again,
	   "there is no seventh: %s", sentence());
	stop();
}

/* Both are there, and nothing of the one is the other's. */
static void test_preserve(void)
{
	char uuid[37], vm[64], path[80], *name;
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
	ok(!pvh_domain_destroy(domain) && !fake_node(vm) && !fake_node(path) && !fake.exists,
	   "it can still be destroyed");
	free(name);
	stop();
}

/* --- Failures ----------------------------------------------------------------------------- */

static int destroy(void)
{
	return pvh_domain_destroy(domain);
}

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

/* Of each call that fails is told, but for one that the next one makes up for. */
static void test_failures(const char *what, int (*fn)(void), unsigned int forgiven)
{
	unsigned int calls, told = 0;

	start();
	calls = fake.calls;
	fx_must(fn(), what);
	calls = fake.calls - calls;
	stop();
	for (unsigned int i = 1; i <= calls; i++) {
		int r;

		start();
		fake.fail_at = fake.calls + i;
		fake.fail_errno = EPERM;
		r = fn();
		told += r == -EPERM || r == -EIO;
		if (r && !*sentence())
			ok(false, "%s: call %u, %s, fails without a word", what, i, fake.failed);
		if (!strcmp(what, "preserve") && r && !fake_node(D "/name"))
			ok(false, "its name is gone");
		stop();
	}
	ok(told + forgiven == calls, "%s: %u of %u failures are told", what, told, calls);
}

/* When the nodes cannot be removed the domain goes nevertheless. */
static void test_half(void)
{
	start();
	fake.fail_at = fake.calls + 3;
	fake.fail_errno = EIO;
	ok(pvh_domain_destroy(domain) == -EIO && !strcmp(fake.failed, "xs_transaction_start") &&
		   !fake.exists,
	   "nodes that stay: %s", sentence());
	stop();
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
	stop();
}

int main(void)
{
	char dir[] = "/tmp/pvh-end-XXXXXX", core[64];

	plan = fx_sealed(&guest, NULL);
	pvh_set_log(plan->ctx, on_log, NULL, PVH_LOG_ERROR);
	fx_must(!mkdtemp(dir), "mkdtemp");
	snprintf(core, sizeof(core), "%s/core", dir);
	test_destroy();
	test_actions(core);
	test_no_core();
	test_preserve();
	test_failures("destroy", destroy, 2);
	test_failures("preserve", preserve, 1);
	test_failures("rename", rename_it, 0);
	test_failures("wait", wait_for_it, 0);
	test_failures("open", open_another, 0);
	test_half();
	test_undone();
	rmdir(dir);
	pvh_plan_unref(plan);
	return done();
}
