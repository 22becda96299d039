/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "disk" and "vif" of a domain.json: what is taken, what is written, what is refused. */
#include "test-config.h"

#define GUEST "\"name\":\"g\",\"memory\":64,"

/* --- Accepted: and written out it is the same again ---------------------------------- */

#define DISK(members) "\"disk\":[{" members "}]"
#define VIF(members) "\"vif\":[{" members "}]"
#define XVDA "\"target\":\"/a\",\"vdev\":\"xvda\""
#define XVDB "\"target\":\"/b\",\"vdev\":\"xvdb\""
#define MAC "\"mac\":\"00:16:3e:00:00:01\""
#define PHY "\"format\":\"raw\",\"backendtype\":\"phy\""

static const struct good good[] = {
	{ DISK(XVDA),
	  "\"disk\":[{" XVDA ",\"access\":\"rw\"," PHY ",\"devtype\":\"disk\",\"script\":\"block\","
	  "\"discard\":true,\"direct_io_safe\":false,\"trusted\":true}]" },
	{ DISK("\"vdev\":\"sdb\",\"target\":\"a b\",\"access\":\"ro\",\"format\":\"raw\","
	       "\"backendtype\":\"phy\",\"devtype\":\"disk\",\"backend\":\"storage\",\"script\":\"/x\","
	       "\"discard\":true,\"direct_io_safe\":true,\"trusted\":false"),
	  "\"vdev\":\"sdb\",\"access\":\"ro\"," PHY ",\"devtype\":\"disk\",\"backend\":\"storage\","
	  "\"script\":\"/x\",\"discard\":true,\"direct_io_safe\":true,\"trusted\":false}" },
	{ DISK(XVDA ",\"access\":\"ro\""), "\"discard\":false" },
	{ DISK(XVDA ",\"access\":\"r\""), "\"access\":\"ro\"" },
	{ DISK(XVDA ",\"access\":\"w\""), "\"access\":\"rw\"" },
	{ DISK(XVDA ",\"discard\":false"), "\"access\":\"rw\"," PHY ",\"devtype\":\"disk\","
	  "\"script\":\"block\",\"discard\":false" },
	{ DISK(XVDA ",\"devtype\":\"cdrom\""), "\"access\":\"ro\"," PHY ",\"devtype\":\"cdrom\","
	  "\"script\":\"block\",\"discard\":false" },
	{ DISK(XVDA ",\"devtype\":\"cdrom\",\"access\":\"ro\""), "\"access\":\"ro\"" },
	{ DISK("\"target\":\"/a\",\"vdev\":\"d3\""), "\"vdev\":\"d3p0\"" },
	{ DISK("\"target\":\"/a\",\"vdev\":\"51712\""), "\"vdev\":\"51712\"" },
	{ "\"disk\":[{" XVDB "},{" XVDA "}]", "\"vdev\":\"xvdb\"" },
	{ DISK(XVDA ",\"format\":\"qcow2\""), "\"format\":\"qcow2\",\"backendtype\":\"qdisk\","
	  "\"devtype\":\"disk\",\"discard\":true" },
	{ DISK(XVDA ",\"format\":\"qcow\""), "\"format\":\"qcow\",\"backendtype\":\"qdisk\"" },
	{ DISK(XVDA ",\"format\":\"vhd\""), "\"format\":\"vhd\",\"backendtype\":\"qdisk\"" },
	{ DISK(XVDA ",\"format\":\"qed\",\"backendtype\":\"qdisk\",\"backend\":\"storage\""),
	  "\"format\":\"qed\",\"backendtype\":\"qdisk\",\"devtype\":\"disk\","
	  "\"backend\":\"storage\",\"discard\":true" },
	{ DISK(XVDA ",\"backendtype\":\"qdisk\""), "\"format\":\"raw\",\"backendtype\":\"qdisk\"" },
	{ DISK(XVDA ",\"devtype\":\"cdrom\",\"backendtype\":\"qdisk\""), "\"access\":\"ro\","
	  "\"format\":\"raw\",\"backendtype\":\"qdisk\",\"devtype\":\"cdrom\",\"discard\":false" },
	{ "\"disk\":[]", "\"disk\":[],\"vif\":[]" },
	{ VIF(MAC), "\"vif\":[{" MAC ",\"bridge\":\"xenbr0\",\"script\":\"vif-bridge\",\"mtu\":1500,"
	  "\"devid\":0,\"trusted\":true,\"type\":\"vif\"}]" },
	{ VIF("\"mac\":\"0A:BC:DE:F0:19:FF\",\"bridge\":\"br.1:2,3\",\"script\":\"/s\","
	      "\"vifname\":\"web1.0\",\"ip\":\"10.0.0.1 fe80::1\",\"gatewaydev\":\"eth0\","
	      "\"backend\":\"5\",\"rate\":\"1MB/s@20ms\",\"mtu\":9000,\"devid\":3,"
	      "\"trusted\":false,\"type\":\"vif\""),
	  "{\"mac\":\"0a:bc:de:f0:19:ff\",\"bridge\":\"br.1:2,3\",\"script\":\"/s\","
	  "\"vifname\":\"web1.0\",\"ip\":\"10.0.0.1fe80::1\",\"gatewaydev\":\"eth0\","
	  "\"backend\":\"5\",\"rate\":\"1MB/s@20ms\",\"mtu\":9000,\"devid\":3,\"trusted\":false,"
	  "\"type\":\"vif\"}" },
	{ VIF("\"mtu\":68"), "\"mtu\":68" },
	{ VIF("\"mtu\":65535,\"devid\":65535"), "\"mtu\":65535,\"devid\":65535" },
	{ VIF("\"vifname\":\"123456789012345\""), "\"123456789012345\"" },
	{ "\"vif\":[]", "\"vif\":[]" },
};

