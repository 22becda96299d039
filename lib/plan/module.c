/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Places for modules. Where all go is found out in a copy of what is free, and only then are
 * they put there: a refusal changes nothing. What is wished for is given up step by step, for
 * all of them at once: each module is below 4 GiB, and room is left for start_info below 1 GiB.
 * Each step is tried in their order, and with the least movable ones first.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "plan/layout.h"
#include "plan/plan.h"

static struct space_want want_of(const struct plan_module *m)
{
	return (struct space_want){
		.size = align_up(source_size(m->source), GUEST_PAGE),
		.align = m->where.align ? m->where.align : GUEST_PAGE,
		.min = m->where.min ? m->where.min : LAYOUT_DATA_MIN,
		.max = m->where.max ? m->where.max : LAYOUT_MODULE_MAX,
	};
}

static int check_module(const struct plan_module *m, unsigned int index, struct fault *f)
{
	struct space_want want = want_of(m);

	if (want.align < GUEST_PAGE || (want.align & (want.align - 1)))
		fault_set(f, -EINVAL, "the alignment 0x%" PRIx64 " is not a power of two of at "
			  "least 4 KiB", want.align);
	else if (want.min >= want.max)
		fault_set(f, -EINVAL, "the range 0x%" PRIx64 "..0x%" PRIx64 " is empty", want.min,
			  want.max);
	else if (!want.size)
		fault_set(f, -EINVAL, "module %u is empty", index);
	return f->code;
}

/* --- Choosing ------------------------------------------------------------------------- */

/* What a choice of places has to keep to. */
struct rule {
	bool low;  /* below 4 GiB, unless a module's own limits forbid that */
	bool room; /* for start_info, where it goes if there are no modules */
};

/* What start_info will need at most. */
static uint64_t start_info_room(const struct pvh_plan *plan, const struct plan_module *modules,
				size_t nr)
{
	uint64_t room = LAYOUT_START_INFO_ROOM + strlen(plan->payload.cmdline);

	for (size_t i = 0; i < nr; i++)
		room += LAYOUT_MODULE_ROOM + (modules[i].cmdline ? strlen(modules[i].cmdline) : 0);
	return align_up(room, GUEST_PAGE);
}

/* Behind the kernel, and start_info behind that; else anywhere below 4 GiB; else as allowed. */
static bool choose(const struct space *space, const struct space_want *allowed, uint64_t behind,
		   bool low, uint64_t *gpa)
{
	struct space_want want = *allowed;

	want.min = max_u64(allowed->min, behind);
	want.max = min_u64(allowed->max, LAYOUT_MODULE_MAX);
	if (space_find_best(space, &want, gpa))
		return true;
	want.min = allowed->min;
	if (space_find_best(space, &want, gpa))
		return true;
	return (!low || allowed->min >= LAYOUT_MODULE_MAX) && space_find_best(space, allowed, gpa);
}

/* More memory is no help to what has to lie below a hole that memory reaches already. */
static void hint_fit(const struct plan_domain *d, const struct space_want *want, struct fault *f)
{
	bool full = want->max <= LAYOUT_MODULE_MAX && d->max_memory >= d->hole_start;

	if (full && d->hole_start < LAYOUT_MMIO_START)
		fault_hint(f, "make \"mmio_hole\" smaller, use a smaller module, or raise its \"max\" "
			   "if the guest finds it above 4 GiB");
	else if (full || (want->max == LAYOUT_MODULE_MAX && want->size > LAYOUT_MMIO_START / 2))
		fault_hint(f, "modules lie below 4 GiB, where Linux expects them: use a smaller "
			   "one, or raise its \"max\" if the guest finds it there");
	else
		fault_hint(f, "give the guest more memory or use a smaller module");
}

static int does_not_fit(const struct pvh_plan *plan, const struct space *space,
			const struct plan_module *m, unsigned int index, struct fault *f)
{
	struct space_want want = want_of(m);
	uint64_t size = source_size(m->source);
	uint64_t largest = space_largest(space, want.min, want.max);
	char aligned[40] = "";

	if (want.align > GUEST_PAGE)
		snprintf(aligned, sizeof(aligned), " at a multiple of 0x%" PRIx64, want.align);
	fault_set(f, -ENOSPC, "module %u needs %" PRIu64 " bytes%s, but the largest free range "
		  "of guest memory in 0x%" PRIx64 "..0x%" PRIx64 " has %" PRIu64, index, size,
		  aligned, want.min, want.max, largest);
	fault_values(f, largest, size);
	hint_fit(&plan->domain, &want, f);
	return -ENOSPC;
}

/* A copy of what is free, without the room that start_info is left. */
static int copy_space(const struct pvh_plan *plan, uint64_t room, struct space *space,
		      struct fault *f)
{
	uint64_t gpa;

