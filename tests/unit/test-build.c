/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pvh_build(): what it calls, in which order, and that any failure at any call is undone.
 */
#include <errno.h>
#include <string.h>

#include "fixture.h"
#include "recorder.h"
#include "tap.h"

static const char *const wishes[] = {
	"disk", "[{\"vdev\": \"xvda\", \"target\": \"/a\"},"
		" {\"vdev\": \"sdb\", \"target\": \"/b\", \"access\": \"ro\"}]",
	"vif", "[{}]", NULL
};
static const struct fx_guest guest = { .vcpus = 1,
				       .max_vcpus = 2,
				       .cmdline = "console=hvc0",
				       .msr_relaxed = true,
				       .wishes = wishes };
static const uint64_t modules[] = { 5000, 0 };

static const char trace_wanted[] =
	"describe\n"
	"begin guest msr_relaxed\n"
	"populate 0x0+0x4000000 RAM\n"
	"populate 0xfc000000+0x1000 ACPI NVS\n"
	"populate 0xfeff8000+0x8000 reserved\n"
	"write 0x100000+0x1000 file\n"
	"write 0x200000+0x200 file\n"
	"write 0x200200+0x2000 zero\n"
	"write 0x101000+0xff000 zero\n"
	"write 0x202200+0xe00 zero\n"
	"write 0x203000+0xb8 bytes\n"
	"write 0x2030b8+0xf48 zero\n"
	"write 0x400000+0x1388 file\n"
	"write 0x401388+0xc78 zero\n"
	"write 0xfc000000+0x2d4 bytes\n"
	"write 0xfc0002d4+0xd2c zero\n"
	"write 0xfeff8000+0x8000 bytes\n"
	"param TIMER_MODE = 0x1\n"
	"param STORE_PFN = 0xfeffc\n"
	"param BUFIOREQ_PFN = 0xfeffb\n"
	"param IOREQ_PFN = 0xfeffd\n"
	"param CONSOLE_PFN = 0xfefff\n"
	"param PAGING_RING_PFN = 0xfeff8\n"
	"param MONITOR_RING_PFN = 0xfeff9\n"
	"param SHARING_RING_PFN = 0xfeffa\n"
	"param IDENT_PT = 0xfeffe000\n"
	"param CONSOLE_EVTCHN = 0x4\n"
	"param STORE_EVTCHN = 0x3\n"
	"vcpu 0 MTRR\n"
	"vcpu 1 MTRR\n"
	"vcpu 0 CPU\n"
	"grant 0 to domain 2 0xfefff000\n"
	"grant 1 to domain 1 0xfeffc000\n"
	"introduce\n"
	"attach disk xvda\n"
	"attach disk sdb\n"
	"attach vif 0\n"
	"commit\n";

static void show_difference(const char *got, const char *wanted)
{
	size_t line = 1;

	for (; *got && *got == *wanted; got++, wanted++)
		line += *got == '\n';
	printf("# line %zu: ...%.40s\n# wanted: ...%.40s\n", line, got, wanted);
}

static void test_success(struct pvh_plan *plan, unsigned int flags)
{
	struct recorder r;
	uint32_t domid = 0;
	int code;

	recorder_init(&r, plan->ctx);
	code = pvh_build(plan, &r.be, flags, &domid);
	ok(code == 0 && domid == RECORDER_DOMID, "built domain %u", domid);
	ok(!recorder_broken(&r), "by the rules");
	ok(r.paused == (flags == PVH_BUILD_PAUSED), "and is %s",
	   flags ? "paused" : "running");
	ok(r.aborts == 0, "nothing was undone");
	if (!flags &&
	    !ok(!strcmp(r.trace, trace_wanted), "the calls are the ones wanted"))
		show_difference(r.trace, trace_wanted);
	pvh_backend_unref(&r.be);
	ok(r.freed, "the backend was freed");
	recorder_fini(&r);
}

/* Each byte of each page that is set aside is written, and none of them twice. */
static void test_written_once(struct pvh_plan *plan)
{
	uint64_t set_aside = 0;
	struct recorder r;

	for (size_t i = 0; i < plan->payload.nr_placements; i++)
		set_aside += plan->payload.placements[i].size;
	recorder_init(&r, plan->ctx);
	fx_must(pvh_build(plan, &r.be, 0, NULL), "build");
	ok(r.written == set_aside, "%llu bytes are written for %llu that are set aside",
	   (unsigned long long)r.written, (unsigned long long)set_aside);
	for (size_t i = 0; i < plan->payload.nr_placements; i++)
		ok(rules_written_all(&r.rules, plan->payload.placements[i].gpa,
				     plan->payload.placements[i].size),
		   "... all of %s", plan->payload.placements[i].name);
	pvh_backend_unref(&r.be);
	recorder_fini(&r);
}

