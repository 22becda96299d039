/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How Xen is told to treat a domain, and that each call of it may fail. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xenctrl.h>
#include <xen/hvm/params.h>

#include "fake.h"
#include "../unit/fixture.h"
#include "plan/host.h"
#include "../unit/tap.h"

static int build(struct pvh_plan *plan)
{
	struct pvh_backend *be;
	int r = pvh_backend_new_xen(plan->ctx, &be);

	if (!r)
		r = pvh_build(plan, be, 0, NULL);
	pvh_backend_unref(be);
	return r;
}

static const struct fx_guest rich = {
	.vcpus = 2,
	.wishes = WISHES("cpus", "[\"0-2,^1\", \"node:1\"]", "cpus_soft", "\"all,^0\"",
			 "cpu_weight", "512", "cap", "150", "rtc_timeoffset", "-3600",
			 "tsc_mode", "\"native\"", "nomigrate", "true", "oos", "false",
			 "max_event_channels", "4095", "max_grant_frames", "32",
			 "max_maptrack_frames", "64", "max_grant_version", "1",
			 "cpuid", "\"host,sse3=0,rdcl-no=1,eibrs=0\"",
			 "msr_relaxed", "true", "localtime", "true", "vpmu", "true", "vmtrace_buf_kb", "64",
			 "seclabel", "\"system_u:system_r:domU_t\""),
};

static void test_told(struct pvh_plan *plan)
{
	const struct xen_domctl_createdomain *c = (const void *)fake.creation;

	fake_reset();
	fx_must(build(plan), "build");
	ok(fake.affinity[0].hard == 0x5 && fake.affinity[1].hard == 0xc &&
		   fake.affinity[0].soft == 0xe && fake.affinity[1].soft == 0xe,
	   "CPUs: 0x%x and 0x%x, rather 0x%x", fake.affinity[0].hard, fake.affinity[1].hard,
	   fake.affinity[0].soft);
	ok(fake.weight == 512 && fake.cap == 150, "weight %u, cap %u", fake.weight, fake.cap);
	ok(fake.time_offset == -3600 + 7200 && fake.tsc_mode == 2 && fake.itsc,
	   "time: %d s, TSC mode %u", fake.time_offset, fake.tsc_mode);
	ok(c->flags == (XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap | XEN_DOMCTL_CDF_oos_off |
			 XEN_DOMCTL_CDF_vpmu) &&
		   c->max_evtchn_port == 4095 && c->max_grant_frames == 32 &&
		   c->max_maptrack_frames == 64 && c->grant_opts == 1 && c->ssidref == 77,
	   "flags 0x%x, limits, label %u", c->flags, c->ssidref);
	ok(fake.cpuid_leaf == 1 && fake.cpuid_ecx[31] == '0' && fake.cpuid_ecx[30] != '0',
	   "CPUID leaf %u: %s", fake.cpuid_leaf, fake.cpuid_ecx);
	ok(fake.msr == 0x10a && fake.nr_msrs == 1 && !strncmp(fake.msr_policy + 62, "01", 2) &&
		   !fake.nested,
	   "MSR 0x%x: %s", fake.msr, fake.msr_policy);
	ok(c->arch.misc_flags == XEN_X86_MSR_RELAXED, "MSRs that Xen does not know read as 0");
	ok(c->vmtrace_size == 64 << 10, "a buffer of %u bytes for each vCPU's trace", c->vmtrace_size);
}

/* A Xen without it takes the param all the same. */
static void test_altp2m(int answer, bool there)
{
	const struct fx_guest guest = { .wishes = WISHES("altp2m", "\"external\"") };
	struct pvh_plan *plan = fx_sealed(&guest, NULL);
	int r;

	fake_reset();
	fake_altp2m(answer);
	r = build(plan);
	if (there)
		ok(!r && fake.params[HVM_PARAM_ALTP2M] == 2, "altp2m: %s", strerror(answer));
	else
		ok(r == -EOPNOTSUPP && !fake.exists &&
			   strstr(pvh_get_error(plan->ctx)->what, "altp2m=1 on Xen's command line"),
		   "no altp2m: %s", pvh_get_error(plan->ctx)->sentence);
	fake_altp2m(0);
	pvh_plan_unref(plan);
}

