/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every key of a disk and of an interface, to libxl's record and back; and records of xl's. */
#include "emit/libxl-read.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config/json-disk.h"
#include "config/json-nic.h"
#include "config/json-table.h"
#include "tap.h"
#include "test-renew.h"

/* --- Round trips --------------------------------------------------------------------------- */

/* Every key of a disk and of an interface is in one of them, and not as it is by default. */
static const struct {
	const char *key, *json;
} wishes[] = {
	{ "disk", "[{\"target\": \"/dev/vg/web1\", \"vdev\": \"xvda\"},"
		  " {\"target\": \"/images/a\", \"vdev\": \"d300\", \"access\": \"ro\"}]" },
	{ "disk", "[{\"target\": \"/cd.iso\", \"vdev\": \"xvdb\", \"devtype\": \"cdrom\"}]" },
	{ "disk", "[{\"target\": \"/a\", \"vdev\": \"hda\", \"backendtype\": \"qdisk\"}]" },
	{ "disk", "[{\"target\": \"/a\", \"vdev\": \"sda1\", \"format\": \"qcow\"}]" },
	{ "disk", "[{\"target\": \"/a\", \"vdev\": \"xvda\", \"format\": \"qcow2\"}]" },
	{ "disk", "[{\"target\": \"/a\", \"vdev\": \"xvda\", \"format\": \"vhd\"}]" },
	{ "disk", "[{\"target\": \"/a\", \"vdev\": \"xvda\", \"format\": \"qed\"}]" },
	{ "disk", "[{\"target\": \"p/i\", \"vdev\": \"xvda\", \"script\": \"block-ceph\"}]" },
	{ "disk", "[{\"target\": \"a\", \"vdev\": \"xvda\", \"backend\": \"storage\"}]" },
	{ "disk", "[{\"target\": \"/a\", \"vdev\": \"xvda\", \"discard\": false},"
		  " {\"target\": \"/a\", \"vdev\": \"xvdb\", \"access\": \"ro\", \"discard\": true}]" },
	{ "disk", "[{\"target\": \"/a\", \"vdev\": \"xvda\", \"direct_io_safe\": true}]" },
	{ "disk", "[{\"target\": \"/a\", \"vdev\": \"xvda\", \"trusted\": false}]" },
	{ "vif", "[{}, {}, {\"mac\": \"00:16:3e:00:00:09\", \"type\": \"vif\"}]" },
	{ "vif", "[{\"bridge\": \"br1\", \"script\": \"/opt/vif\", \"vifname\": \"web1.7\"}]" },
	{ "vif", "[{\"ip\": \"10.0.0.7 10.0.0.8\", \"gatewaydev\": \"eth0\", \"backend\": \"5\"}]" },
	{ "vif", "[{\"rate\": \"1000000B/s@20000us\", \"mtu\": 9000, \"devid\": 7}]" },
	{ "vif", "[{\"trusted\": false, \"devid\": 65535}]" },
};

/* From nothing, the devices of the record alone make the config that it is of. */
static void test_back(const char *key, const char *wish)
{
	struct fault f = FAULT_NONE;
	struct pvh_config *was = config_of(key, wish), *c = config_of("msr_relaxed", "false");
	_cleanup_(domain_state_fini) struct domain_state s = built(was);
	_cleanup_free_ char *wanted = text_of(was), *text = NULL;
	int r = renew_config(c, &s, &f);

	text = text_of(c);
	ok(!r && !strcmp(text, wanted), "%s %s%s", key, wish, f.what);
	pvh_config_unref(was);
	pvh_config_unref(c);
}

static void test_keys(struct key_table table, const char *key)
{
	for (size_t i = 0; i < table.nr; i++) {
		char quoted[40];
		bool found = false;

		snprintf(quoted, sizeof(quoted), "\"%s\"", table.keys[i].name);
		for (size_t j = 0; j < ARRAY_SIZE(wishes); j++)
			found |= !strcmp(wishes[j].key, key) && strstr(wishes[j].json, quoted);
		ok(found, "%s of a %s is tried", quoted, key);
	}
}

/* --- What libxl writes --------------------------------------------------------------------- */

/* As xl block-attach and network-attach have it: little is said, and the least by words. */
static const char xl[] =
	"{\"c_info\": {}, \"b_info\": {}, \"disks\": ["
	"{\"pdev_path\": \"/a\", \"vdev\": \"xvdb\", \"format\": \"raw\", \"readwrite\": 1},"
	"{\"pdev_path\": \"/b\", \"vdev\": \"xvdc\", \"backend\": \"unknown\", \"format\": \"qcow2\","
	" \"backend_domid\": 3, \"discard_enable\": \"<default>\"},"
	"{\"pdev_path\": \"/c\", \"vdev\": \"xvdd\", \"removable\": 1, \"readwrite\": 1,"
	" \"is_cdrom\": 1, \"specification\": \"xen\"}],"
	"\"nics\": [{\"devid\": 0, \"mac\": \"00:16:3e:00:00:09\", \"nictype\": \"vif\","
	" \"model\": \"rtl8139\"},"
	"{\"devid\": 1, \"mac\": \"00:16:3E:00:00:0A\", \"backend_domid\": 0,"
	" \"backend_domname\": \"router\", \"rate_bytes_per_interval\": 62500,"
	" \"rate_interval_usecs\": 50000}]}";

