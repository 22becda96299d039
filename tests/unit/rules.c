/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "plan/read.h"

#define PAGE 4096
#define MAX_PARAMS 39 /* HVM_NR_PARAMS of Xen 4.17 */
#define MAX_VCPUS 128 /* HVM_MAX_VCPUS */

void rules_fini(struct rules *r)
{
	free(r->written);
}

void rules_broke(struct rules *r, const char *fmt, ...)
{
	va_list args;

	if (r->broken[0])
		return;
	va_start(args, fmt);
	vsnprintf(r->broken, sizeof(r->broken), fmt, args);
	va_end(args);
}

/* --- Order -------------------------------------------------------------------------- */

static const struct {
	const char *name;
	bool repeats;
	enum phase needs; /* the last phase that must have been gone through */
} phases[] = {
	[PHASE_NEW] = { "nothing", false, PHASE_NEW },
	[PHASE_DESCRIBE] = { "describe", false, PHASE_NEW },
	[PHASE_BEGIN] = { "begin", false, PHASE_DESCRIBE },
	[PHASE_VNUMA] = { "set_vnuma", false, PHASE_BEGIN },
	[PHASE_POPULATE] = { "populate", false, PHASE_BEGIN },
	[PHASE_WRITE] = { "write", true, PHASE_POPULATE },
	[PHASE_PARAM] = { "set_param", true, PHASE_POPULATE },
	[PHASE_VCPUS] = { "set_vcpus", false, PHASE_WRITE },
	[PHASE_GRANT] = { "grant", true, PHASE_POPULATE },
	[PHASE_INTRODUCE] = { "introduce", false, PHASE_GRANT },
	[PHASE_ATTACH] = { "attach", true, PHASE_INTRODUCE },
	[PHASE_COMMIT] = { "commit", false, PHASE_INTRODUCE },
	[PHASE_OVER] = { "the end", false, PHASE_NEW },
};

void rules_enter(struct rules *r, enum phase phase)
{
	enum phase was = r->phase;

	if (phase < was || (phase == was && !phases[phase].repeats))
		rules_broke(r, "%s after %s", phases[phase].name, phases[was].name);
	else if (was < phases[phase].needs)
		rules_broke(r, "%s before %s", phases[phase].name,
			    phases[phases[phase].needs].name);
	else
		r->phase = phase;
}

/* --- The domain --------------------------------------------------------------------- */

void rules_begin(struct rules *r, const struct pvh_plan *plan, const struct slots *slots)
{
	const struct plan_domain *d = &plan->domain;

	r->plan = plan;
	r->slots = slots;
	if (!d->vcpus || d->vcpus > d->max_vcpus || d->max_vcpus > MAX_VCPUS)
		rules_broke(r, "%u of %u vCPUs", d->vcpus, d->max_vcpus);
	if (d->max_mem % PAGE || d->paging_pool % PAGE)
		rules_broke(r, "max_mem or the paging pool is not in whole pages");
	/* Xen: a page table a GiB at least, and 1 MiB for each vCPU, or it runs out. */
	if (d->paging_pool < d->max_vcpus * MIB(1) + d->max_memory / 512)
		rules_broke(r, "the paging pool has %" PRIu64 " bytes", d->paging_pool);
	rules_nodes(r, &plan->registration.create);
}

/* --- Memory ------------------------------------------------------------------------- */

static bool range_within(uint64_t gpa, uint64_t size, uint64_t start, uint64_t length)
{
	return gpa >= start && gpa - start < length && size <= length - (gpa - start);
}

bool rules_populated(const struct rules *r, uint64_t gpa, uint64_t size)
{
	for (size_t i = 0; i < r->nr_memory; i++)
		if (range_within(gpa, size, r->memory[i].gpa, r->memory[i].size))
			return true;
	return false;
}

bool rules_written(const struct rules *r, uint64_t gpa, uint64_t size)
{
	for (size_t i = 0; i < r->nr_written; i++)
		if (range_within(gpa, size, r->written[i].gpa, r->written[i].size))
			return true;
	return false;
}

bool rules_read(const struct rules *r, uint64_t gpa, void *buf, uint64_t size)
{
	struct fault f = FAULT_NONE;

	memset(buf, 0, size);
	for (size_t i = 0; i < r->nr_written; i++)
		if (piece_read(&r->written[i], gpa, buf, size, &f))
			return false;
	return true;
}

