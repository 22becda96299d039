/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a domain, with its devices: nothing of it is left, whoever gets in the way. */
#include <errno.h>
#include <string.h>
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

/* A domain that has crashed, of a toolstack in this domain. */
static void start_in(unsigned int toolstack)
{
	fake_reset();
	fake.toolstack = toolstack;
	start_built();
	fake_shut_down(SHUTDOWN_crash);
}

static void start(void)
{
	start_in(0);
}

/* No node and no file of domain 9, but for what says when it was there. */
static bool nothing_left(void)
{
	unsigned int left = fx_count_dir(fake_lib_dir());

	for (size_t i = 0; i < fake.nr_nodes; i++) {
		const char *path = fake.nodes[i].path, *at = strstr(path, "/9");

		left += strstr(path, FX_UUID) || (at && (!at[2] || at[2] == '/'));
	}
	return !fake.exists && !left && fx_count_dir(fake_run_dir()) == 1;
}

static void test_destroy(void)
{
	start();
	fake_write("/local/domain/3/name", "neighbour");
	fake_write("/vm/another", "");
	fake_write("/local/domain/0/backend/console/90/0/state", "1");
	ok(!pvh_domain_destroy(domain) && nothing_left() && fake_node("/local/domain/3/name") &&
		   fake_node("/vm/another") &&
		   fake_node("/local/domain/0/backend/console/90/0/state"),
	   "nothing is left but what is others'");
	ok(pvh_domain_destroy(domain) == -ESRCH, "it cannot be destroyed twice: %s", sentence());
	stop_built();
	start();
	fake_write("/vm", "");
	fake_write("/vm/a/b", "");
	fake_write(D "/vm", "/vm/a/b");
	fx_must(pvh_domain_destroy(domain), "destroy");
	ok(fake_node("/vm") && fake_node("/vm/a/b") && !fake_node(D "/vm"),
	   "only a directory of /vm is taken for the domain's");
	stop_built();
	start();
	fake_life.other = true;
	ok(pvh_domain_destroy(domain) == -ESRCH && fake.exists && fake_node(D "/name"),
	   "another domain of its number lives on: %s", sentence());
	stop_built();
}

/* xl's guests can have QEMU in a domain that only libxl destroys with them. */
static void test_stub_domain(void)
{
	static const char *const none[] = { "0", "5" };

	start();
	fake_write(D "/image/device-model-domid", "10");
	ok(pvh_domain_destroy(domain) == -EOPNOTSUPP && fake.exists && fake_node(D "/name") &&
		   fake_node("/libxl/9") && fake_life.paused == 0 && fx_count_dir(fake_lib_dir()) == 1 &&
		   strstr(sentence(), "xl destroy 9"),
	   "a domain whose QEMU is in domain 10 stays as it is: %s", sentence());
	stop_built();
	for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
		start_in(5);
		fake_write(D "/image/device-model-domid", none[i]);
		ok(!pvh_domain_destroy(domain) && nothing_left(),
		   "... but domain %s keeps nobody of domain 5's", none[i]);
		stop_built();
	}
}

/* With a disk and an interface, whose scripts do `body`; until stop_devices(). */
static struct pvh_plan *start_devices(const char *body)
{
	struct pvh_plan *former = plan;
	struct dev devices[] = { DEV_DISK, DEV_VIF };

	devices[0].script = devices[1].script = dev_script("any", body);
	plan = dev_plan(devices, 2);
	pvh_set_log(plan->ctx, on_log, NULL, PVH_LOG_ERROR);
	start();
	dev_notes();
	return former;
}

static void stop_devices(struct pvh_plan *former)
{
	stop_built();
	pvh_plan_unref(plan);
	plan = former;
}

static void test_devices(void)
{
	struct pvh_plan *former = start_devices("");

	ok(fake_node(D "/device/vbd/51712/state") && fx_count_dir(fake_lib_dir()) == 1,
	   "a domain with a disk, an interface and a record");
	ok(!pvh_domain_destroy(domain) && nothing_left() && fake.closing == 2 && !*log_line,
	   "... of which nothing is left, and both devices were let go");
	ok(!strcmp(dev_notes(), "remove vbd backend/vbd/9/51712 backend any no no no\n"
				"offline type_if=vif vif backend/vif/9/0 backend any vif9.0 eth{x} "
				"no\n"),
	   "... by their scripts, too");
	stop_devices(former);
}

/* As xen_attach() does, which asks for /libxl/9 in the transaction. */
static void give_disk(void)
{
	static const char served[] = "/local/domain/0/backend/vbd/9/51728";

	if (!fake_node("/libxl/9"))
		return;
	fake_write("/libxl/9/device/vbd/51728/backend", served);
	fake_write(D "/device/vbd/51728/state", "1");
	fake_write("/local/domain/0/backend/vbd/9/51728/state", "2");
}

