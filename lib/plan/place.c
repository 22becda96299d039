/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A place for start_info, and what all places have in common. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "plan/layout.h"
#include "plan/plan.h"

/*
 * What is written takes memory at once. With memory populated on demand there is more
 * space than that: a payload beyond it would fail in the middle of the build.
 */
static int check_memory(const struct pvh_plan *plan, enum pvh_placed kind, uint64_t size,
			struct fault *f)
{
	uint64_t memory = plan->domain.memory, left = memory - plan->payload.ram_used;
	unsigned int index = kind == PVH_PLACED_MODULE ? plan->payload.nr_modules : 0;
	char name[PLACEMENT_NAME];

	if (size <= left)
		return 0;
	fault_set(f, -ENOSPC, "%s takes %" PRIu64 " bytes, but of the %" PRIu64 " that the guest "
		  "has at start %" PRIu64 " are left", placement_name(kind, index, name), size,
		  memory, left);
	fault_values(f, left, size);
	fault_hint(f, "give the guest more \"memory\": what \"maxmem\" adds comes later");
	return -ENOSPC;
}

struct placement *plan_place(struct pvh_plan *plan, enum pvh_placed kind, uint64_t gpa,
			     uint64_t data_size, struct fault *f)
{
	uint64_t size = align_up(data_size, GUEST_PAGE);
	struct placement *p = NULL;

	if (check_memory(plan, kind, size, f))
		return NULL;
	if (space_take(&plan->space, gpa, gpa + size))
		p = plan_add_placement(plan, kind);
	if (!p) {
		fault_oom(f);
		return NULL;
	}
	p->gpa = gpa;
	p->data_size = data_size;
	p->size = size;
	plan->payload.ram_used += size;
	return p;
}

int plan_add_fixed(struct pvh_plan *plan, enum pvh_placed kind, uint64_t gpa, uint8_t *bytes,
		   uint64_t size, struct fault *f)
{
	struct placement *p = plan_add_placement(plan, kind);

	if (!p) {
		free(bytes);
		return fault_oom(f);
	}
	p->gpa = gpa;
	p->data_size = size;
	p->size = align_up(size, GUEST_PAGE);
	return plan_fill(p, bytes, f);
}

/* --- start_info ------------------------------------------------------------------------ */

/* Behind the kernel, else before it, else as the ABI allows: below 4 GiB. */
bool plan_find_start_info(const struct space *space, uint64_t kernel_end, uint64_t size,
			  uint64_t *gpa)
{
	struct space_want want = {
		.size = align_up(size, GUEST_PAGE),
		.align = GUEST_PAGE,
		.min = max_u64(kernel_end, LAYOUT_DATA_MIN),
		.max = LAYOUT_SMALL_MAX,
	};

	if (space_find(space, &want, gpa))
		return true;
	want.min = LAYOUT_DATA_MIN;
	if (space_find(space, &want, gpa))
		return true;
	want.max = LAYOUT_MODULE_MAX;
	return space_find(space, &want, gpa);
}

int plan_place_start_info(struct pvh_plan *plan, uint64_t size, struct fault *f)
{
	uint64_t gpa;

	if (!plan_find_start_info(&plan->space, plan->payload.kernel_end, size, &gpa)) {
		fault_set(f, -ENOSPC, "no room is left in guest memory for start_info, %" PRIu64
			  " bytes", size);
		fault_hint(f, "give the guest more memory");
		return -ENOSPC;
	}
	if (!plan_place(plan, PVH_PLACED_START_INFO, gpa, size, f))
		return f->code;
	plan->payload.start_info = gpa;
	return 0;
}
