/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Plans as users of the public API make, read and build them. */
#include "api.h"

/* --- The stages --------------------------------------------------------------------- */

enum stage { END, PHYSMAP, KERNEL, MODULE, ACPI, INFO, SEAL, BUILD };

static int do_stage(struct pvh_plan *plan, struct pvh_image *image,
		    struct pvh_source *module, enum stage stage)
{
	struct pvh_backend *backend;
	int r = -1;

	switch (stage) {
	case PHYSMAP:
		return pvh_plan_alloc_physmap(plan);
	case KERNEL:
		return pvh_plan_place_kernel(plan, image);
	case MODULE:
		return pvh_plan_place_module(plan, module, NULL, NULL, NULL);
	case ACPI:
		return pvh_plan_emit_acpi(plan);
	case INFO:
		return pvh_plan_emit_start_info(plan);
	case SEAL:
		return pvh_plan_seal(plan);
	case BUILD:
		must(pvh_backend_new_file(ctx, "/nowhere/core", &backend));
		r = pvh_build(plan, backend, 0, NULL);
		pvh_backend_unref(backend);
		return r;
	case END:
		break;
	}
	return r;
}

static const struct {
	enum stage stages[9]; /* the last one is refused */
	const char *what;
} orders[] = {
	{ { KERNEL }, "the stage alloc_physmap must come first" },
	{ { MODULE }, "the stage place_kernel must come first" },
	{ { ACPI }, "the stage alloc_physmap must come first" },
	{ { INFO }, "the stage place_kernel must come first" },
	{ { SEAL }, "the stage alloc_physmap must come first" },
	{ { BUILD }, "the plan has not been sealed" },
	{ { PHYSMAP, PHYSMAP }, "the stage alloc_physmap has been done already" },
	{ { PHYSMAP, MODULE }, "the stage place_kernel must come first" },
	{ { PHYSMAP, INFO }, "the stage place_kernel must come first" },
	{ { PHYSMAP, KERNEL, INFO }, "the stage emit_acpi must come first" },
	{ { PHYSMAP, KERNEL, KERNEL }, "the stage place_kernel has been done already" },
	{ { PHYSMAP, ACPI, ACPI }, "the stage emit_acpi has been done already" },
	{ { PHYSMAP, KERNEL, ACPI, INFO, INFO }, "the stage emit_start_info has been done already" },
	{ { PHYSMAP, KERNEL, ACPI, INFO, MODULE }, "the stage emit_start_info has been done already" },
	{ { PHYSMAP, KERNEL, SEAL }, "the stage emit_acpi must come first" },
	{ { PHYSMAP, KERNEL, ACPI, SEAL }, "the stage emit_start_info must come first" },
	{ { PHYSMAP, KERNEL, ACPI, INFO, BUILD }, "the plan has not been sealed" },
	{ { PHYSMAP, KERNEL, ACPI, INFO, SEAL, SEAL }, "the stage seal has been done already" },
	{ { PHYSMAP, KERNEL, MODULE, ACPI, INFO, SEAL, MODULE },
	  "the stage emit_start_info has been done already" },
};

static void test_order(size_t i, struct pvh_image *image, struct pvh_source *module)
{
	const struct pvh_error *e = pvh_get_error(ctx);
	struct pvh_config *config = make_config();
	struct pvh_plan *plan;
	size_t k = 0;

	must(pvh_plan_new(config, &plan));
	pvh_config_unref(config);
	for (; orders[i].stages[k + 1]; k++)
		must(do_stage(plan, image, module, orders[i].stages[k]));
	ok(do_stage(plan, image, module, orders[i].stages[k]) == -EINVAL &&
		   e->code == -EINVAL && !strcmp(e->what, orders[i].what),
	   "out of order after %zu stages: %s", k, e->what);
	pvh_plan_unref(plan);
}

static struct pvh_plan *by_hand(struct pvh_image *image, struct pvh_source *module)
{
	static const enum stage stages[] = { PHYSMAP, KERNEL, MODULE, ACPI, INFO, SEAL };
	struct pvh_config *config = make_config();
	struct pvh_plan *plan;

