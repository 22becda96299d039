/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ELF core and its manifest: complete and true, or not there at all. */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "fixture.h"
#include "plan/layout.h"
#include "tap.h"

static const struct fx_guest guest = { .memory = MIB(64), .cmdline = "console=hvc0" };
static const uint64_t modules[] = { 5000, 3000000, 0 };
static char dir[64];

static const char *path_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static int build_to(struct pvh_plan *plan, const char *path)
{
	struct pvh_backend *backend;
	uint32_t domid = 99;
	int r;

	fx_must(pvh_backend_new_file(plan->ctx, path, &backend), "backend");
	r = pvh_build(plan, backend, 0, &domid);
	pvh_backend_unref(backend);
	fx_must(domid != (r ? 99 : 0), "a file is domain 0, and a failure none");
	return r;
}

static int build(struct pvh_plan *plan)
{
	return build_to(plan, path_of("core"));
}

/* --- What is in it ------------------------------------------------------------------ */

/* [gpa, gpa + size) of the guest, which the file has at `offset`, as the plan says. */
static bool same_bytes(const struct pvh_plan *plan, int fd, uint64_t offset, uint64_t gpa,
		       uint64_t size)
{
	static uint8_t is[MIB(1)], should[MIB(1)];

	for (uint64_t at = 0; at < size; at += sizeof(is)) {
		uint64_t n = min_u64(size - at, sizeof(is));

		if (pread(fd, is, n, (off_t)(offset + at)) != (ssize_t)n ||
		    pvh_plan_read(plan, gpa + at, should, n) || memcmp(is, should, n))
			return false;
	}
	return true;
}

static void test_segments(const struct pvh_plan *plan, int fd, Elf *elf)
{
	size_t nr = 0;

	fx_must(elf_getphdrnum(elf, &nr), "elf_getphdrnum");
	ok(nr == plan->domain.nr_map, "%zu segments, one for each entry of the map", nr);
	for (size_t i = 0; i < nr; i++) {
		const struct plan_region *r = &plan->domain.map[i];
		GElf_Phdr p;

		fx_must(!gelf_getphdr(elf, (int)i, &p), "gelf_getphdr");
		ok(p.p_type == PT_LOAD && p.p_paddr == r->gpa && p.p_memsz == r->size &&
		   p.p_filesz == r->size && p.p_offset % 4096 == 0,
		   "segment %zu is guest memory at 0x%" PRIx64, i, r->gpa);
		ok(same_bytes(plan, fd, p.p_offset, r->gpa, r->size),
		   "... and every byte of it is as planned");
	}
}

static void test_core(const struct pvh_plan *plan)
{
	int fd = open(path_of("core"), O_RDONLY | O_CLOEXEC);
	struct stat st;
	GElf_Ehdr ehdr;
	Elf *elf;

	fx_must(fd < 0 || elf_version(EV_CURRENT) == EV_NONE, "open");
	elf = elf_begin(fd, ELF_C_READ, NULL);
	fx_must(!elf || !gelf_getehdr(elf, &ehdr), "gelf_getehdr");
	ok(ehdr.e_type == ET_CORE && ehdr.e_machine == EM_X86_64 &&
	   ehdr.e_ident[EI_CLASS] == ELFCLASS64 && ehdr.e_entry == plan->payload.entry,
	   "an ELF core for x86-64 with the kernel's entry");
	test_segments(plan, fd, elf);
	fx_must(fstat(fd, &st), "fstat");
	ok((uint64_t)st.st_blocks * 512 < MIB(16) && st.st_size > (off_t)MIB(64),
	   "it is sparse: %lld KiB of %lld", (long long)st.st_blocks / 2,
	   (long long)st.st_size / 1024);
	elf_end(elf);
	close(fd);
}

static void test_manifest(const struct pvh_plan *plan)
{
	_cleanup_free_ char *wanted = NULL, *text = NULL;
	size_t size;

	fx_must(pvh_plan_dump(plan, PVH_FORMAT_JSON, &wanted), "dump");
	text = fx_read_file(dir, "core.json", &size);
	ok(text && !strcmp(text, wanted), "the manifest is the plan as JSON");
}

static void test_success(void)
{
	struct pvh_plan *plan = fx_sealed(&guest, modules);
	unsigned int files = fx_open_files();

	ok(!build(plan), "built");
	ok(fx_open_files() == files && fx_count_dir(dir) == 2,
	   "two files, none of them open");
	test_core(plan);
	test_manifest(plan);
	ok(!build(plan) && fx_count_dir(dir) == 2, "built once more, over it");
	test_core(plan);
	pvh_plan_unref(plan);
}

