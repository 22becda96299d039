/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The nodes of devices that QEMU serves: those that libxl of Xen 4.17 writes; and what else is decided
 * of one. test-device.c has those that the kernel serves.
 */
#include "test-device.h"

/* --- Disks ------------------------------------------------------------------------------------ */

#define F "/local/domain/{domid}/device/vbd/51712"
#define B "/local/domain/{backend_domid}/backend/qdisk/{domid}/51712"
#define L "/libxl/{domid}/device/vbd/51712"

static const struct wanted qdisk[] = {
	{ L "/frontend", F, "" },
	{ L "/backend", B, "" },
	{ F, "", "guest-shows" },
	{ F "/backend", B, "" },
	{ F "/backend-id", "{backend_domid}", "" },
	{ F "/state", "1", "" },
	{ F "/virtual-device", "51712", "" },
	{ F "/device-type", "disk", "" },
	{ F "/trusted", "1", "" },
	{ B, "", "backend-shows" },
	{ B "/frontend", F, "" },
	{ B "/params", "qcow2:/conf/a:{domid}", "" },
	{ B "/frontend-id", "{domid}", "" },
	{ B "/online", "1", "" },
	{ B "/removable", "0", "" },
	{ B "/bootable", "1", "" },
	{ B "/state", "1", "" },
	{ B "/dev", "xvda", "" },
	{ B "/type", "qdisk", "" },
	{ B "/mode", "w", "" },
	{ B "/device-type", "disk", "" },
	{ B "/discard-enable", "1", "" },
	{ B "/specification", "xen", "" },
	{ L "/params", "qcow2:/conf/a:{domid}", "" },
	{ L "/frontend-id", "{domid}", "" },
	{ L "/online", "1", "" },
	{ L "/removable", "0", "" },
	{ L "/bootable", "1", "" },
	{ L "/state", "1", "" },
	{ L "/dev", "xvda", "" },
	{ L "/type", "qdisk", "" },
	{ L "/mode", "w", "" },
	{ L "/device-type", "disk", "" },
	{ L "/discard-enable", "1", "" },
	{ L "/specification", "xen", "" },
	{ NULL, NULL, NULL },
};

#undef F
#undef B
#undef L

/* --- Consoles --------------------------------------------------------------------------------- */

#define F "/local/domain/{domid}/device/console/1"
#define B "/local/domain/{backend_domid}/backend/console/{domid}/1"
#define L "/libxl/{domid}/device/console/1"

static const struct wanted pty[] = {
	{ L "/frontend", F, "" },
	{ L "/backend", B, "" },
	{ F, "", "guest-shows" },
	{ F "/backend", B, "" },
	{ F "/backend-id", "{backend_domid}", "" },
	{ F "/state", "1", "" },
	{ F "/protocol", "vt100", "" },
	{ F "/name", "second", "backend-shows" },
	{ F "/limit", "1048576", "backend-shows" },
	{ F "/type", "ioemu", "backend-shows" },
	{ F "/output", "pty", "backend-shows" },
	{ F "/tty", "", "backend-shows" },
	{ B, "", "backend-shows" },
	{ B "/frontend", F, "" },
	{ B "/frontend-id", "{domid}", "" },
	{ B "/online", "1", "" },
	{ B "/state", "1", "" },
	{ B "/protocol", "vt100", "" },
	{ B "/name", "second", "" },
	{ B "/connection", "pty", "" },
	{ L "/frontend-id", "{domid}", "" },
	{ L "/online", "1", "" },
	{ L "/state", "1", "" },
	{ L "/protocol", "vt100", "" },
	{ L "/name", "second", "" },
	{ L "/connection", "pty", "" },
	{ NULL, NULL, NULL },
};

#undef F
#undef B
#undef L

#define F "/local/domain/{domid}/device/console/2"
#define B "/local/domain/{backend_domid}/backend/console/{domid}/2"
#define L "/libxl/{domid}/device/console/2"

static const struct wanted channel[] = {
	{ L "/frontend", F, "" },
	{ L "/backend", B, "" },
	{ F, "", "guest-shows" },
	{ F "/backend", B, "" },
	{ F "/backend-id", "{backend_domid}", "" },
	{ F "/state", "1", "" },
	{ F "/protocol", "vt100", "" },
	{ F "/name", "{domid}.agent", "backend-shows" },
	{ F "/limit", "1048576", "backend-shows" },
	{ F "/type", "ioemu", "backend-shows" },
	{ F "/output", "chardev:libxl-channel2", "backend-shows" },
	{ F "/tty", "", "backend-shows" },
	{ B, "", "backend-shows" },
	{ B "/frontend", F, "" },
	{ B "/frontend-id", "{domid}", "" },
	{ B "/online", "1", "" },
	{ B "/state", "1", "" },
	{ B "/protocol", "vt100", "" },
	{ B "/name", "{domid}.agent", "" },
	{ B "/connection", "socket", "" },
	{ B "/path", "/conf/a,{domid}", "" },
	{ L "/frontend-id", "{domid}", "" },
	{ L "/online", "1", "" },
	{ L "/state", "1", "" },
	{ L "/protocol", "vt100", "" },
	{ L "/name", "{domid}.agent", "" },
	{ L "/connection", "socket", "" },
	{ L "/path", "/conf/a,{domid}", "" },
	{ NULL, NULL, NULL },
};