	/* Nobody opens them, but libxl is told of them. */
	must(pvh_config_set_kernel(config, "vmlinux") ||
	     pvh_config_set_ramdisk(config, "initrd"));
	must(pvh_plan_new(config, &plan));
	/* The plan has taken over what it needs: this changes nothing any more. */
	must(pvh_config_set_memory(config, MIB(128)) ||
	     pvh_config_set_name(config, "other"));
	pvh_config_unref(config);
	for (size_t i = 0; i < NR(stages); i++)
		must(do_stage(plan, image, module, stages[i]));
	return plan;
}

static bool same_dump(const struct pvh_plan *a, const struct pvh_plan *b,
		      enum pvh_format format)
{
	char *x = NULL, *y = NULL;
	bool same;

	must(pvh_plan_dump(a, format, &x) || pvh_plan_dump(b, format, &y));
	same = strlen(x) > 1000 && !strcmp(x, y);
	free(x);
	free(y);
	return same;
}

static void test_by_hand(struct pvh_plan *hand)
{
	struct pvh_config *config;
	struct pvh_plan *plan;

	must(pvh_config_from_json(ctx, json, strlen(json), "domain.json", dir, &config));
	must(pvh_plan_from_config(config, &plan));
	ok(same_dump(hand, plan, PVH_FORMAT_TEXT),
	   "stages by hand make the same plan, as text");
	ok(same_dump(hand, plan, PVH_FORMAT_JSON), "... and as JSON");
	pvh_plan_unref(plan);
	pvh_config_unref(config);
}

/* --- What was decided --------------------------------------------------------------- */

static const struct {
	uint64_t gpa, size;
	const char *name, *file;
	enum pvh_placed kind;
} placements[] = {
	{ KERNEL_GPA, KERNEL_SIZE, "kernel", "vmlinux", PVH_PLACED_KERNEL },
	{ 0x101000, 0, "start_info", "", PVH_PLACED_START_INFO },
	{ 0x200000, 10, "module 0", "initrd", PVH_PLACED_MODULE },
	{ 0xfc000000, 0x314, "ACPI tables", "", PVH_PLACED_ACPI },
	{ 0xfeff8000, 0x8000, "special pages", "", PVH_PLACED_SPECIAL },
};

/* What later releases may fill in. */
static void test_reserved(const struct pvh_plan *plan)
{
	struct pvh_placement p;
	struct pvh_region r;

	memset(&p, 0xff, sizeof(p));
	memset(&r, 0xff, sizeof(r));
	must(pvh_plan_get_region(plan, 0, &r) || pvh_plan_get_placement(plan, 0, &p));
	ok(!any(r.reserved_, NR(r.reserved_)) && !any(p.reserved_, NR(p.reserved_)),
	   "getters set to 0 what means nothing");
}

static void test_constraints(struct pvh_image *image, struct pvh_source *module)
{
	struct pvh_constraints c = { .min = MIB(32) };
	struct pvh_config *config = make_config();
	struct pvh_plan *plan;
	uint64_t gpa = 0;

	must(pvh_plan_new(config, &plan));
	pvh_config_unref(config);
	must(do_stage(plan, image, module, PHYSMAP) || do_stage(plan, image, module, KERNEL));
	for (size_t i = 0; i < NR(c.reserved_); i++) {
		c.reserved_[i] = UINT64_C(1) << 63;
		ok(pvh_plan_place_module(plan, module, NULL, &c, &gpa) == -EINVAL && !gpa &&
			   strstr(sentence(), "reserved_"),
		   "a constraint that means nothing: %s", sentence());
		c.reserved_[i] = 0;
	}
	ok(!pvh_plan_place_module(plan, module, NULL, &c, &gpa) && gpa == MIB(32),
	   "... and that is 0");
	pvh_plan_unref(plan);
}

