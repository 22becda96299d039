/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Taking away all devices of a domain that somebody else has made. */
#include <errno.h>
#include <string.h>

#include "device.h"
#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

#define BACKEND "/local/domain/0/backend"

static int detach(uint32_t domid, struct fault *f)
{
	struct pvh_backend *be;
	struct pvh_ctx *ctx;
	int r;

	*f = FAULT_NONE;
	fx_must(pvh_new(&ctx), "new");
	fx_must(pvh_backend_new_xen(ctx, &be), "backend");
	to_xen(be)->timeouts = (struct xen_timeouts){ .serve = 300, .close = 300, .hotplug = 2000 };
	r = xen_detach_all(to_xen(be), domid, f);
	pvh_backend_unref(be);
	pvh_unref(ctx);
	return r;
}

static void put(const char *path, const char *value)
{
	if (!fake_write(path, value))
		fx_must(-1, path);
}

static void put_below(const char *dir, const char *key, const char *value)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, key);
	put(path, value);
}

/* As libxl makes one: `kind` is the guest's, `served` who serves it and as what. */
static void add(const char *kind, const char *served, const char *script)
{
	char record[128], frontend[128];

	snprintf(record, sizeof(record), "/libxl/9/device/%s", kind);
	snprintf(frontend, sizeof(frontend), "/local/domain/9/device/%s", kind);
	put_below(record, "backend", served);
	put_below(record, "frontend", frontend);
	if (script)
		put_below(record, "script", script);
	put_below(frontend, "state", "4");
	put_below(served, "state", "4");
	put_below(served, "online", "1");
}

/* What is not the devices' own, and stays. */
static size_t add_domains(void)
{
	put("/local/domain/0/name", "Domain-0");
	put("/local/domain/3/name", "nets");
	put("/local/domain/9/name", "guest");
	put("/libxl/9/type", "pvh");
	put(BACKEND "/vbd/8/51712/state", "4");
	return fake.nr_nodes;
}

static void test_all(void)
{
	struct fault f;
	size_t nodes;

	fake_reset();
	nodes = add_domains();
	add("vbd/51712", BACKEND "/vbd/9/51712", dev_script("block", ""));
	add("vif/0", "/local/domain/3/backend/vif/9/0", dev_script("bridge", ""));
	add("vbd/51728", BACKEND "/qdisk/9/51728", "/no/such/script");
	add("9pfs/0", BACKEND "/9pfs/9/0", NULL);
	put("/libxl/9/device/console/0/backend", BACKEND "/console/9/0");
	put("/local/domain/9/console/port", "2");
	put(BACKEND "/console/9/0/state", "1");
	put("/local/domain/0/error/backend/vbd/9/51712/error", "something");
	put("/local/domain/3/backend/vif/9/0/script", "/of/theirs");
	ok(!detach(9, &f) && !fake.watches && !fake.handles, "detached: %s", f.what);
	ok(fake.closing == 4, "%u were closing at the same time", fake.closing);
	ok(!strcmp(dev_notes(), "remove vbd backend/vbd/9/51712 backend block no no no\n"),
	   "the script of the one that we served ourselves is run, and no other");
	ok(fake.nr_nodes == nodes && fake_node(BACKEND "/vbd/8/51712/state"),
	   "nothing of them is left, and all that is not of them");
	ok(!detach(9, &f) && !detach(77, &f) && fake.nr_nodes == nodes, "domains without any");
}

/* What others can write decides nothing, and what makes no sense is left alone. */
static void test_trust(void)
{
	struct fault f;
	size_t nodes;

	fake_reset();
	add_domains();
	put("/libxl/9/device/vbd/1/backend", BACKEND "/vbd/8/51712");
	put("/libxl/9/device/vbd/2/backend", BACKEND "/vbd/9/../8/51712");
	put("/libxl/9/device/vbd/3/backend", BACKEND "/vbd/9/3/");
	put("/libxl/9/device/vbd/4/backend", "/local/domain/00/backend/vbd/9/4");
	put("/libxl/9/device/vbd/x/backend", BACKEND "/vbd/9/5");
	put("/libxl/9/device/a-kind-with-a-long-name/6/backend", BACKEND "/vbd/9/6");
	put("/local/domain/9/device/vbd/7/backend", BACKEND "/vbd/9/7");
	put(BACKEND "/vbd/9/3/state", "4");
	put(BACKEND "/vbd/9/4/state", "4");
	put(BACKEND "/vbd/9/5/state", "4");
	put(BACKEND "/vbd/9/6/state", "4");
	put(BACKEND "/vbd/9/7/state", "4");
	nodes = fake.nr_nodes;
	ok(!detach(9, &f) && fake.nr_nodes == nodes && !fake.closing,
	   "records of what is no device of this domain do nothing");
	add("vbd/51712", BACKEND "/vbd/9/51712", NULL);
	put(BACKEND "/vbd/9/51712/script", dev_script("theirs", ""));
	put("/local/domain/9/device/vbd/51712/backend", BACKEND "/vbd/8/51712");
	ok(!detach(9, &f) && !*dev_notes() && fake.nr_nodes == nodes,
	   "nor does what a guest or a backend says");
}

