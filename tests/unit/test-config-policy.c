/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wishes about processors, time and scheduling: what they may be, alone and together. */
#include <errno.h>
#include <string.h>

#include "config/json.h"
#include "tap.h"

#define START "{\"name\": \"web1\", \"memory\": 512, \"uuid\": " \
	      "\"00112233-4455-6677-8899-aabbccddeeff\", \"kernel\": \"k\""

/* What follows START. */
static const char *const accepted[] = {
	", \"hap\": false, \"oos\": false, \"shadow_memory\": 8",
	", \"nestedhvm\": true, \"maxmem\": 1024",
	", \"altp2m\": \"external\", \"maxmem\": 512",
	", \"vpmu\": true, \"vmtrace_buf_kb\": 4",
	", \"vmtrace_buf_kb\": 65536, \"passthrough\": \"disabled\"",
	", \"nomigrate\": true, \"tsc_mode\": \"native\", \"timer_mode\": \"one_missed_tick_pending\"",
	", \"rtc_timeoffset\": -3600, \"localtime\": true",
	", \"pool\": \"Pool-0\", \"cpu_weight\": 65535, \"cap\": 100",
	", \"vcpus\": 2, \"cap\": 200, \"cpus\": [\"0\", \"1-3,^2\"], \"cpus_soft\": \"node:0\"",
	", \"maxvcpus\": 3, \"cpus_soft\": [\"all\", \"all\", \"1\"]",
	", \"cpus\": []",
	", \"period\": 10000, \"budget\": 10000, \"extratime\": false",
	", \"max_grant_frames\": 1, \"max_maptrack_frames\": 0, \"max_grant_version\": 1",
	", \"max_event_channels\": 131071",
	", \"seclabel\": \"system_u:system_r:domU_t\"",
	", \"seclabel\": \"a:b:c\", \"init_seclabel\": \"a:b:d\"",
	", \"driver_domain\": true, \"xend_suspend_evtchn_compat\": true",
	", \"cpuid\": \"host,sse3=0\"",
	", \"cpuid\": [\"7,0:ebx=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx0\"]",
};

static const struct {
	const char *text, *pointer, *what;
} refused[] = {
	{ ", \"hap\": 1", "/hap", "has to be true or false" },
	{ ", \"hap\": false, \"nestedhvm\": true", "/nestedhvm", "with \"hap\" false" },
	{ ", \"hap\": false, \"altp2m\": \"mixed\"", "/altp2m", "\"hap\" is false" },
	{ ", \"nestedhvm\": true, \"altp2m\": \"mixed\"", "/altp2m", "exclude each other" },
	{ ", \"maxmem\": 1024, \"altp2m\": \"limited\"", "/altp2m",
	  "\"maxmem\" is 1024M, more than \"memory\", which is 512M" },
	{ ", \"altp2m\": \"all\"", "/altp2m", "which it cannot be" },
	{ ", \"passthrough\": \"enabled\"", "/passthrough", "which it cannot be" },
	{ ", \"shadow_memory\": 0", "/shadow_memory", "the minimum is 1M" },
	{ ", \"shadow_memory\": \"2T\"", "/shadow_memory", "the maximum is" },
	{ ", \"shadow_memory\": \"1025K\"", "/shadow_memory", "not a multiple of 4K" },
	{ ", \"vmtrace_buf_kb\": 2", "/vmtrace_buf_kb", "is 2, not a power of two from 4" },
	{ ", \"vmtrace_buf_kb\": 12", "/vmtrace_buf_kb", "is 12, not a power of two" },
	{ ", \"vmtrace_buf_kb\": 131072", "/vmtrace_buf_kb", "the maximum is 65536" },
	{ ", \"tsc_mode\": \"native_paravirt\"", "/tsc_mode", "which it cannot be" },
	{ ", \"tsc_mode\": 2", "/tsc_mode", "has to be a string" },
	{ ", \"timer_mode\": \"none\"", "/timer_mode", "which it cannot be" },
	{ ", \"rtc_timeoffset\": 2000000001", "/rtc_timeoffset", "the maximum is 2000000000" },
	{ ", \"pool\": \"\"", "/pool", "has 0 bytes" },
	{ ", \"cpu_weight\": 0", "/cpu_weight", "the minimum is 1" },
	{ ", \"cpu_weight\": 65536", "/cpu_weight", "the maximum is 65535" },
	{ ", \"cap\": 101", "/cap", "\"cap\" is 101, more than 100 for each of the 1 vCPUs" },
	{ ", \"cap\": -1", "/cap", "the minimum is 0" },
	{ ", \"period\": 9, \"budget\": 9", "/period", "the minimum is 10" },
	{ ", \"period\": 100, \"budget\": 101", "/budget", "is 101 microseconds of a \"period\" of 100" },
	{ ", \"period\": 100", "/period", "come together" },
	{ ", \"budget\": 100", "/budget", "come together" },
	{ ", \"max_grant_frames\": 0", "/max_grant_frames", "the minimum is 1" },
	{ ", \"max_maptrack_frames\": -1", "/max_maptrack_frames", "the minimum is 0" },
	{ ", \"max_grant_version\": 3", "/max_grant_version", "the maximum is 2" },
	{ ", \"max_event_channels\": 1", "/max_event_channels", "the minimum is 2" },
	{ ", \"max_event_channels\": 131072", "/max_event_channels", "the maximum is 131071" },
	{ ", \"init_seclabel\": \"a:b:c\"", "/init_seclabel", "no \"seclabel\"" },
	{ ", \"cpus\": 3", "/cpus", "is a number, but has to be a string or an array" },
	{ ", \"cpus\": \"x\"", "/cpus", "\"x\" is no list of the host's CPUs" },
	{ ", \"cpus\": [\"0\", \"x\"]", "/cpus/1", "\"x\" is no list of the host's CPUs" },
	{ ", \"cpus\": [3]", "/cpus/0", "element 0 is a number, but has to be a string" },
	{ ", \"cpus\": [\"0\", \"1\"]", "/cpus/1", "has 2 elements, but there are only 1 vCPUs" },
	{ ", \"cpus_soft\": [\"0\", \"1\"]", "/cpus_soft/1", "has 2 elements" },
	{ ", \"cpuid\": \"sse3=0\"", "/cpuid", "does not start with \"host\"" },
	{ ", \"cpuid\": [\"host\"]", "/cpuid/0", "does not start with a leaf" },
};

