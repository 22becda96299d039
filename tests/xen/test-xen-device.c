/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices: what is made of them, by whom they are served, and what a failure leaves. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "device.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

#define FRONTEND "/local/domain/9/device/vbd/51712"
#define SERVED "/local/domain/0/backend/vbd/9/51712"
#define RECORD "/libxl/9/device/vbd/51712"

/* Another domain, which serves devices: one node. */
static void add_driver_domain(unsigned int domid, const char *name)
{
	struct fake_node *node = &fake.nodes[fake.nr_nodes++];

	snprintf(node->path, sizeof(node->path), "/local/domain/%u/name", domid);
	snprintf(node->value, sizeof(node->value), "%s", name);
}

static bool nothing_left(size_t nodes)
{
	return !fake.exists && !fake.handles && !fake.maps && !fake.watches &&
	       fake.nr_nodes == nodes;
}

static bool says(const struct pvh_plan *plan, const char *what)
{
	return strstr(dev_sentence(plan), what);
}

/* --- What is made ------------------------------------------------------------------------- */

static void test_success(void)
{
	struct dev devices[] = { DEV_DISK, DEV_VIF };
	struct pvh_plan *plan;

	devices[0].script = strdup(dev_script("block", ""));
	devices[1].script = strdup(dev_script("bridge", ""));
	plan = dev_plan(devices, 2);
	setenv("KEPT", "kept", 1);
	setenv("XENBUS_PATH", "another", 1);
	fake_reset();
	ok(!dev_build(plan) && fake.running && !fake.watches && !fake.handles,
	   "a domain with a disk and an interface runs");
	ok(dev_node_is(FRONTEND, "", "n9,r0") && dev_node_is(FRONTEND "/backend", SERVED, "n9,r0") &&
		   dev_node_is(FRONTEND "/backend-id", "0", "n9,r0"),
	   "its side");
	ok(dev_node_is(SERVED, "", "n0,r9") && dev_node_is(SERVED "/frontend", FRONTEND, "n0,r9") &&
		   dev_node_is(SERVED "/state", "2", "n0,r9"),
	   "who serves it has taken it up");
	ok(dev_node_is(RECORD "/backend", SERVED, "n0"), "the toolstack's record");
	ok(!strcmp(dev_notes(), "add vbd backend/vbd/9/51712 backend block no no kept\n"
				"online type_if=vif vif backend/vif/9/0 backend bridge vif9.0 "
				"eth{x} kept\n"),
	   "scripts are run in order, and told what libxl tells them");
	unsetenv("XENBUS_PATH");
	pvh_plan_unref(plan);
	free((char *)(uintptr_t)devices[0].script);
	free((char *)(uintptr_t)devices[1].script);
}

static void test_driver_domain(const char *backend)
{
	struct dev disk = DEV_DISK;
	struct pvh_plan *plan;

	disk.backend = backend;
	disk.target = "/no/such/file/here";
	disk.script = dev_script("block", "exit 1");
	plan = dev_plan(&disk, 1);
	fake_reset();
	add_driver_domain(3, "disks");
	add_driver_domain(4, "nets");
	ok(!dev_build(plan) && dev_node_is(FRONTEND, "", "n9,r3") &&
		   dev_node_is("/local/domain/3/backend/vbd/9/51712", "", "n3,r9") &&
		   dev_node_is(FRONTEND "/backend-id", "3", "n9,r3"),
	   "domain \"%s\" serves a disk", backend);
	ok(!*dev_notes(), "... and runs the script itself");
	pvh_plan_unref(plan);
}

