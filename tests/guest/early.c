/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What has to be judged before it is used: the image, bss, and what lies behind it. */
#include "early.h"

extern uint8_t image_start[], early_start[], early_stack[], bss_start[], bss_end[];
extern uint32_t relocations_start[], relocations_end[];
extern const uint32_t image_linked; /* where image_start was linked to be */

void early_main(struct early *early);

static uint32_t find_other(const uint8_t *from, const uint8_t *to, uint8_t wanted)
{
	for (; from < to; from++)
		if (*from != wanted)
			return (uint32_t)(uintptr_t)from;
	return 0;
}

static const uint8_t *page_end(const uint8_t *at)
{
	return (const uint8_t *)(((uintptr_t)at + 4095) & ~(uintptr_t)4095);
}

/*
 * The image may be anywhere: each relocation is of kind R_386_RELATIVE, and the address that it
 * points to is moved by the distance.
 */
static void relocate(uint32_t delta)
{
	for (const uint32_t *r = relocations_start; r < relocations_end; r += 2)
		*(uint32_t *)(uintptr_t)(r[0] + delta) += delta;
}

void early_main(struct early *early)
{
	early->image_sum = cksum(image_start, (uint32_t)(early_start - image_start));
	/* The upper half is in use by now. */
	early->stack_dirty = find_other(early_stack, early_stack + EARLY_STACK_SIZE / 2,
					EARLY_STACK_FILL);
	early->bss_dirty = find_other(bss_start, bss_end, 0);
	early->slack_dirty = find_other(bss_end, page_end(bss_end), 0);
	relocate((uint32_t)(uintptr_t)image_start - image_linked);
}
