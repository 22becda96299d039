/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Guest memory: populating it, writing to it through foreign mappings, granting pages of it. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <xenctrl.h> /* before the next: it makes them the toolstack's */
#include <xen/grant_table.h>
#include <xen/memory.h>

#include "backend/extent.h"
#include "backend/xen.h"
#include "plan/vnuma.h"

/* Extents a hypercall: more gain nothing (Xen preempts), fewer cost round trips. */
#define MAX_EXTENTS 1024
/* A foreign mapping: large ones are cheaper to make and to undo than many small ones. */
#define MAX_WINDOW MIB(64)
/* What a file is read through where it cannot be read into the mapping itself. */
#define BUFFER KIB(256)

/* --- Populate --------------------------------------------------------------------------- */

struct population {
	struct xen_backend *xen;
	unsigned int flags; /* XENMEMF_* */
	const struct plan_range *range; /* the one that is being populated, if it is in any */
	uint64_t done, total;
	struct fault *f;
};

/* Populates the first extents of `run`; *got says how many: fewer when memory is fragmented. */
static int populate_batch(struct population *p, const struct extent_run *run, uint64_t *got)
{
	xen_pfn_t extents[MAX_EXTENTS];
	uint64_t want = min_u64(run->nr, MAX_EXTENTS);
	unsigned int order = run->shift - XC_PAGE_SHIFT;
	int r;

	for (uint64_t i = 0; i < want; i++)
		extents[i] = to_pfn(run->gpa) + (i << order);
	r = xc_domain_populate_physmap(p->xen->xch, p->xen->domid, want, order, p->flags, extents);
	if (r < 0 && order == 0) {
		xen_failed(p->f, errno, "give the domain its memory");
		xen_hint_memory(p->xen, p->f);
		return p->f->code;
	}
	*got = r < 0 ? 0 : (uint64_t)r;
	return 0;
}

static int populate_range(struct population *p, uint64_t gpa, uint64_t size,
			  unsigned int max_shift);

/* Where one node of the host has no more, what the whole host has free says nothing. */
static int no_memory(struct population *p, uint64_t gpa)
{
	unsigned int vnode;

	if (!p->range) {
		fault_set(p->f, -ENOMEM, "Xen has no memory left for the domain, at 0x%" PRIx64,
			  gpa);
		xen_hint_memory(p->xen, p->f);
		return -ENOMEM;
	}
	vnode = p->range->vnode;
	fault_set(p->f, -ENOMEM, "node %u of the host has no memory left for node %u of \"vnuma\", "
		  "at 0x%" PRIx64, p->xen->plan->domain.vnuma.nodes[vnode].pnode, vnode, gpa);
	fault_hint(p->f, "others have taken or claimed what it had: xl info -n shows what each node "
		   "has");
	fault_pointer(p->f, "/vnuma/%u/pnode", vnode);
	return -ENOMEM;
}

/* An extent that is not to be had in one piece is made of smaller ones. */
static int populate_smaller(struct population *p, uint64_t gpa, unsigned int shift)
{
	if (shift == EXTENT_SHIFT_4K)
		return no_memory(p, gpa);
	return populate_range(p, gpa, UINT64_C(1) << shift, extent_smaller(shift));
}

static int populate_range(struct population *p, uint64_t gpa, uint64_t size,
			  unsigned int max_shift)
{
	uint64_t end = gpa + size;

	while (gpa < end) {
		struct extent_run run = extent_next(gpa, end - gpa, max_shift);
		uint64_t got;
		int r = populate_batch(p, &run, &got);

		if (r)
			return r;
		gpa += got << run.shift;
		p->done += got << run.shift;
		if (got < min_u64(run.nr, MAX_EXTENTS)) {
			r = populate_smaller(p, gpa, run.shift);
			gpa += UINT64_C(1) << run.shift;
		}
		if (!r)
			r = ctx_progress(p->xen->be.ctx, "populate", p->done, p->total, p->f);
		if (r)
			return r;
	}
	return 0;
}

/*
 * [gpa, gpa + size), an entry of the memory map: what belongs to a node of the guest comes from
 * the node of the host that it is on, and from nowhere else.
 */
