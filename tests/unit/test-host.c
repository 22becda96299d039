/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a host cannot do is said before anything is made on it, by the name of the wish. */
#include <errno.h>
#include <string.h>

#include "fixture.h"
#include "recorder.h"
#include "tap.h"

/* Takes something away from a host that can do all. */
#define WITHOUT(name, ...) static void name(struct host *h) { __VA_ARGS__; }

WITHOUT(hvm, h->hvm = false)
WITHOUT(hap, h->hap = false)
WITHOUT(msr_relaxed, h->msr_relaxed = false)
WITHOUT(nodes, h->nr_nodes = 2)

static const struct {
	const char *key, *json; /* the wish; NULL: none */
	void (*without)(struct host *h);
	int code;
	const char *what;
	const char *pointer; /* NULL: that of the key */
} cases[] = {
	{ NULL, NULL, hvm, -ENODEV, "cannot run PVH guests", NULL },
	{ NULL, NULL, hap, -ENODEV, "nested paging", NULL },
	{ "msr_relaxed", "true", msr_relaxed, -EOPNOTSUPP, "needs Xen 4.15", NULL },
	{ "vnuma", "[{\"pnode\": 1, \"size\": 32, \"vcpus\": \"0\"}, {\"pnode\": 2, \"size\": 32}]", nodes,
	  -EINVAL, "node 1 is to be on node 2 of the host, which has 2", "/vnuma/1/pnode" },
};

static struct pvh_plan *plan_with(const char *key, const char *json)
{
	static const struct fx_guest guest = { .vcpus = 1 };
	struct pvh_config *config = fx_config(&guest);
	struct pvh_image *image = fx_image_small();
	struct pvh_plan *plan;

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
	struct pvh_plan *plan = plan_with(cases[i].key, cases[i].json);
	const struct pvh_error *e;
	char pointer[64] = "";
	struct recorder r;

	if (cases[i].pointer)
		snprintf(pointer, sizeof(pointer), "%s", cases[i].pointer);
	else if (cases[i].key)
		snprintf(pointer, sizeof(pointer), "/%s", cases[i].key);
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
