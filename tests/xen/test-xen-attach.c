/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disks and interfaces of a domain that is there: given and taken, wholly or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
#define DISK D "/device/vbd/51728"
#define SERVED "/local/domain/0/backend/vbd/9/51728"

static char script[128], before[8192];

/* A domain that runs, and has no device but its console. */
static void start(const char *body)
{
	fake_reset();
	dev_script("any", body);
	snprintf(script, sizeof(script), "%s", dev_path("any"));
	start_built();
	snprintf(before, sizeof(before), "%s", known());
	dev_notes();
}

/* With the script of this test, and `more` members. */
static int attach(const char *key, const char *more)
{
	char wish[512];

	snprintf(wish, sizeof(wish), "{\"script\": \"%s\"%s%s}", script, *more ? ", " : "", more);
	return pvh_domain_attach(domain, key, wish, NULL);
}

static int attach_disk(void)
{
	return attach("disk", "\"target\": \"tank/vol\", \"vdev\": \"xvdb\"");
}

/* Directories that became empty may stay. */
static bool has_no_disk(void)
{
	for (size_t i = 0; i < fake.nr_nodes; i++)
		if (strstr(fake.nodes[i].path, "51728"))
			return false;
	return true;
}

static bool is_as_before(void)
{
	return has_no_disk() && !strcmp(known(), before) && fx_count_dir(fake_lib_dir()) == 1;
}

/* --- Giving -------------------------------------------------------------------------------- */

static void test_disk(void)
{
	start("");
	ok(!attach_disk() && has_value(DISK "/backend", SERVED) && has_value(DISK "/state", "1") &&
		   has_value(SERVED "/state", "2") && has_value(SERVED "/params", "tank/vol") &&
		   has_value("/libxl/9/device/vbd/51728/backend", SERVED),
	   "a disk, which is served");
	ok(!strcmp(fake_node(DISK)->access, "n9,r0") && !strcmp(fake_node(SERVED)->access, "n0,r9"),
	   "... with the access of all disks");
	ok(!strcmp(dev_notes(), "add vbd backend/vbd/9/51728 backend any no no no\n"),
	   "... by its script");
	ok(knows("\"disks\":[{\"pdev_path\":\"tank/vol\",\"vdev\":\"xvdb\"") &&
		   fx_count_dir(fake_lib_dir()) == 1,
	   "... and libxl knows of it");
	ok(attach("disk", "\"target\": \"other\", \"vdev\": \"d1\"") == -EEXIST &&
		   has_value(SERVED "/params", "tank/vol") && !knows("other"),
	   "one that it has: %s", sentence());
	ok(!attach("disk", "\"target\": \"other\", \"vdev\": \"xvdc\"") && knows("other") &&
		   knows("tank/vol") && fake_node(D "/device/vbd/51744/state"),
	   "another one");
	stop_built();
}

static void test_nics(void)
{
	start("");
	ok(!attach("vif", "\"mac\": \"00:16:3E:00:00:01\"") && !attach("vif", "") &&
		   has_value(D "/device/vif/0/mac", "00:16:3e:00:00:01") &&
		   fake_node(D "/device/vif/1/mac") && knows("\"devid\":1"),
	   "interfaces get the numbers 0 and 1");
	ok(!pvh_domain_detach(domain, "vif", "00:16:3e:00:00:01", 0) &&
		   !fake_node(D "/device/vif/0/mac") && fake_node(D "/device/vif/1/mac") &&
		   !knows("\"devid\":0"),
	   "one is meant by its address");
	ok(!attach("vif", "") && fake_node(D "/device/vif/0/mac") && !attach("vif", "") &&
		   fake_node(D "/device/vif/2/mac"),
	   "the lowest number that is free");
	ok(attach("vif", "\"devid\": 2") == -EEXIST, "a number of one's own: %s", sentence());
	stop_built();
}

