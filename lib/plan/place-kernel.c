/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel: where it was linked to, or elsewhere when its PHYS32_RELOC note lets it. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "plan/layout.h"
#include "plan/plan.h"

/* The whole pages that the kernel takes up where it was linked to. */
struct span {
	uint64_t start, end;
};

static struct span linked_span(const struct pvh_image *image)
{
	return (struct span){ align_down(image->facts.start, GUEST_PAGE),
			      align_up(image->facts.end, GUEST_PAGE) };
}

static const struct plan_region *reserved_within(const struct plan_domain *d, struct span span,
						size_t *index)
{
	for (size_t i = 0; i < d->nr_reserved; i++) {
		const struct plan_region *r = &d->reserved[i];

		if (r->gpa < span.end && span.start < r->gpa + r->size) {
			*index = i;
			return r;
		}
	}
	return NULL;
}

static int outside_ram(const struct plan_domain *d, const struct pvh_image *image, struct fault *f)
{
	uint64_t end = linked_span(image).end, low = min_u64(d->max_memory, d->hole_start);

	fault_set(f, -ENOSPC,
		  "the kernel is linked to run at 0x%" PRIx64 "..0x%" PRIx64
		  ", which is not all inside the guest's RAM, 0..0x%" PRIx64,
		  image->facts.start, image->facts.end, low);
	fault_values(f, low, end);
	if (end <= d->hole_start)
		fault_hint(f, "give it more than %" PRIu64 " MiB of memory", end / MIB(1));
	else if (end <= LAYOUT_MMIO_START)
		fault_hint(f, "make \"mmio_hole\" smaller, or link it below 0x%" PRIx64
			   ", where RAM ends for the hole", d->hole_start);
	else
		fault_hint(f, "link it below 0x%llx, where RAM ends for devices",
			   LAYOUT_MMIO_START);
	return -ENOSPC;
}

static int into_reserved(const struct plan_domain *d, const struct pvh_image *image, size_t i,
			 struct fault *f)
{
	const struct plan_region *r = &d->reserved[i];

	fault_set(f, -ENOSPC,
		  "the kernel is linked to run at 0x%" PRIx64 "..0x%" PRIx64 ", and 0x%" PRIx64
		  "..0x%" PRIx64 " is reserved",
		  image->facts.start, image->facts.end, r->gpa, r->gpa + r->size);
	fault_values(f, r->gpa, image->facts.end);
	fault_hint(f, "reserve another range: this kernel runs nowhere else");
	fault_pointer(f, "/reserved/%zu", i);
	return -ENOSPC;
}

static int fixed_does_not_fit(const struct pvh_plan *plan, const struct pvh_image *image,
			      struct fault *f)
{
	size_t i;

	if (reserved_within(&plan->domain, linked_span(image), &i))
		return into_reserved(&plan->domain, image, i, f);
	return outside_ram(&plan->domain, image, f);
}

/* What was tried, and why it is not enough: of that the guest may be given more. */
static int movable_does_not_fit(const struct pvh_plan *plan, const struct pvh_image *image,
				const struct space_want *want, struct fault *f)
{
	uint64_t largest = space_largest(&plan->space, want->min, want->max);

	fault_set(f, -ENOSPC,
		  "the kernel, linked to run at 0x%" PRIx64 "..0x%" PRIx64
		  ", does not fit there, nor at a multiple of 0x%" PRIx64 " in 0x%" PRIx64
		  "..0x%" PRIx64 ", where it may be moved: it takes %" PRIu64
		  " bytes, and the largest free range there has %" PRIu64,
		  image->facts.start, image->facts.end, want->align, want->min, want->max,
		  want->size, largest);
	fault_values(f, largest, want->size);
	fault_hint(f, "give the guest more memory, or reserve less; its PHYS32_RELOC note sets "
		   "the bounds");
	return -ENOSPC;
}

/*
 * Where a kernel may be moved (public/elfnote.h): it starts at or above `min`, and its last
 * byte, not that of its last page, is at `max` or below. Never below 1 MiB: see layout.h.
 */
static struct space_want movable_want(const struct pvh_image *image)
{
	const struct image_reloc *reloc = &image->facts.reloc;
	struct span linked = linked_span(image);
	uint64_t bytes = image->facts.end - linked.start, limit = reloc->max + 1;
	struct space_want want = {
		.size = linked.end - linked.start,
		.align = max_u64(reloc->align, GUEST_PAGE),
		.min = max_u64(reloc->min, LAYOUT_DATA_MIN),
	};

	want.max = limit < bytes ? 0 : align_down(limit - bytes, GUEST_PAGE) + want.size;
	return want;
}

