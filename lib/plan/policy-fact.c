/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of a policy is worth telling: all that is not as it is for every domain. */
#include <inttypes.h>
#include <stdio.h>

#include "config/option.h"
#include "plan/abi.h"
#include "plan/policy.h"

struct teller {
	policy_fact_fn *fn;
	void *data;
};

static void tell_flag(const struct teller *t, const char *name, bool value, bool usual)
{
	if (value != usual)
		t->fn(t->data, &(struct policy_fact){ name, FACT_FLAG, value, NULL });
}

static void tell_number(const struct teller *t, const char *name, int64_t value, int64_t usual)
{
	if (value != usual)
		t->fn(t->data, &(struct policy_fact){ name, FACT_NUMBER, value, NULL });
}

static void tell_text(const struct teller *t, const char *name, const char *text)
{
	if (text && *text)
		t->fn(t->data, &(struct policy_fact){ name, FACT_TEXT, 0, text });
}

/* A number as the wish has it. */
static void tell_choice(const struct teller *t, const char *name, unsigned int value,
			unsigned int usual)
{
	if (value != usual)
		tell_text(t, name, option_find(name)->choices[value]);
}

static void tell_creation(const struct teller *t, const struct plan_policy *p)
{
	tell_flag(t, "hap", p->hap, true);
	tell_flag(t, "oos", p->oos, true);
	tell_flag(t, "nestedhvm", p->nested, false);
	tell_choice(t, "altp2m", p->altp2m, ALTP2M_DISABLED);
	tell_flag(t, "vpmu", p->vpmu, false);
	tell_number(t, "vmtrace_buffer", (int64_t)p->vmtrace_buffer, 0);
	tell_number(t, "max_event_channels", p->max_event_channels, 1023);
	tell_number(t, "max_grant_frames", p->max_grant_frames, POLICY_DEFAULT);
	tell_number(t, "max_maptrack_frames", p->max_maptrack_frames, POLICY_DEFAULT);
	tell_number(t, "max_grant_version", p->grant_version, 0);
	tell_text(t, "pool", p->pool);
	tell_text(t, p->run_label ? "init_seclabel" : "seclabel", p->create_label);
	tell_text(t, "seclabel", p->run_label);
}

static void tell_time(const struct teller *t, const struct plan_policy *p)
{
	tell_choice(t, "tsc_mode", p->tsc_mode, TSC_DEFAULT);
	tell_choice(t, "timer_mode", p->timer_mode, TIMER_MODE_NO_DELAY);
	tell_flag(t, "invariant_tsc", p->invariant_tsc, false);
	tell_number(t, "rtc_timeoffset", p->time_offset, 0);
	tell_flag(t, "localtime", p->local_time, false);
}

static void tell_scheduling(const struct teller *t, const struct plan_policy *p)
{
	tell_number(t, "cpu_weight", p->weight, POLICY_DEFAULT);
	tell_number(t, "cap", p->cap, POLICY_DEFAULT);
	tell_number(t, "period", p->period, POLICY_DEFAULT);
	tell_number(t, "budget", p->budget, POLICY_DEFAULT);
	tell_flag(t, "extratime", p->extratime, true);
}

static void tell_cpus(const struct teller *t, const char *what, const struct text_list *list)
{
	char name[40];

	for (size_t i = 0; i < list->nr; i++) {
		snprintf(name, sizeof(name), "%s of vcpu %zu", what, i);
		tell_text(t, list->single ? what : name, list->texts[i]);
	}
}

static void tell_leaf(const struct teller *t, const struct cpuid_leaf *l)
{
	static const char *const registers[] = { "eax", "ebx", "ecx", "edx" };
	char name[48], subleaf[16] = "";

	if (l->subleaf != CPUID_NO_SUBLEAF)
		snprintf(subleaf, sizeof(subleaf), ".%" PRIu32, l->subleaf);
	for (size_t i = 0; i < ARRAY_SIZE(registers); i++) {
		snprintf(name, sizeof(name), "cpuid 0x%" PRIx32 "%s %s", l->leaf, subleaf, registers[i]);
		tell_text(t, name, l->policy[i]);
	}
}

static void tell_cpuid(const struct teller *t, const struct cpuid_edits *edits)
{
	char name[32];

	for (size_t i = 0; i < edits->nr_leaves; i++)
		tell_leaf(t, &edits->leaves[i]);
	for (size_t i = 0; i < edits->nr_msrs; i++) {
		snprintf(name, sizeof(name), "msr 0x%" PRIx32, edits->msrs[i].index);
		tell_text(t, name, edits->msrs[i].policy);
	}
}

void policy_each_fact(const struct plan_policy *p, policy_fact_fn *fn, void *data)
{
	const struct teller t = { fn, data };

	tell_creation(&t, p);
	tell_time(&t, p);
	tell_cpus(&t, "cpus", &p->hard);
	tell_cpus(&t, "cpus_soft", &p->soft);
	tell_scheduling(&t, p);
	tell_cpuid(&t, &p->cpuid);
}