/* What was made is such a wish itself, so that the same device can be given again. */
static void test_made(void)
{
	char *made = NULL, *again = NULL;
	char wish[256];

	start("");
	fx_must(attach("vif", ""), sentence());
	snprintf(wish, sizeof(wish), "{\"script\": \"%s\"}", script);
	fx_must(pvh_domain_attach(domain, "vif", wish, &made), sentence());
	ok(strstr(made, "\"devid\": 1") && strstr(made, fake_node(D "/device/vif/1/mac")->value),
	   "what was chosen for an interface");
	ok(pvh_domain_attach(domain, "vif", made, &again) == -EEXIST && !again,
	   "... that the domain has: %s", sentence());
	fx_must(pvh_domain_detach(domain, "vif", "1", 0), sentence());
	ok(!pvh_domain_attach(domain, "vif", made, &again) && !strcmp(made, again),
	   "... is the same when it is given again");
	free(made);
	free(again);
	snprintf(wish, sizeof(wish),
		 "{\"script\": \"%s\", \"target\": \"a/b\", \"vdev\": \"xvdb\"}", script);
	fx_must(pvh_domain_attach(domain, "disk", wish, &made), sentence());
	ok(strstr(made, "\"target\": \"a/b\"") && strstr(made, "\"access\": \"rw\""),
	   "a disk with its defaults");
	free(made);
	stop_built();
}

static void test_wishes(void)
{
	static const struct {
		const char *key, *wish;
		int code;
		const char *pointer;
	} cases[] = {
		{ "pci", "{}", -EINVAL, "" },
		{ "disk", "[]", -EINVAL, "/disk/0" },
		{ "disk", "null", -EINVAL, "/disk/0" },
		{ "disk", "{", -EBADMSG, "/disk/0" },
		{ "disk", "{\"target\": \"x\"}", -EINVAL, "/disk/0" },
		{ "disk", "{\"target\": \"x\", \"vdev\": \"y\"}", -EINVAL, "/disk/0/vdev" },
		{ "disk", "{\"disc\": 7}", -EBADMSG, "/disk/0/disc" },
		{ "disk", "{\"target\": \"/nowhere\", \"vdev\": \"xvdb\"}", -ENOENT, "/disk/0" },
		{ "vif", "{\"mac\": \"x\"}", -EINVAL, "/vif/0/mac" },
		{ "vif", "{\"script\": \"/nowhere\"}", -ENOENT, "/vif/0" },
		{ "vif", "{\"backend\": \"nobody\"}", -ENOENT, "/vif/0" },
	};
	char *made;

	start("");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		made = script;
		ok(pvh_domain_attach(domain, cases[i].key, cases[i].wish, &made) == cases[i].code &&
			   !made &&
			   !strcmp(pvh_get_error(plan->ctx)->pointer, cases[i].pointer) &&
			   is_as_before(),
		   "%s", sentence());
	}
	fake_life.other = true;
	ok(attach_disk() == -ESRCH && is_as_before(), "another domain of its number: %s",
	   sentence());
	stop_built();
}

/* Found out only when the path is made absolute, but of the wish all the same. */
static void test_stages(void)
{
	const struct pvh_error *e = pvh_get_error(plan->ctx);
	int home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char dir[64];

	start("");
	fx_make_dir(dir);
	fx_must(home < 0 || chdir(dir) || rmdir(dir), "rmdir");
	ok(pvh_domain_attach(domain, "disk", "{\"target\": \"x\", \"vdev\": \"xvdb\"}",
			     NULL) == -ENOENT &&
		   e->stage == PVH_STAGE_CONFIG && !strncmp(e->sentence, "/disk/0/target: ", 16) &&
		   is_as_before(),
	   "a path from a directory that is gone: %s", e->sentence);
	fx_must(fchdir(home) || close(home), "fchdir");
	ok(attach("disk", "\"target\": \"x\", \"vdev\": \"xvdb\", \"backend\": \"nobody\"") ==
			   -ENOENT && e->stage == PVH_STAGE_BACKEND,
	   "whether somebody serves it is no matter of the wish: %s", e->sentence);
	stop_built();
}

static void test_not_served(void)
{
	start("exit 3");
	ok(attach_disk() == -EIO && is_as_before() && strstr(sentence(), "failed with status 3"),
	   "a script that fails: %s", sentence());
	stop_built();
	start("");
	fake.backends = FAKE_REFUSE;
	ok(attach_disk() == -EIO && is_as_before(), "a backend that refuses: %s", sentence());
	fake.backends = FAKE_SLEEP;
	ok(attach_disk() == -EIO && is_as_before(), "nobody who serves it: %s", sentence());
	stop_built();
}

static int cancel(void *data, const char *what, uint64_t bytes, uint64_t total)
{
	*(unsigned int *)data += !strcmp(what, "attach") && !bytes && !total;
	return 1;
}

static void test_cancelled(void)
{
	unsigned int asked = 0;

	start("");
	fake.backends = FAKE_SLEEP;
	pvh_set_progress(plan->ctx, cancel, &asked);
	ok(attach_disk() == -ECANCELED && asked == 1 && is_as_before() &&
		   strstr(sentence(), "it was cancelled"),
	   "cancelled while it is waited for: %s", sentence());
	pvh_set_progress(plan->ctx, NULL, NULL);
	stop_built();
}

