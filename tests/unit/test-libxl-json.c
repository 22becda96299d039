/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What libxl is told of a domain, as text; and that no key of a domain.json is forgotten in it.
 * tests/xen/test-libxl asks libxl itself.
 */
#include "emit/libxl-json.h"

#include <json-c/json.h>
#include <string.h>

#include "config/option.h"
#include "libxl-wishes.h"
#include "plan/host.h"
#include "tap.h"

static const char minimal[] =
	"{\"c_info\":{\"type\":\"pvh\",\"name\":\"guest\",\"uuid\":\"" FX_UUID "\","
	"\"run_hotplug_scripts\":\"True\",\"hap\":\"True\",\"oos\":\"True\","
	"\"driver_domain\":\"False\",\"passthrough\":\"disabled\","
	"\"xend_suspend_evtchn_compat\":\"False\"},"
	"\"b_info\":{\"localtime\":\"False\",\"disable_migrate\":\"False\",\"event_channels\":1023,"
	"\"timer_mode\":\"no_delay_for_missed_ticks\",\"nested_hvm\":\"False\",\"vpmu\":\"False\","
	"\"max_vcpus\":1,\"avail_vcpus\":[0],\"max_memkb\":65536,\"target_memkb\":65536,"
	"\"video_memkb\":0,\"claim_mode\":\"True\",\"sched_params\":{},\"type.pvh\":{},"
	"\"arch_arm\":{},\"arch_x86\":{\"msr_relaxed\":\"False\"}},\"on_reboot\":\"restart\"}";

static const char shim[] =
	"{\"c_info\":{\"type\":\"pvh\",\"name\":\"guest\",\"uuid\":\"" FX_UUID "\","
	"\"run_hotplug_scripts\":\"True\",\"hap\":\"True\",\"oos\":\"True\","
	"\"driver_domain\":\"False\",\"passthrough\":\"disabled\","
	"\"xend_suspend_evtchn_compat\":\"False\"},"
	"\"b_info\":{\"localtime\":\"False\",\"disable_migrate\":\"False\",\"event_channels\":1023,"
	"\"timer_mode\":\"no_delay_for_missed_ticks\",\"nested_hvm\":\"False\",\"vpmu\":\"False\","
	"\"max_vcpus\":1,\"avail_vcpus\":[0],\"max_memkb\":65536,\"target_memkb\":65536,"
	"\"video_memkb\":0,\"claim_mode\":\"True\",\"kernel\":\"vmlinux\",\"sched_params\":{},"
	"\"type.pvh\":{\"pvshim\":\"True\",\"pvshim_path\":\"boot/shim\","
	"\"pvshim_cmdline\":\"pv-shim\",\"pvshim_extra\":\"loglvl=all\"},"
	"\"arch_arm\":{},\"arch_x86\":{\"msr_relaxed\":\"False\"}},"
	"\"on_poweroff\":\"preserve\",\"on_reboot\":\"restart_rename\","
	"\"on_watchdog\":\"coredump_restart\",\"on_crash\":\"coredump_destroy\","
	"\"on_soft_reset\":\"restart\"}";