static int populate_entry(struct population *p, uint64_t gpa, uint64_t size, unsigned int flags)
{
	const struct plan_vnuma *v = &p->xen->plan->domain.vnuma;
	uint64_t end = gpa + size;
	int r = 0;

	while (gpa < end && !r) {
		const struct plan_range *range = vnuma_range_at(v, gpa);
		uint64_t until = range ? min_u64(end, range->gpa + range->size) : end;

		p->flags = flags;
		p->range = range;
		if (range)
			p->flags |= XENMEMF_exact_node(v->nodes[range->vnode].pnode);
		r = populate_range(p, gpa, until - gpa, EXTENT_SHIFT_1G);
		gpa = until;
	}
	return r;
}

/* The same entries for XENMEM_memory_map, for guests that ask instead of reading start_info. */
static int publish_map(struct xen_backend *xen, const struct plan_region *map, size_t nr,
		       struct fault *f)
{
	struct e820entry entries[ARRAY_SIZE(((struct plan_domain *)0)->map)];

	for (size_t i = 0; i < nr; i++)
		entries[i] = (struct e820entry){ map[i].gpa, map[i].size, map[i].type };
	if (xc_domain_set_memory_map(xen->xch, xen->domid, entries, (uint32_t)nr))
		return xen_failed(f, errno, "set the domain's memory map");
	return 0;
}

static uint64_t map_bytes(const struct plan_region *map, size_t nr)
{
	uint64_t total = 0;

	for (size_t i = 0; i < nr; i++)
		total += map[i].size;
	return total;
}

/*
 * Claims the host memory first, so that a domain that does not fit is refused at once, and
 * two that are built at the same time cannot both run out half-way.
 */
static int claim(struct xen_backend *xen, uint64_t bytes, struct fault *f)
{
	if (!xc_domain_claim_pages(xen->xch, xen->domid, to_pfn(bytes)) || errno == ENOSYS)
		return 0;
	xen_failed(f, errno, "set the domain's memory aside");
	xen_hint_memory(xen, f);
	return f->code;
}

/* Memory below what the map describes: pages are taken from a pool as the guest touches them. */
static int set_pod_target(struct xen_backend *xen, struct fault *f)
{
	const struct plan_domain *d = &xen->plan->domain;

	if (d->memory == d->max_memory)
		return 0;
	if (xc_domain_set_pod_target(xen->xch, xen->domid, to_pfn(d->memory), NULL, NULL, NULL)) {
		xen_failed(f, errno, "set up memory that is populated on demand");
		xen_hint_memory(xen, f);
	}
	return f->code;
}

int xen_populate(struct pvh_backend *be, const struct plan_region *map, size_t nr, struct fault *f)
{
	struct xen_backend *xen = to_xen(be);
	const struct plan_domain *d = &xen->plan->domain;
	struct population p = { .xen = xen, .total = map_bytes(map, nr), .f = f };
	bool pod = d->memory < d->max_memory;
	int r = claim(xen, p.total - (d->max_memory - d->memory), f);

	if (!r)
		r = set_pod_target(xen, f);
	for (size_t i = 0; i < nr && !r; i++) {
		bool later = pod && map[i].type == PVH_MEMORY_RAM;

		r = populate_entry(&p, map[i].gpa, map[i].size,
				   later ? XENMEMF_populate_on_demand : 0);
	}
	/* All is taken now: nothing may stay claimed. */
	if (!r && xc_domain_claim_pages(xen->xch, xen->domid, 0) && errno != ENOSYS)
		r = xen_failed(f, errno, "release what was set aside");
	if (!r)
		r = publish_map(xen, map, nr, f);
	if (!r)
		ctx_info(be->ctx, "xen: populated %" PRIu64 " KiB", p.total / KIB(1));
	return r;
}

/* --- Write ------------------------------------------------------------------------------ */

static void *map_window(struct xen_backend *xen, uint64_t gpa, uint64_t size, struct fault *f)
{
	uint64_t nr = to_pfn(size);
	_cleanup_free_ xen_pfn_t *pfns = malloc(nr * sizeof(*pfns));
	void *window;

	if (!pfns) {
		fault_oom(f);
		return NULL;
	}
	for (uint64_t i = 0; i < nr; i++)
		pfns[i] = to_pfn(gpa) + i;
	/* No list of errors: one page that cannot be mapped fails the whole window. */
	window = xenforeignmemory_map(xen->fmem, xen->domid, PROT_READ | PROT_WRITE, nr, pfns,
				      NULL);
	if (!window)
		fault_os(f, -EIO, errno, "cannot map guest memory at 0x%" PRIx64 "..0x%" PRIx64,
			 gpa, gpa + size);
	return window;
}

