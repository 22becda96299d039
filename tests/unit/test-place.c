/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where start_info goes, and what is said when it does not fit. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "fixture.h"
#include "plan/layout.h"
#include "tap.h"

#define LOW_END LAYOUT_MMIO_START

static const struct {
	const char *name;
	uint64_t memory, kernel, kernel_size, module, size,
		at; /* at 0: it does not fit */
} infos[] = {
	{ "behind the kernel", MIB(64), MIB(1), MIB(1), 0, 200, MIB(2) },
	{ "not moved by a module", MIB(64), MIB(1), MIB(1), MIB(60), 200, MIB(2) },
	{ "not moved by one of 3 GiB", GIB(8), MIB(1), MIB(1), GIB(3), 200, MIB(2) },
	{ "not moved by one as large as its room allows", MIB(1200), MIB(1), MIB(1), MIB(1198) - KIB(68),
	  200, MIB(2) },
	{ "64 KiB have room before a module", MIB(64), MIB(1), MIB(1), MIB(60), KIB(64), MIB(2) },
	{ "before the kernel", MIB(64), MIB(4), MIB(60), 0, 200, MIB(1) },
	{ "before it to stay below 1 GiB", GIB(2), MIB(4), GIB(1) - MIB(4), 0, 200, MIB(1) },
	{ "above 1 GiB if nothing else is left", GIB(2), MIB(1), GIB(1) - MIB(1), 0, 200, GIB(1) },
	{ "nowhere", MIB(64), MIB(1), MIB(63), 0, 200, 0 },
	{ "nowhere above 4 GiB", GIB(8), MIB(1), LOW_END - MIB(1), 0, 200, 0 },
};

static void place_module(struct pvh_plan *plan, uint64_t size)
{
	struct plan_module m = { .source = fx_sparse("initrd", size) };
	struct fault f = FAULT_NONE;

	fx_must(plan_place_modules(plan, &m, 1, &f), f.what);
	source_unref(m.source);
}

static void test_start_info(size_t i)
{
	const struct fx_guest guest = { .memory = infos[i].memory };
	struct pvh_plan *plan = fx_physmap(&guest);
	struct pvh_image *image = fx_image_at(infos[i].kernel, infos[i].kernel_size);
	struct fault f = FAULT_NONE;
	int r;

	fx_must(plan_place_kernel(plan, image, &f), f.what);
	if (infos[i].module)
		place_module(plan, infos[i].module);
	f = FAULT_NONE;
	r = plan_place_start_info(plan, infos[i].size, &f);
	if (infos[i].at)
		ok(!r && plan->payload.start_info == infos[i].at &&
			   plan_find(plan, PVH_PLACED_START_INFO, 0)->gpa == infos[i].at,
		   "start_info: %s: at 0x%" PRIx64 "%s", infos[i].name,
		   plan->payload.start_info, f.what);
	else
		ok(r == -ENOSPC && strstr(f.what, "start_info, 200 bytes") &&
			   strstr(f.hint, "more memory"),
		   "start_info: %s: %s; %s", infos[i].name, f.what, f.hint);
	pvh_image_unref(image);
	pvh_plan_unref(plan);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(infos); i++)
		test_start_info(i);
	return done();
}
