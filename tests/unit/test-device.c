/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The nodes of devices: those that libxl of Xen 4.17 writes, every one of them, with its access,
 * in its order; and what else is decided of a device.
 */
#include "test-device.h"

#define S XEN_SCRIPT_DIR

/* --- A disk with nothing but what it must have --------------------------------------------- */

#define F "/local/domain/{domid}/device/vbd/51712"
#define B "/local/domain/{backend_domid}/backend/vbd/{domid}/51712"
#define L "/libxl/{domid}/device/vbd/51712"

static const struct wanted plain_disk[] = {
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
	{ B "/params", "/dev/vg/a", "" },
	{ B "/script", S "/block", "" },
	{ B "/frontend-id", "{domid}", "" },
	{ B "/online", "1", "" },
	{ B "/removable", "0", "" },
	{ B "/bootable", "1", "" },
	{ B "/state", "1", "" },
	{ B "/dev", "xvda", "" },
	{ B "/type", "phy", "" },
	{ B "/mode", "w", "" },
	{ B "/device-type", "disk", "" },
	{ B "/discard-enable", "1", "" },
	{ B "/specification", "xen", "" },
	{ L "/params", "/dev/vg/a", "" },
	{ L "/script", S "/block", "" },
	{ L "/frontend-id", "{domid}", "" },
	{ L "/online", "1", "" },
	{ L "/removable", "0", "" },
	{ L "/bootable", "1", "" },
	{ L "/state", "1", "" },
	{ L "/dev", "xvda", "" },
	{ L "/type", "phy", "" },
	{ L "/mode", "w", "" },
	{ L "/device-type", "disk", "" },
	{ L "/discard-enable", "1", "" },
	{ L "/specification", "xen", "" },
	{ NULL, NULL, NULL },
};

#undef F
#undef B
#undef L

/* --- A CD-ROM with all that a disk can have ------------------------------------------------ */

#define F "/local/domain/{domid}/device/vbd/5632"
#define B "/local/domain/{backend_domid}/backend/vbd/{domid}/5632"
#define L "/libxl/{domid}/device/vbd/5632"

static const struct wanted full_disk[] = {
	{ L "/frontend", F, "" },
	{ L "/backend", B, "" },
	{ F, "", "guest-shows" },
	{ F "/backend", B, "" },
	{ F "/backend-id", "{backend_domid}", "" },
	{ F "/state", "1", "" },
	{ F "/virtual-device", "5632", "" },
	{ F "/device-type", "cdrom", "" },
	{ F "/trusted", "0", "" },
	{ B, "", "backend-shows" },
	{ B "/frontend", F, "" },
	{ B "/params", "iqn={domid}", "" },
	{ B "/script", "/opt/block-iscsi", "" },
	{ B "/frontend-id", "{domid}", "" },
	{ B "/online", "1", "" },
	{ B "/removable", "1", "" },
	{ B "/bootable", "1", "" },
	{ B "/state", "1", "" },
	{ B "/dev", "hdc", "" },
	{ B "/type", "phy", "" },
	{ B "/mode", "r", "" },
	{ B "/device-type", "cdrom", "" },
	{ B "/direct-io-safe", "1", "" },
	{ B "/discard-enable", "0", "" },
	{ B "/specification", "xen", "" },
	{ L "/params", "iqn={domid}", "" },
	{ L "/script", "/opt/block-iscsi", "" },
	{ L "/frontend-id", "{domid}", "" },
	{ L "/online", "1", "" },
	{ L "/removable", "1", "" },
	{ L "/bootable", "1", "" },
	{ L "/state", "1", "" },
	{ L "/dev", "hdc", "" },
	{ L "/type", "phy", "" },
	{ L "/mode", "r", "" },
	{ L "/device-type", "cdrom", "" },
	{ L "/direct-io-safe", "1", "" },
	{ L "/discard-enable", "0", "" },
	{ L "/specification", "xen", "" },
	{ NULL, NULL, NULL },
};

#undef F
#undef B
#undef L

/* --- An interface with nothing but an address ----------------------------------------------- */

#define F "/local/domain/{domid}/device/vif/0"
#define B "/local/domain/{backend_domid}/backend/vif/{domid}/0"
#define L "/libxl/{domid}/device/vif/0"