	if (!space_copy(&plan->space, space))
		return fault_oom(f);
	if (room && plan_find_start_info(space, plan->payload.kernel_end, room, &gpa) &&
	    !space_take(space, gpa, gpa + room))
		return fault_oom(f);
	return 0;
}

/* Finds a place for each, in this order, in what is free and not taken by those before. */
static int choose_all(const struct pvh_plan *plan, struct plan_module **order,
		      const struct plan_module *first, size_t nr, struct rule rule,
		      struct fault *f)
{
	uint64_t room = start_info_room(plan, first, nr);
	uint64_t behind = align_up(plan->payload.kernel_end + room, LAYOUT_MODULE_ALIGN);
	struct space space;
	int r = copy_space(plan, rule.room ? room : 0, &space, f);

	for (size_t i = 0; i < nr && !r; i++) {
		unsigned int index = plan->payload.nr_modules + (unsigned int)(order[i] - first);
		struct space_want want = want_of(order[i]);

		if (!choose(&space, &want, behind, rule.low, &order[i]->gpa))
			r = does_not_fit(plan, &space, order[i], index, f);
		else if (!space_take(&space, order[i]->gpa, order[i]->gpa + want.size))
			r = fault_oom(f);
		if (r)
			fault_object(f, "%s", source_name(order[i]->source));
	}
	space_fini(&space);
	return r;
}

/* Those that may go to few places come first, and of two alike the larger one. */
static int by_freedom(const void *a, const void *b)
{
	struct space_want x = want_of(*(struct plan_module *const *)a);
	struct space_want y = want_of(*(struct plan_module *const *)b);
	uint64_t range_x = x.max - x.min, range_y = y.max - y.min;

	if (range_x != range_y)
		return range_x < range_y ? -1 : 1;
	if (x.align != y.align)
		return x.align > y.align ? -1 : 1;
	return x.size > y.size ? -1 : x.size < y.size;
}

/* In their order, and if that fails by their freedom; what is said is what their order says. */
static int choose_by_rule(const struct pvh_plan *plan, struct plan_module *modules, size_t nr,
			  struct rule rule, struct fault *f)
{
	_cleanup_free_ struct plan_module **order = calloc(nr + 1, sizeof(*order));
	struct fault second = FAULT_NONE;
	int r;

	*f = FAULT_NONE;
	if (!order)
		return fault_oom(f);
	for (size_t i = 0; i < nr; i++)
		order[i] = &modules[i];
	r = choose_all(plan, order, modules, nr, rule, f);
	if (r != -ENOSPC || nr < 2)
		return r;
	qsort(order, nr, sizeof(*order), by_freedom);
	if (choose_all(plan, order, modules, nr, rule, &second))
		return r;
	*f = FAULT_NONE;
	return 0;
}

static int find_places(const struct pvh_plan *plan, struct plan_module *modules, size_t nr,
		       struct fault *f)
{
	static const struct rule rules[] = {
		{ .low = true, .room = true },
		{ .room = true },
		{ .low = true },
		{ .low = false },
	};
	int r = -ENOSPC;

	for (size_t i = 0; i < ARRAY_SIZE(rules) && r == -ENOSPC; i++)
		r = choose_by_rule(plan, modules, nr, rules[i], f);
	return r;
}

/* --- Placing -------------------------------------------------------------------------- */

static int add_module(struct pvh_plan *plan, const struct plan_module *m, struct fault *f)
{
	uint64_t size = source_size(m->source), tail;
	struct placement *p = plan_place(plan, PVH_PLACED_MODULE, m->gpa, size, f);

	if (!p)
		return f->code;
	p->source = source_ref(m->source);
	p->cmdline = strdup(m->cmdline ? m->cmdline : "");
	tail = p->size - size; /* the guest sees whole pages: what follows the module is zero */
	if (!p->cmdline ||
	    !placement_add_piece(p, (struct piece){ m->gpa, size, PIECE_SOURCE, NULL, p->source, 0 }) ||
	    (tail && !placement_add_zero(p, m->gpa + size, tail)))
		return fault_oom(f);
	plan->stages |= STAGE_MODULE;
	return 0;
}

int plan_place_modules(struct pvh_plan *plan, struct plan_module *modules, size_t nr,
		       struct fault *f)
{
	int r = plan_require(plan, STAGE_KERNEL, STAGE_START_INFO, f);

	for (size_t i = 0; i < nr && !r; i++) {
		r = check_module(&modules[i], plan->payload.nr_modules + (unsigned int)i, f);
		if (r)
			fault_object(f, "%s", source_name(modules[i].source));
	}
	if (!r)
		r = find_places(plan, modules, nr, f);
	for (size_t i = 0; i < nr && !r; i++) {
		r = add_module(plan, &modules[i], f);
		if (r)
			fault_object(f, "%s", source_name(modules[i].source));
	}
	return r;
}