/* No node names a domain that has nothing to do with it. */
static void test_toolstack(void)
{
	struct dev devices[] = { DEV_DISK, DEV_VIF };
	struct pvh_plan *plan;
	size_t wrong = 0;

	devices[0].script = devices[1].script = dev_script("any", "");
	plan = dev_plan(devices, 2);
	fake_reset();
	fake.toolstack = 5;
	fx_must(fake_write("/tool/xenconsoled/domid", "5") ? 0 : -1, "write");
	ok(!dev_build(plan) && fake.running, "a toolstack in domain 5 builds a domain");
	for (size_t i = 0; i < fake.nr_nodes; i++) {
		const struct fake_node *node = &fake.nodes[i];
		bool tool = !strncmp(node->path, "/tool", 5);

		if (tool || (strcmp(node->access, "n5") && strcmp(node->access, "n5,r9") &&
			     strcmp(node->access, "n9") && strcmp(node->access, "n9,r5")))
			wrong += !tool;
		if (!tool && wrong)
			printf("# %s = %s (%s)\n", node->path, node->value, node->access);
		wrong += !tool && (strstr(node->path, "/domain/0") ||
				   strstr(node->value, "/domain/0"));
	}
	ok(!wrong && fake.nr_nodes > 80, "none of %zu nodes is domain 0's, or of its", fake.nr_nodes);
	ok(dev_node_is("/local/domain/9", "", "n5,r9") && dev_node_is("/libxl/9", "", "n5") &&
		   dev_node_is("/vm/" FX_UUID, "", "n5,r9") &&
		   dev_node_is("/local/domain/9/console/backend-id", "5", "n9,r5") &&
		   dev_node_is(FRONTEND "/backend-id", "5", "n9,r5") &&
		   dev_node_is("/local/domain/5/backend/vbd/9/51712/state", "2", "n5,r9"),
	   "they are domain 5's, and it serves the devices");
	ok(strstr(dev_notes(), "add vbd"), "... and runs their scripts");
	pvh_plan_unref(plan);
}

/* --- Who is not served --------------------------------------------------------------------- */

static void refused(const struct dev *disk, int code, const char *what, size_t nodes)
{
	struct pvh_plan *plan = dev_plan(disk, 1);
	int r = dev_build(plan);

	ok(r == code && says(plan, what) && nothing_left(nodes) &&
		   !strcmp(pvh_get_error(plan->ctx)->pointer, "/vbd/0"),
	   "%d: %s", r, dev_sentence(plan));
	pvh_plan_unref(plan);
}

static void test_no_domain(void)
{
	struct dev disk = DEV_DISK;

	fake_reset();
	disk.backend = "disks";
	refused(&disk, -ENOENT, "no domain is called \"disks\"; start", 0);
	disk.backend = "7";
	refused(&disk, -ENOENT, "there is no domain 7", 0);
	disk.backend = "32752"; /* DOMID_FIRST_RESERVED: no domain of anybody's */
	add_driver_domain(32752, "idle");
	refused(&disk, -ENOENT, "there is no domain 32752", 1);
	fake_reset();
	add_driver_domain(3, "disks");
	add_driver_domain(4, "disks");
	disk.backend = "disks";
	refused(&disk, -EINVAL, "domains 3 and 4 are both called \"disks\"", 2);
}

static void test_not_served(void)
{
	struct dev disk = DEV_DISK, far = DEV_DISK;

	far.backend = "3";
	fake_reset();
	fake.backends = FAKE_SLEEP;
	refused(&disk, -EIO, "vbd 51712: domain 0 has not taken it up within 1 s; see whether "
			     "xen-blkback is loaded", 0);
	fake_reset();
	fake.backends = FAKE_SLEEP;
	add_driver_domain(3, "disks");
	refused(&far, -EIO, "domain 3 has xen-blkback, and runs xl devd", 1);
	fake_reset();
	fake.backends = FAKE_REFUSE;
	refused(&disk, -EIO, "domain 0 does not serve it: 19 creating block device", 0);
	fake_reset();
	fake.backends = FAKE_VANISH;
	refused(&disk, -EIO, "domain 0 has removed the device", 0);
}

