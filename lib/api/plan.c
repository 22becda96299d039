/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Public entry points: plans. */
#include <errno.h>
#include <stdio.h>

#include "base/ctx.h"
#include "config/config.h"
#include "config/shim.h"
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
#include "plan/pv-kernel.h"
#include "plan/read.h"
#include "worker/open.h"

/* The result of a stage that was given `f`. */
static int finish(const struct pvh_plan *plan, int r, const struct fault *f)
{
	return r ? ctx_fail(plan->ctx, PVH_STAGE_PLAN, f) : 0;
}

/* --- The stages --------------------------------------------------------------------------- */

/* What follows from the config alone. */
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
	if (config_finish(config, &f)) {
		fault_object(&f, "%s", config->origin ? config->origin : "");
		return ctx_fail(config->ctx, PVH_STAGE_CONFIG, &f);
	}
	if (take_over(config, plan, &f))
		return ctx_fail(config->ctx, PVH_STAGE_PLAN, &f);
	(*plan)->ctx = pvh_ref(config->ctx);
	return 0;
}

PVH_EXPORT int pvh_plan_alloc_physmap(struct pvh_plan *plan)
{
	struct fault f = FAULT_NONE;

	return finish(plan, plan_alloc_physmap(plan, &f), &f);
}

PVH_EXPORT int pvh_plan_place_kernel(struct pvh_plan *plan, struct pvh_image *image)
{
	struct fault f = FAULT_NONE;
	int r = plan_place_kernel(plan, image, &f);

	if (r)
		fault_object(&f, "%s", image->name);
	return finish(plan, r, &f);
}

PVH_EXPORT int pvh_plan_place_module(struct pvh_plan *plan, struct pvh_source *source,
				     const char *cmdline,
				     const struct pvh_constraints *constraints, uint64_t *gpa)
{
	struct plan_module m = { .source = source, .cmdline = cmdline };
	struct fault f = FAULT_NONE;
	int r;

	if (constraints)
		m.where = *constraints;
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

/* --- All of them --------------------------------------------------------------------------- */

static int open_failed(struct pvh_config *config, const char *pointer, struct fault *f)
{
	fault_pointer(f, "%s", pointer);
	return ctx_fail(config->ctx, PVH_STAGE_IMAGE, f);
}

static int open_kernel(struct pvh_config *config, struct pvh_source **source)
{
	struct fault f = FAULT_NONE;

	if (source_open(config->kernel, config->base_dir, source, &f))
		return open_failed(config, "/kernel", &f);
	return 0;
}

static int open_shim(struct pvh_config *config, struct pvh_source **source)
{
	struct fault f = FAULT_NONE;

	if (!source_open(shim_path(config), config->base_dir, source, &f))
		return 0;
	fault_hint(&f, "install Xen's shim (Debian: the package " XEN_UTILS "), or say in "
		   "\"pvshim_path\" where it is");
	return open_failed(config, shim_path_pointer(config), &f);
}

static int place_kernel(struct pvh_config *config, struct pvh_plan *plan)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	struct pvh_image *image = NULL;
	int r = config->pvshim ? open_shim(config, &source) : open_kernel(config, &source);

	if (r)
		return r;
	r = pvh_image_open(config->ctx, source, &image);
	if (!r)
		r = pvh_plan_place_kernel(plan, image);
	pvh_image_unref(image);
	return r;
}

static int check_pv_kernel(struct pvh_config *config, struct pvh_source *source)
{
	struct pvh_image *image = NULL;
	struct fault f = FAULT_NONE;
	int r;

	open_image(config->ctx, source, &image, &f);
	r = plan_check_pv_kernel(image, &f);
	image_unref(image);
	if (r) {
		fault_object(&f, "%s", source_name(source));
		return open_failed(config, "/kernel", &f);
	}
	ctx_info(config->ctx, "%s: a PV kernel, for Xen's shim", source_name(source));
	return 0;
}

static int open_pv_kernel(struct pvh_config *config, struct plan_module *out)
{
	int r = open_kernel(config, &out->source);

	out->cmdline = config->cmdline;
	return r ? r : check_pv_kernel(config, out->source);
}

