/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The least memory of a guest: a build with it succeeds, and with a MiB less it does not. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "fixture.h"
#include "plan/layout.h"
#include "plan/min-memory.h"
#include "tap.h"

#define ANYWHERE { MIB(2), 0, UINT32_MAX }

static const struct {
	const char *name;
	uint64_t start, size;
	uint32_t reloc[3]; /* align, min, max; max 0: no such note */
	uint64_t mib;
} kernels[] = {
	{ "a page", MIB(1), KIB(4), { 0 }, 2 },
	{ "a page from 0", 0, KIB(4), { 0 }, 2 },
	{ "with room for start_info behind it", MIB(1), MIB(3) - KIB(4), { 0 }, 4 },
	{ "without room for start_info", MIB(1), MIB(3), { 0 }, 5 },
	{ "a byte too large", MIB(1), MIB(3) - KIB(4) + 1, { 0 }, 5 },
	{ "with room before it", MIB(2), MIB(2), { 0 }, 4 },
	{ "a byte more", MIB(2), MIB(2) + 1, { 0 }, 5 },
	{ "with a page before it", MIB(1) + KIB(4), MIB(3) - KIB(4), { 0 }, 4 },
	{ "far up", MIB(1000), MIB(1), { 0 }, 1001 },
	{ "up to the hole", MIB(2), LAYOUT_MMIO_START - MIB(2), { 0 }, 4032 },
	{ "relocatable", MIB(16), MIB(1), ANYWHERE, 3 },
	{ "relocatable, in place", MIB(1), MIB(1), ANYWHERE, 3 },
	{ "relocatable, from where it must be", MIB(100), MIB(1), { MIB(2), MIB(33), UINT32_MAX },
	  35 },
	{ "relocatable, but not far enough", MIB(16), MIB(1), { MIB(2), 0, MIB(2) }, 17 },
	{ "relocatable by 256 MiB", MIB(1) + MIB(512), MIB(1), { MIB(256), 0, UINT32_MAX }, 257 },
};

static struct pvh_image *make(size_t i)
{
	return fx_image_reloc(kernels[i].start, kernels[i].size,
			      kernels[i].reloc[2] ? kernels[i].reloc : NULL);
}

/* All stages, in a guest of that size. */
static int build(struct pvh_image *image, uint64_t mib)
{
	const struct fx_guest guest = { .memory = MIB(mib) };
	struct pvh_plan *plan = fx_physmap(&guest);
	int r = pvh_plan_place_kernel(plan, image);

	if (!r)
		r = pvh_plan_emit_acpi(plan);
	if (!r)
		r = pvh_plan_emit_start_info(plan);
	if (!r)
		r = pvh_plan_seal(plan);
	pvh_plan_unref(plan);
	return r;
}

static void check_kernel(size_t i)
{
	struct pvh_image *image = make(i);
	struct fault f = FAULT_NONE;
	uint64_t bytes = 0;
	int r = plan_min_memory(image, &bytes, &f);

	ok(!r && !f.code && bytes == MIB(kernels[i].mib), "%s: %" PRIu64 " MiB%s", kernels[i].name,
	   bytes / MIB(1), f.what);
	ok(!build(image, kernels[i].mib), "... is enough");
	ok(build(image, kernels[i].mib - 1) == -ENOSPC, "... a MiB less is not");
	pvh_image_unref(image);
}

static void check_never(uint64_t start, uint64_t size, const char *what)
{
	struct pvh_image *image = fx_image_at(start, size);
	struct fault f = FAULT_NONE;
	uint64_t bytes = 1;

	ok(plan_min_memory(image, &bytes, &f) == -ENOSPC && f.code == -ENOSPC &&
		   strstr(f.what, what) && bytes == 1,
	   "no guest is large enough: %s; %s", f.what, f.hint);
	pvh_image_unref(image);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++)
		check_kernel(i);
	check_never(LAYOUT_MMIO_START - KIB(4), KIB(4) + 1, "which is not all inside");
	check_never(MIB(1), LAYOUT_MMIO_START - MIB(1), "no room is left in guest memory");
	check_never(0, LAYOUT_MMIO_START, "no room is left in guest memory for start_info");
	return done();
}
