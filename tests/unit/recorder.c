/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recorder.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/macro.h"
#include "plan/abi.h"
#include "plan/name.h"

static struct recorder *to_recorder(struct pvh_backend *be)
{
	return container_of(be, struct recorder, be);
}

/* Every call comes by here: true when it is to go on. */
static bool enter(struct recorder *r, enum phase phase)
{
	if (r->failed)
		rules_broke(&r->rules, "a call after one that failed");
	rules_enter(&r->rules, phase);
	r->calls++;
	return !r->rules.broken[0];
}

/* ... and by here: fails when it was told to, or when a rule is broken. */
static int leave(struct recorder *r, struct fault *f)
{
	if (r->rules.broken[0])
		fault_set(f, -EPROTO, "%s", r->rules.broken);
	else if (r->calls == r->fail_at)
		fault_set(f, r->fail_code, "call %u was told to fail", r->calls);
	r->failed = f->code != 0;
	return f->code;
}

static int describe(struct pvh_backend *be, struct host *host, struct fault *f)
{
	struct recorder *r = to_recorder(be);

	fprintf(r->out, "describe\n");
	fflush(r->out);
	enter(r, PHASE_DESCRIBE);
	*host = r->host;
	return leave(r, f);
}

static void trace_fact(void *out, const struct policy_fact *fact)
{
	if (fact->kind == FACT_TEXT)
		fprintf(out, "policy %s = %s\n", fact->name, fact->text);
	else
		fprintf(out, "policy %s = %" PRId64 "\n", fact->name, fact->number);
}

static int begin(struct pvh_backend *be, const struct pvh_plan *plan, struct slots *slots,
		 struct fault *f)
{
	struct recorder *r = to_recorder(be);

	slots_set(slots, SLOT_DOMID, RECORDER_DOMID);
	slots_set(slots, SLOT_STORE_PORT, RECORDER_STORE_PORT);
	slots_set(slots, SLOT_CONSOLE_PORT, RECORDER_CONSOLE_PORT);
	slots_set(slots, SLOT_STORE_DOMID, RECORDER_STORE_DOMID);
	slots_set(slots, SLOT_CONSOLE_DOMID, RECORDER_CONSOLE_DOMID);
	slots_set(slots, SLOT_TOOLSTACK_DOMID, 0);
	slots_set(slots, SLOT_START_TIME, 1700000000);
	fprintf(r->out, "begin %s%s\n", plan->domain.name,
		plan->domain.msr_relaxed ? " msr_relaxed" : "");
	policy_each_fact(&plan->domain.policy, trace_fact, r->out);
	if (enter(r, PHASE_BEGIN)) {
		rules_begin(&r->rules, plan, slots);
		rules_policy(&r->rules, &r->host);
	}
	return leave(r, f);
}

static int set_vnuma(struct pvh_backend *be, const struct plan_vnuma *vnuma, struct fault *f)
{
	struct recorder *r = to_recorder(be);

	for (size_t i = 0; i < vnuma->nr_ranges; i++) {
		const struct plan_range *range = &vnuma->ranges[i];

		fprintf(r->out, "vnuma 0x%" PRIx64 "+0x%" PRIx64 " node %u on %u\n", range->gpa,
			range->size, range->vnode, vnuma->nodes[range->vnode].pnode);
	}
	if (enter(r, PHASE_VNUMA))
		rules_vnuma(&r->rules, vnuma);
	return leave(r, f);
}

static int populate(struct pvh_backend *be, const struct plan_region *map, size_t nr,
		    struct fault *f)
{
	struct recorder *r = to_recorder(be);

	for (size_t i = 0; i < nr; i++)
		fprintf(r->out, "populate 0x%" PRIx64 "+0x%" PRIx64 " %s\n", map[i].gpa,
			map[i].size, name_of_memory(map[i].type));
	if (enter(r, PHASE_POPULATE))
		rules_populate(&r->rules, map, nr);
	return leave(r, f);
}

static int write_piece(struct pvh_backend *be, const struct piece *piece, struct fault *f)
{
	struct recorder *r = to_recorder(be);

	fprintf(r->out, "write 0x%" PRIx64 "+0x%" PRIx64 " %s\n", piece->gpa, piece->size,
		name_of_piece(piece->kind));
	r->written += piece->size;
	if (enter(r, PHASE_WRITE))
		rules_write(&r->rules, piece);
	return leave(r, f);
}

static int set_param(struct pvh_backend *be, uint32_t index, uint64_t value,
		     struct fault *f)
{
	struct recorder *r = to_recorder(be);

	fprintf(r->out, "param %s = 0x%" PRIx64 "\n", name_of_param(index), value);
	if (enter(r, PHASE_PARAM))
		rules_param(&r->rules, index, value);
	return leave(r, f);
}

