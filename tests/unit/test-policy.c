/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What wishes about processors, time and scheduling come to in a plan. */
#include "plan/bill.h"
#include "plan/policy.h"

#include <string.h>

#include "fixture.h"
#include "plan/abi.h"
#include "plan/host.h"
#include "tap.h"

/* --- What differs, as it is told --------------------------------------------------------------- */

static void append_fact(void *text, const struct policy_fact *fact)
{
	char *to = text;
	size_t used = strlen(to);

	if (fact->kind == FACT_TEXT)
		snprintf(to + used, 512 - used, "%s=%s;", fact->name, fact->text);
	else
		snprintf(to + used, 512 - used, "%s=%d;", fact->name, (int)fact->number);
}

static const struct {
	const char *wishes[9];
	const char *facts;
} cases[] = {
	{ { NULL }, "" },
	{ { "hap", "false", "oos", "false" }, "hap=0;oos=0;" },
	{ { "nestedhvm", "true", "vpmu", "true" }, "nestedhvm=1;vpmu=1;" },
	{ { "altp2m", "\"limited\"", "vmtrace_buf_kb", "8" }, "altp2m=limited;vmtrace_buffer=8192;" },
	{ { "max_event_channels", "99", "max_grant_frames", "7", "max_maptrack_frames", "0",
	    "max_grant_version", "1" },
	  "max_event_channels=99;max_grant_frames=7;max_maptrack_frames=0;max_grant_version=1;" },
	{ { "pool", "\"p\"" }, "pool=p;" },
	{ { "seclabel", "\"a\"" }, "seclabel=a;" },
	{ { "seclabel", "\"a\"", "init_seclabel", "\"b\"" }, "init_seclabel=b;seclabel=a;" },
	{ { "nomigrate", "true" }, "invariant_tsc=1;" },
	{ { "tsc_mode", "\"always_emulate\"" }, "tsc_mode=always_emulate;invariant_tsc=1;" },
	{ { "tsc_mode", "\"native\"" }, "tsc_mode=native;" },
	{ { "timer_mode", "\"delay_for_missed_ticks\"" }, "timer_mode=delay_for_missed_ticks;" },
	{ { "rtc_timeoffset", "-7", "localtime", "true" }, "rtc_timeoffset=-7;localtime=1;" },
	{ { "cpu_weight", "3", "cap", "0" }, "cpu_weight=3;cap=0;" },
	{ { "period", "50", "budget", "20", "extratime", "false" },
	  "period=50;budget=20;extratime=0;" },
	{ { "cpus", "\"0-1\"", "cpus_soft", "[\"all\"]" }, "cpus=0-1;cpus_soft of vcpu 0=all;" },
	{ { "cpuid", "\"host,stepping=1\"" }, "cpuid 0x1 eax=xxxxxxxxxxxxxxxxxxxxxxxxxxxx0001;" },
	{ { "cpuid", "[\"7,2:edx=kxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"]" },
	  "cpuid 0x7.2 edx=kxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx;" },
	{ { "cpuid", "\"host,eibrs=0\"" }, "msr 0x10a=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
					   "xxxxxxxxxxxxxxxxxx0x;" },
};

static void test_facts(size_t i)
{
	const struct fx_guest guest = { .vcpus = 1, .wishes = cases[i].wishes };
	struct pvh_plan *plan = fx_physmap(&guest);
	char text[512] = "";

	policy_each_fact(&plan->domain.policy, append_fact, text);
	if (!ok(!strcmp(text, cases[i].facts), "told: %s", text))
		printf("# wanted: %s\n", cases[i].facts);
	pvh_plan_unref(plan);
}

/* --- What the rest of the plan makes of it ----------------------------------------------------- */

static const struct {
	const char *wishes[3];
	unsigned int vcpus;
	uint64_t pool, host; /* beyond RAM and the builder's pages: 64 MiB of it */
} sizes[] = {
	{ { NULL }, 2, MIB(2) + 64 * KIB(4), MIB(2) + 64 * KIB(4) },
	{ { "hap", "false" }, 2, MIB(2) + 64 * KIB(8), MIB(2) + 64 * KIB(8) },
	{ { "shadow_memory", "\"1028K\"" }, 2, KIB(1028), KIB(1028) },
	{ { "vmtrace_buf_kb", "1024" }, 3, MIB(3) + 64 * KIB(4), MIB(6) + 64 * KIB(4) },
};

