/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public entry points: plans. */
#include <errno.h>

#include "base/ctx.h"
#include "config/config.h"
#include "emit/device.h"
#include "emit/libxl-json.h"
#include "emit/qemu.h"
#include "emit/start-info.h"
#include "emit/tables.h"
#include "emit/vcpu.h"
#include "emit/xenstore.h"
#include "plan/bill.h"
#include "plan/dump.h"
#include "plan/manifest.h"
#include "plan/plan.h"
#include "plan/read.h"

/* The result of a stage that was given `f`. */
static int finish(const struct pvh_plan *plan, int r, const struct fault *f)
{
	return r ? ctx_fail(plan->ctx, PVH_STAGE_PLAN, f) : 0;
}

/* --- The stages --------------------------------------------------------------------------- */

/* What follows from the config alone, so that nothing else can be wrong here. */
static int take_over(const struct pvh_config *config, struct pvh_plan **plan, struct fault *f)
{
	int r = plan_new(config, plan, f);

	if (r)
		return r;
	r = emit_devices(*plan, config, f);
	if (!r)
		r = emit_qemu(*plan, config, f);
	if (!r)
		r = emit_libxl_json(*plan, config, f);
	if (r)
		plan_free(TAKE(*plan));
	return r;
}

PVH_EXPORT int pvh_plan_new(struct pvh_config *config, struct pvh_plan **plan)
{
	struct fault f = FAULT_NONE;

	*plan = NULL;
	if (config_finish(config, &f) || take_over(config, plan, &f)) {
		fault_object(&f, "%s", config->origin ? config->origin : "");
		return ctx_fail(config->ctx, PVH_STAGE_CONFIG, &f);
	}
	(*plan)->ctx = pvh_ref(config->ctx);
	return 0;
}

PVH_EXPORT int pvh_plan_alloc_physmap(struct pvh_plan *plan)
{
	struct fault f = FAULT_NONE;

	return finish(plan, plan_alloc_physmap(plan, &f), &f);
}

PVH_EXPORT int pvh_plan_place_kernel(struct pvh_plan *plan, const struct pvh_image *image)
{
	struct fault f = FAULT_NONE;
	int r = plan_place_kernel(plan, image, &f);

	if (r)
		fault_object(&f, "%s", image->name);
	return finish(plan, r, &f);
}

/* What has no meaning yet must not pass for a wish when it has one. */
static int take_constraints(const struct pvh_constraints *c, struct config_place *where,
			    struct fault *f)
{
	*where = (struct config_place){ c->align, c->min, c->max };
	for (size_t i = 0; i < ARRAY_SIZE(c->reserved_); i++)
		if (c->reserved_[i])
			fault_set(f, -EINVAL, "reserved_ of struct pvh_constraints is not 0");
	if (f->code)
		fault_hint(f, "begin with struct pvh_constraints c = { 0 }");
	return f->code;
}

PVH_EXPORT int pvh_plan_place_module(struct pvh_plan *plan, struct pvh_source *source,
				     const char *cmdline,
				     const struct pvh_constraints *constraints, uint64_t *gpa)
{
	struct plan_module m = { .source = source, .cmdline = cmdline };
	struct fault f = FAULT_NONE;
	int r = constraints ? take_constraints(constraints, &m.where, &f) : 0;

	if (!r)
		r = plan_place_modules(plan, &m, 1, &f);
	if (!r && gpa)
		*gpa = m.gpa;
	return finish(plan, r, &f);
}

PVH_EXPORT int pvh_plan_add_acpi_table(struct pvh_plan *plan, struct pvh_source *source)
{
	struct fault f = FAULT_NONE;
	int r = plan_add_tables(plan, source, &f);

	if (r)
		fault_object(&f, "%s", source_name(source));
	return finish(plan, r, &f);
}

PVH_EXPORT int pvh_plan_emit_acpi(struct pvh_plan *plan)
{
	struct fault f = FAULT_NONE;

	return finish(plan, emit_acpi(plan, &f), &f);
}

