/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What must hold of every plan, whatever its input: proven again, by other means than it
 * was made, before a plan may be carried out.
 */
#include <errno.h>
#include <inttypes.h>

#include "plan/bill.h"

static int verify_map(const struct plan_domain *d, struct fault *f)
{
	uint64_t end = 0;

	for (size_t i = 0; i < d->nr_map; i++) {
		const struct plan_region *r = &d->map[i];

		if (r->gpa < end || !r->size || (r->gpa | r->size) % GUEST_PAGE)
			return fault_set(f, -ENOTRECOVERABLE,
					 "memory map entry %zu is not sorted, disjoint and "
					 "in whole pages", i);
		end = r->gpa + r->size;
	}
	return 0;
}

/* The bill is of what is in the map: neither knows of the other how it was made. */
static int verify_bill(const struct plan_domain *d, struct fault *f)
{
	const struct bill bill = plan_bill(d);
	uint64_t total = 0, owned = bill_owned(&bill) + (d->max_memory - d->memory);

	for (size_t i = 0; i < d->nr_map; i++)
		total += d->map[i].size;
	if (total != owned)
		return fault_set(f, -ENOTRECOVERABLE, "the memory map has %" PRIu64 " bytes, but "
				 "%" PRIu64 " are accounted for", total, owned);
	if (bill_owned(&bill) > d->max_mem)
		return fault_set(f, -ENOTRECOVERABLE, "the domain takes %" PRIu64 " bytes, but Xen "
				 "is told a limit of %" PRIu64, bill_owned(&bill), d->max_mem);
	return 0;
}

/*
 * The nodes have all memory that is not ours: ranges that follow each other, all inside it, and
 * as large as it is.
 */
static int verify_vnuma(const struct plan_domain *d, struct fault *f)
{
	uint64_t low = min_u64(d->max_memory, d->hole_start);
	uint64_t high_end = LAYOUT_HIGH_START + d->max_memory - low;
	uint64_t total = 0, end = 0;

	for (size_t i = 0; i < d->vnuma.nr_ranges; i++) {
		const struct plan_range *r = &d->vnuma.ranges[i];

		if (r->gpa < end || !r->size || r->vnode >= d->vnuma.nr_nodes ||
		    r->gpa + r->size > (r->gpa < LAYOUT_HIGH_START ? low : high_end))
			return fault_set(f, -ENOTRECOVERABLE, "the memory of the NUMA nodes, 0x%" PRIx64
					 "+0x%" PRIx64 ", is not in order", r->gpa, r->size);
		end = r->gpa + r->size;
		total += r->size;
	}
	if (d->vnuma.nr_nodes && total != d->max_memory)
		return fault_set(f, -ENOTRECOVERABLE, "the NUMA nodes have %" PRIu64 " bytes, the guest "
				 "has %" PRIu64, total, d->max_memory);
	return 0;
}

/* Where each kind belongs: nothing of the payload lies in what is reserved. */
static enum pvh_memory_type memory_of(enum pvh_placed kind)
{
	static const enum pvh_memory_type types[] = {
		[PVH_PLACED_KERNEL] = PVH_MEMORY_RAM,
		[PVH_PLACED_MODULE] = PVH_MEMORY_RAM,
		[PVH_PLACED_START_INFO] = PVH_MEMORY_RAM,
		[PVH_PLACED_ACPI] = PVH_MEMORY_NVS,
		[PVH_PLACED_SPECIAL] = PVH_MEMORY_RESERVED,
		[PVH_PLACED_RESERVED] = PVH_MEMORY_RESERVED,
	};

	return types[kind];
}

static bool inside_map(const struct plan_domain *d, const struct placement *p)
{
	for (size_t i = 0; i < d->nr_map; i++) {
		const struct plan_region *r = &d->map[i];

		if (p->gpa >= r->gpa && p->gpa - r->gpa <= r->size &&
		    p->size <= r->size - (p->gpa - r->gpa))
			return r->type == memory_of(p->kind);
	}
	return false;
}

static bool overlap(const struct placement *a, const struct placement *b)
{
	return a->gpa < b->gpa + b->size && b->gpa < a->gpa + a->size;
}

static bool pieces_inside(const struct placement *p)
{
	for (size_t i = 0; i < p->nr_pieces; i++) {
		const struct piece *piece = &p->pieces[i];

		if (piece->gpa < p->gpa || piece->gpa - p->gpa > p->size ||
		    piece->size > p->size - (piece->gpa - p->gpa))
			return false;
	}
	return p->nr_pieces > 0;
}

static int verify_placement(const struct pvh_plan *plan, size_t i, struct fault *f)
{
	const struct placement *p = &plan->payload.placements[i];

	if (!inside_map(&plan->domain, p) || !pieces_inside(p))
		return fault_set(f, -ENOTRECOVERABLE, "%s at 0x%" PRIx64
				 " is not all inside guest memory of its kind", p->name, p->gpa);
	for (size_t k = 0; k < i; k++)
		if (overlap(p, &plan->payload.placements[k]))
			return fault_set(f, -ENOTRECOVERABLE, "%s and %s overlap", p->name,
					 plan->payload.placements[k].name);
	return 0;
}

int plan_verify(const struct pvh_plan *plan, struct fault *f)
{
	int r = verify_map(&plan->domain, f);

	if (!r)
		r = verify_bill(&plan->domain, f);
	if (!r)
		r = verify_vnuma(&plan->domain, f);
	for (size_t i = 0; i < plan->payload.nr_placements && !r; i++)
		r = verify_placement(plan, i, f);
	if (r)
		fault_hint(f, "this is a bug in libpvh: please report it with the domain.json");
	return r;
}