static void populate_region(struct rules *r, const struct plan_region *region)
{
	if (!region->size || (region->gpa | region->size) % PAGE)
		rules_broke(r, "populates 0x%" PRIx64 "+0x%" PRIx64 ", not whole pages",
			    region->gpa, region->size);
	for (size_t i = 0; i < r->nr_memory; i++) {
		const struct plan_region *other = &r->memory[i];

		if (region->gpa < other->gpa + other->size &&
		    other->gpa < region->gpa + region->size)
			rules_broke(r, "populates 0x%" PRIx64 " twice",
				    max_u64(region->gpa, other->gpa));
	}
	if (r->nr_memory < ARRAY_SIZE(r->memory))
		r->memory[r->nr_memory++] = *region;
	else
		rules_broke(r, "too many entries in the memory map");
}

/* Memory that the guest is told to leave alone is RAM for Xen, unless it is ours. */
static bool counts_as_ram(const struct plan_domain *d, const struct plan_region *region)
{
	for (size_t i = 0; i < d->nr_reserved; i++)
		if (region->gpa == d->reserved[i].gpa && region->size == d->reserved[i].size)
			return region->type == PVH_MEMORY_RESERVED;
	return region->type == PVH_MEMORY_RAM;
}

/*
 * A guest whose memory is populated on demand owns `memory`, not what its map describes.
 */
void rules_populate(struct rules *r, const struct plan_region *map, size_t nr)
{
	const struct plan_domain *d = &r->plan->domain;
	uint64_t total = 0, ram = 0;

	if (d->vnuma.nr_nodes && !r->vnuma)
		rules_broke(r, "populate of a guest with NUMA nodes before set_vnuma");
	for (size_t i = 0; i < nr; i++) {
		populate_region(r, &map[i]);
		total += map[i].size;
		ram += counts_as_ram(d, &map[i]) ? map[i].size : 0;
	}
	if (ram != d->max_memory)
		rules_broke(r, "the map has %" PRIu64 " bytes of RAM, not %" PRIu64, ram,
			    d->max_memory);
	total -= d->max_memory - d->memory;
	if (total > d->max_mem)
		rules_broke(r, "%" PRIu64 " bytes are more than max_mem, %" PRIu64, total,
			    d->max_mem);
}

static bool is_ram(const struct rules *r, uint64_t gpa)
{
	for (size_t i = 0; i < r->nr_memory; i++)
		if (range_within(gpa, 1, r->memory[i].gpa, r->memory[i].size))
			return r->memory[i].type == PVH_MEMORY_RAM;
	return false;
}

/* How much of [start, end) the pieces from the i-th on leave untouched. */
static uint64_t untouched(const struct rules *r, size_t i, uint64_t start, uint64_t end)
{
	for (; i < r->nr_written; i++) {
		const struct piece *w = &r->written[i];
		uint64_t from = max_u64(w->gpa, start), to = min_u64(w->gpa + w->size, end);

		if (from < to)
			return untouched(r, i + 1, start, from) + untouched(r, i + 1, to, end);
	}
	return end - start;
}

bool rules_written_all(const struct rules *r, uint64_t gpa, uint64_t size)
{
	return untouched(r, 0, gpa, gpa + size) == 0;
}

void rules_write(struct rules *r, const struct piece *piece)
{
	struct piece *kept;

	if (!piece->size || !rules_populated(r, piece->gpa, piece->size))
		rules_broke(r,
			    "writes 0x%" PRIx64 "+0x%" PRIx64
			    ", which is not all populated",
			    piece->gpa, piece->size);
	/* Each page that is written is taken from what the guest has at start. */
	if (is_ram(r, piece->gpa))
		r->ram_written += untouched(r, 0, piece->gpa, piece->gpa + piece->size);
	if (r->ram_written > r->plan->domain.memory)
		rules_broke(r, "writes %" PRIu64 " bytes of RAM, more than there are at start",
			    r->ram_written);
	kept = array_append(r->written, r->nr_written);
	if (kept)
		*kept = *piece;
}

/* --- Params ------------------------------------------------------------------------- */

enum param_kind { FRAME, ADDRESS, STORE_PORT, CONSOLE_PORT, MODE };

