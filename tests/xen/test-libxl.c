/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The host's own libxl reads what it is to know of a domain: it understands all of it, would write
 * it the same way, and takes it for what it was meant to be.
 */
#include <json-c/json.h>
#include <libxl.h>
#include <libxl_utils.h>
#include <string.h>

#include "backend/backend.h"
#include "fake.h"
#include "../unit/libxl-wishes.h"
#include "../unit/tap.h"
#include "plan/host.h"

/* What the backend writes of a domain on this Xen, whether its disks are on this machine or not. */
static char *record_of(const struct fx_guest *guest)
{
	struct pvh_plan *plan = fx_plan(guest);
	struct fault f = FAULT_NONE;
	struct pvh_backend *be;
	struct host host;
	char *text;

	fake_reset();
	fx_must(pvh_backend_new_xen(plan->ctx, &be), "backend");
	fx_must(be->ops->describe(be, &host, &f), f.what);
	fx_must(host_record(plan, &host, &text, &f), f.what);
	pvh_backend_unref(be);
	pvh_plan_unref(plan);
	return text;
}

/* `config` is what libxl makes of it. */
static void check(libxl_ctx *ctx, const struct fx_guest *guest, const char *what,
		  libxl_domain_config *config)
{
	_cleanup_free_ char *ours = record_of(guest);
	_cleanup_free_ char *theirs = NULL;
	struct json_object *a = json_tokener_parse(ours), *b = NULL;

	ok(!libxl_domain_config_from_json(ctx, config, ours), "libxl reads %s", what);
	theirs = libxl_domain_config_to_json(ctx, config);
	if (theirs)
		b = json_tokener_parse(theirs);
	if (!ok(b && json_object_equal(a, b), "... and would write the same"))
		printf("# %s\n# %s\n", json_object_to_json_string(a), json_object_to_json_string(b));
	json_object_put(a);
	json_object_put(b);
}

static bool is(const char *a, const char *b)
{
	return a && !strcmp(a, b);
}

static void test_plain(libxl_ctx *ctx)
{
	static const struct fx_guest plain = { .vcpus = 2, .max_vcpus = 3, .max_memory = MIB(128) };
	libxl_domain_config c;

	check(ctx, &plain, "a domain of which little is said", &c);
	ok(c.c_info.type == LIBXL_DOMAIN_TYPE_PVH && c.b_info.type == LIBXL_DOMAIN_TYPE_PVH &&
		   is(c.c_info.name, "guest") && libxl_defbool_val(c.c_info.hap),
	   "it is a PVH domain");
	ok(c.b_info.target_memkb == 65536 && c.b_info.max_memkb == 131072, "of that much memory");
	ok(c.b_info.max_vcpus == 3 && libxl_bitmap_count_set(&c.b_info.avail_vcpus) == 2,
	   "with as many vCPUs");
	ok(c.b_info.shadow_memkb == LIBXL_MEMKB_DEFAULT && c.b_info.sched_params.weight == -1,
	   "what nobody wishes for is libxl's default");
	libxl_domain_config_dispose(&c);
}

