/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Accesses that may fault, and what handles it: a function between probes_start and probes_end
 * that faults returns 0 instead of 1.  They use no stack, so that this is all there is to it.
 */
	.section .text, "ax"
	.code32

	.macro probe_segment seg
	.globl store_\seg, load_\seg
store_\seg:				/* int store_SEG(uint32_t *at, uint32_t value) */
	movl	4(%esp), %ecx
	movl	8(%esp), %eax
	movl	%eax, %\seg:(%ecx)
	movl	$1, %eax
	ret
load_\seg:				/* int load_SEG(const uint32_t *at, uint32_t *value) */
	movl	4(%esp), %ecx
	movl	%\seg:(%ecx), %ecx
	movl	8(%esp), %eax
	movl	%ecx, (%eax)
	movl	$1, %eax
	ret
	.endm

	.globl probes_start, probes_end, probe_failed, probe_msr
probes_start:
	probe_segment ds
	probe_segment es
	probe_segment ss
	probe_segment fs
	probe_segment gs
probe_msr:				/* int probe_msr(uint32_t msr, uint64_t *value) */
	movl	4(%esp), %ecx
	rdmsr
	movl	8(%esp), %ecx
	movl	%eax, (%ecx)
	movl	%edx, 4(%ecx)
	movl	$1, %eax
	ret
probes_end:
probe_failed:
	xorl	%eax, %eax
	ret

	.globl fault_with_code, fault_without_code
fault_without_code:
	pushl	$0
fault_with_code:
	pusha
	pushl	%esp
	call	fault_handler
	addl	$4, %esp
	popa
	addl	$4, %esp
	iret

	.globl load_code_segment, load_data_segments
load_code_segment:			/* from the guest's own table */
	popl	%eax
	pushl	$8
	pushl	%eax
	lret
load_data_segments:
	movl	$16, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	ret

	.section .note.GNU-stack, "", @progbits
