/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/macro.h"

void fx_must(int r, const char *what)
{
	if (!r)
		return;
	printf("Bail out! %s: %d\n", what, r);
	exit(99);
}

/* --- Plans -------------------------------------------------------------------------- */

struct pvh_config *fx_config(const struct fx_guest *g)
{
	uint64_t memory = g->memory ? g->memory : MIB(64);
	struct pvh_config *config;
	struct pvh_ctx *ctx;

	fx_must(pvh_new(&ctx), "pvh_new");
	pvh_set_in_process(ctx, true);
	fx_must(pvh_config_new(ctx, &config), "pvh_config_new");
	pvh_unref(ctx);
	fx_must(pvh_config_set_name(config, "guest"), "set_name");
	fx_must(pvh_config_set_uuid(config, FX_UUID), "set_uuid");
	fx_must(pvh_config_set_memory(config, memory), "set_memory");
	if (g->max_memory)
		fx_must(pvh_config_set_max_memory(config, g->max_memory),
			"set_max_memory");
	fx_must(pvh_config_set_vcpus(config, g->vcpus ? g->vcpus : 1), "set_vcpus");
	if (g->max_vcpus)
		fx_must(pvh_config_set_max_vcpus(config, g->max_vcpus), "set_max_vcpus");
	fx_must(pvh_config_set(config, "msr_relaxed", g->msr_relaxed ? "true" : "false"),
		"msr_relaxed");
	for (size_t i = 0; g->wishes && g->wishes[i]; i += 2)
		fx_must(pvh_config_set(config, g->wishes[i], g->wishes[i + 1]), g->wishes[i]);
	if (g->cmdline)
		fx_must(pvh_config_set_cmdline(config, g->cmdline), "set_cmdline");
	return config;
}

struct pvh_plan *fx_plan(const struct fx_guest *g)
{
	struct pvh_config *config = fx_config(g);
	struct pvh_plan *plan;

	fx_must(pvh_plan_new(config, &plan), "pvh_plan_new");
	pvh_config_unref(config);
	return plan;
}

struct pvh_plan *fx_physmap(const struct fx_guest *g)
{
	struct pvh_plan *plan = fx_plan(g);

	fx_must(pvh_plan_alloc_physmap(plan), "alloc_physmap");
	return plan;
}

struct pvh_plan *fx_kernel_placed(const struct fx_guest *g)
{
	struct pvh_plan *plan = fx_physmap(g);
	struct pvh_image *image = fx_image_small();

	fx_must(pvh_plan_place_kernel(plan, image), "place_kernel");
	pvh_image_unref(image);
	return plan;
}

struct pvh_plan *fx_sealed(const struct fx_guest *g, const uint64_t *modules)
{
	struct pvh_plan *plan = fx_kernel_placed(g);
	char name[16] = "a";

	for (; modules && *modules; modules++, name[0]++) {
		struct pvh_source *source = fx_source(name, *modules);

		fx_must(pvh_plan_place_module(plan, source, name, NULL, NULL),
			"place_module");
		pvh_source_unref(source);
	}
	fx_must(pvh_plan_emit_acpi(plan), "emit_acpi");
	fx_must(pvh_plan_emit_start_info(plan), "emit_start_info");
	fx_must(pvh_plan_seal(plan), "seal");
	return plan;
}

/* --- Images and sources ------------------------------------------------------------- */

struct budget fx_budget(void)
{
	const struct limits limits = limits_default();

	return budget_new(&limits, NULL);
}

int fx_open(struct pvh_source *source, struct pvh_image **image, struct fault *f)
{
	const struct budget budget = fx_budget();
	int r = image_open(source, &budget, image, f);

	/* Whatever is in a file: what is found in it can be relied on. */
	fx_must(*image && !facts_sound(&(*image)->facts), "facts are sound");
	fx_must(!r && !facts_loadable(&(*image)->facts), "facts are loadable");
	if (r)
		*image = image_unref(*image);
	return r;
}

struct pvh_image *fx_image(const struct mk_blob *b)
{
	struct fault f = FAULT_NONE;
	struct pvh_source *source;
	struct pvh_image *image;