#undef F
#undef B
#undef L

/* --- Shared directories ----------------------------------------------------------------------- */

#define F "/local/domain/{domid}/device/9pfs/0"
#define B "/local/domain/{backend_domid}/backend/9pfs/{domid}/0"
#define L "/libxl/{domid}/device/9pfs/0"

static const struct wanted share[] = {
	{ L "/frontend", F, "" },
	{ L "/backend", B, "" },
	{ F, "", "guest-shows" },
	{ F "/backend", B, "" },
	{ F "/backend-id", "{backend_domid}", "" },
	{ F "/state", "1", "" },
	{ F "/tag", "home{domid}", "" },
	{ B, "", "backend-shows" },
	{ B "/frontend", F, "" },
	{ B "/frontend-id", "{domid}", "" },
	{ B "/online", "1", "" },
	{ B "/state", "1", "" },
	{ B "/path", "/conf/home", "" },
	{ B "/security_model", "none", "" },
	{ L "/frontend-id", "{domid}", "" },
	{ L "/online", "1", "" },
	{ L "/state", "1", "" },
	{ L "/path", "/conf/home", "" },
	{ L "/security_model", "none", "" },
	{ NULL, NULL, NULL },
};

static const char disks[] =
	"[{\"vdev\": \"xvda\", \"target\": \"a:{domid}\", \"format\": \"qcow2\"},"
	" {\"vdev\": \"xvdb\", \"target\": \"b\", \"format\": \"vhd\", \"backend\": \"storage\"}]";
static const char channels[] =
	"[{\"name\": \"second\", \"connection\": \"pty\"},"
	" {\"name\": \"{domid}.agent\", \"connection\": \"socket\", \"path\": \"a,{domid}\"},"
	" {\"name\": \"far\", \"connection\": \"socket\", \"path\": \"a\", \"backend\": \"5\"}]";
static const char p9s[] = "[{\"tag\": \"home{domid}\", \"path\": \"home\"},"
			  " {\"tag\": \"far\", \"path\": \"a\", \"backend\": \"5\"}]";

static const struct plan_device facts[] = {
	{ .kind = DEVICE_QDISK, .devid = 51712, .name = (char[]){ "disk xvda" },
	  .pointer = (char[]){ "/disk/0" }, .target = (char[]){ "/conf/a:{domid}" } },
	{ .kind = DEVICE_QDISK, .devid = 51728, .name = (char[]){ "disk xvdb" },
	  .pointer = (char[]){ "/disk/1" }, .backend = (char[]){ "storage" } },
	{ .kind = DEVICE_CONSOLE, .devid = 1, .name = (char[]){ "channel second" },
	  .pointer = (char[]){ "/channel/0" } },
	{ .kind = DEVICE_CONSOLE, .devid = 2, .name = (char[]){ "channel {domid}.agent" },
	  .pointer = (char[]){ "/channel/1" }, .target = (char[]){ "/conf/a,{domid}" } },
	{ .kind = DEVICE_CONSOLE, .devid = 3, .name = (char[]){ "channel far" },
	  .pointer = (char[]){ "/channel/2" }, .backend = (char[]){ "5" } },
	{ .kind = DEVICE_9PFS, .devid = 0, .name = (char[]){ "p9 home{domid}" },
	  .pointer = (char[]){ "/p9/0" }, .target = (char[]){ "/conf/home" } },
	{ .kind = DEVICE_9PFS, .devid = 1, .name = (char[]){ "p9 far" },
	  .pointer = (char[]){ "/p9/1" }, .backend = (char[]){ "5" } },
	{ .kind = DEVICE_VIF, .devid = 0, .name = (char[]){ "vif 0" },
	  .pointer = (char[]){ "/vif/0" }, .script = (char[]){ XEN_SCRIPT_DIR "/vif-bridge" } },
};

static void test_all(void)
{
	const struct fx_guest guest = { .wishes = WISHES("vif", "[{}]", "p9", p9s, "disk", disks,
							 "channel", channels) };
	struct pvh_config *config = config_in("/conf", &guest);
	const struct plan_device *d;
	struct pvh_plan *plan;

	fx_must(pvh_plan_new(config, &plan), "pvh_plan_new");
	d = plan->registration.devices;
	if (ok(plan->registration.nr_devices == ARRAY_SIZE(facts), "eight devices")) {
		for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
			test_facts(&d[i], &facts[i]);
		test_nodes(&d[0], qdisk);
		test_nodes(&d[2], pty);
		test_nodes(&d[3], channel);
		test_nodes(&d[5], share);
	}
	pvh_plan_unref(plan);
	pvh_config_unref(config);
}