/* What is not wished for is Xen's or libxl's default, and costs no call. */
static void test_plain(void)
{
	static const struct fx_guest plain = { .vcpus = 2 };
	const struct xen_domctl_createdomain *c = (const void *)fake.creation;
	struct pvh_plan *plan = fx_sealed(&plain, NULL);

	fake_reset();
	fx_must(build(plan), "build");
	ok(!fake.affinity[0].hard && !fake.weight && !fake.time_offset &&
		   !fake.tsc_mode && !fake.itsc && !fake.cpuid_ecx[0],
	   "a plain guest runs anywhere, and is told the time and its CPU as they are");
	ok(c->flags == (XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap) && c->max_evtchn_port == 1023 &&
		   c->max_grant_frames == -1 && c->max_maptrack_frames == -1 &&
		   c->arch.emulation_flags == XEN_X86_EMU_LAPIC && !c->arch.misc_flags,
	   "... with the limits that libxl gives");
	pvh_plan_unref(plan);
}

/* A guest that says nothing of CPUs is kept together, on the node with the most memory free. */
static const struct {
	const char *name;
	unsigned int vcpus;
	const char *const *wishes;
	uint64_t free[2];
	uint8_t soft;
} places[] = {
	{ "the first of two alike", 2, NULL, { GIB(8), GIB(8) }, 0x3 },
	{ "the one with more memory", 2, NULL, { GIB(8), GIB(9) }, 0xc },
	{ "the only one with enough", 1, NULL, { MIB(64), GIB(1) }, 0xc },
	{ "none has enough memory", 1, NULL, { MIB(65), MIB(65) }, 0 },
	{ "none has enough CPUs", 3, NULL, { GIB(8), GIB(8) }, 0 },
	{ "none, as there is one only", 1, NULL, { GIB(8), HOST_NO_MEMORY }, 0 },
	{ "the first has no CPU of the pool", 1, WISHES("pool", "\"7\""), { GIB(8), GIB(8) }, 0xc },
	{ "CPUs were wished for", 1, WISHES("cpus", "\"0-2\""), { GIB(8), GIB(8) }, 0 },
	{ "others are preferred", 1, WISHES("cpus_soft", "\"1-2\""), { GIB(8), GIB(8) }, 0x6 },
};

static void test_place(size_t i)
{
	const struct fx_guest guest = { .vcpus = places[i].vcpus, .wishes = places[i].wishes };
	struct pvh_plan *plan = fx_sealed(&guest, NULL);

	fake_reset();
	for (unsigned int node = 0; node < 2; node++)
		fake_free_memory(node, places[i].free[node]);
	fx_must(build(plan), "build");
	ok(fake.affinity[0].soft == places[i].soft &&
		   fake.affinity[places[i].vcpus - 1].soft == places[i].soft,
	   "%s: 0x%x", places[i].name, fake.affinity[0].soft);
	fake_free_memory(0, GIB(8));
	fake_free_memory(1, GIB(8));
	pvh_plan_unref(plan);
}

/* A vCPU would rather run where its node's memory is, unless told otherwise. */
static void test_nodes(const char *cpus_soft, uint8_t first, uint8_t second)
{
	const struct fx_guest guest = {
		.vcpus = 2,
		.wishes = WISHES("vnuma", "[{\"pnode\": 1, \"size\": 32, \"vcpus\": \"0\"},"
				 " {\"pnode\": 0, \"size\": 32, \"vcpus\": \"1\"}]",
				 cpus_soft ? "cpus_soft" : NULL, cpus_soft),
	};
	struct pvh_plan *plan = fx_sealed(&guest, NULL);

	fake_reset();
	fx_must(build(plan), "build");
	ok(fake.cpuid_leaf == 1 && fake.nr_cpuid_leaves == 3, "each vCPU is a package of its own");
	ok(fake.affinity[0].soft == first && fake.affinity[1].soft == second &&
		   !fake.affinity[0].hard,
	   "on nodes 1 and 0%s: 0x%x, 0x%x", cpus_soft ? ", but told otherwise" : "",
	   fake.affinity[0].soft, fake.affinity[1].soft);
	pvh_plan_unref(plan);
}

