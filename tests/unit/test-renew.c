/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a domain has become, as the config of the next one: what comes and goes, what stays as it
 * was given, and that a failure changes nothing.
 */
#include "emit/renew.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config/option.h"
#include "tap.h"
#include "test-renew.h"

/* --- What has changed ---------------------------------------------------------------------- */

static const char two[] = "[{\"target\": \"images/a\", \"vdev\": \"xvda\"},"
			  " {\"target\": \"images/b\", \"vdev\": \"xvdb\"}]";

static void test_same(void)
{
	struct fault f = FAULT_NONE;
	struct pvh_config *c = fx_config(&(struct fx_guest){ .max_vcpus = 4, .wishes = WISHES(
		"disk", two, "cpu_weight", "512",
		"vif", "[{\"rate\": \"10Mb/s\"}, {\"mac\": \"00:16:3e:00:00:09\"}]") });
	_cleanup_(domain_state_fini) struct domain_state s = built(c);
	_cleanup_free_ char *before = text_of(c), *after = NULL;
	int r;

	s.weight = 512;
	r = renew_config(c, &s, &f);
	after = text_of(c);
	ok(!r && !strcmp(before, after) && !c->max_memory && !c->base_dir &&
		   c->policy.cap == OPTION_UNSET,
	   "nothing: all is as it was given");
	pvh_config_unref(c);
}

/* What was resolved for libxl is still the same, in a directory whose name is no UTF-8 as well. */
static void test_relative(void)
{
	static const char record[] = "{\"c_info\": {}, \"disks\": ["
		"{\"pdev_path\": \"/srv/\xef\xbf\xbd/images/b\", \"vdev\": \"xvdb\","
		" \"readwrite\": 1},"
		"{\"pdev_path\": \"/srv/other/images/a\", \"vdev\": \"xvda\", \"readwrite\": 1}]}";
	struct fault f = FAULT_NONE;
	struct pvh_config *c = config_of("disk", two);
	_cleanup_(domain_state_fini) struct domain_state s = state_of(c, record);

	has(&s, DEVICE_VBD, 51712);
	has(&s, DEVICE_VBD, 51728);
	fx_must(config_set_base_dir(c, "/srv/\xff", &f), "base_dir");
	ok(!renew_config(c, &s, &f) && c->nr_disks == 2 &&
		   !strcmp(c->disks[0].target, "images/b") &&
		   !strcmp(c->disks[1].target, "/srv/other/images/a"),
	   "a relative path stays, where it is the same file%s", f.what);
	pvh_config_unref(c);
}

/* Only xenstore knows that libxl's first one is gone; the second has another address. */
static void test_devices(void)
{
	struct fault f = FAULT_NONE;
	struct pvh_config *c = fx_config(&(struct fx_guest){ .wishes = WISHES(
		"disk", two, "vif", "[{\"mac\": \"00:16:3e:00:00:01\", \"bridge\": \"br1\"}]") });
	_cleanup_(domain_state_fini) struct domain_state s = built(c);
	const struct record_change change = { .added =
		"{\"disks\": [{\"vdev\": \"xvdc\", \"pdev_path\": \"/new\"},"
		" {\"vdev\": \"none\"}, {\"vdev\": \"xvdz\", \"pdev_path\": \"/never\"}],"
		" \"nics\": [{\"devid\": 0, \"mac\": \"00:16:3e:00:00:02\"}]}" };
	_cleanup_free_ char *old = s.record;

	fx_must(record_change(old, &change, &s.record, &f), "change");
	s.nr_devices = 0;
	has(&s, DEVICE_VBD, 51728);
	has(&s, DEVICE_VBD, 51744);
	has(&s, DEVICE_VIF, 0);
	ok(!renew_config(c, &s, &f) && c->nr_disks == 2 &&
		   !strcmp(c->disks[0].target, "images/b") &&
		   !strcmp(c->disks[1].target, "/new"),
	   "a disk that is gone, and one that has come");
	ok(c->nr_nics == 1 && c->nics[0].mac[5] == 2 && !strcmp(c->nics[0].bridge, "xenbr0"),
	   "an interface in place of another");
	s.nr_devices = 0;
	has(&s, DEVICE_VIF, 51728);
	has(&s, DEVICE_VBD, 0);
	ok(!renew_config(c, &s, &f) && !c->nr_disks && !c->nr_nics,
	   "none is left: others have their numbers");
	pvh_config_unref(c);
}

