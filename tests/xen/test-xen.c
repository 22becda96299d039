/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The real Xen backend on a Xen of a few functions: what it makes of a plan, that any call may
 * fail without anything being left, and that none of Xen's answers is taken for another.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xenctrl.h>
#include <xen/hvm/save.h>

#include "fake.h"
#include "../unit/fixture.h"
#include "../unit/tap.h"

static const struct fx_guest guest = { .memory = MIB(65), .vcpus = 1, .max_vcpus = 2,
				       .cmdline = "console=hvc0" };
static const uint64_t modules[] = { 5000, 70001, 0 };

/* One build on a new backend, of which nothing is left afterwards but what it built. */
static int build(struct pvh_plan *plan, unsigned int flags, uint32_t *domid)
{
	struct pvh_backend *be;
	int r = pvh_backend_new_xen(plan->ctx, &be);

	if (!r)
		r = pvh_build(plan, be, flags, domid);
	pvh_backend_unref(be);
	return r;
}

static const char *sentence(const struct pvh_plan *plan)
{
	return pvh_get_error(plan->ctx)->sentence;
}

/* --- What is made --------------------------------------------------------------------- */

/* Everything that the plan puts there, byte for byte. */
static uint64_t different_bytes(const struct pvh_plan *plan)
{
	uint64_t different = 0;

	for (size_t i = 0; i < plan->payload.nr_placements; i++) {
		const struct placement *p = &plan->payload.placements[i];
		uint8_t *wanted = malloc(p->size), *got = malloc(p->size);

		if (!wanted || !got)
			abort();
		fx_must(pvh_plan_read(plan, p->gpa, wanted, p->size), "read");
		fake_read(p->gpa, got, p->size);
		for (uint64_t k = 0; k < p->size; k++)
			different += wanted[k] != got[k];
		free(wanted);
		free(got);
	}
	return different;
}

/* The whole map is backed, and nothing twice. */
static bool all_populated(const struct pvh_plan *plan)
{
	uint64_t total = 0, wanted = 0;

	for (size_t i = 0; i < plan->domain.nr_map; i++) {
		wanted += plan->domain.map[i].size;
		if (!fake_populated(plan->domain.map[i].gpa, plan->domain.map[i].size))
			return false;
	}
	for (size_t i = 0; i < fake.nr_extents; i++)
		total += fake.extents[i].size;
	return total == wanted;
}

/* The record of that type in what was given to hvm_setcontext(); all of it in whole records. */
static const uint8_t *record(uint16_t type, uint16_t instance)
{
	const uint8_t *at = fake.vcpus, *found = NULL, *end = at + fake.vcpus_size;
	struct hvm_save_descriptor d = { 0 };

	while (at < end) {
		memcpy(&d, at, sizeof(d));
		if (d.typecode == type && d.instance == instance)
			found = at + sizeof(d);
		at += sizeof(d) + d.length;
	}
	return at == end && d.typecode == HVM_SAVE_CODE(END) ? found : NULL;
}

static bool node_is(const char *path, const char *value, const char *access)
{
	const struct fake_node *node = fake_node(path);

	return node && !strcmp(node->value, value) && !strcmp(node->access, access);
}

static void test_success(struct pvh_plan *plan, unsigned int flags)
{
	uint64_t max_mem = plan->domain.max_mem;
	struct hvm_hw_cpu cpu;
	uint32_t domid = 0;

	fake_reset();
	fake.dirty = true;
	ok(!build(plan, flags, &domid) && domid == FAKE_DOMID && fake.exists &&
		   fake.running == !flags && fake.introduced,
	   "built a domain, %s", flags ? "paused" : "running");
	ok(different_bytes(plan) == 0, "its memory is what the plan says, whatever was there before");
	ok(all_populated(plan) && fake.max_mem == max_mem && !fake.claimed,
	   "each page of its map is there once, and nothing stays claimed");
	ok(fake.nr_map == plan->domain.nr_map, "the map is published");
	ok(record(HVM_SAVE_CODE(HEADER), 0) == fake.vcpus + 8 && record(HVM_SAVE_CODE(MTRR), 0) &&
		   record(HVM_SAVE_CODE(MTRR), 1) && !record(HVM_SAVE_CODE(CPU), 1),
	   "the records begin with Xen's header, and have MTRRs for both vCPUs");
	memcpy(&cpu, record(HVM_SAVE_CODE(CPU), 0), sizeof(cpu));
	ok(cpu.rip == plan->payload.entry && cpu.rbx == plan->payload.start_info,
	   "... and the registers of the first");
	ok(node_is("/local/domain/9/name", "guest", "n0,r9") &&
		   node_is("/local/domain/9", "", "n0,r9") &&
		   node_is("/local/domain/9/control/shutdown", "", "n9"),
	   "its nodes are there, with their permissions");
	ok(!fake.handles && !fake.maps, "no handle and no mapping is left");
}