static const char much[] =
	"{\"c_info\":{\"type\":\"pvh\",\"ssid_label\":\"system_u:system_r:domU_t\","
	"\"name\":\"guest\",\"uuid\":\"" FX_UUID "\",\"run_hotplug_scripts\":\"True\","
	"\"hap\":\"True\",\"oos\":\"False\",\"pool_name\":\"0\",\"driver_domain\":\"True\","
	"\"passthrough\":\"disabled\",\"xend_suspend_evtchn_compat\":\"True\"},"
	"\"b_info\":{\"tsc_mode\":\"always_emulate\",\"shadow_memkb\":65536,"
	"\"rtc_timeoffset\":4294967291,\"localtime\":\"True\",\"disable_migrate\":\"True\","
	"\"max_grant_frames\":32,\"max_maptrack_frames\":0,\"max_grant_version\":1,"
	"\"event_channels\":4095,\"timer_mode\":\"delay_for_missed_ticks\",\"nested_hvm\":\"False\","
	"\"altp2m\":\"external\",\"vmtrace_buf_kb\":64,\"vpmu\":\"True\","
	"\"device_model\":\"bin/qemu\",\"max_vcpus\":4,\"avail_vcpus\":[0,1],\"numa_placement\":\"False\","
	"\"max_memkb\":3145728,\"target_memkb\":3145728,\"video_memkb\":0,\"claim_mode\":\"True\","
	"\"cpuid\":{\"cpuid\":["
	"{\"leaf\":1,\"ebx\":\"xxxxxxxx00000010xxxxxxxxxxxxxxxx\","
	"\"ecx\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx0\"},"
	"{\"leaf\":4,\"subleaf\":0,\"eax\":\"000000000000000000xxxxxxxxxxxxxx\"},"
	"{\"leaf\":2147483656,\"ecx\":\"xxxxxxxxxxxxxxxx0000xxxx00000000\"},"
	"{\"leaf\":7,\"subleaf\":0,\"ebx\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx1\","
	"\"edx\":\"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk\"}],\"msr\":[]},"
	"\"vnuma_nodes\":["
	"{\"memkb\":2097152,\"distances\":[10,21],\"pnode\":1,\"vcpus\":[0,3]},"
	"{\"memkb\":1048576,\"distances\":[20,10],\"vcpus\":[1,2]}],"
	"\"kernel\":\"/boot/vmlinuz\",\"cmdline\":\"console=hvc0 \\\"quoted\\\" \xc3\xa9\","
	"\"ramdisk\":\"images/initrd\",\"exec_ssid_label\":\"system_u:system_r:domU_t\","
	"\"sched_params\":{\"weight\":512,\"cap\":0},\"type.pvh\":{},\"arch_arm\":{},"
	"\"arch_x86\":{\"msr_relaxed\":\"True\"}},"
	"\"disks\":["
	"{\"pdev_path\":\"/dev/vg/web1\",\"vdev\":\"xvda\",\"backend\":\"phy\",\"format\":\"raw\","
	"\"readwrite\":1,\"discard_enable\":\"True\",\"trusted\":\"True\"},"
	"{\"pdev_path\":\"images/cd.iso\",\"vdev\":\"xvdb\",\"backend\":\"phy\",\"format\":\"raw\","
	"\"removable\":1,\"is_cdrom\":1,\"direct_io_safe\":true,\"discard_enable\":\"False\","
	"\"trusted\":\"False\"},"
	"{\"backend_domname\":\"storage\",\"pdev_path\":\"pool/image\",\"vdev\":\"xvdc1\","
	"\"backend\":\"phy\",\"format\":\"raw\",\"script\":\"block-ceph\","
	"\"discard_enable\":\"False\",\"trusted\":\"True\"},"
	"{\"pdev_path\":\"images/data\",\"vdev\":\"xvdd\",\"backend\":\"qdisk\","
	"\"format\":\"qcow2\",\"readwrite\":1,\"discard_enable\":\"True\",\"trusted\":\"True\"},"
	"{\"backend_domname\":\"storage\",\"pdev_path\":\"data\",\"vdev\":\"xvde\","
	"\"backend\":\"qdisk\",\"format\":\"vhd\",\"readwrite\":1,\"discard_enable\":\"True\","
	"\"trusted\":\"True\"}],"
	"\"nics\":["
	"{\"devid\":0,\"mtu\":1500,\"mac\":\"00:16:3e:12:34:56\",\"bridge\":\"xenbr0\","
	"\"script\":\"vif-bridge\",\"nictype\":\"vif\",\"trusted\":\"True\"},"
	"{\"backend_domname\":\"5\",\"devid\":7,\"mtu\":9000,\"mac\":\"00:16:3e:65:43:21\","
	"\"ip\":\"10.0.0.7\",\"bridge\":\"br1\",\"ifname\":\"web1.7\",\"script\":\"vif-route\","
	"\"nictype\":\"vif\",\"rate_bytes_per_interval\":20000,\"rate_interval_usecs\":20000,"
	"\"gatewaydev\":\"eth0\",\"trusted\":\"False\"}],"
	"\"p9s\":[{\"tag\":\"home\",\"path\":\"home\",\"security_model\":\"none\",\"devid\":0},"
	"{\"backend_domname\":\"5\",\"tag\":\"pool\",\"path\":\"pool/shared\","
	"\"security_model\":\"none\",\"devid\":1}],"
	"\"channels\":[{\"devid\":1,\"name\":\"second\",\"connection.pty\":{}},"
	"{\"devid\":2,\"name\":\"agent\",\"connection.socket\":{\"path\":\"run/agent\"}},"
	"{\"backend_domname\":\"5\",\"devid\":3,\"name\":\"far\","
	"\"connection.socket\":{\"path\":\"run/far\"}}],\"on_reboot\":\"restart\"}";