/* In the order of libxl, which destroys the domain itself last. */
static void destroy_it(void)
{
	fake_remove(D);
	fake_remove("/libxl/9");
}

static void test_destroyed(void)
{
	start("");
	fake.lost_races = 1;
	fake.rival = destroy_it;
	ok(attach_disk() == -ESRCH && has_no_disk() && !*dev_notes() && !fake_node("/libxl/9") &&
		   strstr(sentence(), "domain 9 is gone"),
	   "somebody destroys the domain meanwhile: %s", sentence());
	ok(is_as_before(), "... and what libxl knew is there for who removes it");
	stop_built();
}

/* --- Taking -------------------------------------------------------------------------------- */

/* A disk that the guest has taken up. */
static void start_used(const char *body)
{
	start(body);
	fx_must(attach_disk(), sentence());
	fake_write(DISK "/state", "4");
	dev_notes();
}

static void test_let_go(void)
{
	start_used("");
	ok(!pvh_domain_detach(domain, "disk", "d1", 0) && has_no_disk() && !knows("tank/vol") &&
		   !strcmp(dev_notes(), "remove vbd backend/vbd/9/51728 backend any no no no\n"),
	   "a disk that the guest lets go");
	ok(pvh_domain_detach(domain, "disk", "d1", 0) == -ENXIO, "only once: %s", sentence());
	stop_built();
	start_used("test $1 = add || exit 3");
	ok(pvh_domain_detach(domain, "disk", "xvdb", 0) == -EIO && has_no_disk() &&
		   !knows("tank/vol"),
	   "it is gone, although its script fails: %s", sentence());
	stop_built();
}

static void test_stay(void)
{
	start_used("");
	fake.backends = FAKE_STAY;
	ok(pvh_domain_detach(domain, "disk", "xvdb", 0) == -ETIMEDOUT && knows("tank/vol") &&
		   has_value(DISK "/state", "4") && has_value(SERVED "/state", "5") &&
		   has_value(SERVED "/online", "0") && !*dev_notes(),
	   "a guest that does not let go: %s", sentence());
	fake.backends = FAKE_SERVE;
	ok(!pvh_domain_detach(domain, "disk", "xvdb", 0) && has_no_disk() && !knows("tank/vol"),
	   "... may do so later");
	stop_built();
	start_used("");
	fake.backends = FAKE_STAY;
	ok(pvh_domain_detach(domain, "disk", "xvdb", PVH_DETACH_FORCE) == -EIO && has_no_disk() &&
		   !knows("tank/vol"),
	   "by force, whoever does not let go: %s", sentence());
	stop_built();
}

/* It could keep its nodes by writing to them, while somebody else keeps it paused, or not. */
static void test_restless(void)
{
	start_used("");
	fake.restless = true;
	ok(pvh_domain_detach(domain, "disk", "xvdb", 0) == -EIO && !has_no_disk() &&
		   strstr(sentence(), "lost 100 races"),
	   "a guest that wins every race: %s", sentence());
	ok(!pvh_domain_detach(domain, "disk", "xvdb", PVH_DETACH_FORCE) && has_no_disk() &&
		   !knows("tank/vol") && fake.running && !fake_life.paused,
	   "by force it is paused meanwhile, and runs again");
	stop_built();
	start_used("");
	fx_must(pvh_domain_pause(domain), "pause");
	ok(!pvh_domain_detach(domain, "disk", "xvdb", PVH_DETACH_FORCE) && has_no_disk() &&
		   fake_life.paused == 1,
	   "one that was paused stays so");
	stop_built();
}

/* Who is not asked does not matter: an own backend lets go as soon as the guest's side is gone. */
static void test_nobody(void)
{
	start("");
	fx_must(attach_disk(), sentence());
	fake.backends = FAKE_STAY;
	ok(pvh_domain_detach(domain, "disk", "xvdb", 0) == -EIO && has_no_disk() &&
		   strstr(sentence(), "domain 0 did not let it go"),
	   "a guest that has not taken it up is not asked: %s", sentence());
	stop_built();
	start_used("");
	fake_shut_down(SHUTDOWN_crash);
	fake.backends = FAKE_STAY;
	ok(pvh_domain_detach(domain, "disk", "xvdb", 0) == -EIO && has_no_disk() &&
		   strstr(sentence(), "domain 0 did not let it go"),
	   "nor is one that has ended");
	stop_built();
}