/* Each transaction in turn is lost to somebody who gives the domain a disk. */
static void test_gifts(void)
{
	unsigned int transactions = 0, right = 0;
	bool lost = true;

	for (; lost; transactions++) {
		int r;

		start();
		fake.won_races = transactions;
		fake.lost_races = 1;
		fake.rival = give_disk;
		r = pvh_domain_destroy(domain);
		lost = !fake.lost_races;
		right += !r && nothing_left() && !*log_line;
		stop_built();
	}
	ok(right == transactions && transactions > 3,
	   "a disk that comes in the middle, before each of %u transactions, goes with the others",
	   transactions - 1);
}

/* Each is lost, and its repetition is not. */
static void give_disk_again(void)
{
	give_disk();
	fake.won_races = fake.lost_races = 1;
	fake.rival = give_disk_again;
}

static void test_endless_gifts(void)
{
	start();
	give_disk_again();
	ok(!pvh_domain_destroy(domain) && !fake.exists && !fake_node(D "/name") && !fake_node("/libxl/9"),
	   "it is destroyed although that never ends");
	stop_built();
}

/* What a device does keeps no domain, nor what else it has. */
static void test_stubborn_devices(void)
{
	struct pvh_plan *former = start_devices("test $1 = add || test $1 = online || exit 3");

	ok(pvh_domain_destroy(domain) == -EIO && nothing_left() &&
		   strstr(sentence(), "/libxl/9/device/vbd/51712: the hotplug script"),
	   "a script that fails: %s", sentence());
	ok(strstr(log_line, "/libxl/9/device/vif/0: the hotplug script"), "... and another: %s",
	   log_line);
	stop_devices(former);
	former = start_devices("");
	fake.backends = FAKE_STAY;
	ok(pvh_domain_destroy(domain) == -EIO && nothing_left() &&
		   strstr(log_line, "vif/0: domain 0 did") &&
		   strstr(sentence(), "vbd/51712: domain 0 did not let it go"),
	   "nobody lets go: %s", sentence());
	stop_devices(former);
}

static void test_stubborn_restart(void)
{
	struct pvh_plan *former = start_devices("test $1 = add || test $1 = online || exit 3");
	bool again = false;

	ok(!pvh_domain_end(domain, PVH_ACTION_RESTART, NULL, &again) && again && nothing_left() &&
		   strstr(log_line, "/libxl/9/device/vbd/51712: the hotplug script"),
	   "it is built again nevertheless: %s", log_line);
	again = false;
	ok(pvh_domain_end(domain, PVH_ACTION_RESTART, NULL, &again) == -ESRCH && !again,
	   "... but only once: %s", sentence());
	stop_devices(former);
}

/* --- Failures ----------------------------------------------------------------------------- */

/* What is looked up although it may be missing, and what libxl does not insist on either. */
static bool may_fail(const char *name)
{
	static const char *const names[] = { "xc_domain_pause", "xs_read", "xs_directory", "xs_rm" };
	bool found = false;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		found |= !strcmp(name, names[i]);
	return found;
}

/* Whatever fails, the domain is gone afterwards; unless it is Xen that does not destroy it. */
static void test_destroy_failures(void)
{
	unsigned int calls = 1, right = 0, heard = 0, console = 0;

	for (unsigned int i = 1; i <= calls; i++) {
		bool gone, told;

		start();
		fake.fail_at = fake.calls + i;
		fake.fail_errno = EIO;
		told = pvh_domain_destroy(domain) == -EIO || *log_line;
		stop_built();
		gone = !fake.exists && (!fake_node(D "/name") || told);
		heard += told;
		console += !strcmp(fake.failed_path, "/tool/xenconsoled/domid") && told &&
			   !fake_node(D "/name");
		if (!fake.failed)
			right += gone && !told;
		else if (strstr(fake.failed, "getinfo") || strstr(fake.failed, "destroy"))
			right += !gone && told;
		else
			right += gone && (told || may_fail(fake.failed));
		calls = fake.failed ? i + 1 : i;
	}
	ok(right == calls && heard > 24, "destroy: each of %u calls fails in turn, which is said of %u",
	   calls - 1, heard);
	ok(console == 1, "... whose its console was, too, and then the nodes go all the same");
}

/* When the nodes cannot be removed the domain goes nevertheless. */
static void test_half(void)
{
	start();
	fake.lost_races = 10000;
	ok(pvh_domain_destroy(domain) == -EIO && !fake.exists && fake_node(D "/name") &&
		   strstr(sentence(), "lost 100 races"),
	   "nodes that stay: %s", sentence());
	stop_built();
}

int main(void)
{
	plan = fx_sealed(&guest, NULL);
	pvh_set_log(plan->ctx, on_log, NULL, PVH_LOG_ERROR);
	test_destroy();
	test_stub_domain();
	test_devices();
	test_gifts();
	test_endless_gifts();
	test_stubborn_devices();
	test_stubborn_restart();
	test_destroy_failures();
	test_half();
	dev_done();
	pvh_plan_unref(plan);
	return done();
}