/* Where the kernel starts: *start is page aligned when image->facts.start is. */
static int choose_kernel(const struct pvh_plan *plan, const struct pvh_image *image,
			 uint64_t *start, struct fault *f)
{
	struct span linked = linked_span(image);
	struct space_want want;
	uint64_t base;

	*start = image->facts.start;
	if (space_has(&plan->space, linked.start, linked.end))
		return 0;
	if (!image->facts.reloc.present)
		return fixed_does_not_fit(plan, image, f);
	want = movable_want(image);
	if (!space_find(&plan->space, &want, &base))
		return movable_does_not_fit(plan, image, &want, f);
	*start = base + (image->facts.start - linked.start);
	return 0;
}

/* The file's bytes, then zeroes: a segment may be either or both. */
static int add_segment(struct placement *p, const struct image_segment *seg, uint64_t gpa,
		       struct fault *f)
{
	uint64_t zero = seg->mem_size - seg->file_size;

	if (seg->file_size &&
	    !placement_add_piece(p, (struct piece){ gpa, seg->file_size, PIECE_SOURCE, NULL,
						    p->source, seg->offset }))
		return fault_oom(f);
	if (zero && !placement_add_zero(p, gpa + seg->file_size, zero))
		return fault_oom(f);
	return 0;
}

static bool add_range(struct placement *p, const struct image_range *range, uint64_t delta)
{
	return !range->size ||
	       placement_add_piece(p, (struct piece){ range->gpa + delta, range->size, PIECE_SOURCE,
						      NULL, p->source, range->offset });
}

/* What a BSD kernel wants behind it; `delta` is how far the kernel has been moved. */
static int add_symtab(struct placement *p, const struct image_symtab *t, uint64_t delta,
		      struct fault *f)
{
	struct piece header = { .gpa = t->gpa + delta, .size = t->header_size,
				.kind = PIECE_BYTES };

	p->bytes = malloc(t->header_size);
	if (!p->bytes)
		return fault_oom(f);
	memcpy(p->bytes, t->header, t->header_size);
	header.bytes = p->bytes;
	if (!placement_add_piece(p, header) || !add_range(p, &t->symbols, delta) ||
	    !add_range(p, &t->strings, delta))
		return fault_oom(f);
	return 0;
}

static int by_gpa(const void *a, const void *b)
{
	uint64_t x = ((const struct piece *)a)->gpa, y = ((const struct piece *)b)->gpa;

	return x < y ? -1 : x > y;
}

/*
 * What no segment covers, between them and to the ends of the pages, is zero as well: the
 * guest must not see there what the host had in these pages.
 */
static int fill_gaps(struct placement *p, struct fault *f)
{
	size_t nr = p->nr_pieces;
	_cleanup_free_ struct piece *sorted = calloc(nr, sizeof(*sorted));
	uint64_t at = p->gpa;

	if (!sorted)
		return fault_oom(f);
	memcpy(sorted, p->pieces, nr * sizeof(*sorted));
	qsort(sorted, nr, sizeof(*sorted), by_gpa);
	for (size_t i = 0; i <= nr; i++) {
		uint64_t next = i < nr ? sorted[i].gpa : p->gpa + p->size;

		if (next > at && !placement_add_zero(p, at, next - at))
			return fault_oom(f);
		if (i < nr)
			at = max_u64(at, next + sorted[i].size);
	}
	return 0;
}

int plan_place_kernel(struct pvh_plan *plan, const struct pvh_image *image, struct fault *f)
{
	struct placement *p;
	uint64_t start, base;
	int r = plan_require(plan, STAGE_PHYSMAP, STAGE_KERNEL | STAGE_MODULE, f);

	if (!r && !image->bootable)
		r = fault_set(f, -EINVAL, "it is not an image that can be booted");
	if (!r)
		r = choose_kernel(plan, image, &start, f);
	if (r)
		return r;
	base = align_down(start, GUEST_PAGE);
	p = plan_place(plan, PVH_PLACED_KERNEL, base,
		       start - base + (image->facts.end - image->facts.start), f);
	if (!p)
		return f->code;
	p->source = source_ref(image->payload);
	for (unsigned int i = 0; i < image->facts.nr_segments && !r; i++) {
		const struct image_segment *seg = &image->facts.segments[i];

		r = add_segment(p, seg, seg->gpa - image->facts.start + start, f);
	}
	if (!r && image->facts.symtab.present)
		r = add_symtab(p, &image->facts.symtab, start - image->facts.start, f);
	if (!r)
		r = fill_gaps(p, f);
	if (r)
		return r;
	plan->payload.entry = (uint32_t)(image->facts.entry - image->facts.start + start);
	plan->payload.kernel_end = p->gpa + p->size;
	plan->stages |= STAGE_KERNEL;
	return 0;
}