static void test_getters(const struct pvh_plan *plan)
{
	struct pvh_placement p;
	struct pvh_region r;

	ok(pvh_plan_get_nr_regions(plan) == 3 && !pvh_plan_get_region(plan, 0, &r) &&
		   r.gpa == 0 && r.size == MIB(64) && r.type == PVH_MEMORY_RAM,
	   "regions");
	ok(pvh_plan_get_region(plan, 3, &r) == -EINVAL &&
	   pvh_plan_get_region(plan, SIZE_MAX, &r) == -EINVAL, "... and no more");
	ok(pvh_plan_get_nr_placements(plan) == NR(placements), "placements");
	for (size_t i = 0; i < NR(placements); i++)
		ok(!pvh_plan_get_placement(plan, i, &p) && p.gpa == placements[i].gpa &&
			   (!placements[i].size || p.size == placements[i].size) &&
			   !strcmp(p.name, placements[i].name) &&
			   !strcmp(p.file, placements[i].file) && p.kind == placements[i].kind &&
			   !p.index,
		   "... %s, sorted by address", placements[i].name);
	ok(pvh_plan_get_placement(plan, NR(placements), &p) == -EINVAL &&
	   pvh_plan_get_placement(plan, SIZE_MAX, &p) == -EINVAL, "... and no more");
	ok(pvh_plan_get_entry(plan) == KERNEL_GPA, "the entry");
	ok(pvh_plan_get_start_info(plan) == 0x101000, "start_info");
	ok(pvh_plan_get_host_memory(plan) ==
		   MIB(64) + 0x1000 + 0x8000 + MIB(3) + 64 * 4096,
	   "host memory: %llu", (unsigned long long)pvh_plan_get_host_memory(plan));
}

static void test_read(const struct pvh_plan *plan)
{
	uint8_t buf[16];

	ok(!pvh_plan_read(plan, KERNEL_GPA, buf, 2) && buf[0] == 0x90,
	   "reads the kernel");
	ok(!pvh_plan_read(plan, 0x200008, buf, 4) && !memcmp(buf, "89\0\0", 4),
	   "... the end of a module");
	ok(!pvh_plan_read(plan, 0x1fffff, buf, 3) && !memcmp(buf, "\0" "01", 3),
	   "... across its start");
	ok(!pvh_plan_read(plan, MIB(64) - 1, buf, 1) && !buf[0],
	   "... nothing, at the end of RAM");
	ok(pvh_plan_read(plan, MIB(64) - 1, buf, 2) == -EINVAL &&
	   strstr(sentence(), "0x3ffffff+0x2"), "... not beyond: %s", sentence());
	ok(pvh_plan_read(plan, UINT64_MAX, buf, 2) == -EINVAL, "... nor around");
}

static void test_image(const struct pvh_image *image)
{
	struct pvh_segment s;

	ok(pvh_image_get_entry(image) == KERNEL_GPA && pvh_image_is_elf64(image) &&
	   !strcmp(pvh_image_get_container(image), "ELF") &&
	   !strcmp(pvh_image_get_codec(image), "none") && !*pvh_image_get_guest_os(image),
	   "what an image is");
	ok(pvh_image_get_nr_segments(image) == 1 &&
		   !pvh_image_get_segment(image, 0, &s) && s.gpa == KERNEL_GPA &&
		   s.mem_size == KERNEL_SIZE && s.file_size == KERNEL_SIZE,
	   "... and its segments");
	ok(pvh_image_get_segment(image, 1, &s) == -EINVAL, "... and no more");
}

/* An unfinished plan has as much as it has. */
static void test_young_plan(void)
{
	struct pvh_config *config = make_config();
	struct pvh_placement p;
	struct pvh_plan *plan;
	struct pvh_region r;

	ok(!pvh_plan_new(config, &plan), "a plan needs no kernel path");
	ok(pvh_plan_get_nr_regions(plan) == 0 && pvh_plan_get_nr_placements(plan) == 0 &&
	   pvh_plan_get_region(plan, 0, &r) == -EINVAL &&
	   pvh_plan_get_placement(plan, 7, &p) == -EINVAL, "... and starts empty");
	pvh_plan_unref(plan);
	ok(pvh_plan_from_config(config, &plan) == -EINVAL && !plan &&
		   !strcmp(pvh_get_error(ctx)->pointer, "/kernel") &&
		   pvh_get_error(ctx)->stage == PVH_STAGE_CONFIG,
	   "all stages at once do: %s", sentence());
	pvh_config_unref(config);
}