/* --- Refused -------------------------------------------------------------------------- */

static const struct bad bad[] = {
	{ "\"disk\":{}", "/disk", "has to be an array", "" },
	{ "\"disk\":[\"/a,raw,xvda\"]", "/disk/0", "an object with target and vdev", "" },
	{ DISK(XVDA ",\"acces\":\"ro\""), "/disk/0/acces", "unknown key", "\"access\"" },
	{ DISK(XVDA ",\"cdrom\":true"), "/disk/0/cdrom", "unknown key", "\"devtype\": \"cdrom\"" },
	{ DISK(XVDA ",\"untrusted\":true"), "/disk/0/untrusted",
	  "unknown key", "\"trusted\": false" },
	{ DISK(XVDA ",\"no-discard\":true"), "/disk/0/no-discard",
	  "unknown key", "\"discard\": false" },
	{ DISK(XVDA ",\"direct-io-safe\":true"), "/disk/0/direct-io-safe", "unknown key",
	  "\"direct_io_safe\": true" },
	{ VIF("\"netdev\":\"eth0\""), "/vif/0/netdev", "unknown key", "\"gatewaydev\"" },
	{ DISK("\"vdev\":\"xvda\""), "/disk/0", "the disk has no \"target\"", "block device" },
	{ DISK("\"vdev\":\"xvda\",\"devtype\":\"cdrom\""), "/disk/0",
	  "nor QEMU serves an empty drive", "leave the drive out" },
	{ DISK("\"vdev\":\"xvda\",\"devtype\":\"cdrom\",\"backendtype\":\"qdisk\""), "/disk/0",
	  "the drive has no \"target\"", "name an image" },
	{ DISK("\"target\":\"\",\"vdev\":\"xvda\""), "/disk/0/target",
	  "has 0 bytes, but needs 1 to 1024", "" },
	{ DISK("\"target\":\"/a\\n\",\"vdev\":\"xvda\""), "/disk/0/target",
	  "a control character", "" },
	{ DISK("\"target\":\"/a\\u009f\",\"vdev\":\"xvda\""), "/disk/0/target",
	  "a control character", "" },
	{ DISK("\"target\":5,\"vdev\":\"xvda\""), "/disk/0/target", "has to be a string", "" },
	{ DISK("\"target\":\"/a\""), "/disk/0", "the disk has no \"vdev\"", "xen-vbd-interface" },
	{ DISK("\"target\":\"/a\",\"vdev\":\"vda\""), "/disk/0/vdev",
	  "\"vdev\" is \"vda\", which is no virtual disk", "xen-vbd-interface" },
	{ "\"disk\":[{" XVDA "},{" XVDB "},{\"target\":\"/c\",\"vdev\":\"d0\"}]", "/disk/2/vdev",
	  "\"vdev\" is \"d0\", which is the same disk, 51712, as element 0, \"xvda\"", "" },
	{ DISK(XVDA ",\"access\":\"rx\""), "/disk/0/access", "is \"rx\", which it cannot be",
	  "\"rw\", \"ro\"" },
	{ DISK(XVDA ",\"access\":true"), "/disk/0/access", "has to be a string", "" },
	{ DISK(XVDA ",\"access\":\"rw\",\"devtype\":\"cdrom\""), "/disk/0/access",
	  "a CD-ROM is only read", "" },
	{ DISK(XVDA ",\"format\":\"qcow2\",\"backendtype\":\"phy\""), "/disk/0/backendtype",
	  "\"backendtype\" is \"phy\", but the kernel serves \"raw\" disks only", "qemu-img convert" },
	{ DISK(XVDA ",\"format\":\"qed\",\"script\":\"block\""), "/disk/0/script",
	  "none is run for one that QEMU serves", "leave it out" },
	{ DISK(XVDA ",\"backendtype\":\"qdisk\",\"script\":\"/x\""), "/disk/0/script",
	  "none is run for one that QEMU serves", "\"phy\"" },
	{ DISK("\"vdev\":\"xvda\",\"format\":\"qcow2\""), "/disk/0", "the disk has no \"target\"",
	  "an image" },
	{ DISK(XVDA ",\"format\":\"vmdk\""), "/disk/0/format", "which it cannot be",
	  "it can be \"raw\", \"qcow\", \"qcow2\", \"vhd\", \"qed\"" },
	{ DISK(XVDA ",\"backendtype\":\"tap\""), "/disk/0/backendtype", "is blktap", "leave it out" },
	{ DISK(XVDA ",\"backendtype\":\"standalone\""), "/disk/0/backendtype",
	  "virtio", "leave it out" },
	{ DISK(XVDA ",\"backendtype\":\"file\""), "/disk/0/backendtype", "which it cannot be",
	  "it can be \"phy\", \"qdisk\"" },
	{ DISK(XVDA ",\"devtype\":\"floppy\""), "/disk/0/devtype", "which it cannot be",
	  "\"disk\", \"cdrom\"" },
	{ DISK(XVDA ",\"discard\":\"yes\""), "/disk/0/discard", "true or false", "" },
	{ DISK(XVDA ",\"script\":\"\""), "/disk/0/script", "has 0 bytes", "" },
	{ DISK(XVDA ",\"backend\":\"\\t\""), "/disk/0/backend", "a control character", "" },
	{ "\"vif\":{}", "/vif", "has to be an array", "" },
	{ "\"vif\":[\"\"]", "/vif/0", "an object, if only {}", "" },
	{ VIF("\"macc\":1"), "/vif/0/macc", "unknown key", "\"mac\"" },
	{ VIF("\"mac\":\"00:16:3e\""), "/vif/0/mac",
	  "\"mac\" is \"00:16:3e\", which is not six pairs", "00:16:3e:12:34:56" },
	{ VIF("\"mac\":\"03:16:3e:00:00:01\""), "/vif/0/mac",
	  "a multicast address", "leave it out" },
	{ VIF("\"mac\":\"00:00:00:00:00:00\""), "/vif/0/mac", "all zeros", "leave it out" },
	{ "\"vif\":[{},{" MAC "},{" MAC "}]", "/vif/2/mac",
	  "\"mac\" is that of element 1, too", "" },
	{ "\"vif\":[{\"devid\":7},{\"devid\":7}]", "/vif/1/devid", "that of element 0", "" },
	{ "\"vif\":[{\"vifname\":\"a\"},{\"vifname\":\"a\"}]", "/vif/1/vifname",
	  "that of element 0", "" },
	{ VIF("\"vifname\":\"1234567890123456\""), "/vif/0/vifname",
	  "has 16 bytes, but needs 1 to 15", "" },
	{ VIF("\"bridge\":\"\""), "/vif/0/bridge", "has 0 bytes, but needs 1 to 255", "" },
	{ VIF("\"script\":\"a\\u0001\""), "/vif/0/script", "a control character", "" },
	{ VIF("\"ip\":\"\\n\""), "/vif/0/ip", "a control character", "" },
	{ VIF("\"gatewaydev\":\"\""), "/vif/0/gatewaydev", "has 0 bytes", "" },
	{ VIF("\"backend\":\"\""), "/vif/0/backend", "has 0 bytes", "" },
	{ VIF("\"rate\":\"10\""), "/vif/0/rate",
	  "\"rate\" is \"10\", which has a unit other", "10Mb/s" },
	{ VIF("\"mtu\":67"), "/vif/0/mtu", "is 67, but the minimum is 68", "" },
	{ VIF("\"mtu\":65536"), "/vif/0/mtu", "is 65536, but the maximum is 65535", "" },
	{ VIF("\"mtu\":-1"), "/vif/0/mtu", "cannot be negative", "" },
	{ VIF("\"devid\":65536"), "/vif/0/devid", "the maximum is 65535", "" },
	{ VIF("\"devid\":\"0\""), "/vif/0/devid", "a whole number", "without quotes" },
	{ VIF("\"type\":\"ioemu\""), "/vif/0/type", "a PVH guest has no emulated devices",
	  "leave it out" },
	{ VIF("\"type\":\"tap\""), "/vif/0/type", "which it cannot be", "it can be \"vif\"" },
};

