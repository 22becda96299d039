/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The judge judged: each rule of the recorder refuses a plan that breaks that rule alone.
 */
#include "test-recorder.h"

#include "base/bytes.h"
#include "plan/abi.h"
#include "plan/layout.h"

static const struct fx_guest guest = { .vcpus = 2, .max_vcpus = 3 };

static struct node *created(struct pvh_plan *p, const char *path)
{
	return node_at(&p->registration.create, path);
}

static struct node *started(struct pvh_plan *p, const char *path)
{
	return node_at(&p->registration.start, path);
}

static uint8_t *cpu(struct pvh_plan *p)
{
	return p->payload.records[p->payload.nr_records - 1].bytes;
}

static struct param *param(struct pvh_plan *p, uint32_t index)
{
	struct param *found = p->domain.params;

	while (found->index != index)
		found++;
	return found;
}

static void rename_node(struct node *node, const char *path)
{
	set_text(&node->path, path);
}

static void pin(struct pvh_plan *p, const char *cpus)
{
	struct fault f = FAULT_NONE;

	fx_must(text_list_append(&p->domain.policy.hard, cpus, &f), cpus);
}

static void leaf(struct pvh_plan *p, const char *policy)
{
	struct cpuid_leaf *l = cpuid_leaf_of(&p->domain.policy.cpuid, 1, CPUID_NO_SUBLEAF);

	strcpy(l->policy[CPUID_ECX], policy);
}

#define BREAK(name) static void name(struct pvh_plan *p)

