/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public API as its users have it: <pvh.h>, libpvh.so, and nothing else of ours. */
#include <pvh.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel.h"
#include "worker.h"
#include "tap.h"

#define NR(a) (sizeof(a) / sizeof((a)[0]))
#define MIB(n) ((uint64_t)(n) << 20)
#define UUID "00112233-4455-6677-8899-aabbccddeeff"

static struct pvh_ctx *ctx;
static char dir[] = "/tmp/pvh-api-XXXXXX";
static char json[1024];

static const char *sentence(void)
{
	return pvh_get_error(ctx)->sentence;
}

/* Ends the test when what it stands on is not there. */
static void must(int r)
{
	if (!r)
		return;
	printf("Bail out! %s\n", sentence());
	exit(99);
}

static void write_file(const char *name, const void *data, size_t size)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "wb");
	must(!file || fwrite(data, 1, size, file) != size || fclose(file));
}

static void remove_file(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
}

static struct pvh_config *make_config(void)
{
	struct pvh_config *config;

	must(pvh_config_new(ctx, &config));
	must(pvh_config_set_name(config, "api"));
	must(pvh_config_set_uuid(config, UUID));
	must(pvh_config_set_memory(config, MIB(64)));
	must(pvh_config_set_vcpus(config, 2));
	must(pvh_config_set_max_vcpus(config, 3));
	must(pvh_config_set_cmdline(config, "console=hvc0"));
	return config;
}

static struct pvh_image *make_image(void)
{
	struct pvh_source *source;
	struct pvh_image *image;
	struct kernel kernel;

	kernel_make(&kernel);
	must(pvh_source_from_memory(ctx, &kernel, sizeof(kernel), "vmlinux", &source));
	must(pvh_image_open(ctx, source, &image));
	pvh_source_unref(source);
	return image;
}

static struct pvh_source *make_module(void)
{
	struct pvh_source *source;

	must(pvh_source_from_memory(ctx, "0123456789", 10, "initrd", &source));
	return source;
}

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
} placements[] = {
	{ KERNEL_GPA, KERNEL_SIZE, "kernel", "vmlinux" },
	{ 0x101000, 0, "start_info", "" },
	{ 0x200000, 10, "module 0", "initrd" },
	{ 0xfc000000, 0x314, "ACPI tables", "" },
	{ 0xfeff8000, 0x8000, "special pages", "" },
};

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
			   !strcmp(p.file, placements[i].file),
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

/* --- Errors as data ----------------------------------------------------------------- */

#define HEAD "\"name\": \"x\", \"memory\": 16"

static const struct {
	const char *text;
	enum pvh_stage stage;
	int code;
	const char *object, *pointer;
} errors[] = {
	{ "{ " HEAD ", }", PVH_STAGE_CONFIG, -EBADMSG, "domain.json", "" },
	{ "{ " HEAD ", \"kernal\": \"x\" }", PVH_STAGE_CONFIG, -EBADMSG, "domain.json", "/kernal" },
	{ "{ " HEAD ", \"kernel\": 7 }", PVH_STAGE_CONFIG, -EINVAL, "domain.json", "/kernel" },
	{ "{ " HEAD ", \"kernel\": \"x\", \"maxmem\": 1 }", PVH_STAGE_CONFIG, -EINVAL, "domain.json",
	  "/maxmem" },
	{ "{ " HEAD ", \"kernel\": \"x\", \"modules\": [ { \"fd\": 3, \"max\": \"512K\" } ] }",
	  PVH_STAGE_CONFIG, -EINVAL, "domain.json", "/modules/0/max" },
	{ "{ " HEAD " }", PVH_STAGE_CONFIG, -EINVAL, "domain.json", "/kernel" },
	{ "{ " HEAD ", \"kernel\": \"missing\" }", PVH_STAGE_IMAGE, -ENOENT, "/missing", "/kernel" },
	{ "{ " HEAD ", \"kernel\": \".\" }", PVH_STAGE_IMAGE, -EISDIR, "/.", "/kernel" },
	{ "{ " HEAD ", \"kernel\": \"initrd\" }", PVH_STAGE_IMAGE, -ENOEXEC, "initrd", NULL },
	{ "{ " HEAD ", \"kernel\": \"vmlinux\", \"ramdisk\": \"missing\" }", PVH_STAGE_IMAGE, -ENOENT,
	  "/missing", "/ramdisk" },
	{ "{ " HEAD ", \"kernel\": \"vmlinux\", \"modules\": [ { \"path\": \"initrd\" }, "
	  "{ \"path\": \"missing\" } ] }", PVH_STAGE_IMAGE, -ENOENT, "/missing",
	  "/modules/1/path" },
	{ "{ " HEAD ", \"kernel\": \"vmlinux\", \"ramdisk\": \"large\" }", PVH_STAGE_PLAN, -ENOSPC,
	  "large", NULL },
	{ "{ " HEAD ", \"kernel\": \"vmlinux\", \"ramdisk\": \"empty\" }", PVH_STAGE_PLAN, -EINVAL,
	  "empty", NULL },
};

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