static const struct wanted plain_nic[] = {
	{ L "/frontend", F, "" },
	{ L "/backend", B, "" },
	{ F, "", "guest-shows" },
	{ F "/backend", B, "" },
	{ F "/backend-id", "{backend_domid}", "" },
	{ F "/state", "1", "" },
	{ F "/handle", "0", "" },
	{ F "/mac", "00:16:3e:00:00:01", "" },
	{ F "/trusted", "1", "" },
	{ F "/mtu", "1500", "backend-shows" },
	{ B, "", "backend-shows" },
	{ B "/frontend", F, "" },
	{ B "/frontend-id", "{domid}", "" },
	{ B "/online", "1", "" },
	{ B "/state", "1", "" },
	{ B "/script", S "/vif-bridge", "" },
	{ B "/mac", "00:16:3e:00:00:01", "" },
	{ B "/bridge", "xenbr0", "" },
	{ B "/handle", "0", "" },
	{ B "/type", "vif", "" },
	{ B "/hotplug-status", "", "" },
	{ L "/frontend-id", "{domid}", "" },
	{ L "/online", "1", "" },
	{ L "/state", "1", "" },
	{ L "/script", S "/vif-bridge", "" },
	{ L "/mac", "00:16:3e:00:00:01", "" },
	{ L "/bridge", "xenbr0", "" },
	{ L "/handle", "0", "" },
	{ L "/type", "vif", "" },
	{ L "/hotplug-status", "", "" },
	{ NULL, NULL, NULL },
};

#undef F
#undef B
#undef L

/* --- ... and with all that there is ---------------------------------------------------------- */

#define F "/local/domain/{domid}/device/vif/7"
#define B "/local/domain/{backend_domid}/backend/vif/{domid}/7"
#define L "/libxl/{domid}/device/vif/7"

static const struct wanted full_nic[] = {
	{ L "/frontend", F, "" },
	{ L "/backend", B, "" },
	{ F, "", "guest-shows" },
	{ F "/backend", B, "" },
	{ F "/backend-id", "{backend_domid}", "" },
	{ F "/state", "1", "" },
	{ F "/handle", "7", "" },
	{ F "/mac", "0a:bc:de:f0:19:ff", "" },
	{ F "/trusted", "0", "" },
	{ F "/mtu", "9000", "backend-shows" },
	{ B, "", "backend-shows" },
	{ B "/frontend", F, "" },
	{ B "/frontend-id", "{domid}", "" },
	{ B "/online", "1", "" },
	{ B "/state", "1", "" },
	{ B "/script", S "/vif-route", "" },
	{ B "/vifname", "web{domid}", "" },
	{ B "/mac", "0a:bc:de:f0:19:ff", "" },
	{ B "/ip", "10.0.0.1", "" },
	{ B "/gatewaydev", "eth0", "" },
	{ B "/rate", "20000,20000", "" },
	{ B "/mtu", "9000", "" },
	{ B "/bridge", "br0", "" },
	{ B "/handle", "7", "" },
	{ B "/type", "vif", "" },
	{ B "/hotplug-status", "", "" },
	{ L "/frontend-id", "{domid}", "" },
	{ L "/online", "1", "" },
	{ L "/state", "1", "" },
	{ L "/script", S "/vif-route", "" },
	{ L "/vifname", "web{domid}", "" },
	{ L "/mac", "0a:bc:de:f0:19:ff", "" },
	{ L "/ip", "10.0.0.1", "" },
	{ L "/gatewaydev", "eth0", "" },
	{ L "/rate", "20000,20000", "" },
	{ L "/mtu", "9000", "" },
	{ L "/bridge", "br0", "" },
	{ L "/handle", "7", "" },
	{ L "/type", "vif", "" },
	{ L "/hotplug-status", "", "" },
	{ NULL, NULL, NULL },
};

static const char disks[] =
	"[{\"vdev\": \"xvda\", \"target\": \"/dev/vg/a\"},"
	" {\"vdev\": \"hdc\", \"target\": \"iqn={domid}\", \"script\": \"/opt/block-iscsi\","
	"  \"devtype\": \"cdrom\", \"direct_io_safe\": true, \"trusted\": false,"
	"  \"backend\": \"5\"}]";
static const char nics[] =
	"[{\"mac\": \"00:16:3e:00:00:01\"},"
	" {\"mac\": \"0A:bc:de:f0:19:ff\", \"devid\": 7, \"script\": \"vif-route\", \"mtu\": 9000,"
	"  \"vifname\": \"web{domid}\", \"ip\": \"10.0.0.1\", \"gatewaydev\": \"eth0\","
	"  \"bridge\": \"br0\", \"rate\": \"1MB/s@20ms\", \"trusted\": false, \"backend\": \"net\"}]";

/* --- All else --------------------------------------------------------------------------------- */