PVH_EXPORT int pvh_plan_emit_start_info(struct pvh_plan *plan)
{
	struct fault f = FAULT_NONE;

	return finish(plan, emit_start_info(plan, &f), &f);
}

static int seal(struct pvh_plan *plan, struct fault *f)
{
	int r = plan_require(plan, STAGE_PHYSMAP | STAGE_KERNEL | STAGE_ACPI | STAGE_START_INFO,
			     STAGE_SEALED, f);

	if (!r)
		r = emit_vcpus(plan, f);
	if (!r)
		r = emit_xenstore(plan, f);
	if (!r)
		r = plan_verify(plan, f);
	if (!r)
		plan_sort(plan);
	if (!r)
		plan->stages |= STAGE_SEALED;
	return r;
}

PVH_EXPORT int pvh_plan_seal(struct pvh_plan *plan)
{
	struct fault f = FAULT_NONE;

	return finish(plan, seal(plan, &f), &f);
}

/* --- What was decided ------------------------------------------------------------------------ */

PVH_EXPORT struct pvh_plan *pvh_plan_ref(struct pvh_plan *plan)
{
	plan->refs++;
	return plan;
}

PVH_EXPORT struct pvh_plan *pvh_plan_unref(struct pvh_plan *plan)
{
	struct pvh_ctx *ctx;

	if (!plan || --plan->refs)
		return NULL;
	ctx = plan->ctx;
	plan_free(plan);
	pvh_unref(ctx);
	return NULL;
}

PVH_EXPORT size_t pvh_plan_get_nr_regions(const struct pvh_plan *plan)
{
	return plan->domain.nr_map;
}

PVH_EXPORT int pvh_plan_get_region(const struct pvh_plan *plan, size_t index,
				   struct pvh_region *region)
{
	const struct plan_region *r;

	if (index >= plan->domain.nr_map)
		return -EINVAL;
	r = &plan->domain.map[index];
	*region = (struct pvh_region){ .gpa = r->gpa, .size = r->size, .type = r->type };
	return 0;
}

PVH_EXPORT size_t pvh_plan_get_nr_placements(const struct pvh_plan *plan)
{
	return plan->payload.nr_placements;
}

PVH_EXPORT int pvh_plan_get_placement(const struct pvh_plan *plan, size_t index,
				      struct pvh_placement *placement)
{
	const struct placement *p;

	if (index >= plan->payload.nr_placements)
		return -EINVAL;
	p = &plan->payload.placements[index];
	*placement = (struct pvh_placement){
		.gpa = p->gpa,
		.size = p->data_size,
		.name = p->name,
		.file = placement_file(p),
		.kind = p->kind,
		.index = p->index,
	};
	return 0;
}

PVH_EXPORT uint64_t pvh_plan_get_entry(const struct pvh_plan *plan)
{
	return plan->payload.entry;
}

PVH_EXPORT uint64_t pvh_plan_get_start_info(const struct pvh_plan *plan)
{
	return plan->payload.start_info;
}

PVH_EXPORT uint64_t pvh_plan_get_host_memory(const struct pvh_plan *plan)
{
	const struct bill bill = plan_bill(&plan->domain);

	return bill_total(&bill);
}

PVH_EXPORT int pvh_plan_read(const struct pvh_plan *plan, uint64_t gpa, void *buf, size_t size)
{
	struct fault f = FAULT_NONE;

	return finish(plan, plan_read(plan, gpa, buf, size, &f), &f);
}

PVH_EXPORT int pvh_plan_dump(const struct pvh_plan *plan, enum pvh_format format, char **text)
{
	struct fault f = FAULT_NONE;
	int r;

	*text = NULL;
	if (format == PVH_FORMAT_TEXT)
		r = plan_dump(plan, text, &f);
	else if (format == PVH_FORMAT_JSON)
		r = plan_manifest(plan, text, &f);
	else
		r = fault_set(&f, -EINVAL, "there is no format with the number %d", (int)format);
	return finish(plan, r, &f);
}