static int open_module(struct pvh_config *config, const struct config_module *m, size_t index,
		       struct plan_module *out)
{
	char name[32], pointer[48];
	struct fault f = FAULT_NONE;

	out->cmdline = m->cmdline;
	out->where = (struct pvh_constraints){ m->place.align, m->place.min, m->place.max };
	snprintf(name, sizeof(name), "fd %d", m->fd);
	if (!(m->path ? source_open(m->path, config->base_dir, &out->source, &f) :
			source_from_fd(m->fd, name, &out->source, &f)))
		return 0;
	snprintf(pointer, sizeof(pointer), "/modules/%zu/%s", index, m->path ? "path" : "fd");
	return open_failed(config, pointer, &f);
}

static int open_ramdisk(struct pvh_config *config, struct plan_module *out)
{
	struct fault f = FAULT_NONE;

	if (source_open(config->ramdisk, config->base_dir, &out->source, &f))
		return open_failed(config, "/ramdisk", &f);
	return 0;
}

/*
 * The ramdisk comes first: Linux takes module 0 for its initrd. But the shim takes that for its
 * guest's kernel and module 1 for the ramdisk; there are no more then.
 */
static int open_modules(struct pvh_config *config, struct plan_module *modules, size_t *nr)
{
	int r = 0;

	*nr = 0;
	if (config->pvshim)
		r = open_pv_kernel(config, &modules[(*nr)++]);
	if (config->ramdisk && !r)
		r = open_ramdisk(config, &modules[(*nr)++]);
	for (size_t i = 0; i < config->nr_modules && !r; i++)
		r = open_module(config, &config->modules[i], i, &modules[(*nr)++]);
	return r;
}

static int place_modules(struct pvh_config *config, struct pvh_plan *plan)
{
	struct plan_module modules[CONFIG_MAX_MODULES + 1] = { 0 };
	struct fault f = FAULT_NONE;
	size_t nr;
	int r = open_modules(config, modules, &nr);

	if (!r)
		r = finish(plan, plan_place_modules(plan, modules, nr, &f), &f);
	for (size_t i = 0; i < nr; i++)
		source_unref(modules[i].source);
	return r;
}

static int add_acpi_tables(struct pvh_config *config, struct pvh_plan *plan)
{
	_cleanup_(source_unrefp) struct pvh_source *source = NULL;
	struct fault f = FAULT_NONE;

	if (!config->acpi_firmware)
		return 0;
	if (source_open(config->acpi_firmware, config->base_dir, &source, &f))
		return open_failed(config, "/acpi_firmware", &f);
	return pvh_plan_add_acpi_table(plan, source);
}

static int all_stages(struct pvh_config *config, struct pvh_plan *plan)
{
	int r = pvh_plan_alloc_physmap(plan);

	if (!r)
		r = place_kernel(config, plan);
	if (!r)
		r = place_modules(config, plan);
	if (!r)
		r = add_acpi_tables(config, plan);
	if (!r)
		r = pvh_plan_emit_acpi(plan);
	if (!r)
		r = pvh_plan_emit_start_info(plan);
	if (!r)
		r = pvh_plan_seal(plan);
	return r;
}

PVH_EXPORT int pvh_plan_from_config(struct pvh_config *config, struct pvh_plan **plan)
{
	struct fault f = FAULT_NONE;
	int r;

	*plan = NULL;
	if (config_require_kernel(config, &f)) {
		fault_object(&f, "%s", config->origin ? config->origin : "");
		return ctx_fail(config->ctx, PVH_STAGE_CONFIG, &f);
	}
	r = pvh_plan_new(config, plan);
	if (!r)
		r = all_stages(config, *plan);
	if (r)
		*plan = pvh_plan_unref(*plan);
	return r;
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
	if (index >= plan->domain.nr_map)
		return -EINVAL;
	*region = plan->domain.map[index];
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
	placement->gpa = p->gpa;
	placement->size = p->data_size;
	placement->name = p->name;
	placement->file = placement_file(p);
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
	r = format == PVH_FORMAT_JSON ? plan_manifest(plan, text, &f) : plan_dump(plan, text, &f);
	return finish(plan, r, &f);
}