/* Of that config, made by the library's own stages, and freed. */
static char *record_of(struct pvh_config *config)
{
	struct pvh_plan *plan;
	char *text;

	fx_must(pvh_plan_new(config, &plan), "plan");
	text = strdup(plan->registration.record);
	pvh_plan_unref(plan);
	pvh_config_unref(config);
	return text;
}

static struct json_object *parsed(const char *text)
{
	struct json_object *value = json_tokener_parse(text);

	fx_must(!value, text);
	return value;
}

static void check_text(struct pvh_config *config, const char *wanted, const char *what)
{
	_cleanup_free_ char *text = record_of(config);
	struct json_object *got = parsed(text), *expected = parsed(wanted);
	bool same = json_object_equal(got, expected);

	ok(same, "%s", what);
	if (!same)
		printf("# %s\n# %s\n", text, wanted);
	json_object_put(got);
	json_object_put(expected);
}

static struct pvh_config *much_config(void)
{
	struct pvh_config *config = fx_config(&much_wished);
	struct fault f = FAULT_NONE;

	fx_must(config_set_base_dir(config, "/etc/guests", &f), "base_dir");
	return config;
}

static void test_texts(void)
{
	static const struct fx_guest plain = { 0 };
	const struct fx_guest rtds = {
		.max_memory = MIB(128), .wishes = WISHES("period", "10000", "budget", "5000",
							 "cpuid", "\"host,rdcl-no=1\"")
	};
	_cleanup_free_ char *text = NULL;

	check_text(fx_config(&plain), minimal, "a domain of which nothing is said");
	check_text(much_config(), much, "one of which much is said");
	check_text(fx_config(&shim_wished), shim, "one in Xen's shim, and what becomes of it");
	text = record_of(fx_config(&rtds));
	ok(strstr(text, "\"sched_params\":{\"period\":10000,\"budget\":5000,\"extratime\":1}") &&
		   strstr(text, "\"max_memkb\":131072,\"target_memkb\":65536"),
	   "period and budget; memory that is populated on demand");
	ok(strstr(text, "\"cpuid\":{\"cpuid\":[],\"msr\":[{\"index\":266,\"policy\":\"xxxxxxxxxxxxxxxx"
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx1\"}]}"),
	   "an MSR");
}

/* --- What becomes of the domain ---------------------------------------------------------------- */

/* By libxl's names; "destroy", by which libxl sets out, is left out. */
static void test_actions(void)
{
	static const char *const keys[] = { "on_poweroff", "on_reboot", "on_watchdog", "on_crash",
					    "on_soft_reset" };
	static const char *const names[][2] = {
		{ "destroy", NULL },
		{ "restart", "restart" },
		{ "rename-restart", "restart_rename" },
		{ "preserve", "preserve" },
		{ "coredump-destroy", "coredump_destroy" },
		{ "coredump-restart", "coredump_restart" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys) * ARRAY_SIZE(names); i++) {
		const char *key = keys[i / ARRAY_SIZE(names)];
		const char *const *name = names[i % ARRAY_SIZE(names)];
		struct fx_guest guest = { 0 };
		_cleanup_free_ char *text = NULL;
		char value[32], wanted[64];

		snprintf(value, sizeof(value), "\"%s\"", name[0]);
		snprintf(wanted, sizeof(wanted), "\"%s\":\"%s\"", key, name[1] ? name[1] : "");
		guest.wishes = WISHES(key, value);
		text = record_of(fx_config(&guest));
		ok(name[1] ? !!strstr(text, wanted) : !strstr(text, key), "%s: %s", key, name[0]);
	}
}

/* --- No key is forgotten ---------------------------------------------------------------------- */

/* What libxl has for other guests only, or not at all. */
static const char *const without[] = { "mmio_hole", "acpi_firmware", "modules", "start_info",
				       "reserved" };