static const struct {
	uint32_t index;
	enum param_kind kind;
	bool mandatory;
} params[] = {
	{ 1, FRAME, true },         { 2, STORE_PORT, true }, { 5, FRAME, false },
	{ 6, FRAME, false },        { 10, MODE, false },    { 12, ADDRESS, true },
	{ 17, FRAME, true },        { 18, CONSOLE_PORT, true }, { 27, FRAME, false },
	{ 28, FRAME, false },       { 29, FRAME, false },    { 35, MODE, false },
};

static bool page_is_shared(const struct rules *r, uint64_t gpa)
{
	for (size_t i = 0; i < ARRAY_SIZE(params); i++) {
		uint64_t value = r->params[params[i].index];
		bool set = r->params_set & UINT64_C(1) << params[i].index;

		if (set && ((params[i].kind == FRAME && value * PAGE == gpa) ||
			    (params[i].kind == ADDRESS && value == gpa)))
			return true;
	}
	return false;
}

static bool param_is_sane(const struct rules *r, enum param_kind kind, uint64_t value)
{
	uint64_t gpa = kind == FRAME ? value * PAGE : value;

	switch (kind) {
	case FRAME:
	case ADDRESS:
		return gpa % PAGE == 0 && rules_populated(r, gpa, PAGE) &&
		       rules_written(r, gpa, PAGE) && !page_is_shared(r, gpa);
	case STORE_PORT:
		return value && value == r->slots->number[SLOT_STORE_PORT];
	case CONSOLE_PORT:
		return value && value == r->slots->number[SLOT_CONSOLE_PORT];
	case MODE: /* of the timer, of altp2m */
		return value <= 3;
	}
	return false;
}

void rules_param(struct rules *r, uint32_t index, uint64_t value)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(params) && params[i].index != index)
		i++;
	if (index >= MAX_PARAMS || i == ARRAY_SIZE(params)) {
		rules_broke(r, "param %" PRIu32 " is not for a toolstack to set", index);
		return;
	}
	if (r->params_set & UINT64_C(1) << index)
		rules_broke(r, "param %" PRIu32 " is set twice", index);
	if (!param_is_sane(r, params[i].kind, value))
		rules_broke(r, "param %" PRIu32 " cannot be 0x%" PRIx64, index, value);
	r->params_set |= UINT64_C(1) << index;
	r->params[index] = value;
}

/* --- Grants and introduction -------------------------------------------------------- */

/* Who serves the page whose frame is in that param gets the grant, and nobody else. */
static const struct {
	enum slot backend;
	uint32_t frame;
} grants[] = { { SLOT_CONSOLE_DOMID, 17 }, { SLOT_STORE_DOMID, 1 } };

void rules_grant(struct rules *r, uint32_t ref, uint32_t backend, uint64_t gpa)
{
	if (ref >= ARRAY_SIZE(grants)) {
		rules_broke(r, "grant %" PRIu32 " is not reserved for the toolstack",
			    ref);
		return;
	}
	if (r->grants_set & 1u << ref)
		rules_broke(r, "grant %" PRIu32 " is made twice", ref);
	if (backend != r->slots->number[grants[ref].backend])
		rules_broke(r, "grant %" PRIu32 " is given to domain %" PRIu32, ref,
			    backend);
	if (gpa % PAGE || !rules_populated(r, gpa, PAGE))
		rules_broke(r, "grant %" PRIu32 " is of no populated page", ref);
	else if (gpa != r->params[grants[ref].frame] * PAGE)
		rules_broke(r, "grant %" PRIu32 " is of another page than the param's",
			    ref);
	r->grants_set |= 1u << ref;
}

void rules_introduce(struct rules *r)
{
	for (size_t i = 0; i < ARRAY_SIZE(params); i++)
		if (params[i].mandatory &&
		    !(r->params_set & UINT64_C(1) << params[i].index))
			rules_broke(r, "introduced without param %" PRIu32,
				    params[i].index);
	if (r->grants_set != 3)
		rules_broke(r, "introduced without both grants");
	if (r->plan->registration.store_gpa != r->params[1] * PAGE)
		rules_broke(r, "introduced with another page than param 1 says");
	rules_nodes(r, &r->plan->registration.start);
}
