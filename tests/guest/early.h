/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is kept of the very beginning; for C and for the assembler. */
#ifndef GUEST_EARLY_H
#define GUEST_EARLY_H

#define EARLY_EBX 0
#define EARLY_CR0 4
#define EARLY_CR4 8
#define EARLY_DR6 12
#define EARLY_DR7 16
#define EARLY_EFER 20
#define EARLY_EFLAGS 28
#define EARLY_SIZE 64

#define EARLY_STACK_SIZE 2000 /* so that the image ends in the middle of a page */
#define EARLY_STACK_FILL 0x5a

#ifndef __ASSEMBLER__
#include "guest.h"

struct early {
	uint32_t ebx, cr0, cr4, dr6, dr7, efer_low, efer_high, eflags;
	/* Filled in by early_main(), before anything has been written but this. */
	uint32_t image_sum;   /* of all that comes from the file */
	uint32_t stack_dirty; /* the first byte of the unused stack that is not its fill, or 0 */
	uint32_t bss_dirty;   /* the first byte of bss that is not 0, or 0 */
	uint32_t slack_dirty; /* ... behind bss, to the end of the page */
	uint32_t spare[4];
};

_Static_assert(sizeof(struct early) == EARLY_SIZE, "as entry.S has it");
_Static_assert(__builtin_offsetof(struct early, eflags) == EARLY_EFLAGS, "as entry.S has it");

extern struct early early_state;
#endif

#endif