/* Keys that are no options, and where they are: the CPUs come with the host. */
static const char *const members[][2] = {
	{ "name", "\"name\"" },             { "uuid", "\"uuid\"" },
	{ "memory", "\"target_memkb\"" },   { "maxmem", "\"max_memkb\"" },
	{ "vcpus", "\"avail_vcpus\"" },     { "maxvcpus", "\"max_vcpus\"" },
	{ "kernel", "\"kernel\"" },         { "ramdisk", "\"ramdisk\"" },
	{ "cmdline", "\"cmdline\"" },       { "vnuma", "\"vnuma_nodes\"" },
	{ "cpus", "\"vcpu_hard_affinity\"" }, { "cpus_soft", "\"vcpu_soft_affinity\"" },
	{ "cpuid", "\"cpuid\"" },         { "disk", "\"disks\"" },
	{ "vif", "\"nics\"" },             { "p9", "\"p9s\"" },
	{ "channel", "\"channels\"" },
};

static bool has_no_place(const char *key)
{
	bool found = false;

	for (size_t i = 0; i < ARRAY_SIZE(without); i++)
		found |= !strcmp(without[i], key);
	return found;
}

static const char *member_of(const char *key)
{
	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		if (!strcmp(members[i][0], key))
			return members[i][1];
	return NULL;
}

/* Another value than it has by default, whatever goes with it: nothing here looks at that. */
static void set_other(struct pvh_config *c, const struct option *o)
{
	struct fault f = FAULT_NONE;

	switch (o->kind) {
	case OPTION_FLAG:
		option_set_flag(c, o, !o->preset, &f);
		break;
	case OPTION_NUMBER:
	case OPTION_SIZE:
		option_set_number(c, o, o->max, &f);
		break;
	case OPTION_CHOICE:
		option_set_choice(c, o, o->choices[!o->preset && o->choices[1]], &f);
		break;
	case OPTION_TEXT:
		option_set_text(c, o, "text", &f);
		break;
	}
	fx_must(f.code, o->name);
}

/* The record of a plan of its own, past the checks of what goes together. */
static char *unchecked_record(struct pvh_config *config)
{
	struct fault f = FAULT_NONE;
	struct pvh_plan *plan;
	char *text;

	fx_must(plan_new(config, &plan, &f) || emit_libxl_json(plan, config, &f), f.what);
	text = strdup(plan->registration.record);
	plan_free(plan);
	return text;
}

static void test_option(const struct option *o)
{
	static const struct fx_guest plain = { .cmdline = "quiet" };
	struct pvh_config *config = fx_config(&plain);
	_cleanup_free_ char *before = unchecked_record(config);
	_cleanup_free_ char *after = NULL;
	/* Where there is but one value, its key has to be there. */
	bool single = o->kind == OPTION_CHOICE && !o->choices[1];

	set_other(config, o);
	after = unchecked_record(config);
	ok(single ? strstr(after, o->name) != NULL : (!strcmp(before, after) == has_no_place(o->name)),
	   "\"%s\" %s", o->name, has_no_place(o->name) ? "has no place" : "is in the record");
	pvh_config_unref(config);
}

static void test_keys(void)
{
	struct host host = HOST_ANY;
	static const uint32_t nodes[] = { 0, 0, 1, 1 };
	struct pvh_config *config = much_config();
	_cleanup_free_ char *text = NULL, *json = NULL;
	struct fault f = FAULT_NONE;
	struct json_object *keys;
	struct pvh_plan *plan;
	bool all = true;

	host.nodes = nodes;
	host.nr_cpus = ARRAY_SIZE(nodes);
	fx_must(pvh_plan_new(config, &plan), "plan");
	fx_must(host_record(plan, &host, &text, &f), "host_record");
	fx_must(pvh_config_to_json(config, &json), "to_json");
	keys = parsed(json);
	json_object_object_foreach(keys, key, value) {
		const char *member = member_of(key);
		bool known = option_find(key) || has_no_place(key) || (member && strstr(text, member));

		(void)value;
		all &= known;
		if (!known)
			printf("# \"%s\" is forgotten\n", key);
	}
	ok(all, "each key of a domain.json is in the record, or libxl has nothing like it");
	json_object_put(keys);
	pvh_plan_unref(plan);
	pvh_config_unref(config);
}

/* --- With a host ------------------------------------------------------------------------------ */