static void test_sizes(size_t i)
{
	const struct fx_guest guest = { .vcpus = sizes[i].vcpus, .wishes = sizes[i].wishes };
	struct pvh_plan *plan = fx_physmap(&guest);
	const struct bill bill = plan_bill(&plan->domain);

	ok(plan->domain.paging_pool == sizes[i].pool, "%s: a paging pool of %llu KiB",
	   sizes[i].wishes[0] ? sizes[i].wishes[0] : "nothing",
	   (unsigned long long)(plan->domain.paging_pool / KIB(1)));
	ok(bill_total(&bill) == bill_owned(&bill) + sizes[i].host, "... and all it takes");
	pvh_plan_unref(plan);
}

static uint64_t param_of(const struct plan_domain *d, uint32_t index)
{
	for (size_t i = 0; i < d->nr_params; i++)
		if (d->params[i].index == index)
			return d->params[i].value;
	return UINT64_MAX;
}

static void test_params(void)
{
	static const char *const wishes[] = { "timer_mode", "\"no_missed_ticks_pending\"", "altp2m",
					      "\"external\"", NULL };
	static const struct fx_guest plain = { .vcpus = 1 }, wished = { .vcpus = 1, .wishes = wishes };
	struct pvh_plan *plan = fx_physmap(&plain);

	ok(param_of(&plan->domain, PARAM_TIMER_MODE) == 1, "the usual timer mode");
	ok(param_of(&plan->domain, PARAM_ALTP2M) == UINT64_MAX, "no altp2m");
	pvh_plan_unref(plan);
	plan = fx_physmap(&wished);
	ok(param_of(&plan->domain, PARAM_TIMER_MODE) == 2, "another timer mode");
	ok(param_of(&plan->domain, PARAM_ALTP2M) == 2, "altp2m for external tools");
	pvh_plan_unref(plan);
}

/* --- CPUs of a host ------------------------------------------------------------------------------ */

static const struct {
	const char *text;
	uint8_t map[2];
} maps[] = {
	{ "0", { 0x01, 0 } },          { "0-3,^1", { 0x0d, 0 } },
	{ "8,9", { 0, 0x03 } },        { "all", { 0xff, 0x03 } },
	{ "all,^7", { 0x7f, 0x03 } },  { "^7,all", { 0xff, 0x03 } },
	{ "node:0", { 0x0f, 0 } },     { "nodes:0-1,^3", { 0xf7, 0 } },
	{ "node:2", { 0, 0x01 } },     { "all,^node:1", { 0x0f, 0x03 } },
};

static void test_maps(void)
{
	static const uint32_t nodes[] = { 0, 0, 0, 0, 1, 1, 1, 1, 2, HOST_NO_NODE };
	struct host host = HOST_ANY;

	host.nodes = nodes;
	host.nr_cpus = ARRAY_SIZE(nodes);
	ok(host_map_size(&host) == 2, "ten CPUs in two bytes");
	for (size_t i = 0; i < ARRAY_SIZE(maps); i++) {
		uint8_t map[3] = { 0, 0, 0xaa };

		host_cpus(&host, maps[i].text, map);
		ok(map[0] == maps[i].map[0] && map[1] == maps[i].map[1] && map[2] == 0xaa,
		   "\"%s\" is 0x%02x 0x%02x", maps[i].text, map[0], map[1]);
	}
}

static void test_lists(void)
{
	char *texts[] = { (char[]){ "0" }, (char[]){ "1" } };
	const struct text_list all = { texts, 1, true }, each = { texts, 2, false }, none = { 0 };

	ok(!strcmp(policy_cpus(&all, 7), "0"), "one list for all vCPUs");
	ok(!strcmp(policy_cpus(&each, 1), "1") && !policy_cpus(&each, 2),
	   "a list each, and none for the rest");
	ok(!policy_cpus(&none, 0), "no list at all");
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test_facts(i);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		test_sizes(i);
	test_params();
	test_maps();
	test_lists();
	return done();
}