/* As libxl has it, "d1" may be left when "xvdb" comes. */
static void test_names(void)
{
	struct fault f = FAULT_NONE;
	struct pvh_config *c = config_of("disk", two);
	_cleanup_(domain_state_fini) struct domain_state s = state_of(c,
		"{\"c_info\": {}, \"disks\": [{\"vdev\": \"xvdb\", \"pdev_path\": \"/old\"},"
		" {\"vdev\": \"d1\", \"pdev_path\": \"/new\"}]}");

	has(&s, DEVICE_VBD, 51728);
	ok(!renew_config(c, &s, &f) && c->nr_disks == 1 && !strcmp(c->disks[0].target, "/new"),
	   "of two names of one number the last%s", f.what);
	pvh_config_unref(c);
}

/* The first of each was in the config; each of the others differs from it in one key. */
static const char *const disks[] = {
	"{\"target\": \"/a\", \"vdev\": \"xvda\"}",
	"{\"target\": \"/b\", \"vdev\": \"xvda\"}",
	"{\"target\": \"/a\", \"vdev\": \"xvdb\"}",
	"{\"target\": \"/a\", \"vdev\": \"xvda\", \"access\": \"ro\", \"discard\": true}",
	"{\"target\": \"/a\", \"vdev\": \"xvda\", \"backendtype\": \"qdisk\"}",
	"{\"target\": \"/a\", \"vdev\": \"xvda\", \"script\": \"other\"}",
	"{\"target\": \"/a\", \"vdev\": \"xvda\", \"backend\": \"other\"}",
	"{\"target\": \"/a\", \"vdev\": \"xvda\", \"discard\": false}",
	"{\"target\": \"/a\", \"vdev\": \"xvda\", \"direct_io_safe\": true}",
	"{\"target\": \"/a\", \"vdev\": \"xvda\", \"trusted\": false}",
};

static const char *const qdisks[] = {
	"{\"target\": \"/a\", \"vdev\": \"xvda\", \"format\": \"qcow2\"}",
	"{\"target\": \"/a\", \"vdev\": \"xvda\", \"format\": \"vhd\"}",
};

static const char *const discs[] = {
	"{\"target\": \"/a\", \"vdev\": \"xvda\", \"access\": \"ro\"}",
	"{\"target\": \"/a\", \"vdev\": \"xvda\", \"devtype\": \"cdrom\"}",
};

#define MAC "\"mac\": \"00:16:3e:00:00:01\""
static const char *const nics[] = {
	"{" MAC "}",
	"{\"mac\": \"00:16:3e:00:00:02\"}",
	"{" MAC ", \"devid\": 1}",
	"{" MAC ", \"bridge\": \"other\"}",
	"{" MAC ", \"script\": \"other\"}",
	"{" MAC ", \"vifname\": \"other\"}",
	"{" MAC ", \"ip\": \"other\"}",
	"{" MAC ", \"gatewaydev\": \"other\"}",
	"{" MAC ", \"backend\": \"other\"}",
	"{" MAC ", \"rate\": \"20000B/s@50000us\"}",
	"{" MAC ", \"mtu\": 9000}",
	"{" MAC ", \"trusted\": false}",
};

static const char *const rates[] = {
	"{" MAC ", \"rate\": \"20000B/s@50000us\"}",
	"{" MAC ", \"rate\": \"40000B/s@50000us\"}",
	"{" MAC ", \"rate\": \"10000B/s@100000us\"}",
};

static void test_each(const char *key, const char *const *list, size_t nr)
{
	for (size_t i = 1; i < nr; i++) {
		struct fault f = FAULT_NONE;
		char was[256], is[256];
		struct pvh_config *c, *wanted;
		_cleanup_(domain_state_fini) struct domain_state s = { 0 };
		_cleanup_free_ char *text = NULL, *right = NULL;
		int r;

		snprintf(was, sizeof(was), "[%s]", list[0]);
		snprintf(is, sizeof(is), "[%s]", list[i]);
		c = config_of(key, was);
		fx_must(config_finish(c, &f), f.what);
		wanted = config_of(key, is);
		s = built(wanted);
		r = renew_config(c, &s, &f);
		text = text_of(c);
		right = text_of(wanted);
		ok(!r && !strcmp(text, right), "now %s%s", is, f.what);
		pvh_config_unref(wanted);
		pvh_config_unref(c);
	}
}

static void test_qemu(void)
{
	struct fault f = FAULT_NONE;
	struct pvh_config *c = fx_config(&(struct fx_guest){ .wishes = WISHES(
		"disk", "[{\"target\": \"/a\", \"vdev\": \"xvda\", \"format\": \"qcow2\"}]",
		"device_model_override", "\"/bin/qemu\"") });
	_cleanup_(domain_state_fini) struct domain_state s = built(c);

	ok(!renew_config(c, &s, &f) && c->device_model_override, "a QEMU of one's own stays");
	s.nr_devices = 0;
	fx_must(pvh_config_set(c, "p9", "[{\"tag\": \"t\", \"path\": \"/p\"}]"), "p9");
	ok(!renew_config(c, &s, &f) && !c->nr_disks && c->device_model_override,
	   "... while there is something for it to do");
	fx_must(pvh_config_set(c, "p9", "[]"), "p9");
	ok(!renew_config(c, &s, &f) && !c->device_model_override, "... and no longer");
	pvh_config_unref(c);
}