/* --- Where things are ------------------------------------------------------------------------- */

/* The node of the first device whose path ends so. */
static const char *value_of(const struct pvh_plan *plan, const char *end)
{
	const struct nodes *nodes = &plan->registration.devices->nodes;

	for (size_t i = nodes->nr; i--;) {
		const char *key = strrchr(nodes->list[i].path, '/');

		if (!strcmp(key + 1, end))
			return nodes->list[i].value;
	}
	return "none";
}

static const struct {
	const char *key, *json, *node, *value;
} values[] = {
	{ "disk", "[{\"vdev\": \"xvda\", \"target\": \"/a\", \"backendtype\": \"qdisk\"}]", "params",
	  "aio:/a" },
	{ "disk", "[{\"vdev\": \"xvda\", \"target\": \"a\", \"format\": \"qcow\"}]", "params",
	  "qcow:/conf/a" },
	{ "disk", "[{\"vdev\": \"xvda\", \"target\": \"../a\", \"format\": \"vhd\"}]", "params",
	  "vhd:/conf/../a" },
	{ "disk", "[{\"vdev\": \"xvda\", \"target\": \"/a\", \"format\": \"qed\"}]", "params",
	  "qed:/a" },
	{ "disk", "[{\"vdev\": \"xvda\", \"target\": \"a\", \"format\": \"qed\","
		  " \"backend\": \"storage\"}]", "params", "qed:a" },
	{ "p9", "[{\"tag\": \"a\", \"path\": \"/a\"}]", "path", "/a" },
	{ "p9", "[{\"tag\": \"a\", \"path\": \"a\", \"backend\": \"5\"}]", "path", "a" },
	{ "channel", "[{\"name\": \"a\", \"connection\": \"socket\", \"path\": \"/a\"}]", "path",
	  "/a" },
	{ "channel", "[{\"name\": \"a\", \"connection\": \"socket\", \"path\": \"a\","
		     " \"backend\": \"5\"}]", "path", "a" },
};

static void test_value(size_t i)
{
	const struct fx_guest guest = { .wishes = WISHES(values[i].key, values[i].json) };
	struct pvh_config *config = config_in("/conf", &guest);
	struct pvh_plan *plan;

	fx_must(pvh_plan_new(config, &plan), "pvh_plan_new");
	ok(!strcmp(value_of(plan, values[i].node), values[i].value), "%s: %s is %s", values[i].json,
	   values[i].node, value_of(plan, values[i].node));
	pvh_plan_unref(plan);
	pvh_config_unref(config);
}

/* One byte more than fits is refused, where it was asked for. */
static void test_long(const char *key, const char *json, size_t dir_size, const char *pointer,
		      const char *what)
{
	for (size_t more = 0; more < 2; more++) {
		const struct fx_guest guest = { .wishes = WISHES(key, json) };
		struct pvh_config *config;
		struct pvh_plan *plan;
		char dir[2100];
		int r;

		memset(dir, 'x', sizeof(dir));
		dir[0] = '/';
		dir[dir_size + more] = '\0';
		config = config_in(dir, &guest);
		r = pvh_plan_new(config, &plan);
		if (!more)
			ok(!r, "%s: a path that fits", key);
		else
			ok(r == -EINVAL &&
				   !strcmp(pvh_get_error(config->ctx)->pointer, pointer) &&
				   strstr(pvh_get_error(config->ctx)->sentence, what),
			   "... and a longer one: %s", pvh_get_error(config->ctx)->sentence);
		pvh_plan_unref(plan);
		pvh_config_unref(config);
	}
}

/* --- Of a domain that is there ---------------------------------------------------------------- */

static void test_names(void)
{
	struct device_id id;

	for (size_t i = 0; i < 2; i++) {
		const char *key = i ? "channel" : "p9";
		struct fault f = FAULT_NONE;

		ok(device_identify(key, "home", &id, &f) == -EINVAL && f.hint[0] &&
			   strstr(f.what, "cannot be taken from a domain that is there"),
		   "%s", f.what);
	}
}

int main(void)
{
	test_all();
	test_names();
	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		test_value(i);
	test_long("disk", "[{\"vdev\": \"xvda\", \"target\": \"a\", \"format\": \"qcow2\"}]", 2039,
		  "/disk/0/target", "more than the 2041 that fit into xenstore");
	test_long("p9", "[{\"tag\": \"a\", \"path\": \"a\"}]", 2045, "/p9/0/path",
		  "more than the 2047 that fit into xenstore");
	test_long("channel", "[{\"name\": \"a\", \"connection\": \"socket\", \"path\": \"a\"}]", 105,
		  "/channel/0/path", "more than the 107 that a socket can have");
	test_lost("p9", "[{\"tag\": \"a\", \"path\": \"a\"}]", "/p9/0/path");
	test_lost("channel", "[{\"name\": \"a\", \"connection\": \"socket\", \"path\": \"a\"}]",
		  "/channel/0/path");
	return done();
}