static void test_names(void)
{
	static const struct {
		const char *key, *name;
		unsigned int flags;
	} cases[] = {
		{ "pci", "0", 0 },      { "disk", "", 0 },       { "disk", "disk xvdb", 0 },
		{ "vif", "", 0 },       { "vif", "-1", 0 },      { "vif", "65536", 0 },
		{ "vif", "00:16:3e", 0 }, { "disk", "xvdb", 2 },
	};

	start_used("");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ok(pvh_domain_detach(domain, cases[i].key, cases[i].name, cases[i].flags) ==
				   -EINVAL && pvh_get_error(plan->ctx)->stage == PVH_STAGE_CONFIG,
		   "%s", sentence());
	ok(pvh_domain_detach(domain, "vif", "51728", 0) == -ENXIO &&
		   pvh_domain_detach(domain, "vif", "00:16:3e:00:00:01", 0) == -ENXIO &&
		   pvh_domain_detach(domain, "disk", "xvdc", 0) == -ENXIO && !has_no_disk(),
	   "devices that it does not have: %s", sentence());
	fake_life.other = true;
	ok(pvh_domain_detach(domain, "disk", "xvdb", 0) == -ESRCH && !has_no_disk(),
	   "another domain of its number: %s", sentence());
	stop_built();
}

/* xl's, or of one who has made it without libxl. */
static void test_unknown(void)
{
	start("");
	fx_remove_dir(fake_lib_dir());
	ok(!attach_disk() && !has_no_disk() && !pvh_domain_detach(domain, "disk", "xvdb", 0) &&
		   has_no_disk() && access(fake_lib_dir(), F_OK),
	   "a domain of which libxl knows nothing");
	fx_must(mkdir(fake_lib_dir(), 0700), "mkdir");
	stop_built();
}

/* --- Failures ------------------------------------------------------------------------------ */

static void test_attach_failures(void)
{
	unsigned int calls = 1, right = 0, made_up = 0;

	for (unsigned int i = 1; i <= calls; i++) {
		int r;

		start("");
		fake.fail_at = fake.calls + i;
		fake.fail_errno = EIO;
		r = attach_disk();
		fake.fail_at = 0;
		made_up += fake.failed && !r;
		if (r ? is_as_before() : knows("tank/vol") && has_value(SERVED "/state", "2"))
			right++;
		else
			ok(false, "call %u, %s: %d, %s", i, fake.failed, r, sentence());
		calls = fake.failed ? i + 1 : i;
		stop_built();
	}
	ok(right == calls && calls > 60 && made_up < 10,
	   "attach: each of %u calls fails in turn, %u of them without effect", calls - 1, made_up);
}

/* By force the guest runs afterwards, in any case but one, of which is told. */
static void test_detach_failures(unsigned int flags)
{
	unsigned int calls = 1, right = 0, stayed = 0;

	for (unsigned int i = 1; i <= calls; i++) {
		bool gone, paused;
		int r;

		start_used("");
		log_line[0] = '\0';
		fake.fail_at = fake.calls + i;
		fake.fail_errno = EIO;
		r = pvh_domain_detach(domain, "disk", "xvdb", flags);
		fake.fail_at = 0;
		gone = has_no_disk();
		stayed += !gone;
		paused = fake_life.paused && (!r || strcmp(fake.failed, "xc_domain_unpause"));
		if (!paused && (gone ? r || !knows("tank/vol") : r && knows("tank/vol")))
			right++;
		else
			ok(false, "call %u, %s: %d, %s", i, fake.failed, r, sentence());
		calls = fake.failed ? i + 1 : i;
		stop_built();
	}
	ok(right == calls && calls > 50 && stayed > 10,
	   "detach%s: each of %u calls fails in turn, and it stays with %u",
	   flags ? " by force" : "", calls - 1, stayed);
}

int main(void)
{
	plan = dev_plan(NULL, 0);
	pvh_set_log(plan->ctx, on_log, NULL, PVH_LOG_ERROR);
	test_disk();
	test_nics();
	test_made();
	test_wishes();
	test_stages();
	test_not_served();
	test_cancelled();
	test_destroyed();
	test_let_go();
	test_stay();
	test_restless();
	test_nobody();
	test_names();
	test_unknown();
	test_attach_failures();
	test_detach_failures(0);
	test_detach_failures(PVH_DETACH_FORCE);
	pvh_plan_unref(plan);
	dev_done();
	return done();
}
