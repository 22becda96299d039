/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a host cannot do is said before anything is made on it, by the name of the wish. */
#include <errno.h>
#include <string.h>

#include "fixture.h"
#include "plan/abi.h"
#include "recorder.h"
#include "tap.h"

/* Takes something away from a host that can do all. */
#define WITHOUT(name, ...) static void name(struct host *h) { __VA_ARGS__; }

WITHOUT(hvm, h->hvm = false)
WITHOUT(paging, h->hap = h->shadow = false)
WITHOUT(hap, h->hap = false)
WITHOUT(shadow, h->shadow = false)

static const uint64_t node_memory[] = { GIB(1), MIB(40), HOST_NO_MEMORY };

WITHOUT(few_nodes, h->free_memory = node_memory; h->nr_nodes = 2)
WITHOUT(no_node, h->free_memory = node_memory; h->nr_nodes = 3)
WITHOUT(msr_edits, h->msr_edits = false)
WITHOUT(altp2m, h->altp2m = false)
WITHOUT(vpmu, h->vpmu = false)
WITHOUT(vmtrace, h->vmtrace = false)
WITHOUT(gnttab_v2, h->gnttab_v2 = false)
WITHOUT(flask, h->flask = false)
WITHOUT(pool, h->nr_pools = 1)
WITHOUT(cpus, h->nr_cpus = 1)
WITHOUT(node, h->nr_cpus = 3)

static uint8_t no_cpus;
static const struct host_pool null_pools[] = { { 0, "Pool-0", SCHED_NULL, &(uint8_t){ 0x37 } } };
static const struct host_pool credit_pools[] = {
	{ 0, "Pool-0", SCHED_CREDIT, &(uint8_t){ 0x37 } },
	{ 5, "realtime", SCHED_CREDIT, &no_cpus },
};

WITHOUT(credit, h->pools = null_pools; h->nr_pools = 1)
WITHOUT(rtds, h->pools = credit_pools)
WITHOUT(pool_cpus, h->pools = credit_pools)

static const struct {
	const char *key, *json; /* the wish; NULL: none */
	const char *also;       /* another that it needs: "key=json" */
	void (*without)(struct host *h);
	int code;
	const char *what;
	const char *pointer; /* NULL: that of the key */
} cases[] = {
	{ NULL, NULL, NULL, hvm, -ENODEV, "cannot run PVH guests", NULL },
	{ NULL, NULL, NULL, paging, -ENODEV, "nested paging", NULL },
	{ "hap", "true", NULL, hap, -EOPNOTSUPP, "no nested paging", NULL },
	{ "hap", "false", NULL, shadow, -EOPNOTSUPP, "built without shadow page tables", NULL },
	{ "altp2m", "\"mixed\"", NULL, altp2m, -EOPNOTSUPP, "Intel CPU with EPT", NULL },
	{ "vpmu", "true", NULL, vpmu, -EOPNOTSUPP, "virtual PMU", NULL },
	{ "vmtrace_buf_kb", "64", NULL, vmtrace, -EOPNOTSUPP, "processor tracing", NULL },
	{ "max_grant_version", "2", NULL, gnttab_v2, -EOPNOTSUPP, "version 1 only", NULL },
	{ "cpuid", "\"host,rdcl-no=1\"", NULL, msr_edits, -EOPNOTSUPP, "an MSR", NULL },
	{ "seclabel", "\"a:b:c\"", NULL, flask, -EOPNOTSUPP, "needs FLASK", NULL },
	{ "init_seclabel", "\"a:b:c\"", "seclabel=\"a:b:d\"", flask, -EOPNOTSUPP, "needs FLASK", NULL },
	{ "pool", "\"realtime\"", NULL, pool, -EOPNOTSUPP, "is \"realtime\", and this host has no", NULL },
	{ "pool", "\"5\"", NULL, pool, -EOPNOTSUPP, "is \"5\", and this host has no such pool", NULL },
	{ "cpu_weight", "512", NULL, credit, -EOPNOTSUPP,
	  "is for credit and credit2, and the scheduler of pool 0 is null", NULL },
	{ "cap", "50", NULL, credit, -EOPNOTSUPP, "the scheduler of pool 0 is null", NULL },
	{ "period", "100", "budget=50,pool=\"realtime\"", rtds, -EOPNOTSUPP,
	  "is for rtds, and the scheduler of pool 5 is credit", NULL },
	{ "extratime", "false", "pool=\"5\"", rtds, -EOPNOTSUPP, "is for rtds", NULL },
	{ "cpus", "\"0-2,^99,^node:9\"", NULL, cpus, -EOPNOTSUPP,
	  "\"cpus\" is \"0-2,^99,^node:9\", and the highest CPU of this host is 0", NULL },
	{ "cpus", "\"0,node:1\"", NULL, node, -EOPNOTSUPP,
	  "is \"0,node:1\", and the highest node of this host is 0", NULL },
	{ "cpus_soft", "[\"4\"]", NULL, cpus, -EOPNOTSUPP, "\"cpus_soft\" is \"4\"", NULL },
	{ "cpus", "[\"6\"]", "pool=\"realtime\"", pool_cpus, -EOPNOTSUPP,
	  "\"cpus\" is \"6\", which has no CPU of pool 5", NULL },
	{ "vnuma", "[{\"pnode\": 1, \"size\": 32, \"vcpus\": \"0\"}, {\"pnode\": 2, \"size\": 32}]",
	  NULL, few_nodes, -EOPNOTSUPP,
	  "node 1 of \"vnuma\" is to be on node 2 of the host, and this host has no such node",
	  "/vnuma/1/pnode" },
	{ "vnuma", "[{\"pnode\": 2, \"size\": 64, \"vcpus\": \"0\"}]", NULL, no_node, -EOPNOTSUPP,
	  "node 0 of \"vnuma\" is to be on node 2", "/vnuma/0/pnode" },
	{ "vnuma", "[{\"pnode\": 0, \"size\": 23, \"vcpus\": \"0\"}, {\"pnode\": 1, \"size\": 41}]",
	  NULL, few_nodes, -ENOMEM,
	  "node 1 of \"vnuma\" wants 41 MiB of node 1 of the host, which has 40 MiB free",
	  "/vnuma/1/pnode" },
	{ "vnuma", "[{\"pnode\": 1, \"size\": 32, \"vcpus\": \"0\"}, {\"pnode\": 1, \"size\": 32}]",
	  NULL, few_nodes, -ENOMEM,
	  "node 0 of \"vnuma\" and others want 64 MiB of node 1 of the host, which has 40 MiB",
	  "/vnuma/0/pnode" },
};