/* Segments that overlap: the zeroes of the second are not holes that show the first. */
static void test_overlap(void)
{
	static const struct mk_segment segments[] = {
		{ MIB(1), 0x8000, 0x8000, 0x1000 },
		{ MIB(1) + 0x1800, 0x100, 0x5000, 0x1000 },
	};
	uint8_t entry[8];
	const struct mk_note note = { "Xen", MK_PHYS32_ENTRY, entry, 8 };
	const struct mk_kernel kernel = { .elf64 = true,
					  .segments = segments,
					  .nr_segments = 2,
					  .notes = &note,
					  .nr_notes = 1 };
	struct pvh_plan *plan = fx_physmap(&guest);
	_cleanup_(mk_fini) struct mk_blob b = { 0 };
	struct pvh_image *image;
	uint8_t byte;

	store_le64(entry, MIB(1));
	b = mkelf(&kernel);
	image = fx_image(&b);
	fx_must(pvh_plan_place_kernel(plan, image) || pvh_plan_emit_acpi(plan) ||
		pvh_plan_emit_start_info(plan) || pvh_plan_seal(plan), "seal");
	fx_must(pvh_plan_read(plan, MIB(1) + 0x3000, &byte, 1), "read");
	ok(!build(plan) && byte == 0, "a kernel whose segments overlap");
	test_core(plan);
	pvh_image_unref(image);
	pvh_plan_unref(plan);
}

static void test_large(void)
{
	static const struct fx_guest large = { .memory = GIB(5) };
	struct pvh_plan *plan = fx_sealed(&large, modules);
	struct stat st;
	int fd;

	ok(!build(plan) && !stat(path_of("core"), &st) && st.st_size > (off_t)GIB(5),
	   "a guest of 5 GiB");
	fd = open(path_of("core"), O_RDONLY | O_CLOEXEC);
	for (size_t i = 0; i < plan->payload.nr_placements; i++) {
		const struct placement *p = &plan->payload.placements[i];
		uint64_t skip = p->kind == PVH_PLACED_SPECIAL
					? LAYOUT_MMIO_START +
						  plan->domain.acpi_size
				: p->kind == PVH_PLACED_ACPI ? LAYOUT_MMIO_START
							 : p->gpa;

		if (p->kind == PVH_PLACED_SPECIAL)
			skip += p->gpa - LAYOUT_SPECIAL_START;
		ok(same_bytes(plan, fd, 4096 + skip, p->gpa, p->size), "... %s", p->name);
	}
	close(fd);
	pvh_plan_unref(plan);
}

/* --- Failures ----------------------------------------------------------------------- */

/* What was at the path before stays there: both files, and nothing else. */
static bool untouched(void)
{
	_cleanup_free_ char *core = NULL, *manifest = NULL;
	size_t core_size, manifest_size;

	core = fx_read_file(dir, "core", &core_size);
	manifest = fx_read_file(dir, "core.json", &manifest_size);
	return fx_count_dir(dir) == 2 && core && core_size == 3 &&
	       !memcmp(core, "old", 3) && manifest && manifest_size == 2 &&
	       !memcmp(manifest, "{}", 2);
}

static void put_old(void)
{
	fx_remove_dir(dir);
	fx_must(mkdir(dir, 0700), "mkdir");
	fx_write_file(dir, "core", "old", 3);
	fx_write_file(dir, "core.json", "{}", 2);
}

struct stop {
	unsigned int calls, at;
};

static int stop(void *data, const char *what, uint64_t bytes, uint64_t total)
{
	struct stop *s = data;

	(void)what, (void)bytes, (void)total;
	return ++s->calls == s->at;
}

static void test_cancel(struct pvh_plan *plan)
{
	struct stop s = { 0 };
	unsigned int steps, bad = 0;

	pvh_set_progress(plan->ctx, stop, &s);
	fx_must(build(plan), "build");
	steps = s.calls;
	put_old();
	for (unsigned int i = 1; i <= steps; i++) {
		s = (struct stop){ .at = i };
		bad += build(plan) != -ECANCELED || !untouched();
	}
	pvh_set_progress(plan->ctx, NULL, NULL);
	ok(steps && !bad, "cancelled at each of %u steps: what was there stays", steps);
}

static void test_no_room(struct pvh_plan *plan)
{
	struct rlimit old, small = { .rlim_cur = MIB(1) };

	put_old();
	getrlimit(RLIMIT_FSIZE, &old);
	small.rlim_max = old.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	ok(build(plan) == -EIO && pvh_get_error(plan->ctx)->os_error == EFBIG,
	   "no room: %s", pvh_get_error(plan->ctx)->sentence);
	setrlimit(RLIMIT_FSIZE, &old);
	ok(untouched(), "... what was there stays");
}