/* The member of b_info in the text for this host, without spaces. */
static bool host_has(const struct host *host, const char *member, const char *wanted)
{
	struct pvh_config *config = much_config();
	struct json_object *root, *build, *value = NULL;
	_cleanup_free_ char *text = NULL;
	struct fault f = FAULT_NONE;
	struct pvh_plan *plan;
	bool same;

	fx_must(pvh_plan_new(config, &plan), "plan");
	fx_must(host_record(plan, host, &text, &f), "host_record");
	root = parsed(text);
	json_object_object_get_ex(root, "b_info", &build);
	same = json_object_object_get_ex(build, member, &value) == (wanted != NULL);
	if (same && wanted)
		same = !strncmp(json_object_to_json_string_ext(value, JSON_C_TO_STRING_NOSLASHESCAPE),
				wanted, strlen(wanted));
	json_object_put(root);
	pvh_plan_unref(plan);
	pvh_config_unref(config);
	return same;
}

/* Only of disks that the builder's domain serves, by the script that takes paths. */
static void test_targets(void)
{
	struct pvh_config *config = much_config();
	struct host host = HOST_ANY;
	_cleanup_free_ char *text = NULL;
	struct fault f = FAULT_NONE;
	struct pvh_plan *plan;

	fx_must(pvh_plan_new(config, &plan), "plan");
	fx_must(host_record(plan, &host, &text, &f), "host_record");
	ok(strstr(text, "\"/dev/vg/web1\"") && strstr(text, "\"/etc/guests/images/cd.iso\"") &&
		   strstr(text, "\"/etc/guests/images/data\"") && strstr(text, "\"pool/image\"") &&
		   strstr(text, "\"data\""),
	   "... also of disks, but not what only looks like one");
	ok(strstr(text, "\"/etc/guests/home\"") && strstr(text, "\"pool/shared\"") &&
		   strstr(text, "\"/etc/guests/run/agent\"") && strstr(text, "\"run/far\""),
	   "... of shares and sockets");
	pvh_plan_unref(plan);
	pvh_config_unref(config);
}

static void test_shim_path(void)
{
	struct pvh_config *config = fx_config(&shim_wished);
	struct host host = HOST_ANY;
	_cleanup_free_ char *text = NULL;
	struct fault f = FAULT_NONE;
	struct pvh_plan *plan;

	fx_must(config_set_base_dir(config, "/etc/guests", &f), "base_dir");
	fx_must(pvh_plan_new(config, &plan), "plan");
	fx_must(host_record(plan, &host, &text, &f), "host_record");
	ok(strstr(text, "\"/etc/guests/boot/shim\"") && strstr(text, "\"/etc/guests/vmlinux\""),
	   "... and of the shim");
	pvh_plan_unref(plan);
	pvh_config_unref(config);
}

static void test_host(void)
{
	static const uint32_t nodes[] = { 0, 0, 1, HOST_NO_NODE, 1 };
	struct host host = HOST_ANY;

	ok(host_has(&host, "vcpu_hard_affinity", NULL) && host_has(&host, "vcpu_soft_affinity", NULL),
	   "nothing is said of CPUs where nobody knows which there are");
	host.nodes = nodes;
	host.nr_cpus = ARRAY_SIZE(nodes);
	ok(host_has(&host, "vcpu_hard_affinity", "[[0,1],[2,4]]"), "a list for two of four vCPUs");
	ok(host_has(&host, "vcpu_soft_affinity", "[[0,1,2,3,4],[0,1,2,3,4],[0,1,2,3,4],[0,1,2,3,4]]"),
	   "one for all of them");
	ok(host_has(&host, "kernel", "\"/boot/vmlinuz\"") &&
		   host_has(&host, "ramdisk", "\"/etc/guests/images/initrd\"") &&
		   host_has(&host, "device_model", "\"/etc/guests/bin/qemu\""),
	   "a relative path is made one that leads there from everywhere");
	test_targets();
	test_shim_path();
	ok(host_has(&host, "cpuid", "{\"cpuid\":[{\"leaf\":1,"), "a libxl that edits MSRs");
	host.msr_edits = false;
	ok(host_has(&host, "cpuid", "[{\"leaf\":1,"), "... and an older one, which has an array");
}

int main(void)
{
	const struct option *o;

	test_texts();
	test_actions();
	for (size_t i = 0; (o = option_at(i)); i++)
		test_option(o);
	test_keys();
	test_host();
	return done();
}
