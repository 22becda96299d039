/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fields of a vCPU's record, by the names that Xen gives them (hvm/save.h). */
#ifndef RIG_CPU_FIELDS_H
#define RIG_CPU_FIELDS_H

#include <stddef.h>
#include <xenctrl.h>
#include <xen/hvm/save.h>

struct field {
	const char *name;
	size_t offset, size; /* in the record */
};

#define CPU(field)                                     \
	{ #field, offsetof(struct hvm_hw_cpu, field),  \
	  sizeof(((struct hvm_hw_cpu *)0)->field) }
#define SEGMENT(s) CPU(s##_sel), CPU(s##_limit), CPU(s##_base), CPU(s##_arbytes)

static const struct field cpu_fields[] = {
	CPU(rax), CPU(rbx), CPU(rcx), CPU(rdx), CPU(rbp), CPU(rsi), CPU(rdi), CPU(rsp),
	CPU(r8), CPU(r9), CPU(r10), CPU(r11), CPU(r12), CPU(r13), CPU(r14), CPU(r15),
	CPU(rip), CPU(rflags), CPU(cr0), CPU(cr2), CPU(cr3), CPU(cr4),
	CPU(dr0), CPU(dr1), CPU(dr2), CPU(dr3), CPU(dr6), CPU(dr7),
	SEGMENT(cs), SEGMENT(ds), SEGMENT(es), SEGMENT(fs), SEGMENT(gs), SEGMENT(ss),
	SEGMENT(tr), SEGMENT(ldtr),
	CPU(idtr_base), CPU(idtr_limit), CPU(gdtr_base), CPU(gdtr_limit),
	CPU(sysenter_cs), CPU(sysenter_esp), CPU(sysenter_eip), CPU(shadow_gs),
	CPU(msr_flags), CPU(msr_lstar), CPU(msr_star), CPU(msr_cstar),
	CPU(msr_syscall_mask), CPU(msr_efer), CPU(msr_tsc_aux), CPU(tsc),
	CPU(pending_event), CPU(error_code), CPU(flags), CPU(pad0),
};

#define NR_CPU_FIELDS (sizeof(cpu_fields) / sizeof(cpu_fields[0]))

#endif