static void test_failures(struct pvh_plan *plan)
{
	unsigned int calls, left = 0, went_on = 0;

	fake_reset();
	fx_must(build(plan), "build");
	calls = fake.calls;
	for (unsigned int i = 1; i <= calls; i++) {
		fake_reset();
		fake.fail_at = i;
		fake.fail_errno = EIO;
		if (!build(plan))
			went_on++;
		else
			left += fake.exists || fake.nr_nodes || fake.handles || fake.maps;
	}
	ok(!left && went_on < 20 && calls > 120, "of %u failures %u ended the build, and %u left something",
	   calls, calls - went_on, left);
}

/* Each scheduler is given what is wished for, keeps what is not, and is left alone otherwise. */
static const struct {
	const char *const *wishes;
	unsigned int pool, weight, cap, period, budget;
	bool extratime;
} schedulers[] = {
	{ WISHES("cap", "50"), 0, 256, 50, 0, 0, false },
	{ WISHES("cpu_weight", "500"), 0, 500, 0, 0, 0, false },
	{ WISHES("pool", "\"7\"", "cap", "50"), 7, 256, 50, 0, 0, false },
	{ WISHES("pool", "\"7\"", "cpu_weight", "9"), 7, 9, 0, 0, 0, false },
	{ WISHES("pool", "\"7\""), 7, 0, 0, 0, 0, false },
	{ WISHES("pool", "\"4\""), 4, 0, 0, 0, 0, false },
	{ WISHES("pool", "\"4\"", "extratime", "false"), 4, 0, 0, 10000, 4000, false },
	{ WISHES("pool", "\"4\"", "period", "50", "budget", "20"), 4, 0, 0, 50, 20, true },
	{ WISHES("pool", "\"4\"", "period", "50", "budget", "20", "extratime", "false"),
	  4, 0, 0, 50, 20, false },
};

/* ... each vCPU, one that is offline too. */
static bool each_has(unsigned int nr, unsigned int period, unsigned int budget, bool extratime)
{
	unsigned int same = 0;

	for (unsigned int i = 0; i < nr; i++)
		same += fake.rtds[i].period == period && fake.rtds[i].budget == budget &&
			fake.rtds[i].extratime == extratime;
	return same == nr && !fake.rtds[nr].period;
}

static void test_scheduler(size_t i)
{
	const struct xen_domctl_createdomain *c = (const void *)fake.creation;
	const struct fx_guest guest = { .vcpus = 2, .max_vcpus = 3, .wishes = schedulers[i].wishes };
	struct pvh_plan *plan = fx_sealed(&guest, NULL);

	fake_reset();
	fx_must(build(plan), "build");
	ok(c->cpupool_id == schedulers[i].pool && fake.weight == schedulers[i].weight &&
		   fake.cap == schedulers[i].cap &&
		   each_has(3, schedulers[i].period, schedulers[i].budget, schedulers[i].extratime),
	   "pool %u: weight %u, cap %u, period %u, budget %u%s", c->cpupool_id, fake.weight, fake.cap,
	   fake.rtds[0].period, fake.rtds[0].budget, fake.rtds[0].extratime ? ", extra time" : "");
	test_failures(plan);
	pvh_plan_unref(plan);
}

/* A label that is only for the build. */
static void test_labels(void)
{
	const struct fx_guest guest = {
		.wishes = WISHES("seclabel", "\"system_u:system_r:domU_t\"", "init_seclabel",
				 "\"system_u:system_r:domU_t\"")
	};
	struct pvh_plan *plan = fx_sealed(&guest, NULL);

	fake_reset();
	fx_must(build(plan), "build");
	ok(fake.label == 77 && fake.running, "the label that stays, when the domain has been built");
	test_failures(plan);
	pvh_plan_unref(plan);
}