/* By way of memory of our own, in parts. */
static int read_by_buffer(const struct pvh_source *source, uint64_t at, uint8_t *to, uint64_t size,
			  struct fault *f)
{
	_cleanup_free_ uint8_t *buffer = malloc(BUFFER);
	int r = buffer ? 0 : fault_oom(f);

	for (uint64_t done = 0; done < size && !r; done += BUFFER) {
		uint64_t part = min_u64(size - done, BUFFER);

		r = source_read(source, at + done, buffer, part, f);
		if (!r)
			memcpy(to + done, buffer, part);
	}
	return r;
}

/*
 * Files are read straight into the guest. The kernel cannot always do that: file systems
 * without a page cache (9p, FUSE) want to reach the pages themselves, which a mapping of
 * foreign ones does not let them: EFAULT.
 */
static int read_into_guest(const struct pvh_source *source, uint64_t at, uint8_t *to, uint64_t size,
			   struct fault *f)
{
	struct fault direct = FAULT_NONE;

	if (!source_read(source, at, to, size, &direct))
		return 0;
	if (direct.os_error == EFAULT)
		return read_by_buffer(source, at, to, size, f);
	*f = direct;
	return f->code;
}

/* `size` bytes of the piece, from `at` on, into `to`. */
static int fill(const struct piece *piece, uint64_t at, void *to, uint64_t size, struct fault *f)
{
	switch (piece->kind) {
	case PIECE_SOURCE:
		return read_into_guest(piece->source, piece->offset + at, to, size, f);
	case PIECE_BYTES:
		memcpy(to, piece->bytes + at, size);
		return 0;
	case PIECE_ZERO:
		memset(to, 0, size);
		return 0;
	}
	return fault_set(f, -ENOTRECOVERABLE, "unknown kind of piece");
}

int xen_write(struct pvh_backend *be, const struct piece *piece, struct fault *f)
{
	struct xen_backend *xen = to_xen(be);
	uint64_t done = 0;

	while (done < piece->size) {
		uint64_t gpa = align_down(piece->gpa + done, XC_PAGE_SIZE);
		uint64_t skip = piece->gpa + done - gpa;
		uint64_t size = min_u64(piece->size - done, MAX_WINDOW - skip);
		uint64_t mapped = align_up(skip + size, XC_PAGE_SIZE);
		uint8_t *window = map_window(xen, gpa, mapped, f);
		int r;

		if (!window)
			return f->code;
		r = fill(piece, done, window + skip, size, f);
		xenforeignmemory_unmap(xen->fmem, window, to_pfn(mapped));
		if (r)
			return r;
		done += size;
	}
	return 0;
}

/* --- Grants ------------------------------------------------------------------------------ */

int xen_grant(struct pvh_backend *be, uint32_t ref, uint32_t backend, uint64_t gpa,
	      struct fault *f)
{
	struct xen_backend *xen = to_xen(be);
	xenforeignmemory_resource_handle *handle;
	void *table = NULL;
	grant_entry_v1_t *entry;

	handle = xenforeignmemory_map_resource(xen->fmem, (domid_t)xen->domid, XENMEM_resource_grant_table,
					       XENMEM_resource_grant_table_id_shared, 0, 1, &table,
					       PROT_READ | PROT_WRITE, 0);
	if (!handle) {
		fault_os(f, -EIO, errno, "cannot map the domain's grant table");
		if (f->os_error == EOPNOTSUPP)
			fault_hint(f, "the control domain needs Linux 4.18 or newer");
		return f->code;
	}
	entry = (grant_entry_v1_t *)table + ref;
	entry->domid = (domid_t)backend;
	entry->frame = (uint32_t)to_pfn(gpa);
	__atomic_thread_fence(__ATOMIC_RELEASE); /* the flags make the entry valid */
	entry->flags = GTF_permit_access;
	xenforeignmemory_unmap_resource(xen->fmem, handle);
	return 0;
}
