/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every allocation fails once, whoever makes it: ours, json-c's, libelf's, the codecs'; and
 * every mapping of ours.
 * What was asked for is then done all the same, or refused with -ENOMEM; nothing leaks,
 * and no result is only half of what it should be.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "failing-heap.h"
#include "fixture.h"
#include "mkbz.h"
#include "mksection.h"
#include "tap.h"

#ifdef SANITIZED
int main(void)
{
	printf("1..0 # SKIP AddressSanitizer has an allocator of its own\n");
	return 0;
}
#else

/* --- What is tried ------------------------------------------------------------------ */

static char dir[64];
static const char text[] =
	"{ \"name\": \"guest\", \"uuid\": \"" FX_UUID
	"\", \"memory\": 64,\n"
	"  \"reserved\": [ { \"start\": \"48M\", \"size\": 1 } ], \"acpi_firmware\": \"tables\",\n"
	"  \"vnuma\": [ { \"pnode\": 0, \"size\": 32, \"vcpus\": \"0\" },\n"
	"             { \"pnode\": 1, \"size\": 32, \"vcpus\": [1, 2] } ],\n"
	"  \"vcpus\": 2, \"maxvcpus\": 3, \"kernel\": \"%s\", \"ramdisk\": \"initrd\",\n"
	"  \"cmdline\": \"console=hvc0 \\u00e4\", \"cpus\": [\"0-3,^1\", \"node:0\"],\n"
	"  \"cpus_soft\": \"all\", \"cpuid\": \"host,family=6,rdcl-no=1,lm=x\",\n"
	"  \"pool\": \"Pool-0\", \"seclabel\": \"a:b:c\", \"init_seclabel\": \"a:b:d\",\n"
	"  \"modules\": [ { \"path\": \"initrd\", \"cmdline\": \"x\" }, { \"path\": "
	"\"initrd\" } ],\n"
	"  \"p9\": [ { \"tag\": \"a\", \"path\": \"b\", \"backend\": \"c\" } ],\n"
	"  \"channel\": [ { \"name\": \"a\", \"connection\": \"socket\", \"path\": \"b,\" },\n"
	"                 { \"name\": \"b\", \"connection\": \"pty\", \"backend\": \"c\" } ],\n"
	"  \"device_model_override\": \"q\",\n"
	"  \"disk\": [ { \"target\": \"a\", \"vdev\": \"d1\" },\n"
	"              { \"target\": \"a\", \"vdev\": \"d2\", \"format\": \"qcow2\" },\n"
	"            { \"target\": \"b\", \"vdev\": \"xvda\", \"backend\": \"x\" } ],\n"
	"  \"vif\": [ { \"mac\": \"00:16:3e:00:00:01\", \"vifname\": \"a\", \"ip\": \"b\",\n"
	"             \"gatewaydev\": \"c\", \"backend\": \"y\", \"rate\": \"1MB/s\" } ] }";

struct scenario {
	const char *name, *kernel;
	int (*run)(const struct scenario *s);
	enum pvh_format format;
};

static char json[2048];    /* what `run` starts from */
static char *result;       /* what it ends with, if anything */
static unsigned int complaints;

static int make_config(struct pvh_ctx **ctx, struct pvh_config **config)
{
	int r = pvh_new(ctx);

	*config = NULL;
	if (!r)
		pvh_set_in_process(*ctx, true); /* another's memory is not ours to fail */
	return r ? r
		 : pvh_config_from_json(*ctx, json, strlen(json), "domain.json", dir,
					config);
}

static int finish(struct pvh_ctx *ctx, struct pvh_config *config, struct pvh_plan *plan,
		  int r)
{
	/* The context says the same as the code, as long as there is a context, and not where. */
	if (r && ctx && (pvh_get_error(ctx)->code != r ||
			 strstr(pvh_get_error(ctx)->sentence, "offset")))
		r = -EPROTO;
	pvh_plan_unref(plan);
	pvh_config_unref(config);
	pvh_unref(ctx);
	return r;
}

static int run_config(const struct scenario *s)
{
	struct pvh_ctx *ctx;
	struct pvh_config *config;
	int r = make_config(&ctx, &config);

	(void)s;
	if (!r)
		r = pvh_config_to_json(config, &result);
	return finish(ctx, config, NULL, r);
}

static int run_dump(const struct scenario *s)
{
	struct pvh_ctx *ctx;
	struct pvh_config *config;
	struct pvh_plan *plan = NULL;
	int r = make_config(&ctx, &config);

	if (!r)
		r = pvh_plan_from_config(config, &plan);
	if (!r)
		r = pvh_plan_dump(plan, s->format, &result);
	return finish(ctx, config, plan, r);
}

