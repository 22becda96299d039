/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Not computed but tried out: whatever the rules of placing are, what this says is what a
 * build does. More memory never makes a kernel fit less, so halving finds the border.
 */
#include "plan/min-memory.h"

#include <errno.h>

#include "plan/layout.h"

/* More RAM than this below 4 GiB does not exist, and above it no kernel is loaded. */
#define MOST (LAYOUT_MMIO_START / MIB(1))

static int make_config(struct pvh_config **config, struct fault *f)
{
	int r = config_new(config, f);

	if (!r)
		r = config_set_name(*config, "minimum", f);
	if (!r)
		r = config_set_cmdline(*config, "", f);
	return r;
}

static int try_out(struct pvh_config *config, const struct pvh_image *image, uint64_t mib,
		   struct fault *f)
{
	struct pvh_plan *plan = NULL;
	int r = config_set_memory(config, MIB(mib), f);

	if (!r)
		r = plan_new(config, &plan, f);
	if (r)
		return r;
	r = plan_alloc_physmap(plan, f);
	if (!r)
		r = plan_place_kernel(plan, image, f);
	if (!r)
		r = plan_place_start_info(plan, GUEST_PAGE, f); /* more than it takes */
	plan_free(plan);
	return r;
}

int plan_min_memory(const struct pvh_image *image, uint64_t *bytes, struct fault *f)
{
	_cleanup_(config_unrefp) struct pvh_config *config = NULL;
	uint64_t too_little = 0, enough = MOST;
	int r = make_config(&config, f);

	if (!r)
		r = try_out(config, image, enough, f);
	if (r)
		return r;
	while (enough - too_little > 1) {
		uint64_t half = too_little + (enough - too_little) / 2;
		struct fault no_room = FAULT_NONE;

		r = try_out(config, image, half, &no_room);
		if (r && r != -ENOSPC) {
			*f = no_room;
			return r;
		}
		*(r ? &too_little : &enough) = half;
	}
	*bytes = MIB(enough);
	return 0;
}