	fx_must(source_from_memory(b->data, b->size, "vmlinux", &source, &f), "source");
	fx_must(fx_open(source, &image, &f), f.what);
	source_unref(source);
	return image;
}

struct pvh_image *fx_image_reloc(uint64_t start, uint64_t size, const uint32_t reloc[3])
{
	const struct mk_segment segment = { start, 16, size, 0x1000 };
	uint8_t entry[8], desc[12];
	const struct mk_note notes[] = {
		{ "Xen", MK_PHYS32_ENTRY, entry, 8 },
		{ "Xen", MK_PHYS32_RELOC, desc, 12 },
	};
	const struct mk_kernel kernel = { .elf64 = true,
					  .segments = &segment,
					  .nr_segments = 1,
					  .notes = notes,
					  .nr_notes = reloc ? 2 : 1 };
	_cleanup_(mk_fini) struct mk_blob b = { 0 };

	store_le64(entry, start);
	for (size_t i = 0; reloc && i < 3; i++)
		store_le32(desc + i * 4, reloc[i]);
	b = mkelf(&kernel);
	return fx_image(&b);
}

struct pvh_image *fx_image_at(uint64_t start, uint64_t size)
{
	return fx_image_reloc(start, size, NULL);
}

struct pvh_image *fx_image_small(void)
{
	_cleanup_(mk_fini) struct mk_blob b = mkelf_small(true);

	return fx_image(&b);
}

struct pvh_source *fx_source(const char *name, uint64_t size)
{
	_cleanup_free_ uint8_t *data = malloc(size + 1);
	struct fault f = FAULT_NONE;
	struct pvh_source *source;

	for (uint64_t i = 0; i < size; i++)
		data[i] = fx_byte(i);
	fx_must(source_from_memory(data, size, name, &source, &f), "source");
	return source;
}

struct pvh_source *fx_sparse(const char *name, uint64_t size)
{
	int fd = memfd_create(name, MFD_CLOEXEC);
	struct fault f = FAULT_NONE;
	struct pvh_source *source;

	fx_must(ftruncate(fd, (off_t)size), "ftruncate");
	fx_must(source_take_fd(fd, size, name, &source, &f), "source");
	return source;
}

void fx_make_table(uint8_t *p, const char *signature, uint32_t size)
{
	uint8_t sum = 0;

	for (uint32_t i = 0; i < size; i++)
		p[i] = fx_byte(i);
	memcpy(p, signature, 4);
	store_le32(p + 4, size);
	p[9] = 0;
	for (uint32_t i = 0; i < size; i++)
		sum = (uint8_t)(sum + p[i]);
	p[9] = (uint8_t)-sum;
}

/* --- Files -------------------------------------------------------------------------- */

unsigned int fx_count_dir(const char *dir)
{
	DIR *d = opendir(dir);
	unsigned int nr = 0;

	while (readdir(d))
		nr++;
	closedir(d);
	return nr - 2; /* . and .. */
}

unsigned int fx_open_files(void)
{
	return fx_count_dir("/proc/self/fd");
}

void fx_make_dir(char dir[64])
{
	const char *tmp = getenv("TMPDIR");

	snprintf(dir, 64, "%.40s/pvh-test-XXXXXX", tmp ? tmp : "/tmp");
	fx_must(!mkdtemp(dir), "mkdtemp");
}

void fx_remove_dir(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while ((e = readdir(d))) {
		if (unlinkat(dirfd(d), e->d_name, 0))
			unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR);
	}
	closedir(d);
	rmdir(dir);
}

static FILE *open_in(const char *dir, const char *name, const char *mode)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return fopen(path, mode);
}

void fx_write_file(const char *dir, const char *name, const void *data, size_t size)
{
	FILE *file = open_in(dir, name, "wb");

	fx_must(!file || fwrite(data, 1, size, file) != size || fclose(file), name);
}

char *fx_read_file(const char *dir, const char *name, size_t *size)
{
	FILE *file = open_in(dir, name, "rb");
	struct stat st;
	char *text;

	if (!file)
		return NULL;
	fx_must(fstat(fileno(file), &st), "fstat");
	*size = (size_t)st.st_size;
	text = calloc(1, *size + 1);
	fx_must(!text || fread(text, 1, *size, file) != *size, name);
	fclose(file);
	return text;
}