static void test_error(size_t i)
{
	const struct pvh_error *e = pvh_get_error(ctx);
	struct pvh_config *config = (void *)dir;
	struct pvh_plan *plan = NULL;
	const char *text = errors[i].text;
	int r;

	r = pvh_config_from_json(ctx, text, strlen(text), "domain.json", dir, &config);
	if (!r) {
		plan = (void *)dir;
		r = pvh_plan_from_config(config, &plan);
	}
	ok(r == errors[i].code && e->code == r && e->stage == errors[i].stage && !plan &&
	   ends_with(e->object, errors[i].object) &&
	   (!errors[i].pointer || !strcmp(e->pointer, errors[i].pointer)) && *e->what &&
	   strstr(e->sentence, e->what) && !strchr(e->sentence, '\n'), "error: %d, %s", r,
	   e->sentence);
	ok(errors[i].stage != PVH_STAGE_CONFIG || !config, "... and no object");
	pvh_config_unref(config);
}

static void test_setters(void)
{
	struct pvh_config *config = make_config();
	const struct pvh_error *e = pvh_get_error(ctx);
	char *text;

	ok(pvh_config_set_memory(config, 1) == -EINVAL && !strcmp(e->pointer, "/memory"),
	   "set_memory: %s", sentence());
	ok(pvh_config_set_name(config, "") == -EINVAL && !strcmp(e->pointer, "/name"),
	   "set_name: %s", sentence());
	ok(pvh_config_set_uuid(config, "x") == -EINVAL && !strcmp(e->pointer, "/uuid"),
	   "set_uuid: %s", sentence());
	ok(pvh_config_set_vcpus(config, 129) == -EINVAL && !strcmp(e->pointer, "/vcpus"),
	   "set_vcpus: %s", sentence());
	ok(!pvh_config_to_json(config, &text) && text && strstr(text, UUID),
	   "to_json, with what the refused ones have left alone");
	free(text);
	pvh_config_unref(config);
}

/* Of one wish: where in a config it is wrong, and where in the text that was given. */
static void test_set_sentences(void)
{
	static const struct { const char *key, *json, *sentence; } cases[] = {
		{ "vcpus", "x", "1:1: /vcpus: expected a value, found 'x'" },
		{ "vcpus", "99999999999999999999999",
		  "/vcpus: the number 99999999999999999999999 is out of range" },
		{ "vcpus", "\"2\"", "/vcpus: \"vcpus\" is a string, but has to be a whole number; "
		  "write the number without quotes" },
		{ "start_info", "{\"version\":1,\"version\":1}",
		  "/start_info/version: \"version\" is given twice, again at 1:14" },
		{ "modules", "[{\"path\":\"a\",\"path\":\"b\"}]",
		  "/modules/0/path: \"path\" is given twice, again at 1:14" },
		{ "", "1", "/: unknown key \"\"" },
	};
	struct pvh_config *config = make_config();

	for (size_t i = 0; i < NR(cases); i++)
		ok(pvh_config_set(config, cases[i].key, cases[i].json) &&
			   !strcmp(sentence(), cases[i].sentence), "set: %s", sentence());
	pvh_config_unref(config);
}

/* --- References, logs, backends ----------------------------------------------------- */

static void count_lines(void *data, int priority, const char *line)
{
	*(unsigned int *)data += priority <= PVH_LOG_DEBUG && *line;
}

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

/* Each object keeps its context. */
static void test_context(void)
{
	struct pvh_ctx *own, *saved = ctx;
	struct pvh_config *config;
	unsigned int lines = 0;

	must(pvh_new(&own));
	must(use_test_worker(own));
	ctx = own;
	config = make_config();
	pvh_set_log(own, count_lines, &lines, PVH_LOG_DEBUG);
	pvh_image_unref(make_image());
	ok(lines > 0, "a log function gets lines");
	ok(!pvh_unref(own), "the context goes first");
	ok(pvh_config_set_memory(config, 0) == -EINVAL &&
	   pvh_get_error(own)->code == -EINVAL, "... the config still has it");
	pvh_config_unref(config);
	ctx = saved;
}

