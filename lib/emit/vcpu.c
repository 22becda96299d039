/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "emit/vcpu.h"

#include "base/array.h"
#include "base/bytes.h"
#include "plan/abi.h"

/* Offsets into struct hvm_hw_cpu (public/arch-x86/hvm/save.h). */
enum cpu_offset {
	CPU_RBX = 520,
	CPU_RIP = 640,
	CPU_CR0 = 656,
	CPU_DR6 = 720,
	CPU_DR7 = 728,
	CPU_CS_LIMIT = 768,
	CPU_DS_LIMIT = 772,
	CPU_ES_LIMIT = 776,
	CPU_FS_LIMIT = 780,
	CPU_GS_LIMIT = 784,
	CPU_SS_LIMIT = 788,
	CPU_TR_LIMIT = 792,
	CPU_CS_ARBYTES = 888,
	CPU_DS_ARBYTES = 892,
	CPU_ES_ARBYTES = 896,
	CPU_FS_ARBYTES = 900,
	CPU_GS_ARBYTES = 904,
	CPU_SS_ARBYTES = 908,
	CPU_TR_ARBYTES = 912,
};

/* Offsets into struct hvm_hw_mtrr. */
enum mtrr_offset {
	MTRR_PAT = 0,
	MTRR_CAP = 224,
	MTRR_DEF_TYPE = 232,
};

#define CR0_PE_ET 0x11         /* Xen refuses a cr0 without ET; all writable bits but PE are 0 */
#define DR6_RESET 0xffff0ff0
#define DR7_RESET 0x400
#define FLAT_LIMIT 0xffffffff
#define AR_CODE32 0xc9b        /* G, D, P, S, code: execute/read, accessed */
#define AR_DATA32 0xc93        /* G, B, P, S, data: read/write, accessed */
#define AR_TSS32 0x8b          /* P, busy 32-bit TSS */
#define TSS_LIMIT 0x67

/*
 * What Xen resets MTRRs to (8 variable ranges, fixed ranges, write-combining), except that
 * they are on and default to write-back: the boot ABI promises that RAM is cached.
 */
#define PAT_RESET 0x0007040600070406ull
#define MTRR_CAP_RESET 0x508
#define MTRR_WB_ENABLED (6 | 1 << 11)

static uint8_t *add_record(struct pvh_plan *plan, unsigned int vcpu, uint16_t type, size_t size)
{
	struct plan_payload *payload = &plan->payload;
	struct vcpu_record *record = array_append(payload->records, payload->nr_records);

	if (!record)
		return NULL;
	record->vcpu = vcpu;
	record->type = type;
	record->size = size;
	record->bytes = calloc(1, size);
	return record->bytes;
}

static bool emit_mtrr(struct pvh_plan *plan, unsigned int vcpu)
{
	uint8_t *mtrr = add_record(plan, vcpu, RECORD_MTRR, RECORD_MTRR_SIZE);

	if (!mtrr)
		return false;
	store_le64(mtrr + MTRR_PAT, PAT_RESET);
	store_le64(mtrr + MTRR_CAP, MTRR_CAP_RESET);
	store_le64(mtrr + MTRR_DEF_TYPE, MTRR_WB_ENABLED);
	return true;
}

/*
 * The entry state of the x86/HVM direct boot ABI (docs/misc/pvh.pandoc in Xen). It leaves fs
 * and gs open, and xl leaves them null; but Linux for 32 bits, with a stack protector, reads
 * its canary through fs before it has loaded it, and dies of that.
 */
static bool emit_cpu(struct pvh_plan *plan)
{
	static const struct {
		enum cpu_offset limit, arbytes;
		uint32_t value;
	} flat[] = {
		{ CPU_CS_LIMIT, CPU_CS_ARBYTES, AR_CODE32 },
		{ CPU_DS_LIMIT, CPU_DS_ARBYTES, AR_DATA32 },
		{ CPU_ES_LIMIT, CPU_ES_ARBYTES, AR_DATA32 },
		{ CPU_FS_LIMIT, CPU_FS_ARBYTES, AR_DATA32 },
		{ CPU_GS_LIMIT, CPU_GS_ARBYTES, AR_DATA32 },
		{ CPU_SS_LIMIT, CPU_SS_ARBYTES, AR_DATA32 },
	};
	uint8_t *cpu = add_record(plan, 0, RECORD_CPU, RECORD_CPU_SIZE);

	if (!cpu)
		return false;
	store_le64(cpu + CPU_RBX, plan->payload.start_info);
	store_le64(cpu + CPU_RIP, plan->payload.entry);
	store_le64(cpu + CPU_CR0, CR0_PE_ET);
	store_le64(cpu + CPU_DR6, DR6_RESET);
	store_le64(cpu + CPU_DR7, DR7_RESET);
	for (size_t i = 0; i < ARRAY_SIZE(flat); i++) {
		store_le32(cpu + flat[i].limit, FLAT_LIMIT);
		store_le32(cpu + flat[i].arbytes, flat[i].value);
	}
	store_le32(cpu + CPU_TR_LIMIT, TSS_LIMIT);
	store_le32(cpu + CPU_TR_ARBYTES, AR_TSS32);
	return true;
}

int emit_vcpus(struct pvh_plan *plan, struct fault *f)
{
	for (unsigned int i = 0; i < plan->domain.max_vcpus; i++)
		if (!emit_mtrr(plan, i))
			return fault_oom(f);
	return emit_cpu(plan) ? 0 : fault_oom(f);
}