static void set_also(struct pvh_config *config, const char *also)
{
	char text[64], *key = text;

	snprintf(text, sizeof(text), "%s", also ? also : "");
	while (*key) {
		char *json = strchr(key, '='), *next = json + 1 + strcspn(json + 1, ",");

		*json++ = '\0';
		if (*next)
			*next++ = '\0';
		fx_must(pvh_config_set(config, key, json), key);
		key = next;
	}
}

static struct pvh_plan *plan_with(const char *key, const char *json, const char *also)
{
	static const struct fx_guest guest = { .vcpus = 1 };
	struct pvh_config *config = fx_config(&guest);
	struct pvh_image *image = fx_image_small();
	struct pvh_plan *plan;

	set_also(config, also);
	if (key)
		fx_must(pvh_config_set(config, key, json), key);
	fx_must(pvh_plan_new(config, &plan), "plan");
	fx_must(pvh_plan_alloc_physmap(plan) || pvh_plan_place_kernel(plan, image) ||
			pvh_plan_emit_acpi(plan) || pvh_plan_emit_start_info(plan) ||
			pvh_plan_seal(plan),
		"stages");
	pvh_image_unref(image);
	pvh_config_unref(config);
	return plan;
}

static void test_case(size_t i)
{
	struct pvh_plan *plan = plan_with(cases[i].key, cases[i].json, cases[i].also);
	const struct pvh_error *e;
	char pointer[64] = "";
	struct recorder r;

	if (cases[i].pointer)
		snprintf(pointer, sizeof(pointer), "%s", cases[i].pointer);
	else if (cases[i].key)
		snprintf(pointer, sizeof(pointer), "/%s%s", cases[i].key,
			 cases[i].json[0] == '[' ? "/0" : "");
	recorder_init(&r, plan->ctx);
	ok(!pvh_build(plan, &r.be, 0, NULL), "%s: fine on a host that can do it", pointer);
	pvh_backend_unref(&r.be);
	recorder_fini(&r);
	recorder_init(&r, plan->ctx);
	cases[i].without(&r.host);
	ok(pvh_build(plan, &r.be, 0, NULL) == cases[i].code, "%s: refused on one that cannot",
	   pointer);
	e = pvh_get_error(plan->ctx);
	ok(strstr(e->what, cases[i].what) && !strcmp(e->pointer, pointer), "... by name: %s",
	   e->sentence);
	ok(r.calls == 1 && !r.aborts && !recorder_broken(&r), "... before anything is made");
	pvh_backend_unref(&r.be);
	recorder_fini(&r);
	pvh_plan_unref(plan);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test_case(i);
	return done();
}