static void test_file(struct pvh_plan *plan)
{
	struct pvh_backend *backend;
	uint32_t domid = 9;
	char path[128];

	snprintf(path, sizeof(path), "%s/core", dir);
	must(pvh_backend_new_file(ctx, path, &backend));
	ok(!pvh_build(plan, backend, 0, &domid) && domid == 0 && !access(path, R_OK),
	   "builds a file");
	ok(!pvh_build(plan, backend, 0, NULL), "... and once more with the same backend");
	ok(!pvh_backend_unref(backend), "... which then goes");
	remove_file("core");
	remove_file("core.json");
}

static void test_xen(void)
{
	struct pvh_backend *backend = (void *)dir;
	int r = pvh_backend_new_xen(ctx, &backend);

	if (r == 0)
		ok(backend != NULL, "this is a Xen host");
	else if (r == -EPERM)
		ok(!backend && *pvh_get_error(ctx)->hint, "Xen refuses: %s", sentence());
	else
		ok((r == -ENODEV || r == -EOPNOTSUPP) && !backend &&
		   pvh_get_error(ctx)->stage == PVH_STAGE_BACKEND &&
		   strstr(sentence(), "--dry-run") &&
		   (r == -EOPNOTSUPP || strstr(sentence(), "demo")),
		   "no Xen here: %s", sentence());
	pvh_backend_unref(r ? NULL : backend);
}

/* A text that is not followed by a NUL is read to its end and no further. */
static void test_exact_text(void)
{
	size_t size = strlen(json);
	char *copy = malloc(size);
	struct pvh_config *config;

	memcpy(copy, json, size);
	ok(!pvh_config_from_json(ctx, copy, size, "x", dir, &config),
	   "a text without a NUL");
	pvh_config_unref(config);
	ok(pvh_config_from_json(ctx, copy, size - 1, "x", dir, &config) == -EBADMSG &&
		   !config,
	   "... a byte shorter: %s", sentence());
	ok(pvh_config_from_json(ctx, copy, 0, "x", dir, &config) == -EBADMSG && !config,
	   "... and none at all: %s", sentence());
	free(copy);
}

static void write_files(void)
{
	struct kernel kernel;
	char path[128];

	must(!mkdtemp(dir));
	kernel_make(&kernel);
	write_file("vmlinux", &kernel, sizeof(kernel));
	write_file("initrd", "0123456789", 10);
	write_file("empty", "", 0);
	write_file("large", "", 0);
	snprintf(path, sizeof(path), "%s/large", dir);
	must(truncate(path, 1 << 24));
	snprintf(json, sizeof(json),
		 "{ \"name\": \"api\", \"uuid\": \"" UUID
		 "\", \"memory\": 64, \"vcpus\": 2, "
		 "\"maxvcpus\": 3, \"cmdline\": \"console=hvc0\", \"kernel\": "
		 "\"vmlinux\", "
		 "\"ramdisk\": \"initrd\" }");
}

int main(void)
{
	static const char *const files[] = { "vmlinux", "initrd", "empty", "large" };
	struct pvh_image *image;
	struct pvh_source *module;
	struct pvh_plan *plan;

	must(pvh_new(&ctx));
	must(use_test_worker(ctx));
	write_files();
	image = make_image();
	module = make_module();
	plan = by_hand(image, module);
	ok(pvh_version()[0] >= '0' && strchr(pvh_version(), '.'), "version %s",
	   pvh_version());
	for (size_t i = 0; i < NR(orders); i++)
		test_order(i, image, module);
	test_by_hand(plan);
	test_getters(plan);
	test_read(plan);
	test_image(image);
	test_young_plan();
	for (size_t i = 0; i < NR(errors); i++)
		test_error(i);
	test_setters();
	test_set_sentences();
	test_references();
	test_context();
	test_file(plan);
	test_xen();
	test_exact_text();
	ok(pvh_source_get_size(module) == 10, "a source's size");
	pvh_plan_unref(plan);
	pvh_image_unref(image);
	pvh_source_unref(module);
	pvh_unref(ctx);
	for (size_t i = 0; i < NR(files); i++)
		remove_file(files[i]);
	rmdir(dir);
	return done();
}
