/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What has changed while a domain was there, found and kept for the one that is built after it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xenctrl.h>

#include "config/option.h"
#include "built.h"
#include "device.h"
#include "fake-life.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

#define D "/local/domain/9"
#define RECORD "userdata-d.9." FX_UUID ".libxl-json"
#define LOCK "userdata-l.9." FX_UUID ".domain-userdata-lock"

static const struct fx_guest guest = { .memory = MIB(64), .vcpus = 2, .max_vcpus = 4 };
static struct pvh_config *config;

static int attach(const char *key, const char *wish)
{
	char text[512];

	snprintf(text, sizeof(text), "{\"script\": \"%s\", %s}", dev_path("any"), wish);
	return pvh_domain_attach(domain, key, text, NULL);
}

/* A domain that has been given a disk and an interface. */
static void start(struct pvh_plan *of)
{
	plan = of;
	config = fx_config(&guest);
	fake_reset();
	dev_script("any", "");
	start_built();
	fx_must(attach("disk", "\"target\": \"tank/vol\", \"vdev\": \"xvdb\""), sentence());
	fx_must(attach("vif", "\"mac\": \"00:16:3e:00:00:09\""), sentence());
	fake_shut_down(1);
}

static void stop(void)
{
	stop_built();
	config = pvh_config_unref(config);
	if (access(fake_lib_dir(), F_OK))
		ok(false, "libxl's directory is gone");
}

static int update(void)
{
	return pvh_domain_update_config(domain, config);
}

/* As it was before there was a domain. */
static bool is_unchanged(void)
{
	return !config->nr_disks && !config->nr_nics && config->memory == MIB(64) &&
	       config->vcpus == 2 && config->policy.cpu_weight == OPTION_UNSET &&
	       !strcmp(config->name, "guest");
}

/* --- What has changed ---------------------------------------------------------------------- */

static void test_devices(struct pvh_plan *of)
{
	start(of);
	ok(!update() && config->nr_disks == 1 && config->nr_nics == 1 &&
		   !strcmp(config->disks[0].target, "tank/vol") && config->nics[0].mac[5] == 9 &&
		   config->memory == MIB(64) && !config->max_memory && config->vcpus == 2 &&
		   config->policy.cpu_weight == OPTION_UNSET,
	   "what was given stays: %s", sentence());
	ok(fx_count_dir(fake_lib_dir()) == 1, "libxl's record does, too, and no lock");
	fake_remove("/libxl/9/device/vbd/51728");
	ok(!update() && !config->nr_disks && config->nr_nics == 1,
	   "a disk that libxl has only in its record is gone");
	fake_remove("/libxl/9/device/vif/0");
	ok(!update() && !config->nr_nics && fake_node("/libxl/9/device/console/0/backend"),
	   "... and so is an interface, whose number a console has as well");
	stop();
	start(of);
	ok(!pvh_domain_detach(domain, "disk", "xvdb", PVH_DETACH_FORCE) && !update() &&
		   !config->nr_disks && config->nr_nics == 1,
	   "a disk that was taken is gone: %s", sentence());
	stop();
}

static void test_values(struct pvh_plan *of)
{
	start(of);
	fake_write(D "/memory/target", "49152");
	fake_write(D "/memory/static-max", "98304");
	fake_write(D "/cpu/1/availability", "offline");
	fake_write(D "/name", "renamed");
	fake.weight = 512;
	fake.cap = 50;
	ok(!update() && config->memory == MIB(48) && config->max_memory == MIB(96) &&
		   config->vcpus == 1 && config->max_vcpus == 4 && !strcmp(config->name, "renamed") &&
		   config->policy.cpu_weight == 512 && config->policy.cap == 50,
	   "memory, vCPUs, name and shares: %s", sentence());
	stop();
}

/* Each pool of the fake has another scheduler. */
static void test_pools(struct pvh_plan *of)
{
	static const struct {
		uint32_t pool;
		int64_t weight;
	} pools[] = { { 4, OPTION_UNSET }, { 7, 512 } };

	for (size_t i = 0; i < ARRAY_SIZE(pools); i++) {
		struct xen_domctl_createdomain *c = (void *)fake.creation;

		start(of);
		c->cpupool_id = pools[i].pool;
		fake.weight = 512;
		ok(!update() && config->policy.cpu_weight == pools[i].weight &&
			   config->nr_disks == 1,
		   "pool %u: %s", pools[i].pool, sentence());
		stop();
	}
}

/* --- What cannot be read ------------------------------------------------------------------- */

static void test_refused(struct pvh_plan *of)
{
	static const char *const values[] = { "", "x", "-1", "65536 ", "1.5",
					      "99999999999999999999", "18446744073709551615" };

	start(of);
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		fake_write(D "/memory/target", values[i]);
		ok(update() == -EIO && is_unchanged(), "%s", sentence());
	}
	fake_remove(D "/memory/target");
	ok(update() == -EIO && is_unchanged(), "%s", sentence());
	fake_write(D "/memory/target", "65536");
	fx_write_file(fake_lib_dir(), RECORD, "{}", 3);
	ok(update() == -EIO && is_unchanged() && strstr(sentence(), "domain 9 as it is now"), "%s",
	   sentence());
	fx_remove_dir(fake_lib_dir());
	fx_must(mkdir(fake_lib_dir(), 0700), "mkdir");
	ok(update() == -EIO && is_unchanged() && strstr(sentence(), "no record of domain 9"), "%s",
	   sentence());
	fake_life.other = true;
	ok(update() == -ESRCH && is_unchanged(), "%s", sentence());
	stop();
}

static void test_locked(struct pvh_plan *of)
{
	char path[256];
	int fd;

	start(of);
	snprintf(path, sizeof(path), "%s/" LOCK, fake_lib_dir());
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	fx_must(fd < 0 || flock(fd, LOCK_EX), "lock");
	ok(update() < 0 && is_unchanged(), "while libxl changes it: %s", sentence());
	close(fd);
	ok(!update() && config->nr_disks == 1, "... afterwards");
	stop();
}

static void test_failures(struct pvh_plan *of)
{
	unsigned int calls = 1, right = 0;

	for (unsigned int i = 1; i <= calls; i++) {
		int r;

		start(of);
		fake.fail_at = fake.calls + i;
		fake.fail_errno = EIO;
		r = update();
		fake.fail_at = 0;
		if (r ? is_unchanged() && fake.failed : config->nr_disks == 1 && !fake.failed)
			right++;
		else
			ok(false, "call %u, %s: %d, %s", i, fake.failed, r, sentence());
		calls = r ? i + 1 : i;
		stop();
	}
	ok(right == calls && calls > 15, "each of %u calls fails in turn", calls - 1);
}

int main(void)
{
	struct pvh_plan *of = fx_sealed(&guest, NULL);

	test_devices(of);
	test_values(of);
	test_pools(of);
	test_refused(of);
	test_locked(of);
	test_failures(of);
	pvh_plan_unref(of);
	dev_done();
	return done();
}
