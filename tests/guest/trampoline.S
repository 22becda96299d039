/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where another vCPU begins: in real mode after INIT and SIPI, from a copy of this code below
 * 1 MiB; or at ap_entry, in the state that VCPUOP_initialise gave it.
 */
	.section .rodata, "a"
	.code16
	.globl trampoline, trampoline_gdtr, trampoline_esp, trampoline_far, trampoline_end
trampoline:
	cli
	movw	%cs, %ax
	movw	%ax, %ds
	lgdtl	trampoline_gdtr - trampoline
	movl	trampoline_esp - trampoline, %esp
	movl	%cr0, %eax
	orl	$1, %eax
	movl	%eax, %cr0
	ljmpl	*trampoline_far - trampoline
	.align 4
trampoline_gdtr:
	.word 0				/* filled in, as what follows */
	.long 0
	.word 0
trampoline_esp:
	.long 0
trampoline_far:
	.long 0
	.word 8
trampoline_end:

	.section .text, "ax"
	.code32
	.globl ap_entry, ap_entry_flat
ap_entry:
	movl	$16, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
ap_entry_flat:
	call	ap_main
1:	cli
	hlt
	jmp	1b

	.section .note.GNU-stack, "", @progbits
