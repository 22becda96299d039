/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One block, in this order, each part 8-byte aligned:
 *
 *	hvm_start_info (56 bytes; version 0: 40)
 *	memory map     (24 bytes an entry; if there is one)
 *	module list    (32 bytes an entry)
 *	command line, module command lines (NUL-terminated)
 *
 * Fixed-size parts come first: no length of a string moves them.
 */
#include "emit/start-info.h"

#include <errno.h>
#include <string.h>

#include "base/sink.h"
#include "plan/layout.h"

#define START_INFO_MAGIC 0x336ec578 /* "xEn3" with the 0x80 bit of the E set */
#define START_INFO_V0_SIZE 40
#define START_INFO_SIZE 56
#define MEMMAP_ENTRY_SIZE 24
#define MODLIST_ENTRY_SIZE 32

/* Offsets from the start of the block. */
struct parts {
	uint64_t memmap, modlist, strings;
};

/* A guest that is given no map asks Xen for it (XENMEM_memory_map). */
static size_t nr_memmap(const struct pvh_plan *plan)
{
	return plan->payload.form.memmap ? plan->domain.nr_map : 0;
}

static struct parts find_parts(const struct pvh_plan *plan)
{
	struct parts parts;

	parts.memmap = plan->payload.form.version ? START_INFO_SIZE : START_INFO_V0_SIZE;
	parts.modlist = parts.memmap + nr_memmap(plan) * MEMMAP_ENTRY_SIZE;
	parts.strings = parts.modlist + (uint64_t)plan->payload.nr_modules * MODLIST_ENTRY_SIZE;
	return parts;
}

/* A string takes its bytes, a NUL and padding; the empty one takes nothing and is at 0. */
static uint64_t string_size(const char *text)
{
	return *text ? align_up(strlen(text) + 1, 8) : 0;
}

static uint64_t string_gpa(const char *text, uint64_t gpa)
{
	return *text ? gpa : 0;
}

static void emit_string(struct sink *s, const char *text)
{
	sink_bytes(s, text, *text ? strlen(text) + 1 : 0);
	sink_align(s, 8);
}

static void emit_header(struct sink *s, const struct pvh_plan *plan, uint64_t gpa,
			const struct parts *parts)
{
	const struct plan_payload *payload = &plan->payload;

	sink_u32(s, START_INFO_MAGIC);
	sink_u32(s, payload->form.version);
	sink_u32(s, payload->form.flags); /* SIF_*; an ordinary guest has none */
	sink_u32(s, payload->nr_modules);
	sink_u64(s, payload->nr_modules ? gpa + parts->modlist : 0);
	sink_u64(s, string_gpa(payload->cmdline, gpa + parts->strings));
	sink_u64(s, LAYOUT_ACPI_START); /* the RSDP comes first in its region */
	if (!payload->form.version)
		return;
	sink_u64(s, nr_memmap(plan) ? gpa + parts->memmap : 0);
	sink_u32(s, (uint32_t)nr_memmap(plan));
	sink_u32(s, 0); /* reserved */
}

static void emit_memmap(struct sink *s, const struct pvh_plan *plan)
{
	const struct plan_domain *d = &plan->domain;

	for (size_t i = 0; i < nr_memmap(plan); i++) {
		sink_u64(s, d->map[i].gpa);
		sink_u64(s, d->map[i].size);
		sink_u32(s, d->map[i].type);
		sink_u32(s, 0); /* reserved */
	}
}

static void emit_modlist(struct sink *s, const struct pvh_plan *plan, uint64_t strings)
{
	strings += string_size(plan->payload.cmdline);
	for (unsigned int i = 0; i < plan->payload.nr_modules; i++) {
		const struct placement *p = plan_find(plan, PVH_PLACED_MODULE, i);

		sink_u64(s, p->gpa);
		sink_u64(s, p->data_size); /* exact: the guest may read a trailer at the end */
		sink_u64(s, string_gpa(p->cmdline, strings));
		sink_u64(s, 0); /* reserved */
		strings += string_size(p->cmdline);
	}
}

static void emit_all(struct sink *s, const struct pvh_plan *plan, uint64_t gpa)
{
	struct parts parts = find_parts(plan);

	emit_header(s, plan, gpa, &parts);
	emit_memmap(s, plan);
	emit_modlist(s, plan, gpa + parts.strings);
	emit_string(s, plan->payload.cmdline);
	for (unsigned int i = 0; i < plan->payload.nr_modules; i++)
		emit_string(s, plan_find(plan, PVH_PLACED_MODULE, i)->cmdline);
}

int emit_start_info(struct pvh_plan *plan, struct fault *f)
{
	struct sink measure = SINK_MEASURE, s;
	uint8_t *bytes;
	int r = plan_require(plan, STAGE_KERNEL | STAGE_ACPI, STAGE_START_INFO, f);

	if (r)
		return r;
	emit_all(&measure, plan, 0);
	r = plan_place_start_info(plan, measure.used, f);
	if (r)
		return r;
	bytes = malloc(measure.used);
	if (!bytes)
		return fault_oom(f);
	s = SINK(bytes, measure.used);
	emit_all(&s, plan, plan->payload.start_info);
	if (s.overflow || s.used != measure.used) {
		free(bytes);
		return fault_set(f, -ENOTRECOVERABLE, "start_info is not as long as measured");
	}
	plan->stages |= STAGE_START_INFO;
	return plan_fill(plan_find(plan, PVH_PLACED_START_INFO, 0), bytes, f);
}