static bool says(const struct fault *f, int code, const char *what)
{
	return f->code == code && strstr(f->what, what);
}

static void test_stubborn(void)
{
	struct fault f;
	size_t nodes;

	fake_reset();
	nodes = add_domains();
	fake.backends = FAKE_STAY;
	add("vbd/51712", BACKEND "/vbd/9/51712", dev_script("block", ""));
	add("vbd/51728", BACKEND "/vbd/9/51728", dev_script("block", ""));
	add("vif/0", "/local/domain/3/backend/vif/9/0", NULL);
	ok(detach(9, &f) == -EIO && says(&f, -EIO, "domain 0 did not let it go within 1 s") &&
		   !strcmp(f.object, "/libxl/9/device/vbd/51712") && fake.closing == 3,
	   "three that do not let go at the same time: %s", f.what);
	ok(fake.nr_nodes == nodes && !*dev_notes(), "they are removed, and no scripts are run");
	fake_reset();
	nodes = add_domains();
	fake.backends = FAKE_LITTER;
	add("vif/0", "/local/domain/3/backend/vif/9/0", NULL);
	ok(detach(9, &f) == -EIO && says(&f, -EIO, "domain 3 did not remove its side of it") &&
		   fake.nr_nodes == nodes,
	   "one that does not clean up: %s", f.what);
}

static void test_scripts(void)
{
	struct fault f;
	char block[128];
	size_t nodes;

	fake_reset();
	nodes = add_domains();
	snprintf(block, sizeof(block), "%s", dev_script("block", "echo busy; exit 1"));
	add("vbd/51712", BACKEND "/vbd/9/51712", block);
	add("vif/2", BACKEND "/vif/9/2", dev_script("bridge", ""));
	put("/libxl/9/device/vif/2/gatewaydev", "eth0");
	ok(detach(9, &f) == -EIO && says(&f, -EIO, "/block failed: busy") && fake.nr_nodes == nodes,
	   "a script that fails: %s", f.what);
	ok(strstr(dev_notes(), "offline type_if=vif vif backend/vif/9/2 backend bridge vif9.2 eth0 "),
	   "... does not keep the next from its own");
}

static void test_own_domid(void)
{
	struct fault f;

	fake_reset();
	fake.toolstack = 5;
	add("vbd/51712", "/local/domain/5/backend/vbd/9/51712", dev_script("block", ""));
	ok(!detach(9, &f) && !strncmp(dev_notes(), "remove vbd", 10) && !fake.nr_nodes,
	   "a toolstack in domain 5 runs the scripts of what it serves");
}

/* What is asked for although it may be missing. */
static bool may_fail(const char *name)
{
	return !strcmp(name, "xs_read") || !strcmp(name, "xs_directory") || !strcmp(name, "xs_rm");
}

/* As many as can be are taken away, whatever fails. */
static void test_failures(void)
{
	unsigned int calls = 5, wrong = 0; /* those before open the backend */
	bool left;
	int r;
	struct fault f;

	for (unsigned int i = 5; i <= calls; i++) {
		fake_reset();
		add_domains();
		add("vbd/51712", BACKEND "/vbd/9/51712", NULL);
		add("vif/0", "/local/domain/3/backend/vif/9/0", NULL);
		fake.fail_at = i;
		fake.fail_errno = EIO;
		r = detach(9, &f);
		left = fake_node("/libxl/9/device/vbd/51712") || fake_node("/libxl/9/device/vif/0");
		wrong += fake.watches || fake.handles;
		wrong += r ? r != -EIO || !*f.what : left || (fake.failed && !may_fail(fake.failed));
		calls = fake.failed ? i + 1 : i;
	}
	ok(calls > 80 && !wrong, "each of %u calls fails in turn, %u of them wrongly", calls, wrong);
}

int main(void)
{
	test_all();
	test_trust();
	test_stubborn();
	test_scripts();
	test_own_domid();
	test_failures();
	dev_done();
	return done();
}
