/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The first instructions.  The ABI (docs/misc/pvh.pandoc in Xen) gives no stack, so the first
 * one is a word of start_info, put back at once: all that is needed of it is to learn where
 * this code is.  Then the state at entry is kept for later, in a part of the image that is
 * left out when the image is judged.
 */
#include "early.h"

	.section .note.Xen, "a", @note
	.align 4
	.long 4, 2f - 1f, 6		/* XEN_ELFNOTE_GUEST_OS */
	.asciz "Xen"
1:	.asciz "pvh-conformance"
2:	.align 4
	.long 4, 12, 19			/* XEN_ELFNOTE_PHYS32_RELOC: alignment, lowest, highest */
	.asciz "Xen"
	.long 0x1000, 0x100000, 0xfbffffff

	.section .text.entry, "ax"
	.code32
	.globl guest_entry
guest_entry:
	jmp	2f
	.align 4
	/* For who damages a guest, to see whether it notices: a loop for a vCPU that should not
	 * run, bytes without a meaning, and places. */
	jmp	.
	.ascii "none"
	.align 4
	.long early_start - guest_entry, bss_end - guest_entry
2:	cld
	movl	(%ebx), %edi
	leal	4(%ebx), %esp
	call	1f
1:	popl	%ebp
	movl	%edi, (%ebx)
	leal	(early_state - 1b)(%ebp), %edi
	movl	%ebx, EARLY_EBX(%edi)
	movl	%cr0, %eax
	movl	%eax, EARLY_CR0(%edi)
	movl	%cr4, %eax
	movl	%eax, EARLY_CR4(%edi)
	movl	%dr6, %eax
	movl	%eax, EARLY_DR6(%edi)
	movl	%dr7, %eax
	movl	%eax, EARLY_DR7(%edi)
	movl	$0xc0000080, %ecx
	rdmsr
	movl	%eax, EARLY_EFER(%edi)
	movl	%edx, EARLY_EFER + 4(%edi)
	leal	(early_stack_end - 1b)(%ebp), %esp
	pushfl
	popl	EARLY_EFLAGS(%edi)
	pushl	%edi
	call	early_main
	leal	(main_stack_end - 1b)(%ebp), %esp
	call	guest_main
1:	cli
	hlt
	jmp	1b

	.section .early, "aw"
	.align 16
	.globl early_state, early_stack
early_state:
	.zero EARLY_SIZE
early_stack:
	.fill EARLY_STACK_SIZE, 1, EARLY_STACK_FILL
early_stack_end:

	.section .bss
	.align 16
	.zero 65536
main_stack_end:

	.section .note.GNU-stack, "", @progbits
