/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HVM save records: what hvm_load_cpu_ctxt() and hvm_load_mtrr_msr() in Xen refuse, and
 * what docs/misc/pvh.pandoc promises to the guest.
 */
#include <inttypes.h>

#include "base/bytes.h"
#include "rules.h"

#define CODE_CPU 2
#define CODE_MTRR 14

/* struct hvm_hw_cpu */
enum { RBX = 520, RIP = 640, RFLAGS = 648, CR0 = 656, CR3 = 672, CR4 = 680, EFER = 984,
       TSC_AUX = 992, FLAGS = 1024, PAD0 = 1028 };

/* struct hvm_hw_cpu, by segment register. */
enum { SEL = 736, LIMIT = 768, BASE = 808, ARBYTES = 888 };
enum { CS, DS, ES, FS, GS, SS, TR, LDTR };

/* Type and access rights. */
#define AR_TYPE(ar) ((ar) & 0xf)
#define AR_S 0x10
#define AR_DPL 0x60
#define AR_P 0x80
#define AR_L 0x200
#define AR_DB 0x400
#define AR_G 0x800

#define FLAT 0xffffffffu
#define START_INFO_MAGIC 0x336ec578u

static uint32_t arbytes(const uint8_t *cpu, unsigned int reg)
{
	return load_le32(cpu + ARBYTES + reg * 4);
}

static bool is_flat(const uint8_t *cpu, unsigned int reg)
{
	const uint32_t want = AR_S | AR_P | AR_DB | AR_G;

	return load_le32(cpu + LIMIT + reg * 4) == FLAT &&
	       !load_le64(cpu + BASE + reg * 8) && (arbytes(cpu, reg) & ~0xfu) == want;
}

static void check_segments(struct rules *r, const uint8_t *cpu)
{
	static const unsigned int data[] = { DS, ES, FS, GS, SS };

	/*
	 * Execute, read, accessed; the L bit must be clear, for there is no long mode
	 * yet.
	 */
	if (!is_flat(cpu, CS) || AR_TYPE(arbytes(cpu, CS)) != 0xb)
		rules_broke(r, "cs is no flat 32-bit code segment: 0x%x",
			    arbytes(cpu, CS));
	for (size_t i = 0; i < ARRAY_SIZE(data); i++)
		if (!is_flat(cpu, data[i]) || AR_TYPE(arbytes(cpu, data[i])) != 3)
			rules_broke(r,
				    "segment register %u is no flat data segment: 0x%x",
				    data[i], arbytes(cpu, data[i]));
	if (arbytes(cpu, TR) != (AR_P | 0xb) || load_le32(cpu + LIMIT + TR * 4) != 0x67)
		rules_broke(r, "tr is no busy 32-bit TSS: 0x%x", arbytes(cpu, TR));
	if (arbytes(cpu, LDTR) & AR_P)
		rules_broke(r, "ldtr is present");
}

static void check_control(struct rules *r, const uint8_t *cpu)
{
	if (load_le64(cpu + CR0) != 0x11) /* ET is demanded; PE alone is promised */
		rules_broke(r, "cr0 is 0x%" PRIx64, load_le64(cpu + CR0));
	if (load_le64(cpu + CR4) || load_le64(cpu + EFER) || load_le64(cpu + CR3))
		rules_broke(r, "cr3, cr4 or efer is not 0");
	if (load_le64(cpu + RFLAGS) & ~UINT64_C(2))
		rules_broke(r, "rflags is 0x%" PRIx64, load_le64(cpu + RFLAGS));
	if (load_le32(cpu + FLAGS) & ~1u || load_le32(cpu + PAD0) ||
	    load_le32(cpu + TSC_AUX + 4))
		rules_broke(r, "flags, pad0 or tsc_aux have bits that Xen refuses");
}

static void check_entry(struct rules *r, const uint8_t *cpu)
{
	uint64_t rip = load_le64(cpu + RIP), rbx = load_le64(cpu + RBX);
	uint8_t magic[4];

	if (rip > FLAT || !rules_written(r, rip, 1))
		rules_broke(r, "rip is 0x%" PRIx64 ", where nothing was written", rip);
	if (rbx > FLAT || !rules_read(r, rbx, magic, sizeof(magic)) ||
	    load_le32(magic) != START_INFO_MAGIC)
		rules_broke(r, "rbx is 0x%" PRIx64 ", where there is no start_info", rbx);
}

static void check_cpu(struct rules *r, const struct vcpu_record *record)
{
	if (record->vcpu != 0 || record->size != 1032) {
		rules_broke(r, "a CPU record of vCPU %u, %zu bytes", record->vcpu,
			    record->size);
		return;
	}
	check_control(r, record->bytes);
	check_segments(r, record->bytes);
	check_entry(r, record->bytes);
}

static void check_mtrr(struct rules *r, const struct vcpu_record *record, uint8_t *seen)
{
	if (record->vcpu >= r->plan->domain.max_vcpus || record->size != 240) {
		rules_broke(r, "an MTRR record of vCPU %u, %zu bytes", record->vcpu,
			    record->size);
		return;
	}
	if (seen[record->vcpu]++)
		rules_broke(r, "a second MTRR record of vCPU %u", record->vcpu);
	/* Enabled, write-back by default, and no range that says otherwise. */
	if (load_le64(record->bytes + 232) != (1 << 11 | 6))
		rules_broke(r, "vCPU %u does not default to write-back", record->vcpu);
	for (size_t i = 8; i < 224; i++)
		if (record->bytes[i])
			rules_broke(r, "vCPU %u has an MTRR range", record->vcpu);
}

/*
 * Every setcontext puts all vCPUs down and only a CPU record wakes one: so it comes last.
 */
void rules_vcpus(struct rules *r, const struct vcpu_record *records, size_t nr)
{
	uint8_t seen[256] = { 0 };
	unsigned int cpus = 0;

	for (size_t i = 0; i < nr; i++) {
		if (records[i].type == CODE_CPU) {
			check_cpu(r, &records[i]);
			cpus++;
		} else if (records[i].type == CODE_MTRR) {
			check_mtrr(r, &records[i], seen);
		} else {
			rules_broke(r, "a record of type %u", records[i].type);
		}
	}
	for (unsigned int i = 0; i < r->plan->domain.max_vcpus; i++)
		if (!seen[i])
			rules_broke(r, "no MTRR record of vCPU %u", i);
	if (cpus != 1 || records[nr - 1].type != CODE_CPU)
		rules_broke(r,
			    "%u CPU records; exactly one is wanted, as the last record",
			    cpus);
}
