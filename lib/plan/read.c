/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/read.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

int piece_read(const struct piece *piece, uint64_t gpa, uint8_t *buf, uint64_t size,
	       struct fault *f)
{
	uint64_t start = max_u64(piece->gpa, gpa);
	uint64_t end = min_u64(piece->gpa + piece->size, gpa + size);
	uint64_t at = start - piece->gpa;

	if (start >= end)
		return 0;
	switch (piece->kind) {
	case PIECE_SOURCE:
		return source_read(piece->source, piece->offset + at, buf + (start - gpa),
				   end - start, f);
	case PIECE_BYTES:
		memcpy(buf + (start - gpa), piece->bytes + at, end - start);
		return 0;
	case PIECE_ZERO:
		memset(buf + (start - gpa), 0, end - start);
		return 0;
	}
	return fault_set(f, -ENOTRECOVERABLE, "unknown kind of piece");
}

/* Regions may touch, so a range can span several. */
static bool inside(const struct plan_domain *d, uint64_t gpa, uint64_t end)
{
	for (size_t i = 0; i < d->nr_map && gpa < end; i++)
		if (gpa >= d->map[i].gpa && gpa < d->map[i].gpa + d->map[i].size)
			gpa = d->map[i].gpa + d->map[i].size;
	return gpa >= end;
}

int plan_read(const struct pvh_plan *plan, uint64_t gpa, void *buf, uint64_t size, struct fault *f)
{
	uint64_t end;
	int r = 0;

	if (!add_u64(gpa, size, &end) || !inside(&plan->domain, gpa, end))
		return fault_set(f, -EINVAL, "0x%" PRIx64 "+0x%" PRIx64
				 " is not all inside the guest's memory", gpa, size);
	memset(buf, 0, size);
	for (size_t i = 0; i < plan->payload.nr_placements && !r; i++) {
		const struct placement *p = &plan->payload.placements[i];

		for (size_t k = 0; k < p->nr_pieces && !r; k++)
			r = piece_read(&p->pieces[k], gpa, buf, size, f);
	}
	return r;
}
