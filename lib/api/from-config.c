/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All stages of a plan at once: which files a config names, and in which order they go into it. */
#include <stdio.h>

#include "base/ctx.h"
#include "config/config.h"
#include "config/shim.h"
#include "plan/plan.h"
#include "plan/pv-kernel.h"
#include "worker/open.h"

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
	out->where = m->place;
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

	if (!r && plan_place_modules(plan, modules, nr, &f))
		r = ctx_fail(config->ctx, PVH_STAGE_PLAN, &f);
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