/* ... is refused by its key. */
static void test_unknown_label(const char *init, const char *label, const char *pointer)
{
	const struct fx_guest guest = {
		.wishes = WISHES("seclabel", label, init ? "init_seclabel" : NULL, init)
	};
	struct pvh_plan *plan = fx_sealed(&guest, NULL);
	const struct pvh_error *e;

	fake_reset();
	ok(build(plan) == -EOPNOTSUPP && !fake.exists, "a label that nobody knows");
	e = pvh_get_error(plan->ctx);
	ok(strstr(e->what, "\" is \"a:b:c\", which Xen's security policy does not know") &&
		   !strncmp(e->what + 1, pointer + 1, strlen(pointer + 1)) &&
		   !strcmp(e->pointer, pointer),
	   "%s: %s", e->pointer, e->sentence);
	pvh_plan_unref(plan);
}

/* A build in which the first call of that function fails. */
static int build_failing(struct pvh_plan *plan, const char *call, int err)
{
	unsigned int i = 0;
	int r;

	do {
		fake_reset();
		fake.fail_at = ++i;
		fake.fail_errno = err;
		r = build(plan);
	} while (fake.failed && strcmp(fake.failed, call));
	return r;
}

/* Not to be told of one is another matter than that there is none. */
static void test_label_failure(struct pvh_plan *plan, int err, int code)
{
	ok(build_failing(plan, "xc_flask_context_to_sid", err) == code && !fake.exists, "%s",
	   pvh_get_error(plan->ctx)->sentence);
}

#define NESTED "\"nestedhvm\" needs a CPU on which this Xen can nest virtual machines"
#define GRANTS "\"max_grant_frames\" and \"max_maptrack_frames\" must not be more than " \
	       "gnttab_max_frames and gnttab_max_maptrack_frames of Xen's command line"

/* EINVAL is all that Xen says of a domain that it does not want to create. */
static void test_creation(const char *const *wishes, int err, const char *hint)
{
	const struct fx_guest guest = { .wishes = wishes };
	struct pvh_plan *plan = fx_sealed(&guest, NULL);
	int r = build_failing(plan, "xc_domain_create", err);

	ok(r == -EIO && !fake.exists && !strcmp(pvh_get_error(plan->ctx)->hint, hint), "%s",
	   pvh_get_error(plan->ctx)->sentence);
	pvh_plan_unref(plan);
}

int main(void)
{
	struct pvh_plan *plan = fx_sealed(&rich, NULL);

	setenv("TZ", "XYZ-2", 1); /* two hours ahead */
	test_told(plan);
	test_altp2m(ESRCH, true);
	test_altp2m(EINVAL, true);
	test_altp2m(EPERM, false);
	test_altp2m(0, false);
	test_plain();
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		test_place(i);
	test_nodes(NULL, 0xc, 0x3);
	test_nodes("\"2\"", 0x4, 0x4);
	fake_no_cpus(1);
	test_nodes(NULL, 0, 0x3);
	fake_no_cpus(-1);
	test_unknown_label(NULL, "\"a:b:c\"", "/seclabel");
	test_unknown_label("\"system_u:system_r:domU_t\"", "\"a:b:c\"", "/seclabel");
	test_unknown_label("\"a:b:c\"", "\"system_u:system_r:domU_t\"", "/init_seclabel");
	test_label_failure(plan, EPERM, -EPERM);
	test_label_failure(plan, EIO, -EIO);
	test_creation(WISHES("nestedhvm", "true"), EINVAL, NESTED);
	test_creation(WISHES("nestedhvm", "true"), ENOSYS, "");
	test_creation(WISHES("max_grant_frames", "99"), EINVAL, GRANTS);
	test_creation(WISHES("max_maptrack_frames", "99", "nestedhvm", "true"), EINVAL,
		      NESTED "; " GRANTS);
	test_creation(NULL, EINVAL, "");
	for (size_t i = 0; i < ARRAY_SIZE(schedulers); i++)
		test_scheduler(i);
	test_labels();
	test_failures(plan);
	pvh_plan_unref(plan);
	return done();
}
