/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The save records, byte by byte: every byte that is not listed here is zero. */
#include <string.h>

#include "base/bytes.h"
#include "fixture.h"
#include "tap.h"

struct field {
	const char *name;
	size_t offset, size;
	uint64_t value;
};

/* struct hvm_hw_cpu of Xen 4.17; rip and rbx as mkelf_small() and the layout have it. */
static const struct field cpu[] = {
	{ "rbx", 520, 8, 0x203000 },
	{ "rip", 640, 8, MK_TEXT },
	{ "cr0: PE and ET", 656, 8, 0x11 },
	{ "dr6", 720, 8, 0xffff0ff0 },
	{ "dr7", 728, 8, 0x400 },
	{ "cs.limit", 768, 4, 0xffffffff },
	{ "ds.limit", 772, 4, 0xffffffff },
	{ "es.limit", 776, 4, 0xffffffff },
	{ "fs.limit", 780, 4, 0xffffffff },
	{ "gs.limit", 784, 4, 0xffffffff },
	{ "ss.limit", 788, 4, 0xffffffff },
	{ "tr.limit", 792, 4, 0x67 },
	{ "cs.arbytes", 888, 4, 0xc9b },
	{ "ds.arbytes", 892, 4, 0xc93 },
	{ "es.arbytes", 896, 4, 0xc93 },
	{ "fs.arbytes", 900, 4, 0xc93 },
	{ "gs.arbytes", 904, 4, 0xc93 },
	{ "ss.arbytes", 908, 4, 0xc93 },
	{ "tr.arbytes", 912, 4, 0x8b },
};

/* struct hvm_hw_mtrr */
static const struct field mtrr[] = {
	{ "PAT", 0, 8, 0x0007040600070406 },
	{ "MTRRcap", 224, 8, 0x508 },
	{ "default type: write-back, enabled", 232, 8, 0x806 },
};

static uint64_t load(const uint8_t *p, size_t size)
{
	return size == 4 ? load_le32(p) : load_le64(p);
}

static void test_record(const struct vcpu_record *record, const struct field *fields,
			size_t nr)
{
	_cleanup_free_ uint8_t *rest = malloc(record->size);
	unsigned int stray = 0;

	memcpy(rest, record->bytes, record->size);
	for (size_t i = 0; i < nr; i++) {
		ok(load(record->bytes + fields[i].offset, fields[i].size) ==
			   fields[i].value,
		   "vCPU %u: %s at %zu", record->vcpu, fields[i].name, fields[i].offset);
		memset(rest + fields[i].offset, 0, fields[i].size);
	}
	for (size_t i = 0; i < record->size; i++)
		stray += rest[i] != 0;
	ok(!stray, "vCPU %u: all other bytes are zero", record->vcpu);
}

static void test_guest(const struct fx_guest *guest, unsigned int vcpus)
{
	struct pvh_plan *plan = fx_sealed(guest, NULL);
	const struct vcpu_record *records = plan->payload.records;

	if (!ok(plan->payload.nr_records == vcpus + 1, "%u vCPUs have %zu records", vcpus,
		plan->payload.nr_records))
		return;
	for (unsigned int i = 0; i < vcpus; i++) {
		ok(records[i].vcpu == i && records[i].type == 14 &&
			   records[i].size == 240,
		   "record %u: MTRRs of vCPU %u", i, i);
		test_record(&records[i], mtrr, ARRAY_SIZE(mtrr));
	}
	ok(records[vcpus].vcpu == 0 && records[vcpus].type == 2 &&
		   records[vcpus].size == 1032,
	   "the last record: registers of vCPU 0");
	test_record(&records[vcpus], cpu, ARRAY_SIZE(cpu));
	pvh_plan_unref(plan);
}

int main(void)
{
	static const struct fx_guest one = { .vcpus = 1 },
				     some = { .vcpus = 2, .max_vcpus = 4 };

	test_guest(&one, 1);
	test_guest(&some, 4);
	return done();
}