/* The config's kernel as the module of another, which is the shim here. */
static int run_shim(const struct scenario *s)
{
	struct pvh_ctx *ctx;
	struct pvh_config *config;
	struct pvh_plan *plan = NULL;
	int r = make_config(&ctx, &config);

	if (!r)
		r = pvh_config_set(config, "modules", "[]");
	if (!r)
		r = pvh_config_set(config, "pvshim", "true");
	if (!r)
		r = pvh_config_set(config, "pvshim_path", "\"vmlinux\"");
	if (!r)
		r = pvh_config_set(config, "pvshim_extra", "\"loglvl=all\"");
	if (!r)
		r = pvh_plan_from_config(config, &plan);
	if (!r)
		r = pvh_plan_dump(plan, s->format, &result);
	return finish(ctx, config, plan, r);
}

static int build_file(struct pvh_ctx *ctx, struct pvh_plan *plan)
{
	struct pvh_backend *backend;
	char path[80];
	int r;

	snprintf(path, sizeof(path), "%s/core", dir);
	r = pvh_backend_new_file(ctx, path, &backend);
	if (!r)
		r = pvh_build(plan, backend, 0, NULL);
	pvh_backend_unref(backend);
	return r;
}

static int run_build(const struct scenario *s)
{
	struct pvh_ctx *ctx;
	struct pvh_config *config;
	struct pvh_plan *plan = NULL;
	int r = make_config(&ctx, &config);

	(void)s;
	if (!r)
		r = pvh_plan_from_config(config, &plan);
	if (!r)
		r = build_file(ctx, plan);
	return finish(ctx, config, plan, r);
}

/* An image alone, as a tool that inspects it would. */
static int run_inspect(const struct scenario *s)
{
	struct pvh_image *image = NULL;
	struct pvh_source *source = NULL;
	struct pvh_ctx *ctx;
	uint64_t memory;
	char path[80];
	int r = pvh_new(&ctx);

	snprintf(path, sizeof(path), "%s/%s", dir, s->kernel);
	if (!r)
		pvh_set_in_process(ctx, true);
	if (!r)
		r = pvh_source_open(ctx, path, &source);
	if (!r)
		r = pvh_image_inspect(ctx, source, &image);
	if (!r)
		r = pvh_image_get_min_memory(ctx, image, &memory);
	if (!r && memory != MIB(3))
		r = -EPROTO;
	pvh_image_unref(image);
	pvh_source_unref(source);
	return finish(ctx, NULL, NULL, r);
}

static const struct scenario scenarios[] = {
	{ "a config", "vmlinux", run_config, 0 },
	{ "a plan as text", "vmlinux", run_dump, PVH_FORMAT_TEXT },
	{ "a plan as JSON", "vmlinux", run_dump, PVH_FORMAT_JSON },
	{ "an image file", "vmlinux", run_build, 0 },
	{ "gzip", "gzip", run_dump, PVH_FORMAT_TEXT },
	{ "gzip, in several steps", "gzip-large", run_dump, PVH_FORMAT_TEXT },
	{ "bzip2", "bzip2", run_dump, PVH_FORMAT_TEXT },
	{ "xz", "xz", run_dump, PVH_FORMAT_TEXT },
	{ "lzma", "lzma", run_dump, PVH_FORMAT_TEXT },
#ifdef HAVE_LZO
	{ "lzo", "lzo", run_dump, PVH_FORMAT_TEXT },
#endif
	{ "lz4", "lz4", run_dump, PVH_FORMAT_TEXT },
	{ "zstd", "zstd", run_dump, PVH_FORMAT_TEXT },
	{ "a whole file in gzip", "vmlinux.gz", run_dump, PVH_FORMAT_TEXT },
	{ "notes and symbols in sections", "bsd", run_dump, PVH_FORMAT_TEXT },
	{ "a PV kernel in the shim", "pv", run_shim, PVH_FORMAT_TEXT },
	{ "the memory that it needs", "vmlinux", run_inspect, 0 },
};

/* --- Trying ------------------------------------------------------------------------- */

static int run(const struct scenario *s, unsigned int fail_at, bool all_after)
{
	int r;

	heap.nr = 0;
	heap.live = 0;
	heap.fail_at = fail_at;
	heap.all_after = all_after;
	result = NULL;
	heap.on = true;
	r = s->run(s);
	heap.on = false;
	heap.live -= result != NULL;
	return r;
}