/* --- Failures ------------------------------------------------------------------------- */

/* What a call that may fail is for: the build goes on with less. */
static bool may_fail(const char *name, int err)
{
	return !strcmp(name, "xc_domain_populate_physmap") || /* smaller extents will do */
	       !strncmp(fake.failed_path, "/local/pool/", 12) || /* a pool without a name */
	       !strcmp(name, "xc_altp2m_get_domain_state") ||       /* the host has less */
	       !strcmp(name, "xc_flask_getenforce") ||
	       (!strcmp(name, "xc_domain_claim_pages") && err == ENOSYS);
}

static bool nothing_left(size_t nodes)
{
	return !fake.exists && !fake.running && !fake.handles && !fake.maps &&
	       fake.nr_nodes == nodes && !fx_count_dir(fake_lib_dir());
}

/* Every call fails in turn, with this errno. */
static void test_failures(struct pvh_plan *plan, int err, int code)
{
	unsigned int calls, ended = 0, went_on = 0, hinted = 0;

	fake_reset();
	fx_must(build(plan, 0, NULL), "build");
	calls = fake.calls;
	for (unsigned int i = 1; i <= calls; i++) {
		uint32_t domid = 77;
		int r;

		fake_reset();
		fake.fail_at = i;
		fake.fail_errno = err;
		r = build(plan, 0, &domid);
		if (!r && may_fail(fake.failed, err) && !different_bytes(plan) &&
		    all_populated(plan)) {
			went_on++;
			continue;
		}
		ended++;
		hinted += strstr(sentence(plan), " free: end another domain, or ") != NULL;
		if (!nothing_left(0) || domid != 77 || r >= 0 || !*sentence(plan) ||
		    (r != code && r != -EIO && r != -ENODEV))
			ok(false, "call %u, %s, fails with %d: %d, \"%s\", %zu nodes", i,
			   fake.failed, err, r, sentence(plan), fake.nr_nodes);
	}
	ok(ended + went_on == calls && ended > 120 && went_on < 20,
	   "errno %d: %u of %u failures end the build, and leave nothing", err, ended, calls);
	ok(err == ENOMEM ? hinted > 1 : !hinted, "... %u for want of memory", hinted);
}