static int set_vcpus(struct pvh_backend *be, const struct vcpu_record *records, size_t nr,
		     struct fault *f)
{
	struct recorder *r = to_recorder(be);

	for (size_t i = 0; i < nr; i++)
		fprintf(r->out, "vcpu %u %s\n", records[i].vcpu,
			name_of_record(records[i].type));
	if (enter(r, PHASE_VCPUS))
		rules_vcpus(&r->rules, records, nr);
	return leave(r, f);
}

static int grant(struct pvh_backend *be, uint32_t ref, uint32_t backend, uint64_t gpa,
		 struct fault *f)
{
	struct recorder *r = to_recorder(be);

	fprintf(r->out, "grant %" PRIu32 " to domain %" PRIu32 " 0x%" PRIx64 "\n", ref,
		backend, gpa);
	if (enter(r, PHASE_GRANT))
		rules_grant(&r->rules, ref, backend, gpa);
	return leave(r, f);
}

static int introduce(struct pvh_backend *be, struct fault *f)
{
	struct recorder *r = to_recorder(be);

	fprintf(r->out, "introduce\n");
	if (enter(r, PHASE_INTRODUCE))
		rules_introduce(&r->rules);
	return leave(r, f);
}

static int start_qemu(struct pvh_backend *be, const struct plan_qemu *qemu, struct fault *f)
{
	struct recorder *r = to_recorder(be);

	fprintf(r->out, "start_qemu %s\n", qemu->path);
	if (enter(r, PHASE_ATTACH))
		rules_start_qemu(&r->rules, qemu);
	return leave(r, f);
}

static int attach(struct pvh_backend *be, const struct plan_device *device, struct fault *f)
{
	struct recorder *r = to_recorder(be);

	fprintf(r->out, "attach %s\n", device->name);
	if (enter(r, PHASE_ATTACH))
		rules_attach(&r->rules, device);
	return leave(r, f);
}

static int commit(struct pvh_backend *be, bool paused, struct fault *f)
{
	struct recorder *r = to_recorder(be);
	int code;

	fprintf(r->out, "commit%s\n", paused ? " paused" : "");
	fflush(r->out);
	enter(r, PHASE_COMMIT);
	r->paused = paused;
	code = leave(r, f);
	if (!code)
		r->rules.phase = PHASE_OVER;
	return code;
}

static void undo(struct pvh_backend *be)
{
	struct recorder *r = to_recorder(be);

	fprintf(r->out, "abort\n");
	fflush(r->out);
	r->aborts++;
	if (r->rules.phase == PHASE_OVER)
		rules_broke(&r->rules, "an abort after the end");
	r->rules.phase = PHASE_OVER;
}

static void recorder_free(struct pvh_backend *be)
{
	struct recorder *r = to_recorder(be);

	if (r->rules.phase != PHASE_OVER && r->rules.phase > PHASE_DESCRIBE)
		rules_broke(&r->rules, "the backend is freed in the middle of a build");
	r->freed = true;
}

static const struct backend_ops recorder_ops = {
	.name = "recorder",
	.describe = describe,
	.begin = begin,
	.set_vnuma = set_vnuma,
	.populate = populate,
	.write = write_piece,
	.set_param = set_param,
	.set_vcpus = set_vcpus,
	.grant = grant,
	.introduce = introduce,
	.start_qemu = start_qemu,
	.attach = attach,
	.commit = commit,
	.abort = undo,
	.free = recorder_free,
};

/* Two nodes, CPUs 3 and 7 of which are not there, and a pool with another scheduler. */
static const uint32_t nodes[8] = { 0, 0, 0, HOST_NO_NODE, 1, 1, 1, HOST_NO_NODE };
static uint8_t first_cpus = 0x37, second_cpus = 0x40;
static const struct host_pool pools[] = {
	{ 0, "Pool-0", SCHED_CREDIT2, &first_cpus },
	{ 5, "realtime", SCHED_RTDS, &second_cpus },
};

void recorder_init(struct recorder *r, struct pvh_ctx *ctx)
{
	*r = (struct recorder){ .be = { &recorder_ops, pvh_ref(ctx), 1 }, .host = HOST_ANY };
	r->host.nodes = nodes;
	r->host.nr_cpus = ARRAY_SIZE(nodes);
	r->host.pools = pools;
	r->host.nr_pools = ARRAY_SIZE(pools);
	r->out = open_memstream(&r->trace, &r->trace_size);
}

void recorder_fini(struct recorder *r)
{
	fclose(r->out);
	free(r->trace);
	rules_fini(&r->rules);
}

const char *recorder_broken(const struct recorder *r)
{
	return r->rules.broken[0] ? r->rules.broken : NULL;
}
