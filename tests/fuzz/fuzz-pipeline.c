/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * All of a build: the input is the size of a domain.json and of a module, two bytes each,
 * then these two, then the kernel. The config's paths are not opened: its kernel is that of
 * the input, and its ramdisk and every module of it is the input's module.
 */
#include <errno.h>

#include "base/bytes.h"
#include "config/config.h"
#include "fuzz.h"

struct parts {
	struct view config, module, kernel;
};

static const int no_room[] = { -ENOSPC, 0 };

static struct view take(struct view *input, uint64_t size)
{
	struct view part = { input->data, min_u64(size, input->size) };

	*input = (struct view){ input->data + part.size, input->size - part.size };
	return part;
}

static bool split(struct view input, struct parts *parts)
{
	struct view head = take(&input, 4);

	if (head.size < 4)
		return false;
	parts->config = take(&input, load_le16(head.data));
	parts->module = take(&input, load_le16(head.data + 2));
	parts->kernel = input;
	return true;
}

/* False when the stage was refused, for one of these reasons. */
static bool passed(struct pvh_ctx *ctx, int r, const int *codes)
{
	if (r)
		fuzz_error(ctx, r, codes);
	return !r;
}

static bool place_kernel(struct pvh_ctx *ctx, struct pvh_plan *plan, struct view kernel)
{
	struct pvh_source *source = fuzz_source(kernel.data, kernel.size);
	struct pvh_image *image;
	bool good = passed(ctx, pvh_image_open(ctx, source, &image), fuzz_image_codes);

	if (good)
		good = passed(ctx, pvh_plan_place_kernel(plan, image), no_room);
	pvh_image_unref(image);
	pvh_source_unref(source);
	return good;
}

static bool place_modules(struct pvh_ctx *ctx, struct pvh_plan *plan,
			  const struct pvh_config *config, struct view module)
{
	struct pvh_source *source = fuzz_source(module.data, module.size);
	bool good = true;

	if (config->ramdisk)
		good = passed(ctx, pvh_plan_place_module(plan, source, NULL, NULL, NULL), no_room);
	for (size_t i = 0; i < config->nr_modules && good; i++)
		good = passed(ctx, pvh_plan_place_module(plan, source, config->modules[i].cmdline,
							 NULL, NULL), no_room);
	pvh_source_unref(source);
	return good;
}

static bool build(struct pvh_ctx *ctx, struct pvh_config *config, const struct parts *parts)
{
	struct pvh_plan *plan;
	bool good;

	if (!passed(ctx, pvh_plan_new(config, &plan), no_room))
		return false;
	good = passed(ctx, pvh_plan_alloc_physmap(plan), no_room) &&
	       place_kernel(ctx, plan, parts->kernel) &&
	       place_modules(ctx, plan, config, parts->module) && fuzz_build(ctx, plan);
	pvh_plan_unref(plan);
	return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int lowest = fuzz_begin();
	struct pvh_ctx *ctx = fuzz_ctx();
	struct pvh_config *config = NULL;
	struct parts parts = { 0 };

	if (split((struct view){ data, size }, &parts) &&
	    passed(ctx, pvh_config_from_json(ctx, (const char *)parts.config.data,
					     parts.config.size, "input", NULL, &config),
		   fuzz_config_codes))
		fuzz_accepted += build(ctx, config, &parts);
	pvh_config_unref(config);
	pvh_unref(ctx);
	fuzz_end(lowest);
	return 0;
}