/* Answers that are no error but make no sense: libxenguest has taken some for success. */
static void test_answers(struct pvh_plan *plan)
{
	static const struct {
		int size;
		uint16_t code;
		const char *what;
	} answers[] = {
		{ 1, 0, "no header" },
		{ 8, 0, "no header" },
		{ 0, HVM_SAVE_CODE(CPU), "does not start with a header" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		fake_reset();
		fake.context_size = answers[i].size;
		fake.context_code = answers[i].code;
		ok(build(plan, 0, NULL) == -EIO && strstr(sentence(plan), answers[i].what) &&
			   nothing_left(0),
		   "a context of %d bytes: %s", answers[i].size - 1, sentence(plan));
	}
}

static void make_namesake(void)
{
	fake_write("/local/domain/8/name", "guest");
}

static void make_other(void)
{
	fake_write("/local/domain/8/name", "other");
}

static void test_races(struct pvh_plan *plan)
{
	fake_reset();
	fake.lost_races = 99;
	ok(!build(plan, 0, NULL) && node_is("/local/domain/9/name", "guest", "n0,r9"),
	   "a transaction that loses 99 races is repeated");
	fake_reset();
	fake.lost_races = 1;
	fake.rival = make_namesake;
	ok(build(plan, 0, NULL) == -EEXIST && strstr(sentence(plan), "domain 8 has the same name") &&
		   nothing_left(2),
	   "one that loses to a domain of the same name: %s", sentence(plan));
	fake_reset();
	fake.lost_races = 1;
	fake.rival = make_other;
	ok(!build(plan, 0, NULL) && fake_node("/local/domain/8/name"),
	   "... and of another one is repeated");
	fake_reset();
	fake.lost_races = 100;
	ok(build(plan, 0, NULL) == -EIO && strstr(sentence(plan), "lost 100 races") &&
		   nothing_left(0),
	   "one that loses 100 is given up: %s", sentence(plan));
}

/* --- Who is there already --------------------------------------------------------------- */

static void add_node(const char *path, const char *value)
{
	struct fake_node *node = &fake.nodes[fake.nr_nodes++];

	snprintf(node->path, sizeof(node->path), "%s", path);
	snprintf(node->value, sizeof(node->value), "%s", value);
}

static void test_neighbours(struct pvh_plan *plan)
{
	fake_reset();
	add_node("/local/domain/3/name", "guest");
	ok(build(plan, 0, NULL) == -EEXIST && strstr(sentence(plan), "domain 3 has the same name") &&
		   nothing_left(1),
	   "a name that is taken: %s", sentence(plan));
	fake_reset();
	add_node("/local/domain/3/name", "other");
	add_node("/local/domain/3/vm", "/vm/" FX_UUID);
	add_node("/vm/" FX_UUID, "");
	ok(build(plan, 0, NULL) == -EEXIST && strstr(sentence(plan), "same uuid") &&
		   nothing_left(3),
	   "a uuid that is taken: %s", sentence(plan));
	fake_reset();
	add_node("/local/domain/9/device/vif/0/state", "4");
	ok(!build(plan, 0, NULL) && !fake_node("/local/domain/9/device/vif/0/state"),
	   "what an earlier domain of this number left is gone");
}

/* Nobody takes a domain that is not known for domain 0. */
static void test_domids(struct pvh_plan *plan)
{
	static const char *const paths[] = { "domid", "/tool/xenstored/domid",
					     "/tool/xenconsoled/domid" };
	unsigned int told = 0;

	for (unsigned int i = 1; i <= 40; i++) {
		int r;

		fake_reset();
		fake.fail_at = i;
		fake.fail_errno = EIO;
		r = build(plan, 0, NULL);
		for (size_t k = 0; k < ARRAY_SIZE(paths); k++)
			told += !strcmp(fake.failed_path, paths[k]) && r == -EIO &&
				strstr(sentence(plan), paths[k]) && nothing_left(0);
	}
	ok(told == ARRAY_SIZE(paths), "the domains of those who serve it have to be known");
}

/* Whichever read fails: a name or uuid that is taken does not become free. */
static void test_unread_neighbour(struct pvh_plan *plan, const char *key, const char *value)
{
	unsigned int built = 0, calls = 200;
	char path[64];

	snprintf(path, sizeof(path), "/local/domain/3/%s", key);
	for (unsigned int i = 1; i <= calls; i++) {
		fake_reset();
		add_node(path, value);
		if (strcmp(key, "name") != 0)
			add_node("/local/domain/3/name", "other");
		add_node("/vm/" FX_UUID, "");
		fake.fail_at = i;
		fake.fail_errno = EIO;
		built += !build(plan, 0, NULL);
	}
	ok(!built, "a %s that is taken and cannot be read is not free", key);
}

/* --- Large and fragmented memory --------------------------------------------------------- */

static unsigned int orders(unsigned int order)
{
	unsigned int nr = 0;

	for (size_t i = 0; i < fake.nr_extents; i++)
		nr += fake.extents[i].order == order;
	return nr;
}

/* Few calls, whatever the size: one for each run of extents of a size. */
static void test_extents(void)
{
	static const struct fx_guest large = { .memory = GIB(64) };
	struct pvh_plan *plan = fx_sealed(&large, NULL);

	fake_reset();
	fx_must(build(plan, 0, NULL), "build");
	ok(all_populated(plan) && fake.populate_calls <= 6, "64 GiB take %u calls",
	   fake.populate_calls);
	ok(orders(18) == 63 && orders(9) == 512, "%u extents of 1 GiB, %u of 2 MiB", orders(18),
	   orders(9));
	fake_reset();
	fake.max_order = 9;
	fake.no_extents_above = GIB(8);
	fx_must(build(plan, 0, NULL), "build");
	ok(all_populated(plan) && orders(18) == 7 && orders(9) == 512 * 57,
	   "where there are none of 1 GiB, those of 2 MiB are taken: %u, %u", orders(18),
	   orders(9));
	pvh_plan_unref(plan);
}

/* What is owned is within max_mem, with and without memory that is populated on demand. */
static void test_on_demand(void)
{
	static const struct fx_guest on_demand = { .memory = MIB(64), .max_memory = GIB(8),
						   .vcpus = 128 };
	struct pvh_plan *plan = fx_sealed(&on_demand, modules);

	fake_reset();
	fx_must(build(plan, 0, NULL), "build");
	ok(all_populated(plan) && fake.owned < MIB(1) && fake.pod_target == MIB(64) / 4096,
	   "populated on demand: %llu bytes are owned at once",
	   (unsigned long long)fake.owned);
	pvh_plan_unref(plan);
}

/* Tables of the user's that take more than what Xen's limit leaves beyond the guest's memory. */
static void test_tables(void)
{
	struct pvh_plan *plan = fx_kernel_placed(&guest);
	_cleanup_free_ uint8_t *table = malloc(MIB(2));
	struct pvh_source *source;

	fx_make_table(table, "OEM1", MIB(2));
	fx_must(pvh_source_from_memory(plan->ctx, table, MIB(2), "table", &source), "source");
	fx_must(pvh_plan_add_acpi_table(plan, source), "add_acpi_table");
	pvh_source_unref(source);
	fx_must(pvh_plan_emit_acpi(plan) || pvh_plan_emit_start_info(plan) || pvh_plan_seal(plan),
		"seal");
	fake_reset();
	ok(!build(plan, 0, NULL) && all_populated(plan) && !different_bytes(plan) &&
		   fake.owned > guest.memory + MIB(2) && fake.owned == fake.max_mem,
	   "a table of 2 MiB: the domain may own %llu bytes, and does",
	   (unsigned long long)fake.max_mem);
	pvh_plan_unref(plan);
}

static void test_fragments(struct pvh_plan *plan)
{
	fake_reset();
	fake.max_order = 8;
	fx_must(build(plan, 0, NULL), "build");
	ok(all_populated(plan) && !different_bytes(plan) && !orders(9),
	   "memory in pages of 4 KiB only: %u extents", orders(0));
	fake_reset();
	fake.per_call = 1000;
	fx_must(build(plan, 0, NULL), "build");
	ok(all_populated(plan), "1000 extents a call at most: %u calls", fake.populate_calls);
}

int main(void)
{
	struct pvh_plan *plan = fx_sealed(&guest, modules);

	test_success(plan, 0);
	test_success(plan, PVH_BUILD_PAUSED);
	test_failures(plan, EIO, -EIO);
	test_failures(plan, EPERM, -EPERM);
	test_failures(plan, ENOMEM, -ENOMEM);
	test_answers(plan);
	test_races(plan);
	test_neighbours(plan);
	test_domids(plan);
	test_unread_neighbour(plan, "name", "guest");
	test_unread_neighbour(plan, "vm", "/vm/" FX_UUID);
	fake_reset();
	fx_must(build(plan, 0, NULL), "build");
	ok(fake.populate_calls == 4, "%u calls populate 65 MiB, ACPI tables and special pages",
	   fake.populate_calls);
	test_extents();
	test_on_demand();
	test_tables();
	test_fragments(plan);
	pvh_plan_unref(plan);
	return done();
}
