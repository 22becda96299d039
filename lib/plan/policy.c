/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "plan/abi.h"

static int copy_text(char **to, const char *from, struct fault *f)
{
	if (!from)
		return 0;
	*to = strdup(from);
	return *to ? 0 : fault_oom(f);
}

/* A label that is only for the build is followed by one that stays; one alone does both. */
static int copy_labels(struct plan_policy *p, const struct config_policy *c, struct fault *f)
{
	int r = copy_text(&p->create_label, c->init_seclabel ? c->init_seclabel : c->seclabel, f);

	return r || !c->init_seclabel ? r : copy_text(&p->run_label, c->seclabel, f);
}

static int32_t or_default(int64_t wish)
{
	return wish == OPTION_UNSET ? POLICY_DEFAULT : (int32_t)wish;
}

static void decide_creation(struct plan_policy *p, const struct config_policy *c)
{
	p->hap = c->hap;
	p->oos = c->oos;
	p->nested = c->nestedhvm;
	p->vpmu = c->vpmu;
	p->altp2m = (unsigned int)c->altp2m;
	p->vmtrace_buffer = KIB(c->vmtrace_buf_kb);
	p->max_event_channels = (unsigned int)c->max_event_channels;
	p->max_grant_frames = or_default(c->max_grant_frames);
	p->max_maptrack_frames = or_default(c->max_maptrack_frames);
	p->grant_version = c->max_grant_version == OPTION_UNSET ?
				   0 : (unsigned int)c->max_grant_version;
}

/*
 * An invariant TSC is a promise for life: a guest may rely on it when it is never to run on
 * another host, or when Xen emulates it.
 */
static void decide_time(struct plan_policy *p, const struct config_policy *c)
{
	p->tsc_mode = (unsigned int)c->tsc_mode;
	p->timer_mode = (unsigned int)c->timer_mode;
	p->invariant_tsc = c->nomigrate || c->tsc_mode == TSC_ALWAYS_EMULATE;
	p->time_offset = (int32_t)c->rtc_timeoffset;
	p->local_time = c->localtime;
}

static void decide_scheduling(struct plan_policy *p, const struct config_policy *c)
{
	p->weight = or_default(c->cpu_weight);
	p->cap = or_default(c->cap);
	p->period = or_default(c->period);
	p->budget = or_default(c->budget);
	p->extratime = c->extratime;
}

/* The node of the host that the memory of a vCPU's node is on. */
static uint64_t pnode_of(const struct pvh_config *config, unsigned int vcpu)
{
	size_t i = 0;

	while (!config->vnodes[i].vcpus[vcpu])
		i++;
	return config->vnodes[i].pnode;
}

/* vCPUs of NUMA nodes would rather run near their memory, as with libxl. */
static int follow_nodes(struct plan_policy *p, const struct pvh_config *config, struct fault *f)
{
	char text[24];
	int r = 0;

	p->near_nodes = true;
	for (unsigned int i = 0; i < config_max_vcpus(config) && !r; i++) {
		snprintf(text, sizeof(text), "node:%" PRIu64, pnode_of(config, i));
		r = text_list_append(&p->soft, text, f);
	}
	return r;
}

/*
 * NUMA nodes can part any two vCPUs, and what shares a cache or a package cannot be on two
 * nodes: Linux calls the topology insane then. So each vCPU is a package of its own, of one
 * core; it has two threads, because APIC ids are even.
 */
static int part_vcpus(struct plan_policy *p, struct fault *f)
{
	static const char *const leaves[] = {
		"1:ebx=xxxxxxxx00000010xxxxxxxxxxxxxxxx",          /* threads in a package */
		"4,0:eax=000000000000000000xxxxxxxxxxxxxx",        /* cores in a package: Intel */
		"0x80000008:ecx=xxxxxxxxxxxxxxxx0000xxxx00000000", /* cores in a package: AMD */
	};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(leaves) && !r; i++)
		r = cpuid_read_leaf(&p->cpuid, leaves[i], NULL, f);
	return r;
}

int plan_policy_init(struct plan_policy *p, const struct pvh_config *config, struct fault *f)
{
	const struct config_policy *c = &config->policy;
	int r = copy_text(&p->pool, c->pool, f);

	decide_creation(p, c);
	decide_time(p, c);
	decide_scheduling(p, c);
	if (!r)
		r = copy_labels(p, c, f);
	if (!r && config->nr_vnodes > 1)
		r = part_vcpus(p, f);
	if (!r)
		r = cpuid_read(&p->cpuid, &c->cpuid, NULL, f);
	if (!r)
		r = text_list_copy(&p->hard, &c->cpus, f);
	if (r)
		return r;
	return config->nr_vnodes && !c->cpus_soft.nr ? follow_nodes(p, config, f) :
						       text_list_copy(&p->soft, &c->cpus_soft, f);
}

void plan_policy_fini(struct plan_policy *p)
{
	free(p->pool);
	free(p->create_label);
	free(p->run_label);
	cpuid_clear(&p->cpuid);
	text_list_clear(&p->hard);
	text_list_clear(&p->soft);
}

const char *policy_cpus(const struct text_list *list, unsigned int vcpu)
{
	if (list->single)
		return list->texts[0];
	return vcpu < list->nr ? list->texts[vcpu] : NULL;
}