/* A source that can no longer be read, in the middle of the writing. */
static void test_shrunk_module(void)
{
	struct pvh_plan *plan = fx_kernel_placed(&guest);
	struct pvh_source *source;
	char other[64], path[96];

	fx_make_dir(other);
	fx_write_file(other, "initrd", "0123456789", 10);
	snprintf(path, sizeof(path), "%s/initrd", other);
	fx_must(pvh_source_open(plan->ctx, path, &source), "source");
	fx_must(pvh_plan_place_module(plan, source, NULL, NULL, NULL) ||
			pvh_plan_emit_acpi(plan) || pvh_plan_emit_start_info(plan) ||
			pvh_plan_seal(plan),
		"seal");
	fx_must(truncate(path, 3), "truncate");
	put_old();
	ok(build(plan) == -EIO && strstr(pvh_get_error(plan->ctx)->sentence, "initrd") &&
		   untouched(),
	   "a module that shrank: %s", pvh_get_error(plan->ctx)->sentence);
	pvh_source_unref(source);
	pvh_plan_unref(plan);
	fx_remove_dir(other);
}

static void test_bad_paths(struct pvh_plan *plan)
{
	char temp[160];

	put_old();
	ok(build_to(plan, path_of("missing/core")) == -ENOENT &&
	   strstr(pvh_get_error(plan->ctx)->sentence, "missing/core") && untouched(),
	   "a directory that is missing: %s", pvh_get_error(plan->ctx)->sentence);
	ok(build_to(plan, path_of("core/core")) != 0 && untouched(),
	   "a file as directory: %s", pvh_get_error(plan->ctx)->sentence);
	/* Somebody else's file under our temporary name is neither used nor removed. */
	snprintf(temp, sizeof(temp), "core.%d.tmp", (int)getpid());
	fx_write_file(dir, temp, "x", 1);
	ok(build(plan) != 0 && fx_count_dir(dir) == 3,
	   "a temporary name that is taken: %s", pvh_get_error(plan->ctx)->sentence);
	unlink(path_of(temp));
	snprintf(temp, sizeof(temp), "core.json.%d.tmp", (int)getpid());
	fx_write_file(dir, temp, "x", 1);
	ok(build(plan) != 0 && fx_count_dir(dir) == 3, "... the manifest's: %s",
	   pvh_get_error(plan->ctx)->sentence);
	unlink(path_of(temp));
	ok(untouched(), "... and the rest stays");
}

/* The last step fails: a directory cannot be replaced by a file. */
static void test_directories(struct pvh_plan *plan)
{
	_cleanup_free_ char *manifest = NULL;
	size_t size;

	put_old();
	fx_must(unlink(path_of("core")) || mkdir(path_of("core"), 0700), "mkdir");
	ok(build(plan) != 0 && fx_count_dir(dir) == 2,
	   "a directory has the core's name: %s", pvh_get_error(plan->ctx)->sentence);
	manifest = fx_read_file(dir, "core.json", &size);
	ok(manifest && !strcmp(manifest, "{}"), "... the file beside it stays");
	put_old();
	fx_must(unlink(path_of("core.json")) || mkdir(path_of("core.json"), 0700),
		"mkdir");
	free(TAKE(manifest));
	ok(build(plan) != 0 && fx_count_dir(dir) == 2,
	   "a directory has the manifest's name: %s", pvh_get_error(plan->ctx)->sentence);
	manifest = fx_read_file(dir, "core", &size);
	ok(manifest && !strcmp(manifest, "old"), "... the file beside it stays");
}

static int make_directory(void *data, const char *what, uint64_t bytes, uint64_t total)
{
	(void)data, (void)what;
	if (bytes == total)
		fx_must(mkdir(path_of("core"), 0700), "mkdir");
	return 0;
}

/* Somebody makes that directory at the last moment: no manifest without its core. */
static void test_late_directory(struct pvh_plan *plan)
{
	fx_remove_dir(dir);
	fx_must(mkdir(dir, 0700), "mkdir");
	pvh_set_progress(plan->ctx, make_directory, NULL);
	ok(build(plan) == -EIO && fx_count_dir(dir) == 1,
	   "a directory gets the core's name meanwhile: %s",
	   pvh_get_error(plan->ctx)->sentence);
	pvh_set_progress(plan->ctx, NULL, NULL);
}

int main(void)
{
	struct pvh_plan *plan = fx_sealed(&guest, modules);
	unsigned int files;

	fx_make_dir(dir);
	test_success();
	test_overlap();
	test_large();
	files = fx_open_files();
	test_cancel(plan);
	test_no_room(plan);
	test_shrunk_module();
	test_bad_paths(plan);
	test_directories(plan);
	test_late_directory(plan);
	ok(fx_open_files() == files, "no failure leaves a file open");
	fx_remove_dir(dir);
	pvh_plan_unref(plan);
	return done();
}