static bool complain(unsigned int n, const char *what, long value)
{
	/* A few are enough to go by. */
	if (complaints++ < 20)
			printf("# allocation %u fails: %s %ld\n", n, what, value);
	return false;
}

static bool try_one(const struct scenario *s, unsigned int n, bool all_after,
		    const char *wanted)
{
	unsigned int files = fx_open_files(), entries = fx_count_dir(dir);
	_cleanup_free_ char *got = NULL;
	int r = run(s, n, all_after);

	got = result;
	if (r && r != -ENOMEM)
		return complain(n, "code", r);
	if (r && got)
		return complain(n, "a result in spite of code", r);
	if (heap.live)
		return complain(n, "what is left of the heap:", heap.live);
	if (fx_open_files() != files)
		return complain(n, "descriptors more:", (long)fx_open_files() - files);
	if (r && fx_count_dir(dir) != entries)
		return complain(n, "files more:", (long)fx_count_dir(dir) - entries);
	if (!r && wanted && (!got || strcmp(got, wanted) != 0))
		return complain(n, "half a result, of size",
				got ? (long)strlen(got) : -1);
	return true;
}

static void test_scenario(const struct scenario *s)
{
	_cleanup_free_ char *wanted = NULL;
	unsigned int total, bad = 0;

	snprintf(json, sizeof(json), text, s->kernel);
	if (!fx_read_file(dir, s->kernel, &(size_t){ 0 })) {
		ok(true, "%s # SKIP not built in", s->name);
		return;
	}
	fx_must(run(s, 0, false), s->name);
	free(result);
	fx_must(run(s, 0, false),
		s->name); /* once more: what is set up only once is there */
	wanted = result;
	total = heap.nr;
	ok(!heap.live, "%s: %u allocations, all freed", s->name, total);
	for (unsigned int i = 1; i <= total; i++)
		bad += !try_one(s, i, false, wanted);
	ok(!bad, "%s: each of them may fail", s->name);
	bad = 0;
	for (unsigned int i = 1; i <= total; i++)
		bad += !try_one(s, i, true, wanted);
	ok(!bad, "%s: ... and all that come after it", s->name);
}

/* More than what is decoded in one step: some codecs allocate between two. */
static void write_large(void)
{
	static const uint8_t entry[] = { 0, 0, MK_TEXT >> 16, 0 };
	static const struct mk_segment segment = { MK_TEXT, MIB(1), MIB(1), 0x1000 };
	static const struct mk_note note = { "Xen", MK_PHYS32_ENTRY, entry, 4 };
	const struct mk_kernel kernel = {
		.segments = &segment, .nr_segments = 1, .notes = &note, .nr_notes = 1
	};
	_cleanup_(mk_fini) struct mk_blob elf = mkelf(&kernel);
	_cleanup_(mk_fini) struct mk_blob bz = mkbz(&elf, "gzip", 0);

	if (bz.data)
		fx_write_file(dir, "gzip-large", bz.data, bz.size);
}

static void write_pv(void)
{
	static const uint8_t entry[] = { 0, 0, MK_TEXT >> 16, 0 };
	static const struct mk_note note = { "Xen", MK_ENTRY, entry, 4 };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, &note, 1, 4);

	fx_write_file(dir, "pv", b.data, b.size);
}

static void write_kernels(void)
{
	static const char *const codecs[] = { "gzip", "bzip2", "xz",  "lzma",
					      "lzo",  "lz4",   "zstd" };
	_cleanup_(mk_fini) struct mk_blob elf = mkelf_small(true), bsd = mk_bsd();
	_cleanup_(mk_fini) struct mk_blob gz = mk_compress("gzip", elf.data, elf.size);
	uint8_t table[40];

	fx_write_file(dir, "vmlinux", elf.data, elf.size);
	fx_write_file(dir, "bsd", bsd.data, bsd.size);
	if (gz.data)
		fx_write_file(dir, "vmlinux.gz", gz.data, gz.size);
	fx_write_file(dir, "initrd", "0123456789", 10);
	fx_make_table(table, "SSDT", sizeof(table));
	fx_write_file(dir, "tables", table, sizeof(table));
	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++) {
		_cleanup_(mk_fini) struct mk_blob bz = mkbz(&elf, codecs[i], 0);

		if (bz.data)
			fx_write_file(dir, codecs[i], bz.data, bz.size);
	}
}

int main(void)
{
	fx_make_dir(dir);
	write_kernels();
	write_large();
	write_pv();
	for (size_t i = 0; i < ARRAY_SIZE(scenarios); i++)
		test_scenario(&scenarios[i]);
	fx_remove_dir(dir);
	return done();
}
#endif