static void test_xl(void)
{
	struct fault f = FAULT_NONE;
	struct pvh_config *c = config_of("vif", "[{\"mac\": \"00:16:3e:00:00:01\"}]");
	struct pvh_config *wanted = fx_config(&(struct fx_guest){ .vcpus = 1, .wishes = WISHES(
		"disk", "[{\"target\": \"/a\", \"vdev\": \"xvdb\"},"
			" {\"target\": \"/b\", \"vdev\": \"xvdc\", \"format\": \"qcow2\","
			" \"access\": \"ro\", \"backend\": \"3\"},"
			" {\"target\": \"/c\", \"vdev\": \"xvdd\", \"devtype\": \"cdrom\"}]",
		"vif", "[{\"mac\": \"00:16:3e:00:00:09\"},"
		       " {\"mac\": \"00:16:3e:00:00:0a\", \"backend\": \"router\","
		       " \"rate\": \"1250000B/s@50000us\"}]") });
	_cleanup_(domain_state_fini) struct domain_state s = state_of(c, xl);
	_cleanup_free_ char *text = NULL, *right = text_of(wanted);
	int r;

	for (unsigned int i = 0; i < 2; i++)
		has(&s, DEVICE_VIF, i);
	for (unsigned int i = 51728; i < 51776; i += 16)
		has(&s, DEVICE_VBD, i);
	r = renew_config(c, &s, &f);
	text = text_of(c);
	ok(!r && !strcmp(text, right), "devices of xl's%s", f.what);
	pvh_config_unref(wanted);
	pvh_config_unref(c);
}

/* --- What is refused ------------------------------------------------------------------------ */

#define DISK(more) "{\"c_info\": {}, \"disks\": [{\"vdev\": \"xvda\"" more "}]}"
#define NIC(more) "{\"c_info\": {}, \"nics\": [{\"devid\": 0" more "}]}"

static const struct {
	const char *record;
	int code;
	const char *pointer;
} bad[] = {
	{ "", -EIO, "" },
	{ "{}", -EIO, "" },
	{ DISK(""), -EINVAL, "/disk/0" },
	{ DISK(", \"pdev_path\": 7"), -EINVAL, "/disks/0/pdev_path" },
	{ DISK(", \"pdev_path\": \"/a\", \"backend\": \"standalone\""), -EINVAL,
	  "/disks/0/backend" },
	{ DISK(", \"pdev_path\": \"/a\", \"backend\": \"tap\""), -EINVAL, "/disks/0/backend" },
	{ DISK(", \"format\": \"empty\""), -EINVAL, "/disks/0/format" },
	{ DISK(", \"format\": \"new\""), -EINVAL, "/disks/0/format" },
	{ DISK(", \"pdev_path\": \"/a\", \"specification\": \"virtio\""), -EINVAL,
	  "/disks/0/specification" },
	{ DISK(", \"pdev_path\": \"/a\", \"news\": 1"), -EBADMSG, "/disks/0/news" },
	{ DISK(", \"pdev_path\": \"/a\", \"trusted\": \"maybe\""), -EINVAL, "/disks/0/trusted" },
	{ NIC(", \"vlan\": \"10\""), -EBADMSG, "/nics/0/vlan" },
	{ NIC(", \"mac\": \"any\""), -EINVAL, "/vif/0/mac" },
	{ NIC(", \"nictype\": \"vif_ioemu\""), -EINVAL, "/nics/0/nictype" },
	{ NIC(", \"rate_bytes_per_interval\": 1, \"rate_interval_usecs\": 2000001"), -EINVAL,
	  "/nics/0/rate_bytes_per_interval" },
	{ NIC(", \"rate_bytes_per_interval\": 7, \"rate_interval_usecs\": 4294967297"), -EINVAL,
	  "/nics/0/rate_bytes_per_interval" },
};

static void test_refused(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct fault f = FAULT_NONE;
		struct pvh_config *c = config_of("disk", "[]");
		_cleanup_(domain_state_fini) struct domain_state s = state_of(c, bad[i].record);

		has(&s, DEVICE_VBD, 51712);
		has(&s, DEVICE_VIF, 0);
		ok(refuses(c, &s, bad[i].code, &f) && !strcmp(f.pointer, bad[i].pointer) &&
			   *f.what, "%s: %s: %s", bad[i].record, f.pointer, f.what);
		pvh_config_unref(c);
	}
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(wishes); i++)
		test_back(wishes[i].key, wishes[i].json);
	test_keys(json_disk_keys, "disk");
	test_keys(json_nic_keys, "vif");
	test_xl();
	test_refused();
	return done();
}