/* The second device is the first one again. */
static void test_twice(void)
{
	struct dev disks[] = { DEV_DISK, DEV_DISK };
	struct pvh_plan *plan = dev_plan(disks, 2);

	fake_reset();
	ok(dev_build(plan) == -EEXIST && says(plan, "has such a device already: " FRONTEND) &&
		   nothing_left(0),
	   "%s", dev_sentence(plan));
	pvh_plan_unref(plan);
}

static void test_left_over(void)
{
	struct dev disk = DEV_DISK;
	struct pvh_plan *plan = dev_plan(&disk, 1);

	fake_reset();
	fake_write(SERVED "/physical-device", "fd:0");
	fake_write("/local/domain/0/error/backend/vbd/9/51712/error", "of another's");
	ok(!dev_build(plan) && !fake_node(SERVED "/physical-device") &&
		   !fake_node("/local/domain/0/error/backend/vbd/9/51712/error"),
	   "what an earlier domain of this number left where it was served is gone");
	pvh_plan_unref(plan);
}

/* --- What is behind a disk ----------------------------------------------------------------- */

static void test_targets(void)
{
	struct dev disk = DEV_DISK;
	char file[128];
	struct pvh_plan *plan;

	fake_reset();
	snprintf(file, sizeof(file), "%s", dev_path("disk"));
	disk.target = file;
	refused(&disk, -ENOENT, "/disk: cannot find it: No such file", 0);
	fx_must(mkdir(file, 0700), "mkdir");
	refused(&disk, -EINVAL, "neither a block device nor a regular file", 0);
	fx_must(rmdir(file) || mkfifo(file, 0600), "mkfifo");
	refused(&disk, -EINVAL, "neither a block device nor a regular file", 0);
	unlink(file);
	fclose(fopen(file, "we"));
	plan = dev_plan(&disk, 1);
	ok(!dev_build(plan), "a file that is there is enough");
	pvh_plan_unref(plan);
	/* Root may write to any file, and a program that is being run nobody. */
	fake_reset();
	disk.target = "/proc/self/exe";
	refused(&disk, -EIO, "cannot open it for writing: Text file busy", 0);
	disk.readonly = true;
	plan = dev_plan(&disk, 1);
	ok(!dev_build(plan), "... but it can be read");
	pvh_plan_unref(plan);
	fake_reset();
	disk.script = "/no/such/script";
	refused(&disk, -ENOENT, "its hotplug script cannot be run: /no/such/script", 0);
}

/* --- Failures ------------------------------------------------------------------------------ */

/* Those that only ask for what may be missing. */
static bool may_fail(const char *name)
{
	return !strcmp(name, "xs_read") || !strcmp(name, "xc_altp2m_get_domain_state") ||
	       !strcmp(name, "xc_flask_getenforce") || !strcmp(name, "xc_domain_populate_physmap");
}

static void test_failures(void)
{
	struct dev devices[] = { DEV_DISK, DEV_VIF };
	unsigned int calls = 1, ended = 0;
	struct pvh_plan *plan;

	devices[0].script = dev_script("any", "");
	devices[1].backend = "nets";
	plan = dev_plan(devices, 2);
	for (unsigned int i = 1; i <= calls; i++) {
		int r;

		fake_reset();
		add_driver_domain(3, "nets");
		fake.fail_at = i;
		fake.fail_errno = EIO;
		r = dev_build(plan);
		if (!r && fake.failed && may_fail(fake.failed) && !fake.watches)
			calls = fake.calls;
		else if (r < 0 && nothing_left(1) && *dev_sentence(plan) && ++ended)
			calls = i + 1;
		else if (fake.failed)
			ok(false, "call %u, %s, fails: %d, \"%s\", %zu nodes, %u watches", i,
			   fake.failed, r, dev_sentence(plan), fake.nr_nodes, fake.watches);
	}
	ok(ended > 180, "each of %u calls fails in turn: %u end the build, and leave nothing", calls,
	   ended);
	dev_notes();
	pvh_plan_unref(plan);
}

