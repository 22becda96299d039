/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The guest itself, as early_main() found it. */
#include "image.h"

#include "early.h"

extern uint8_t image_start[], bss_end[];

void image_range(uint64_t *start, uint64_t *end)
{
	*start = (uintptr_t)image_start;
	*end = ((uint64_t)(uintptr_t)bss_end + PAGE - 1) & ~(uint64_t)(PAGE - 1);
}

void check_image(void)
{
	uint64_t start, end;

	image_range(&start, &end);
	note("the guest: %llx..%llx", start, end);
	check_expected(early_state.image_sum, "kernel", "kernel.bytes");
	check_clean(early_state.stack_dirty, "kernel.data");
	check_clean(early_state.bss_dirty, "kernel.bss");
	check_clean(early_state.slack_dirty, "kernel.slack");
}
