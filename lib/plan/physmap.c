/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The prepared domain: memory map, special pages, params, limits. From the config alone. */
#include <errno.h>

#include "base/bytes.h"
#include "plan/abi.h"
#include "plan/layout.h"
#include "plan/map.h"
#include "plan/vnuma.h"

static void add_param(struct plan_domain *d, uint32_t index, uint64_t value, enum slot slot)
{
	d->params[d->nr_params++] = (struct param){ index, value, slot };
}

static void add_frame_param(struct plan_domain *d, uint32_t index, uint64_t gpa)
{
	add_param(d, index, gpa >> ABI_FRAME_SHIFT, SLOT_NONE);
}

/* The lowest reserved range that starts in [gpa, end), or an empty one at the end. */
static struct plan_region next_reserved(const struct plan_domain *d, uint64_t gpa, uint64_t end)
{
	struct plan_region next = { end, 0, PVH_MEMORY_RESERVED };

	for (size_t i = 0; i < d->nr_reserved; i++)
		if (d->reserved[i].gpa >= gpa && d->reserved[i].gpa < next.gpa)
			next = d->reserved[i];
	return next;
}

/* Memory at [gpa, end): RAM, but for what is reserved of it. */
static int add_memory(struct plan_domain *d, uint64_t gpa, uint64_t end, struct fault *f)
{
	int r = 0;

	while (gpa < end && !r) {
		struct plan_region next = next_reserved(d, gpa, end);

		if (next.gpa > gpa)
			r = map_insert(d, gpa, next.gpa - gpa, PVH_MEMORY_RAM, f);
		if (next.size && !r)
			r = map_insert(d, next.gpa, next.size, PVH_MEMORY_RESERVED, f);
		gpa = next.gpa + next.size;
	}
	return r;
}

/*
 * Low memory, the special pages in the hole below 4 GiB, and what memory is left above. The
 * ACPI region comes when it is known how large it is.
 */
static int make_map(struct plan_domain *d, struct fault *f)
{
	uint64_t low = min_u64(d->max_memory, d->hole_start);
	int r = add_memory(d, 0, low, f);

	if (!r)
		r = map_insert(d, LAYOUT_SPECIAL_START, LAYOUT_SPECIAL_SIZE, PVH_MEMORY_RESERVED,
			       f);
	if (!r)
		r = add_memory(d, LAYOUT_HIGH_START, LAYOUT_HIGH_START + d->max_memory - low, f);
	return r;
}

static bool make_space(struct pvh_plan *plan)
{
	for (size_t i = 0; i < plan->domain.nr_map; i++) {
		const struct plan_region *r = &plan->domain.map[i];

		if (r->type == PVH_MEMORY_RAM &&
		    !space_add(&plan->space, r->gpa, r->gpa + r->size))
			return false;
	}
	return true;
}

static void make_params(struct plan_domain *d)
{
	add_param(d, PARAM_TIMER_MODE, d->policy.timer_mode, SLOT_NONE);
	if (d->policy.altp2m)
		add_param(d, PARAM_ALTP2M, d->policy.altp2m, SLOT_NONE);
	add_frame_param(d, PARAM_STORE_PFN, LAYOUT_XENSTORE);
	add_frame_param(d, PARAM_BUFIOREQ_PFN, LAYOUT_BUFIOREQ);
	add_frame_param(d, PARAM_IOREQ_PFN, LAYOUT_IOREQ);
	add_frame_param(d, PARAM_CONSOLE_PFN, LAYOUT_CONSOLE);
	add_frame_param(d, PARAM_PAGING_RING_PFN, LAYOUT_PAGING_RING);
	add_frame_param(d, PARAM_MONITOR_RING_PFN, LAYOUT_MONITOR_RING);
	add_frame_param(d, PARAM_SHARING_RING_PFN, LAYOUT_SHARING_RING);
	add_param(d, PARAM_IDENT_PT, LAYOUT_IDENT_PT, SLOT_NONE); /* an address, not a frame */
	add_param(d, PARAM_CONSOLE_EVTCHN, 0, SLOT_CONSOLE_PORT);
	add_param(d, PARAM_STORE_EVTCHN, 0, SLOT_STORE_PORT);
}

/*
 * xenstored and xenconsoled map their rings by grant reference. Without these two entries
 * xenstored refuses XS_INTRODUCE.
 */
static void make_grants(struct plan_domain *d)
{
	d->grants[0] = (struct grant){ GRANT_CONSOLE, SLOT_CONSOLE_DOMID, LAYOUT_CONSOLE };
	d->grants[1] = (struct grant){ GRANT_XENSTORE, SLOT_STORE_DOMID, LAYOUT_XENSTORE };
}

static void make_limits(struct plan_domain *d)
{
	d->max_mem = d->memory + LAYOUT_MAXMEM_SLACK;
	if (!d->paging_pool) /* otherwise it was asked for */
		d->paging_pool = d->max_vcpus * LAYOUT_PAGING_PER_VCPU +
				 d->max_memory / MIB(1) * (d->policy.hap ? LAYOUT_PAGING_PER_MIB :
									   LAYOUT_SHADOW_PER_MIB);
}

/*
 * Rings start out empty and must not show what the host had in them. The identity page
 * directory maps 4 GiB onto itself with 4 MiB pages: Intel CPUs that cannot run a guest
 * with paging off run it on this one instead (HVM_PARAM_IDENT_PT).
 */
static int place_special_pages(struct pvh_plan *plan, struct fault *f)
{
	uint8_t *pages = calloc(1, LAYOUT_SPECIAL_SIZE);
	uint8_t *ident;

	if (!pages)
		return fault_oom(f);
	ident = pages + (LAYOUT_IDENT_PT - LAYOUT_SPECIAL_START);
	for (uint32_t i = 0; i < 1024; i++) /* PSE | D | A | US | RW | P */
		store_le32(ident + i * 4, i << 22 | 0xe7);
	return plan_add_fixed(plan, PVH_PLACED_SPECIAL, LAYOUT_SPECIAL_START, pages,
			      LAYOUT_SPECIAL_SIZE, f);
}

/* Nothing is placed in a reserved range: the guest finds zeroes, whoever had the memory before. */
static int clear_reserved(struct pvh_plan *plan, struct fault *f)
{
	for (size_t i = 0; i < plan->domain.nr_reserved; i++) {
		const struct plan_region *r = &plan->domain.reserved[i];
		struct placement *p = plan_add_placement(plan, PVH_PLACED_RESERVED);

		if (!p || !placement_add_zero(p, r->gpa, r->size))
			return fault_oom(f);
		p->gpa = r->gpa;
		p->data_size = p->size = r->size;
	}
	return 0;
}

int plan_alloc_physmap(struct pvh_plan *plan, struct fault *f)
{
	int r = plan_require(plan, 0, STAGE_PHYSMAP, f);

	if (r)
		return r;
	r = make_map(&plan->domain, f);
	if (r)
		return r;
	vnuma_share_out(&plan->domain);
	make_params(&plan->domain);
	make_grants(&plan->domain);
	make_limits(&plan->domain);
	if (!make_space(plan))
		return fault_oom(f);
	r = place_special_pages(plan, f);
	if (!r)
		r = clear_reserved(plan, f);
	if (r)
		return r;
	plan->stages |= STAGE_PHYSMAP;
	return 0;
}