/* What fails while a failure is undone is not what went wrong, and stops as little as it can. */
static void test_failures_of_undoing(void)
{
	struct dev devices[] = { DEV_VIF, DEV_DISK };
	struct pvh_plan *plan = dev_plan(devices, 2);
	unsigned int calls = 1, others = 0;

	for (unsigned int i = 1; i <= calls; i++) {
		fake_reset();
		fake.backends = FAKE_REFUSE;
		fake.fail_at = i;
		fake.fail_errno = EIO;
		if (!dev_build(plan) || fake.handles || fake.maps || fake.watches ||
		    fake.exists != (fake.failed && !strcmp(fake.failed, "xc_domain_destroy")))
			ok(false, "call %u, %s, fails: %s", i, fake.failed, dev_sentence(plan));
		others += !says(plan, "vif 0: domain 0 does not serve it: 19 creating");
		calls = fake.failed ? i + 1 : i;
	}
	ok(calls > 220 && others < 190, "%u calls fail in turn, %u of them before the others do", calls,
	   others);
	pvh_plan_unref(plan);
}

static char log_lines[2][512]; /* of PVH_LOG_ERROR, and of what is not as important */

static void on_log(void *data, int priority, const char *line)
{
	char *last = log_lines[priority > PVH_LOG_ERROR];

	(void)data;
	if (strstr(line, "hotplug script"))
		snprintf(last, sizeof(log_lines[0]), "%s", line);
}

/*
 * A disk that was there already when the interface could not be. What undoing says of the one that
 * failed is no error beside the one that it comes of; but what it says of the other is.
 */
static void test_undo(const char *disk_body, const char *nic_body, const char *error,
		      const char *info)
{
	struct dev devices[] = { DEV_DISK, DEV_VIF };
	char block[128];
	struct pvh_plan *plan;

	snprintf(block, sizeof(block), "%s", dev_script("block", disk_body));
	devices[0].script = block;
	devices[1].script = dev_script("bridge", nic_body);
	plan = dev_plan(devices, 2);
	memset(log_lines, 0, sizeof(log_lines));
	pvh_set_log(plan->ctx, on_log, NULL, PVH_LOG_INFO);
	fake_reset();
	ok(dev_build(plan) == -EIO && says(plan, "vif 0: the hotplug script") && nothing_left(0),
	   "%s", dev_sentence(plan));
	ok(!strcmp(dev_notes(), "add vbd backend/vbd/9/51712 backend block no no kept\n"
				"online type_if=vif vif backend/vif/9/0 backend bridge vif9.0 "
				"eth{x} kept\n"
				"offline type_if=vif vif backend/vif/9/0 backend bridge vif9.0 "
				"eth{x} kept\n"
				"remove vbd backend/vbd/9/51712 backend block no no kept\n"),
	   "scripts are run again, in the other order, to undo what they did");
	ok((error ? !!strstr(log_lines[0], error) : !*log_lines[0]) &&
		   (info ? !!strstr(log_lines[1], info) : !*log_lines[1]),
	   "logged as an error: \"%s\", and otherwise: \"%s\"", log_lines[0], log_lines[1]);
	pvh_plan_unref(plan);
}

int main(void)
{
	test_success();
	test_driver_domain("disks");
	test_driver_domain("3");
	test_toolstack();
	test_no_domain();
	test_not_served();
	test_twice();
	test_left_over();
	test_targets();
	test_failures();
	test_failures_of_undoing();
	test_undo("", "test $1 = offline || exit 3", NULL, NULL);
	test_undo("", "exit 3", NULL, "/libxl/9/device/vif/0: the hotplug script");
	test_undo("test $1 = add || exit 4", "test $1 = offline || exit 3",
		  "/libxl/9/device/vbd/51712: the hotplug script", NULL);
	dev_done();
	return done();
}
