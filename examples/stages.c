/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A tour of libpvh: makes a plan stage by stage, adds a module that no file holds, and
 * prints what was decided. Needs neither Xen nor root.
 *
 *	stages KERNEL [RAMDISK [TEXT]]
 *
 * Without TEXT the plan is the one that pvh_plan_from_config() makes from such a config;
 * the stages are there for who wants to come in between them.
 *
 *	cc stages.c $(pkg-config --cflags --libs libpvh)
 */
#include <pvh.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worker.h"

#define MIB(n) ((uint64_t)(n) << 20)

/* What is wanted. A domain.json says the same; see pvh_config_from_file(). */
static int make_config(struct pvh_ctx *ctx, struct pvh_config **config)
{
	int r = pvh_config_new(ctx, config);

	if (!r)
		r = pvh_config_set_name(*config, "stages");
	if (!r)
		r = pvh_config_set_uuid(*config, "8f1c0c7a-4a2b-4c4e-9d55-5b6f7b1e2a10");
	if (!r)
		r = pvh_config_set_memory(*config, MIB(256));
	if (!r)
		r = pvh_config_set_vcpus(*config, 2);
	if (!r)
		r = pvh_config_set_cmdline(*config, "console=hvc0");
	return r;
}

/*
 * The kernel: opened, read (here a compressed one is decoded), and placed where it wants
 * to be.
 */
static int place_kernel(struct pvh_ctx *ctx, struct pvh_plan *plan, const char *path)
{
	struct pvh_source *source = NULL;
	struct pvh_image *image = NULL;
	int r = pvh_source_open(ctx, path, &source);

	if (!r)
		r = pvh_image_open(ctx, source, &image);
	if (!r) {
		fprintf(stderr, "%s: %s, %s, entry 0x%x\n", path,
			pvh_image_get_container(image),
			pvh_image_is_elf64(image) ? "64 bits" : "32 bits",
			(unsigned int)pvh_image_get_entry(image));
		r = pvh_plan_place_kernel(plan, image);
	}
	/* The plan has references of its own to what it needs. */
	pvh_image_unref(image);
	pvh_source_unref(source);
	return r;
}

/* The first module is what Linux takes for its initrd. */
static int place_ramdisk(struct pvh_ctx *ctx, struct pvh_plan *plan, const char *path)
{
	struct pvh_source *source;
	int r = pvh_source_open(ctx, path, &source);

	if (!r)
		r = pvh_plan_place_module(plan, source, NULL, NULL, NULL);
	pvh_source_unref(source);
	return r;
}

/*
 * A module of our own: bytes from memory, on a 1 MiB boundary in the second half of
 * memory.
 */
static int place_text(struct pvh_ctx *ctx, struct pvh_plan *plan, const char *text)
{
	static const struct pvh_constraints where = {
		.align = MIB(1), .min = MIB(128), .max = MIB(256),
	};
	struct pvh_source *source;
	uint64_t gpa;
	int r = pvh_source_from_memory(ctx, text, strlen(text), "text", &source);

	if (!r)
		r = pvh_plan_place_module(plan, source, "a command line of its own",
					  &where, &gpa);
	if (!r)
		fprintf(stderr, "the text will be at 0x%llx\n", (unsigned long long)gpa);
	pvh_source_unref(source);
	return r;
}

/* One stage after the other, each of which can say no. */
static int make_plan(struct pvh_ctx *ctx, struct pvh_config *config, char **args,
		     struct pvh_plan **plan)
{
	int r = pvh_plan_new(config, plan);

	if (!r)
		r = pvh_plan_alloc_physmap(*plan);
	if (!r)
		r = place_kernel(ctx, *plan, args[0]);
	if (!r && args[1])
		r = place_ramdisk(ctx, *plan, args[1]);
	if (!r && args[1] && args[2])
		r = place_text(ctx, *plan, args[2]);
	if (!r)
		r = pvh_plan_emit_acpi(*plan);
	if (!r)
		r = pvh_plan_emit_start_info(*plan);
	if (!r)
		r = pvh_plan_seal(*plan);
	return r;
}

/* From here pvh_build() would carry it out; this program shows it. */
static int show(const struct pvh_plan *plan)
{
	char *text;
	int r = pvh_plan_dump(plan, PVH_FORMAT_TEXT, &text);

	if (!r)
		fputs(text, stdout);
	free(text);
	return r;
}

int main(int argc, char **argv)
{
	struct pvh_config *config = NULL;
	struct pvh_plan *plan = NULL;
	struct pvh_ctx *ctx;
	int r;

	if (argc < 2 || argc > 4) {
		fprintf(stderr, "usage: stages KERNEL [RAMDISK [TEXT]]\n");
		return 64;
	}
	if (pvh_new(&ctx)) /* the one failure that no context can explain */
		return 1;
	r = choose_worker(ctx);
	if (!r)
		r = make_config(ctx, &config);
	if (!r)
		r = make_plan(ctx, config, argv + 1, &plan);
	if (!r)
		r = show(plan);
	if (r)
		fprintf(stderr, "%s\n", pvh_get_error(ctx)->sentence);
	pvh_plan_unref(plan);
	pvh_config_unref(config);
	pvh_unref(ctx);
	return r ? 1 : 0;
}