BREAK(no_vcpus) { p->domain.vcpus = 0; }
BREAK(too_many_online) { p->domain.vcpus = 4; }
BREAK(small_pool) { p->domain.paging_pool = MIB(1); }
BREAK(odd_pool) { p->domain.paging_pool += 1; }
BREAK(max_mem_low) { p->domain.max_mem = p->domain.memory; }
BREAK(shadow_nested) { p->domain.policy.hap = false; p->domain.policy.nested = true; }
BREAK(altp2m_mode) { p->domain.policy.altp2m = 4; }
BREAK(altp2m_on_demand) { p->domain.policy.altp2m = 1; p->domain.max_memory *= 2; }
BREAK(trace_odd) { p->domain.policy.vmtrace_buffer = KIB(12); }
BREAK(trace_small) { p->domain.policy.vmtrace_buffer = KIB(2); }
BREAK(grant_version) { p->domain.policy.grant_version = 3; }
BREAK(grant_frames) { p->domain.policy.max_grant_frames = 0; }
BREAK(channels) { p->domain.policy.max_event_channels = 1; }
BREAK(weight) { p->domain.policy.weight = 0; }
BREAK(cap) { p->domain.policy.cap = 301; }
BREAK(budget)
{
	p->domain.policy.pool = strdup("realtime");
	p->domain.policy.period = 20;
	p->domain.policy.budget = 21;
}
BREAK(budget_alone) { p->domain.policy.budget = 21; }
BREAK(few_vcpus) { for (int i = 0; i < 4; i++) pin(p, "0"); }
BREAK(odd_leaf) { leaf(p, "xx"); }
BREAK(odd_bit) { leaf(p, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx2"); }
BREAK(odd_msr)
{
	struct msr_edit *msr = cpuid_msr_of(&p->domain.policy.cpuid, 0x10a);

	msr->policy[3] = 's';
}
BREAK(odd_region) { p->domain.map[0].size -= 1; }
BREAK(empty_region) { p->domain.map[1].size = 0; }
BREAK(overlap) { p->domain.map[1].gpa = p->domain.map[0].size - 4096; }
BREAK(ram_missing) { p->domain.map[0].size -= MIB(1); }
BREAK(write_outside) { p->payload.placements[0].pieces[0].gpa = GIB(2); }
BREAK(write_across) { p->payload.placements[0].pieces[0].gpa = MIB(64) - 16; }
BREAK(write_too_much) { p->domain.memory = KIB(4); }
BREAK(write_nothing) { p->payload.placements[0].pieces[0].size = 0; }
BREAK(param_unknown) { param(p, 10)->index = 11; }
BREAK(param_huge) { param(p, 10)->index = 64; }
BREAK(param_twice) { param(p, 5)->index = 6; }
BREAK(param_frame) { param(p, 1)->value = MIB(64) / 4096; }
BREAK(param_frame_shared) { param(p, 1)->value = LAYOUT_IDENT_PT >> 12; }
BREAK(param_dirty_frame) { param(p, 1)->value = 2; }
BREAK(param_address) { param(p, 12)->value += 1; }
BREAK(param_port) { param(p, 2)->slot = SLOT_CONSOLE_PORT; }
BREAK(param_console_port) { param(p, 18)->slot = SLOT_NONE; }
BREAK(param_timer) { param(p, 10)->value = 4; }
BREAK(param_missing) { p->domain.nr_params--; }
BREAK(mtrr_twice) { p->payload.records[1].vcpu = 0; }
BREAK(mtrr_beyond) { p->payload.records[1].vcpu = 3; }
BREAK(mtrr_missing) { p->domain.max_vcpus = 4; p->domain.paging_pool += MIB(1); }
BREAK(mtrr_size) { p->payload.records[1].size = 8; }
BREAK(mtrr_off) { p->payload.records[1].bytes[233] = 0; }
BREAK(mtrr_range) { p->payload.records[1].bytes[8] = 6; }
BREAK(record_unknown) { p->payload.records[0].type = 5; }
BREAK(cpu_of_vcpu1) { p->payload.records[3].vcpu = 1; }
BREAK(cpu_missing) { free(cpu(p)); p->payload.nr_records--; }
BREAK(cr0_et) { cpu(p)[656] = 1; }
BREAK(cr0_wp) { cpu(p)[658] = 1; }
BREAK(cr4) { cpu(p)[680] = 0x20; }
BREAK(efer) { cpu(p)[984] = 1; }
BREAK(rflags) { cpu(p)[649] = 2; }
BREAK(fpu_flags) { cpu(p)[1024] = 2; }
BREAK(pad0) { cpu(p)[1028] = 1; }
BREAK(cs_16bit) { store_le32(cpu(p) + 888, 0x89b); }
BREAK(cs_long) { store_le32(cpu(p) + 888, 0xe9b); }
BREAK(cs_data) { store_le32(cpu(p) + 888, 0xc93); }
BREAK(ds_packed) { store_le32(cpu(p) + 892, 0xc093); } /* the descriptor's own format */
BREAK(es_absent) { store_le32(cpu(p) + 896, 0); }
BREAK(ss_limit) { store_le32(cpu(p) + 788, 0xfffff); }
BREAK(ss_base) { cpu(p)[808 + 5 * 8 + 2] = 1; }
BREAK(tr_16bit) { store_le32(cpu(p) + 912, 0x83); }
BREAK(ldtr) { store_le32(cpu(p) + 916, 0x82); }
BREAK(rip) { store_le64(cpu(p) + 640, MIB(32)); }
BREAK(rbx) { store_le64(cpu(p) + 520, MIB(1)); }
BREAK(grant_ref) { p->domain.grants[1].ref = 2; }
BREAK(grant_twice) { p->domain.grants[1] = p->domain.grants[0]; }
BREAK(grant_domain) { p->domain.grants[0].backend = SLOT_DOMID; }
BREAK(grant_nothing) { p->domain.grants[0].gpa = GIB(3); }
BREAK(grant_page) { p->domain.grants[0].gpa = LAYOUT_XENSTORE; }
BREAK(introduce_page) { p->registration.store_gpa = LAYOUT_CONSOLE; }
BREAK(no_nodes)
{
	struct nodes *nodes = &p->registration.start;

	for (; nodes->nr; nodes->nr--) {
		free(nodes->list[nodes->nr - 1].path);
		free(nodes->list[nodes->nr - 1].value);
	}
}
BREAK(node_twice)
{
	rename_node(created(p, "/libxl/{domid}/type"), "/libxl/{domid}/device");
}
BREAK(node_path) { rename_node(created(p, "/libxl/{domid}/type"), "/libxl/{domid}/a b"); }
BREAK(node_slash) { rename_node(created(p, "/libxl/{domid}/type"), "/libxl/{domid}/"); }
BREAK(node_relative)
{
	rename_node(created(p, "/libxl/{domid}/type"), "libxl/{domid}/t");
}
BREAK(node_slot) { started(p, "/local/domain/{domid}/domid")->value[1] = 'x'; }
BREAK(node_foreign) { rename_node(created(p, "/libxl/{domid}/type"), "/libxl/0/type"); }
BREAK(guest_console)
{
	started(p, "/local/domain/{domid}/console/tty")->access = NODE_GUEST_OWNS;
}
BREAK(guest_domain) { created(p, "/local/domain/{domid}")->access = NODE_GUEST_OWNS; }
BREAK(guest_libxl) { created(p, "/libxl/{domid}")->access = NODE_GUEST_SHOWS; }
BREAK(guest_parent)
{
	created(p, "/local/domain/{domid}/control")->access = NODE_GUEST_OWNS;
	created(p, "/local/domain/{domid}/control/sysrq")->access = NODE_TOOLSTACK;
}

static const struct {
	const char *name;
	void (*break_it)(struct pvh_plan *p);
	const char *refused; /* part of the reason */
} cases[] = {
	{ "no vCPU online", no_vcpus, "0 of 3 vCPUs" },
	{ "more online than there are", too_many_online, "4 of 3 vCPUs" },
	{ "a paging pool that is too small", small_pool, "paging pool has" },
	{ "a paging pool with half a page", odd_pool, "whole pages" },
	{ "max_mem without the special pages", max_mem_low, "more than max_mem" },
	{ "nested without HAP", shadow_nested, "without HAP" },
	{ "an altp2m mode that does not exist", altp2m_mode, "altp2m mode 4" },
	{ "altp2m and memory on demand", altp2m_on_demand, "populated on demand" },
	{ "a trace buffer of no power of two", trace_odd, "trace buffer of 12288" },
	{ "a trace buffer of half a page", trace_small, "trace buffer of 2048" },
	{ "grant tables of the future", grant_version, "version 3" },
	{ "no grant table", grant_frames, "without a frame" },
	{ "one event channel", channels, "1 event channels" },
	{ "no weight", weight, "weight of 0" },
	{ "a cap beyond all vCPUs", cap, "cap of 301" },
	{ "a budget beyond its period", budget, "budget of 21 in 20" },
	{ "a budget without a period", budget_alone, "budget of 21 in -1" },
	{ "more affinities than vCPUs", few_vcpus, "affinity of a vCPU" },
	{ "a leaf with two bits", odd_leaf, "are not 32 bits" },
	{ "a leaf with a bit of 2", odd_bit, "are not 32 bits" },
	{ "an MSR with an older letter", odd_msr, "are not 64 bits" },
	{ "a region with half a page", odd_region, "not whole pages" },
	{ "an empty region", empty_region, "not whole pages" },
	{ "a page populated twice", overlap, "twice" },
	{ "RAM that is missing", ram_missing, "bytes of RAM" },
	{ "a write outside memory", write_outside, "not all populated" },
	{ "a write across the end", write_across, "not all populated" },
	{ "writes of more than there is at start", write_too_much, "more than there are at start" },
	{ "a write of nothing", write_nothing, "not all populated" },
	{ "a param of Xen's own", param_unknown, "not for a toolstack" },
	{ "a param that does not exist", param_huge, "not for a toolstack" },
	{ "a param set twice", param_twice, "set twice" },
	{ "a ring outside memory", param_frame, "param 1 cannot" },
	{ "a ring in another's page", param_frame_shared, "cannot be" },
	{ "a ring that was never cleared", param_dirty_frame, "param 1 cannot" },
	{ "an identity map off by one", param_address, "param 12 cannot" },
	{ "the console's port for the store", param_port, "param 2 cannot" },
	{ "no console port", param_console_port, "param 18 cannot" },
	{ "a timer mode that does not exist", param_timer, "param 10 cannot" },
	{ "no store port", param_missing, "without param 2" },
	{ "two MTRR records of a vCPU", mtrr_twice, "second MTRR record" },
	{ "an MTRR record of no vCPU", mtrr_beyond, "MTRR record of vCPU 3" },
	{ "a vCPU without MTRR record", mtrr_missing, "no MTRR record of vCPU 3" },
	{ "a short MTRR record", mtrr_size, "8 bytes" },
	{ "MTRRs that are off", mtrr_off, "write-back" },
	{ "an MTRR range", mtrr_range, "MTRR range" },
	{ "an unknown record", record_unknown, "record of type 5" },
	{ "a CPU record of vCPU 1", cpu_of_vcpu1, "CPU record of vCPU 1" },
	{ "no CPU record", cpu_missing, "0 CPU records" },
	{ "cr0 without ET", cr0_et, "cr0 is 0x1" },
	{ "cr0 with WP", cr0_wp, "cr0 is 0x10011" },
	{ "cr4 with PAE", cr4, "cr4" },
	{ "efer with SCE", efer, "efer" },
	{ "interrupts on", rflags, "rflags is 0x200" },
	{ "flags unknown to Xen", fpu_flags, "flags" },
	{ "padding that is not 0", pad0, "pad0" },
	{ "cs for 16 bits", cs_16bit, "cs is no" },
	{ "cs for 64 bits", cs_long, "cs is no" },
	{ "cs as data", cs_data, "cs is no" },
	{ "access rights as in a descriptor", ds_packed, "register 1 is no" },
	{ "es missing", es_absent, "register 2 is no" },
	{ "ss with a limit", ss_limit, "register 5 is no" },
	{ "ss with a base", ss_base, "register 5 is no" },
	{ "tr for 16 bits", tr_16bit, "tr is no" },
	{ "ldtr present", ldtr, "ldtr" },
	{ "an entry where nothing is", rip, "rip is 0x2000000" },
	{ "rbx beside start_info", rbx, "rbx is 0x100000" },
	{ "a grant of the guest's own", grant_ref, "not reserved" },
	{ "a grant made twice", grant_twice, "made twice" },
	{ "a grant to the guest itself", grant_domain, "given to domain 7" },
	{ "a grant of nothing", grant_nothing, "no populated page" },
	{ "a grant of the other ring", grant_page, "another page" },
	{ "another store page", introduce_page, "another page than param 1" },
	{ "no nodes", no_nodes, "no xenstore nodes" },
	{ "a node written twice", node_twice, "written twice" },
	{ "a path with a space", node_path, "no path of a node" },
	{ "a path with a slash behind it", node_slash, "no path of a node" },
	{ "a relative path", node_relative, "no path of a node" },
	{ "a slot that does not exist", node_slot, "unknown slot" },
	{ "a node of another domain", node_foreign, "in no subtree" },
	{ "a console of the guest's", guest_console, "the guest owns" },
	{ "a domain of the guest's", guest_domain, "guest" },
	{ "a libxl directory of the guest's", guest_libxl, "the guest owns /libxl/7" },
	{ "a toolstack's node in the guest's", guest_parent, "is not the guest's but below" },
};

static void test_rule(size_t i)
{
	struct pvh_plan *plan = fx_sealed(&guest, NULL);

	cases[i].break_it(plan);
	test_refused(plan, cases[i].name, cases[i].refused);
	pvh_plan_unref(plan);
}

/* --- Order, by hand ----------------------------------------------------------------- */

static void call(struct recorder *r, const struct pvh_plan *p, enum phase phase,
		 struct slots *slots)
{
	const struct backend_ops *ops = r->be.ops;
	struct fault f = FAULT_NONE;

	switch (phase) {
	case PHASE_DESCRIBE:
		ops->describe(&r->be, &(struct host){ 0 }, &f);
		break;
	case PHASE_BEGIN:
		ops->begin(&r->be, p, slots, &f);
		break;
	case PHASE_POPULATE:
		ops->populate(&r->be, p->domain.map, p->domain.nr_map, &f);
		break;
	case PHASE_WRITE:
		ops->write(&r->be, &p->payload.placements[0].pieces[0], &f);
		break;
	case PHASE_PARAM:
		ops->set_param(&r->be, PARAM_TIMER_MODE, 1, &f);
		break;
	case PHASE_COMMIT:
		ops->commit(&r->be, false, &f);
		break;
	case PHASE_OVER:
		ops->abort(&r->be);
		break;
	default:
		fx_must(1, "a phase that is not called here");
	}
}

static const struct {
	enum phase calls[6];
	const char *refused;
	unsigned int fail_at;
} orders[] = {
	{ { PHASE_BEGIN }, "begin before describe", 0 },
	{ { PHASE_DESCRIBE, PHASE_POPULATE }, "populate before begin", 0 },
	{ { PHASE_DESCRIBE, PHASE_BEGIN, PHASE_BEGIN }, "begin after begin", 0 },
	{ { PHASE_DESCRIBE, PHASE_BEGIN, PHASE_WRITE }, "write before populate", 0 },
	{ { PHASE_DESCRIBE, PHASE_BEGIN, PHASE_PARAM }, "set_param before populate", 0 },
	{ { PHASE_DESCRIBE, PHASE_BEGIN, PHASE_POPULATE, PHASE_POPULATE }, "populate after populate", 0 },
	{ { PHASE_DESCRIBE, PHASE_BEGIN, PHASE_POPULATE, PHASE_PARAM, PHASE_WRITE }, "write after set_param", 0 },
	{ { PHASE_DESCRIBE, PHASE_BEGIN, PHASE_POPULATE, PHASE_COMMIT }, "commit before introduce", 0 },
	{ { PHASE_DESCRIBE, PHASE_BEGIN, PHASE_POPULATE, PHASE_WRITE }, "after one that failed", 3 },
	{ { PHASE_DESCRIBE, PHASE_BEGIN, PHASE_OVER, PHASE_POPULATE }, "populate after the end", 0 },
	{ { PHASE_DESCRIBE, PHASE_BEGIN, PHASE_OVER, PHASE_OVER }, "abort after the end", 0 },
	{ { PHASE_DESCRIBE, PHASE_BEGIN }, "freed in the middle", 0 },
};

static void test_order(const struct pvh_plan *plan, size_t i)
{
	struct slots slots = { 0 };
	struct recorder r;
	const char *broken;

	recorder_init(&r, plan->ctx);
	r.fail_at = orders[i].fail_at;
	r.fail_code = -EIO;
	for (size_t k = 0; k < 6 && orders[i].calls[k]; k++)
		call(&r, plan, orders[i].calls[k], &slots);
	pvh_backend_unref(&r.be);
	broken = recorder_broken(&r);
	ok(broken && strstr(broken, orders[i].refused), "%s: %s", orders[i].refused,
	   broken ? broken : "accepted");
	recorder_fini(&r);
}

int main(void)
{
	struct pvh_plan *plan = fx_sealed(&guest, NULL);
	struct fault f = FAULT_NONE;
	struct recorder r;

	ok(!build(&r, plan, &f) && !recorder_broken(&r), "a sound plan breaks no rule%s",
	   f.what);
	recorder_fini(&r);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		test_rule(i);
	for (size_t i = 0; i < ARRAY_SIZE(orders); i++)
		test_order(plan, i);
	pvh_plan_unref(plan);
	return done();
}