/* How many calls a build of `plan` makes. */
static unsigned int count_calls(struct pvh_plan *plan)
{
	struct recorder r;
	unsigned int calls;

	recorder_init(&r, plan->ctx);
	fx_must(pvh_build(plan, &r.be, 0, NULL), "build");
	calls = r.calls;
	pvh_backend_unref(&r.be);
	recorder_fini(&r);
	return calls;
}

static void test_failure(struct pvh_plan *plan, unsigned int call, int code)
{
	bool begun_nothing = call == 1; /* the host has only been described */
	unsigned int files = fx_open_files();
	const struct pvh_error *e;
	struct recorder r;
	uint32_t domid = 77;
	int got;

	recorder_init(&r, plan->ctx);
	r.fail_at = call;
	r.fail_code = code;
	got = pvh_build(plan, &r.be, 0, &domid);
	e = pvh_get_error(plan->ctx);
	pvh_backend_unref(&r.be);
	ok(got == code && e->code == code && e->stage == PVH_STAGE_BACKEND &&
		   strstr(e->sentence, "was told to fail"),
	   "call %u fails: %d, \"%s\"", call, got, e->sentence);
	ok(r.aborts == !begun_nothing && r.calls == call && !recorder_broken(&r) &&
	   (begun_nothing || !strcmp(r.trace + strlen(r.trace) - 6, "abort\n")),
	   "... %s%s%s", begun_nothing ? "nothing to abort" : "one abort, as the last call",
	   recorder_broken(&r) ? ": " : "",
	   recorder_broken(&r) ? recorder_broken(&r) : "");
	ok(domid == 77 && fx_open_files() == files, "... and nothing is left");
	recorder_fini(&r);
}

/* --- Progress ----------------------------------------------------------------------- */

struct observer {
	unsigned int calls, stop_at;
	uint64_t done, total;
	bool sane;
};

static int observe(void *data, const char *what, uint64_t done, uint64_t total)
{
	struct observer *w = data;

	w->sane = w->sane && what[0] && done >= w->done && done <= total &&
		  (!w->total || w->total == total);
	w->done = done;
	w->total = total;
	return ++w->calls == w->stop_at;
}

static int build_watched(struct pvh_plan *plan, struct observer *w, struct recorder *r)
{
	int code;

	recorder_init(r, plan->ctx);
	pvh_set_progress(plan->ctx, observe, w);
	code = pvh_build(plan, &r->be, 0, NULL);
	pvh_set_progress(plan->ctx, NULL, NULL);
	pvh_backend_unref(&r->be);
	return code;
}

static void test_cancel(struct pvh_plan *plan, unsigned int step)
{
	struct observer w = { .stop_at = step, .sane = true };
	struct recorder r;
	int code = build_watched(plan, &w, &r);

	ok(code == -ECANCELED && pvh_get_error(plan->ctx)->code == -ECANCELED &&
		   w.calls == step && r.aborts == 1 && !recorder_broken(&r),
	   "cancelled at step %u: undone, and nobody is asked again", step);
	recorder_fini(&r);
}

static unsigned int test_progress(struct pvh_plan *plan)
{
	struct observer w = { .sane = true };
	struct recorder r;

	ok(!build_watched(plan, &w, &r), "nobody cancels");
	ok(w.sane && w.calls && w.done == w.total,
	   "progress grows up to its total, %llu bytes", (unsigned long long)w.total);
	recorder_fini(&r);
	return w.calls;
}

/* --- What is refused ---------------------------------------------------------------- */

static void test_refusals(struct pvh_plan *plan)
{
	struct pvh_plan *raw = fx_kernel_placed(&guest);
	struct recorder r;

	recorder_init(&r, plan->ctx);
	ok(pvh_build(raw, &r.be, 0, NULL) == -EINVAL && !r.calls && !r.aborts &&
	   strstr(pvh_get_error(plan->ctx)->what, "sealed"), "a plan that is not sealed");
	ok(pvh_build(plan, &r.be, 2, NULL) == -EINVAL && !r.calls && !r.aborts &&
	   strstr(pvh_get_error(plan->ctx)->what, "0x2"), "flags that do not exist");
	pvh_backend_unref(&r.be);
	recorder_fini(&r);
	pvh_plan_unref(raw);
}