static void test_much(libxl_ctx *ctx)
{
	libxl_domain_config c;
	libxl_domain_build_info *b = &c.b_info;

	check(ctx, &much_wished, "one of which much is said", &c);
	ok(is(c.c_info.ssid_label, "system_u:system_r:domU_t") && is(c.c_info.pool_name, "0") &&
		   is(b->exec_ssid_label, "system_u:system_r:domU_t"),
	   "its labels and its pool");
	ok(b->shadow_memkb == 65536 && (int32_t)b->rtc_timeoffset == -5 &&
		   b->tsc_mode == LIBXL_TSC_MODE_ALWAYS_EMULATE &&
		   b->timer_mode == LIBXL_TIMER_MODE_DELAY_FOR_MISSED_TICKS &&
		   b->altp2m == LIBXL_ALTP2M_MODE_EXTERNAL && b->vmtrace_buf_kb == 64,
	   "modes and numbers");
	ok(b->max_grant_frames == 32 && b->max_maptrack_frames == 0 && b->max_grant_version == 1 &&
		   b->event_channels == 4095 && b->sched_params.weight == 512 &&
		   b->sched_params.cap == 0,
	   "limits");
	ok(b->num_vnuma_nodes == 2 && b->vnuma_nodes[0].memkb == 2097152 &&
		   b->vnuma_nodes[0].pnode == 1 && b->vnuma_nodes[0].distances[1] == 21 &&
		   libxl_bitmap_test(&b->vnuma_nodes[0].vcpus, 3) &&
		   libxl_bitmap_count_set(&b->vnuma_nodes[1].vcpus) == 2,
	   "NUMA nodes");
	ok(b->num_vcpu_hard_affinity == 2 && libxl_bitmap_test(&b->vcpu_hard_affinity[1], 2) &&
		   b->num_vcpu_soft_affinity == 4,
	   "CPUs");
	ok(c.num_disks == 5 && c.disks[0].readwrite && is(c.disks[0].vdev, "xvda") &&
		   c.disks[1].is_cdrom && c.disks[1].direct_io_safe && !c.disks[2].readwrite &&
		   c.disks[2].backend == LIBXL_DISK_BACKEND_PHY &&
		   c.disks[2].format == LIBXL_DISK_FORMAT_RAW,
	   "disks");
	ok(c.disks[3].backend == LIBXL_DISK_BACKEND_QDISK &&
		   c.disks[3].format == LIBXL_DISK_FORMAT_QCOW2 &&
		   c.disks[4].format == LIBXL_DISK_FORMAT_VHD && is(c.disks[4].pdev_path, "data"),
	   "... and those of QEMU");
	ok(c.num_p9s == 2 && is(c.p9s[0].tag, "home") && is(c.p9s[0].security_model, "none") &&
		   c.p9s[1].devid == 1 && is(c.p9s[1].path, "pool/shared"),
	   "shares");
	ok(c.num_channels == 3 && c.channels[0].devid == 1 && is(c.channels[0].name, "second") &&
		   c.channels[0].connection == LIBXL_CHANNEL_CONNECTION_PTY &&
		   c.channels[2].connection == LIBXL_CHANNEL_CONNECTION_SOCKET &&
		   is(c.channels[2].u.socket.path, "run/far"),
	   "consoles");
	ok(b->device_model && strstr(b->device_model, "/bin/qemu"), "another QEMU");
	ok(c.num_nics == 2 && c.nics[0].mac[5] == 0x56 && is(c.nics[0].bridge, "xenbr0") &&
		   c.nics[1].devid == 7 && c.nics[1].rate_interval_usecs == 20000,
	   "interfaces");
	ok(is(b->kernel, "/boot/vmlinuz") && is(b->cmdline, "console=hvc0 \"quoted\" \xc3\xa9"),
	   "kernel and command line");
	ok(c.on_reboot == LIBXL_ACTION_ON_SHUTDOWN_RESTART &&
		   c.on_crash == LIBXL_ACTION_ON_SHUTDOWN_DESTROY,
	   "what becomes of it, by default");
	ok(libxl_defbool_val(b->arch_x86.msr_relaxed) && libxl_defbool_val(b->vpmu) &&
		   !libxl_defbool_val(b->nested_hvm) && !libxl_defbool_val(b->numa_placement),
	   "and what is on or off");
	libxl_domain_config_dispose(&c);
}

static void test_shim(libxl_ctx *ctx)
{
	libxl_domain_config c;

	check(ctx, &shim_wished, "a PV guest in Xen's shim", &c);
	ok(libxl_defbool_val(c.b_info.u.pvh.pvshim) && is(c.b_info.u.pvh.pvshim_cmdline, "pv-shim") &&
		   is(c.b_info.u.pvh.pvshim_extra, "loglvl=all") &&
		   strstr(c.b_info.u.pvh.pvshim_path, "/boot/shim"),
	   "its shim");
	ok(c.on_poweroff == LIBXL_ACTION_ON_SHUTDOWN_PRESERVE &&
		   c.on_reboot == LIBXL_ACTION_ON_SHUTDOWN_RESTART_RENAME &&
		   c.on_watchdog == LIBXL_ACTION_ON_SHUTDOWN_COREDUMP_RESTART &&
		   c.on_crash == LIBXL_ACTION_ON_SHUTDOWN_COREDUMP_DESTROY &&
		   c.on_soft_reset == LIBXL_ACTION_ON_SHUTDOWN_RESTART,
	   "what becomes of it");
	libxl_domain_config_dispose(&c);
}

static void test_others(libxl_ctx *ctx)
{
	const struct fx_guest msr = { .wishes = WISHES("cpuid", "\"host,rdcl-no=1,sse3=0\"") };
	const struct fx_guest rtds = {
		.wishes = WISHES("pool", "\"4\"", "period", "20000", "budget", "5000",
				 "extratime", "false", "nestedhvm", "true")
	};
	libxl_domain_config c;

	check(ctx, &msr, "edits of CPUID and of an MSR", &c);
	libxl_domain_config_dispose(&c);
	check(ctx, &rtds, "rtds's parameters", &c);
	ok(c.b_info.sched_params.period == 20000 && c.b_info.sched_params.extratime == 0,
	   "... which are those");
	libxl_domain_config_dispose(&c);
}

int main(void)
{
	xentoollog_logger_stdiostream *logger = xtl_createlogger_stdiostream(stderr, XTL_ERROR, 0);
	libxl_ctx *ctx = NULL;

	fake_reset();
	fake_altp2m(ESRCH);
	if (!ok(!libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, (xentoollog_logger *)logger), "libxl starts"))
		return done();
	test_plain(ctx);
	test_much(ctx);
	test_shim(ctx);
	test_others(ctx);
	libxl_ctx_free(ctx);
	xtl_logger_destroy((xentoollog_logger *)logger);
	return done();
}