static int load(const char *rest, struct pvh_config **c, struct fault *f)
{
	char text[512];
	int r;

	snprintf(text, sizeof(text), "%s%s}", START, rest);
	r = config_from_json(text, strlen(text), c, f);
	return r ? r : config_finish(*c, f);
}

/* What was read is written, and read as the same. */
static void test_accepted(const char *rest)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL, *again = NULL;
	_cleanup_free_ char *text = NULL, *second = NULL;
	struct fault f = FAULT_NONE;

	if (!ok(!load(rest, &c, &f), "accepted%s %s", rest, f.what))
		return;
	ok(!config_to_json(c, &text, &f) && !config_from_json(text, strlen(text), &again, &f) &&
		   !config_to_json(again, &second, &f) && !strcmp(text, second),
	   "... and written and read again %s", f.what);
}

static void test_set(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	struct fault f = FAULT_NONE;

	if (load(", \"cpus\": [\"0\"], \"cpuid\": \"host,lm=1\"", &c, &f))
		return;
	ok(config_set_json(c, "cpus", "[\"1\", \"?\"]", &f) == -EINVAL && c->policy.cpus.nr == 1 &&
		   !strcmp(c->policy.cpus.texts[0], "0"), "a list that is wrong changes nothing");
	f = FAULT_NONE;
	ok(!config_set_json(c, "cpus", "\"1\"", &f) && c->policy.cpus.single &&
		   !strcmp(c->policy.cpus.texts[0], "1"), "one for all replaces a list");
	ok(!config_set_json(c, "cpuid", "[]", &f) && !c->policy.cpuid.nr && !c->policy.cpuid.single,
	   "an empty list takes the wish away");
	ok(!config_set_json(c, "cap", "50", &f) && c->policy.cap == 50, "an option");
}

int main(void)
{
	for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++)
		test_accepted(accepted[i]);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		_cleanup_(config_unrefp) struct pvh_config *c = NULL;
		struct fault f = FAULT_NONE;
		int r = load(refused[i].text, &c, &f);

		ok(r == -EINVAL && !strcmp(f.pointer, refused[i].pointer) &&
			   strstr(f.what, refused[i].what), "refused: %s %s", f.pointer, f.what);
	}
	test_set();
	return done();
}