/* A file that is written to after the plan was made is not what was checked. */
static void test_modified(void)
{
	struct pvh_plan *plan = fx_kernel_placed(&guest);
	struct pvh_source *source;
	struct recorder r;
	char dir[64], path[96];

	fx_make_dir(dir);
	fx_write_file(dir, "initrd", "12345", 5);
	snprintf(path, sizeof(path), "%s/initrd", dir);
	fx_must(pvh_source_open(plan->ctx, path, &source), "source");
	fx_must(pvh_plan_place_module(plan, source, NULL, NULL, NULL), "module");
	fx_must(pvh_plan_emit_acpi(plan) || pvh_plan_emit_start_info(plan) ||
			pvh_plan_seal(plan),
		"seal");
	fx_write_file(dir, "initrd", "123456", 6);
	recorder_init(&r, plan->ctx);
	ok(pvh_build(plan, &r.be, 0, NULL) == -EIO && r.aborts == 1 &&
		   !recorder_broken(&r) &&
		   strstr(pvh_get_error(plan->ctx)->sentence, "initrd: it was modified"),
	   "a module that changed: %s", pvh_get_error(plan->ctx)->sentence);
	ok(!strstr(r.trace, "commit"), "... never runs");
	pvh_backend_unref(&r.be);
	recorder_fini(&r);
	pvh_source_unref(source);
	pvh_plan_unref(plan);
	fx_remove_dir(dir);
}

/* Several guests by the rules: what differs between them is what Xen is picky about. */
static const struct fx_guest guests[] = {
	{ .memory = MIB(4) },
	{ .memory = MIB(64), .max_memory = MIB(512) },
	{ .memory = 0xfc000000, .vcpus = 4 },
	{ .memory = 0xfc000000 + MIB(1), .vcpus = 4, .max_vcpus = 8 },
	{ .memory = GIB(5), .max_memory = GIB(8), .vcpus = 128 },
	{ .memory = GIB(5), .wishes = WISHES("mmio_hole", "1024", "reserved",
	  "[{\"start\": \"2G\", \"size\": 1}, {\"start\": \"5G\", \"size\": 1}]") },
	{ .memory = GIB(5), .vcpus = 2, .wishes = WISHES("mmio_hole", "1024", "vnuma",
	  "[{\"pnode\": 0, \"size\": 1024, \"vcpus\": \"1\"},"
	  " {\"pnode\": 1, \"size\": 3072, \"vcpus\": \"0\"}, {\"pnode\": 0, \"size\": 1024}]",
	  "reserved", "[{\"start\": \"1023M\", \"size\": 2}]") },
};

static void test_guest(size_t i)
{
	struct pvh_plan *plan = fx_sealed(&guests[i], modules);
	struct recorder r;
	int code;

	recorder_init(&r, plan->ctx);
	code = pvh_build(plan, &r.be, 0, NULL);
	ok(!code && !recorder_broken(&r), "a guest of %llu MiB: %s",
	   (unsigned long long)(guests[i].memory / MIB(1)),
	   code ? pvh_get_error(plan->ctx)->sentence : "by the rules");
	pvh_backend_unref(&r.be);
	recorder_fini(&r);
	pvh_plan_unref(plan);
}

int main(void)
{
	static const int codes[] = { -EIO, -EPERM, -ENOMEM, -EEXIST };
	struct pvh_plan *plan = fx_sealed(&guest, modules);
	unsigned int calls = count_calls(plan), steps;

	test_success(plan, 0);
	test_success(plan, PVH_BUILD_PAUSED);
	test_written_once(plan);
	for (unsigned int i = 1; i <= calls; i++)
		test_failure(plan, i, codes[i % ARRAY_SIZE(codes)]);
	steps = test_progress(plan);
	for (unsigned int i = 1; i <= steps; i++)
		test_cancel(plan, i);
	test_refusals(plan);
	test_modified();
	for (size_t i = 0; i < ARRAY_SIZE(guests); i++)
		test_guest(i);
	pvh_plan_unref(plan);
	return done();
}