/* --- References, files -------------------------------------------------------------- */

static void test_references(void)
{
	struct pvh_image *image = make_image(), *same;
	struct pvh_source *module = make_module();
	struct pvh_plan *plan = by_hand(image, module), *second = by_hand(image, module);

	ok(same_dump(plan, second, PVH_FORMAT_JSON), "an image serves two plans");
	same = pvh_image_ref(image);
	ok(same == image && !pvh_image_unref(same) && !pvh_image_unref(image) &&
	   !pvh_source_unref(module), "an image and a source go");
	ok(pvh_plan_ref(plan) == plan && !pvh_plan_unref(plan) &&
		   same_dump(plan, second, 0),
	   "... and the plans stay what they were");
	pvh_plan_unref(plan);
	pvh_plan_unref(second);
}

static void test_formats(const struct pvh_plan *plan)
{
	char *text = json;

	ok(pvh_plan_dump(plan, (enum pvh_format)2, &text) == -EINVAL && !text &&
		   strstr(sentence(), "number 2"),
	   "there is no third format: %s", sentence());
}

/* The backend's context has the error, whatever the plan was made with. */
static void test_two_contexts(void)
{
	struct pvh_config *config = make_config();
	struct pvh_backend *backend;
	struct pvh_plan *plan;
	struct pvh_ctx *own;

	must(pvh_new(&own));
	must(pvh_backend_new_file(own, "/nowhere/core", &backend));
	must(pvh_plan_new(config, &plan));
	ok(pvh_plan_seal(plan) == -EINVAL && pvh_build(plan, backend, 0, NULL) == -EINVAL &&
		   strstr(pvh_get_error(own)->sentence, "has not been sealed") &&
		   !strstr(sentence(), "has not been sealed"),
	   "an error of a build is in the backend's context: %s", pvh_get_error(own)->sentence);
	pvh_plan_unref(plan);
	pvh_backend_unref(backend);
	pvh_config_unref(config);
	pvh_unref(own);
}

static void test_file(const struct pvh_plan *plan)
{
	struct pvh_backend *backend;
	uint32_t domid = 9;
	char path[128];

	snprintf(path, sizeof(path), "%s/core", dir);
	must(pvh_backend_new_file(ctx, path, &backend));
	ok(!pvh_build(plan, backend, 0, &domid) && domid == 0 && !access(path, R_OK),
	   "builds a file");
	ok(!pvh_build(plan, backend, 0, NULL), "... and once more with the same backend");
	ok(pvh_backend_ref(backend) == backend && !pvh_backend_unref(backend) &&
		   !pvh_build(plan, backend, 0, NULL) && !pvh_backend_unref(backend),
	   "... which goes with its last reference");
	remove_file("core");
	remove_file("core.json");
}

int main(void)
{
	struct pvh_image *image;
	struct pvh_source *module;
	struct pvh_plan *plan;

	begin();
	image = make_image();
	module = make_module();
	plan = by_hand(image, module);
	for (size_t i = 0; i < NR(orders); i++)
		test_order(i, image, module);
	test_by_hand(plan);
	test_getters(plan);
	test_reserved(plan);
	test_constraints(image, module);
	test_read(plan);
	test_image(image);
	test_young_plan();
	test_references();
	test_formats(plan);
	test_two_contexts();
	test_file(plan);
	ok(pvh_source_get_size(module) == 10, "a source's size");
	pvh_plan_unref(plan);
	pvh_image_unref(image);
	pvh_source_unref(module);
	return end();
}