static void test_values(void)
{
	struct fault f = FAULT_NONE;
	struct pvh_config *c = fx_config(&(struct fx_guest){ .vcpus = 2, .max_vcpus = 4 });
	_cleanup_(domain_state_fini) struct domain_state s = built(c);

	free(s.name);
	s.name = strdup("renamed");
	s.memory = MIB(48) + KIB(3);
	s.vcpus = 3;
	s.weight = 100;
	s.cap = 50;
	ok(!renew_config(c, &s, &f) && !strcmp(c->name, "renamed") && c->memory == MIB(48) &&
		   config_max_memory(c) == MIB(64) && c->vcpus == 3 && c->max_vcpus == 4 &&
		   c->policy.cpu_weight == 100 && c->policy.cap == 50,
	   "name, memory, vCPUs, weight and cap");
	s.vcpus = 0;
	s.weight = s.cap = OPTION_UNSET;
	s.max_memory = MIB(48);
	ok(!renew_config(c, &s, &f) && config_max_memory(c) == MIB(48) && c->vcpus == 3 &&
		   c->policy.cpu_weight == 100 && c->policy.cap == 50,
	   "what nobody knows stays");
	c->has_uuid = false;
	s.uuid[0] = 7;
	ok(!renew_config(c, &s, &f) && c->has_uuid && c->uuid[0] == 7,
	   "a config without a uuid gets the domain's");
	s.uuid[0] = 8;
	ok(!renew_config(c, &s, &f) && c->uuid[0] == 7, "... and no other");
	pvh_config_unref(c);
	c = config_of("vcpus", "3");
	s.vcpus = 1;
	ok(!renew_config(c, &s, &f) && c->vcpus == 1 && c->max_vcpus == 3,
	   "who had all vCPUs can have them again");
	pvh_config_unref(c);
}

/* --- Failures ------------------------------------------------------------------------------ */

/* Of all that has changed one thing cannot be built, so that nothing has. */
static void test_unbuildable(void)
{
	struct fault f = FAULT_NONE;
	struct pvh_config *c = fx_config(&(struct fx_guest){ .wishes = WISHES(
		"disk", "[{\"target\": \"images/a\", \"vdev\": \"xvda\", \"format\": \"qcow2\"},"
			" {\"target\": \"images/b\", \"vdev\": \"xvdb\"}]",
		"vif", "[{\"rate\": \"10Mb/s\"}]", "device_model_override", "\"/q\"",
		"vnuma", "[{\"pnode\": 0, \"size\": 64, \"vcpus\": \"0\"}]") });
	_cleanup_(domain_state_fini) struct domain_state s = built(c);
	const struct record_change change = { .added =
		"{\"disks\": [{\"vdev\": \"xvdc\", \"pdev_path\": \"/new\"}],"
		" \"nics\": [{\"devid\": 1, \"mac\": \"00:16:3e:00:00:02\"}]}" };
	_cleanup_free_ char *old = s.record;

	fx_must(record_change(old, &change, &s.record, &f), "change");
	has(&s, DEVICE_VBD, 51744);
	has(&s, DEVICE_VIF, 1);
	s.devices[0].devid = 1;
	s.memory = MIB(32);
	s.weight = 100;
	free(s.name);
	s.name = strdup("renamed");
	ok(refuses(c, &s, -EINVAL, &f) && !strcmp(f.pointer, "/vnuma") && !c->max_memory &&
		   !strcmp(c->disks[0].target, "images/a"),
	   "memory that a guest with NUMA nodes cannot do without: %s", f.what);
	s.memory = MIB(64);
	ok(!renew_config(c, &s, &f) && c->nr_disks == 2 && c->nr_nics == 2 &&
		   !strcmp(c->disks[0].target, "images/b") && !strcmp(c->name, "renamed") &&
		   !strcmp(c->nics[0].rate_text, "10Mb/s") && !c->device_model_override,
	   "... without which all else changes");
	free(s.name);
	s.name = strdup("7");
	ok(refuses(c, &s, -EINVAL, &f), "a name that no config can have: %s", f.what);
	pvh_config_unref(c);
}

int main(void)
{
	test_same();
	test_relative();
	test_devices();
	test_names();
	test_each("disk", disks, ARRAY_SIZE(disks));
	test_each("disk", qdisks, ARRAY_SIZE(qdisks));
	test_each("disk", discs, ARRAY_SIZE(discs));
	test_each("vif", nics, ARRAY_SIZE(nics));
	test_each("vif", rates, ARRAY_SIZE(rates));
	test_qemu();
	test_values();
	test_unbuildable();
	return done();
}
