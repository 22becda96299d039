/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Places for the kernel and start_info, and what all places have in common. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "plan/layout.h"
#include "plan/plan.h"

/*
 * What is written takes memory at once. With memory populated on demand there is more
 * space than that: a payload beyond it would fail in the middle of the build.
 */
static int check_memory(const struct pvh_plan *plan, uint64_t size, struct fault *f)
{
	const struct plan_domain *d = &plan->domain;
	uint64_t used = plan->payload.ram_used + size;

	if (used <= d->memory)
		return 0;
	fault_set(f, -ENOSPC, "what is loaded takes %" PRIu64 " bytes up to here, but the guest "
		  "has only %" PRIu64 " at start", used, d->memory);
	fault_values(f, d->memory, used);
	fault_hint(f, "give the guest more \"memory\": what \"maxmem\" adds comes later");
	return -ENOSPC;
}

struct placement *plan_place(struct pvh_plan *plan, enum placement_kind kind, uint64_t gpa,
			     uint64_t data_size, struct fault *f)
{
	uint64_t size = align_up(data_size, GUEST_PAGE);
	struct placement *p = NULL;

	if (check_memory(plan, size, f))
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

int plan_add_fixed(struct pvh_plan *plan, enum placement_kind kind, uint64_t gpa, uint8_t *bytes,
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

/* --- The kernel: where it was linked, or anywhere when it says so ------------------ */

static int kernel_does_not_fit(const struct pvh_plan *plan, const struct pvh_image *image,
			       struct fault *f)
{
	uint64_t end = align_up(image->facts.end, GUEST_PAGE);
	uint64_t low = plan->domain.map[0].size;

	fault_set(f, -ENOSPC,
		  "the kernel is linked to run at 0x%" PRIx64 "..0x%" PRIx64
		  ", which is not all inside the guest's RAM, 0..0x%" PRIx64,
		  image->facts.start, image->facts.end, low);
	fault_values(f, low, end);
	if (end <= LAYOUT_MMIO_START)
		fault_hint(f, "give it more than %" PRIu64 " MiB of memory", end / MIB(1));
	else
		fault_hint(f, "link it below 0x%llx, where RAM ends for devices",
			   LAYOUT_MMIO_START);
	return -ENOSPC;
}

/* Where the kernel starts: *start is page aligned when image->facts.start is. */
static int choose_kernel(const struct pvh_plan *plan, const struct pvh_image *image,
			 uint64_t *start, struct fault *f)
{
	uint64_t base = align_down(image->facts.start, GUEST_PAGE);
	uint64_t end = align_up(image->facts.end, GUEST_PAGE);
	struct space_want want;

	*start = image->facts.start;
	if (space_has(&plan->space, base, end))
		return 0;
	if (!image->facts.reloc.present)
		return kernel_does_not_fit(plan, image, f);
	want = (struct space_want){
		.size = end - base,
		.align = max_u64(image->facts.reloc.align, GUEST_PAGE),
		.min = max_u64(image->facts.reloc.min, LAYOUT_DATA_MIN),
		.max = image->facts.reloc.max + 1,
	};
	if (!space_find(&plan->space, &want, &base))
		return kernel_does_not_fit(plan, image, f);
	*start = base + (image->facts.start & (GUEST_PAGE - 1));
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
	p = plan_place(plan, PLACED_KERNEL, base, start - base + (image->facts.end - image->facts.start), f);
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

/* --- start_info ------------------------------------------------------------------------ */

/* Behind the kernel, else before it, else as the ABI allows: below 4 GiB. */
static bool choose_start_info(const struct pvh_plan *plan, uint64_t size, uint64_t *gpa)
{
	struct space_want want = {
		.size = align_up(size, GUEST_PAGE),
		.align = GUEST_PAGE,
		.min = max_u64(plan->payload.kernel_end, LAYOUT_DATA_MIN),
		.max = LAYOUT_SMALL_MAX,
	};

	if (space_find(&plan->space, &want, gpa))
		return true;
	want.min = LAYOUT_DATA_MIN;
	if (space_find(&plan->space, &want, gpa))
		return true;
	want.max = LAYOUT_MODULE_MAX;
	return space_find(&plan->space, &want, gpa);
}

int plan_place_start_info(struct pvh_plan *plan, uint64_t size, struct fault *f)
{
	uint64_t gpa;

	if (!choose_start_info(plan, size, &gpa)) {
		fault_set(f, -ENOSPC, "no room is left in guest memory for start_info, %" PRIu64
			  " bytes", size);
		fault_hint(f, "give the guest more memory");
		return -ENOSPC;
	}
	if (!plan_place(plan, PLACED_START_INFO, gpa, size, f))
		return f->code;
	plan->payload.start_info = gpa;
	return 0;
}