static void test_all(void)
{
	const struct fx_guest guest = { .wishes = WISHES("disk", disks, "vif", nics) };
	struct pvh_plan *plan = fx_plan(&guest);
	const struct plan_device *d = plan->registration.devices;
	char block[] = S "/block", bridge[] = S "/vif-bridge", route[] = S "/vif-route";
	const struct plan_device facts[] = {
		{ .kind = DEVICE_VBD, .devid = 51712, .name = (char[]){ "disk xvda" },
		  .pointer = (char[]){ "/disk/0" }, .target = (char[]){ "/dev/vg/a" },
		  .script = block },
		{ .kind = DEVICE_VBD, .devid = 5632, .name = (char[]){ "disk hdc" },
		  .pointer = (char[]){ "/disk/1" }, .backend = (char[]){ "5" }, .readonly = true,
		  .script = (char[]){ "/opt/block-iscsi" } },
		{ .kind = DEVICE_VIF, .devid = 0, .name = (char[]){ "vif 0" },
		  .pointer = (char[]){ "/vif/0" }, .script = bridge },
		{ .kind = DEVICE_VIF, .devid = 7, .name = (char[]){ "vif 7" },
		  .pointer = (char[]){ "/vif/1" }, .backend = (char[]){ "net" }, .script = route },
	};
	static const struct wanted *const nodes[] = { plain_disk, full_disk, plain_nic, full_nic };

	if (ok(plan->registration.nr_devices == 4, "four devices"))
		for (size_t i = 0; i < 4; i++) {
			test_facts(&d[i], &facts[i]);
			test_nodes(&d[i], nodes[i]);
		}
	ok(same_text(d[3].frontend, F) && same_text(d[3].served, B) && same_text(d[3].record, L),
	   "the directories of a device");
	pvh_plan_unref(plan);
}

/* --- Where a target is ------------------------------------------------------------------------ */

static const struct {
	const char *members, *dir;
	const char *params; /* "%s": the current directory */
	bool is_path;       /* ... that the backend looks at */
} targets[] = {
	{ "\"target\": \"/a/b\"", "/conf", "/a/b", true },
	{ "\"target\": \"a.img\"", "/conf", "/conf/a.img", true },
	{ "\"target\": \"../a.img\"", "/conf", "/conf/../a.img", true },
	{ "\"target\": \"a.img\"", "conf", "%s/conf/a.img", true },
	{ "\"target\": \"a.img\"", ".", "%s/a.img", true },
	{ "\"target\": \"a.img\"", NULL, "%s/a.img", true },
	{ "\"target\": \"/a\", \"script\": \"block\"", NULL, "/a", true },
	{ "\"target\": \"a\", \"script\": \"/x/block\"", "/conf", "/conf/a", true },
	{ "\"target\": \"a\", \"script\": \"/x/block-nbd\"", "/conf", "a", false },
	{ "\"target\": \"a\", \"script\": \"block-nbd\"", "/conf", "a", false },
	{ "\"target\": \"vg/a\", \"backend\": \"storage\"", "/conf", "vg/a", false },
};

static struct pvh_config *make_config(const char *members, const char *dir)
{
	char json[256];

	snprintf(json, sizeof(json), "[{\"vdev\": \"xvda\", %s}]", members);
	return config_in(dir, &(struct fx_guest){ .wishes = WISHES("disk", json) });
}

static void test_target(size_t i)
{
	struct pvh_config *config = make_config(targets[i].members, targets[i].dir);
	_cleanup_free_ char *cwd = getcwd(NULL, 0);
	const char *after = strstr(targets[i].params, "%s");
	const struct plan_device *d;
	struct pvh_plan *plan;
	char wanted[5000];

	snprintf(wanted, sizeof(wanted), "%s%s", after ? cwd : "",
		 after ? after + 2 : targets[i].params);
	fx_must(pvh_plan_new(config, &plan), "pvh_plan_new");
	d = plan->registration.devices;
	ok(!strcmp(d->nodes.list[11].value, wanted) &&
		   (targets[i].is_path ? d->target && !strcmp(d->target, wanted) : !d->target),
	   "%s in %s is %s", targets[i].members, targets[i].dir ? targets[i].dir : "the cwd",
	   d->nodes.list[11].value);
	pvh_plan_unref(plan);
	pvh_config_unref(config);
}

static void test_long_target(void)
{
	struct pvh_config *config;
	struct pvh_plan *plan;
	char dir[2050];

	memset(dir, 'x', sizeof(dir));
	dir[0] = '/';
	dir[2045] = '\0';
	config = make_config("\"target\": \"a\"", dir);
	ok(!pvh_plan_new(config, &plan), "an absolute path of 2047 bytes");
	pvh_plan_unref(plan);
	pvh_config_unref(config);
	config = make_config("\"target\": \"aa\"", dir);
	ok(pvh_plan_new(config, &plan) == -EINVAL && !plan &&
		   pvh_get_error(config->ctx)->stage == PVH_STAGE_CONFIG &&
		   !strcmp(pvh_get_error(config->ctx)->pointer, "/disk/0/target") &&
		   strstr(pvh_get_error(config->ctx)->sentence, "/disk/0/target: \"target\" "
			  "has 2048 bytes as an absolute path"),
	   "... is the longest: %s", pvh_get_error(config->ctx)->sentence);
	pvh_config_unref(config);
}

int main(void)
{
	test_all();
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++)
		test_target(i);
	test_long_target();
	test_lost("disk", "[{\"vdev\": \"xvda\", \"target\": \"a\"}]", "/disk/0/target");
	return done();
}