/* --- How much ------------------------------------------------------------------------- */

static void test_long_target(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	struct fault f = FAULT_NONE;
	char json[1200];

	if (config_new(&c, &f))
		abort();
	sprintf(json, "[{\"vdev\":\"xvda\",\"target\":\"%01024d\"}]", 0);
	ok(!config_set_json(c, "disk", json, &f), "a target of 1024 bytes%s", f.what);
	sprintf(json, "[{\"vdev\":\"xvda\",\"target\":\"%01025d\"}]", 0);
	ok(config_set_json(c, "disk", json, &f) == -EINVAL && strstr(f.what, "needs 1 to 1024"),
	   "... is the longest: %s", f.what);
}

/* --- What is filled in ------------------------------------------------------------------ */

static void test_numbers(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	struct fault f;

	if (load(GUEST, "\"vif\":[{},{\"devid\":0},{},{\"devid\":2},{}]", &c, &f))
		abort();
	ok(c->nics[0].devid == 1 && c->nics[1].devid == 0 && c->nics[2].devid == 3 &&
		   c->nics[3].devid == 2 && c->nics[4].devid == 4,
	   "who has no number gets the lowest that is free");
}

static void test_addresses(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	_cleanup_free_ char *first = NULL, *second = NULL;
	struct fault f;

	if (load(GUEST, "\"vif\":[{},{" MAC "},{}]", &c, &f))
		abort();
	ok(c->nics[0].has_mac && !memcmp(c->nics[0].mac, "\x00\x16\x3e", 3) &&
		   c->nics[0].mac[3] < 0x80 && c->nics[1].mac[5] == 1 &&
		   memcmp(c->nics[0].mac, c->nics[2].mac, MAC_SIZE),
	   "who has no address gets a random one of Xen's");
	first = written(c);
	ok(!config_finish(c, &f) && (second = written(c)) && !strcmp(first, second),
	   "... once");
	ok(!config_set_json(c, "vif", "[{}]", &f) && !config_is_finished(c),
	   "a new list is not finished");
	free(TAKE(second));
	ok(config_to_json(c, &second, &f) == -EINVAL, "... and cannot be written");
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		test_good(GUEST, &good[i]);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		test_bad(GUEST, &bad[i]);
	test_too_many("disk", "{\"target\": \"/a\", \"vdev\": \"d", "p1\"}", CONFIG_MAX_DISKS);
	test_too_many("vif", "{\"devid\": ", "}", CONFIG_MAX_NICS);
	test_long_target();
	test_numbers();
	test_addresses();
	return done();
}
