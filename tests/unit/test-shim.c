/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "pvshim": what is asked of such a domain, and whole plans of one. */
#include "config/shim.h"

#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#include "config/json.h"
#include "fixture.h"
#include "mkbz.h"
#include "tap.h"

#define HEAD "\"name\": \"x\", \"memory\": 64, \"uuid\": \"" FX_UUID "\""
#define SHIM "\"pvshim\": true, \"pvshim_path\": \"shim\""

/* --- The config ----------------------------------------------------------------------- */

static const struct {
	const char *wishes; /* behind HEAD */
	const char *pointer, *what, *hint;
} refused[] = {
	{ ", \"pvshim_path\": \"a\"", "/pvshim_path", "\"pvshim_path\" is for Xen's shim, but",
	  "\"pvshim\": true" },
	{ ", \"pvshim\": false, \"pvshim_cmdline\": \"a\"", "/pvshim_cmdline",
	  "\"pvshim_cmdline\" is for", "leave it out" },
	{ ", \"pvshim_extra\": \"a\"", "/pvshim_extra", "\"pvshim_extra\" is for", "leave it out" },
	{ ", \"pvshim\": true, \"modules\": [ { \"path\": \"a\" } ]", "/modules",
	  "Xen's shim gives its guest no module but a ramdisk", "\"ramdisk\"" },
	{ ", \"pvshim\": 1", "/pvshim", "has to be true or false", "" },
	{ ", \"pvshim\": true, \"pvshim_path\": \"\"", "/pvshim_path", "has 0 bytes", "" },
};

static int load(const char *wishes, struct pvh_config **c, struct fault *f)
{
	char text[512];
	int r;

	snprintf(text, sizeof(text), "{ " HEAD "%s }", wishes);
	r = config_from_json(text, strlen(text), c, f);
	return r ? r : config_finish(*c, f);
}

static void check_refused(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		_cleanup_(config_unrefp) struct pvh_config *c = NULL;
		struct fault f = FAULT_NONE;

		ok(load(refused[i].wishes, &c, &f) == -EINVAL &&
			   !strcmp(f.pointer, refused[i].pointer) &&
			   strstr(f.what, refused[i].what) && strstr(f.hint, refused[i].hint),
		   "refused: %s: %s; %s", f.pointer, f.what, f.hint);
	}
}

static void check_long_cmdline(void)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	char line[1025] = "";
	struct fault f = FAULT_NONE;

	fx_must(load(", \"pvshim\": true", &c, &f), "a shim");
	memset(line, 'x', 1023);
	ok(!config_set_cmdline(c, line, &f) && !config_finish(c, &f), "a command line of 1023 bytes");
	line[1023] = 'x';
	ok(!config_set_cmdline(c, line, &f) && config_finish(c, &f) == -EINVAL &&
		   !strcmp(f.pointer, "/cmdline") && strstr(f.what, "has 1024 bytes"),
	   "... and no more: %s", f.what);
	c->pvshim = false;
	ok(!config_finish(c, &(struct fault){ 0 }), "... without the shim it is none too many");
}

static void check_line(const char *wishes, const char *path, const char *pointer, const char *line)
{
	_cleanup_(config_unrefp) struct pvh_config *c = NULL;
	_cleanup_free_ char *got = NULL;
	struct fault f = FAULT_NONE;

	fx_must(load(wishes, &c, &f), f.what);
	got = shim_cmdline(c);
	ok(!strcmp(got, line) && !strcmp(shim_path(c), path) &&
		   !strcmp(shim_path_pointer(c), pointer),
	   "%s: %s", path, got);
}

static void check_lines(void)
{
	check_line(", \"pvshim\": true", XEN_FIRMWARE_DIR "/xen-shim", "/pvshim",
		   "pv-shim console=xen,pv");
	check_line(", " SHIM ", \"pvshim_extra\": \"a b\"", "shim", "/pvshim_path",
		   "pv-shim console=xen,pv a b");
	check_line(", " SHIM ", \"pvshim_cmdline\": \"c\"", "shim", "/pvshim_path", "c");
	check_line(", " SHIM ", \"pvshim_cmdline\": \"c\", \"pvshim_extra\": \"d\"", "shim",
		   "/pvshim_path", "c d");
}

/* --- Plans ------------------------------------------------------------------------------ */

static char dir[64];
static struct pvh_ctx *ctx;

static struct pvh_plan *plan_from(const char *wishes)
{
	struct pvh_config *config;
	struct pvh_plan *plan;
	char text[512];

	snprintf(text, sizeof(text), "{ " HEAD ", %s }", wishes);
	fx_must(pvh_config_from_json(ctx, text, strlen(text), "domain.json", dir, &config),
		pvh_get_error(ctx)->sentence);
	pvh_plan_from_config(config, &plan);
	pvh_config_unref(config);
	return plan;
}

static uint64_t word(const struct pvh_plan *plan, uint64_t gpa)
{
	uint8_t raw[8];

	fx_must(pvh_plan_read(plan, gpa, raw, sizeof(raw)), "read");
	return load_le64(raw);
}

static bool text_at(const struct pvh_plan *plan, uint64_t gpa, const char *text)
{
	char raw[64];

	fx_must(pvh_plan_read(plan, gpa, raw, strlen(text) + 1), "read");
	return !strcmp(raw, text);
}

/* Module `i` is that file, and has that command line (NULL: none). */
static bool module_is(const struct pvh_plan *plan, unsigned int i, const char *file,
		      const char *cmdline)
{
	uint64_t at = word(plan, pvh_plan_get_start_info(plan) + 16) + i * 32ull;
	uint64_t line = word(plan, at + 16);
	struct pvh_placement p;

	for (size_t k = 0; !pvh_plan_get_placement(plan, k, &p); k++)
		if (p.gpa == word(plan, at) && p.size == word(plan, at + 8) &&
		    !strcmp(p.file, file))
			return cmdline ? text_at(plan, line, cmdline) : !line;
	return false;
}

static void check_plan(const char *kernel, const char *ramdisk)
{
	struct pvh_plan *plan;
	uint64_t info;
	char wishes[256];

	snprintf(wishes, sizeof(wishes), SHIM ", \"kernel\": \"%s\", \"cmdline\": \"root=x\", "
		 "\"pvshim_extra\": \"loglvl=all\"%s%s%s", kernel,
		 ramdisk ? ", \"ramdisk\": \"" : "", ramdisk ? ramdisk : "", ramdisk ? "\"" : "");
	plan = plan_from(wishes);
	if (!ok(plan, "%s in the shim %s", kernel, plan ? "" : pvh_get_error(ctx)->sentence))
		return;
	info = pvh_plan_get_start_info(plan);
	ok(pvh_plan_get_entry(plan) == MK_TEXT, "... starts with the shim");
	ok(text_at(plan, word(plan, info + 24), "pv-shim console=xen,pv loglvl=all"),
	   "... which has its own command line");
	ok(word(plan, info + 8) >> 32 == (ramdisk ? 2 : 1) &&
		   module_is(plan, 0, kernel, "root=x") &&
		   (!ramdisk || module_is(plan, 1, ramdisk, NULL)),
	   "... and its guest's kernel%s as it is", ramdisk ? " and ramdisk" : "");
	pvh_plan_unref(plan);
}

static const struct {
	const char *wishes;
	int code;
	const char *pointer, *object, *what, *hint;
} failures[] = {
	{ SHIM ", \"kernel\": \"shim\"", -ENOEXEC, "/kernel", "shim",
	  "the kernel inside the shim is not a PV kernel: it is for PVH guests",
	  "leave out \"pvshim\"" },
	{ SHIM ", \"kernel\": \"nothing\"", -ENOEXEC, "/kernel", "nothing", "it has no Xen notes",
	  "CONFIG_XEN_PV=y" },
	{ SHIM ", \"kernel\": \"linux\"", -ENOEXEC, "/kernel", "linux",
	  "it has Xen notes, but no ENTRY among them", "CONFIG_XEN_PV=y" },
	{ SHIM ", \"kernel\": \"initrd\"", -ENOEXEC, "/kernel", "initrd",
	  "is not a PV kernel: neither an ELF file nor a bzImage", "CONFIG_XEN_PV=y" },
	{ SHIM ", \"kernel\": \"cut\"", -EBADMSG, "/kernel", "cut", "it ends inside its ELF header",
	  "damaged" },
	{ SHIM ", \"kernel\": \"missing\"", -ENOENT, "/kernel", "/missing", "No such file", "" },
	{ SHIM ", \"kernel\": \"pv\", \"ramdisk\": \"missing\"", -ENOENT, "/ramdisk", "/missing",
	  "No such file", "" },
	{ "\"pvshim\": true, \"pvshim_path\": \"/nowhere/xen-shim\", \"kernel\": \"pv\"", -ENOENT,
	  "/pvshim_path", "/nowhere/xen-shim", "No such file",
	  "the package " XEN_UTILS "), or say in \"pvshim_path\"" },
	{ "\"pvshim\": true, \"pvshim_path\": \"pv\", \"kernel\": \"pv\"", -ENOEXEC, "", "pv",
	  "a PV-only kernel", "" },
	{ "\"kernel\": \"pv\"", -ENOEXEC, "", "pv", "a PV-only kernel", "\"pvshim\": true" },
};

static void check_failure(size_t i)
{
	const struct pvh_error *e = pvh_get_error(ctx);
	struct pvh_plan *plan = plan_from(failures[i].wishes);
	size_t end = strlen(e->object) - strlen(failures[i].object);

	ok(!plan && e->code == failures[i].code && e->stage == PVH_STAGE_IMAGE &&
		   !strcmp(e->pointer, failures[i].pointer) && end < sizeof(dir) + 16 &&
		   !strcmp(e->object + end, failures[i].object) &&
		   strstr(e->what, failures[i].what) && strstr(e->hint, failures[i].hint),
	   "%s", e->sentence);
	pvh_plan_unref(plan);
}

/* What is a failure of the process itself stands, whatever kernel it is. */
static void check_limit(void)
{
	const uint64_t usual = pvh_get_limit(ctx, PVH_LIMIT_FILE_SIZE);
	struct pvh_plan *plan;

	fx_must(pvh_set_limit(ctx, PVH_LIMIT_FILE_SIZE, 5000), "limit");
	plan = plan_from(SHIM ", \"kernel\": \"both\"");
	ok(!plan && pvh_get_error(ctx)->code == -EFBIG &&
		   !strcmp(pvh_get_error(ctx)->pointer, "/kernel"),
	   "beyond a limit: %s", pvh_get_error(ctx)->sentence);
	pvh_plan_unref(plan);
	fx_must(pvh_set_limit(ctx, PVH_LIMIT_FILE_SIZE, usual), "limit");
}

/* Stage by stage the caller opens the shim himself, and its command line is there already. */
static void check_stages(void)
{
	static const char text[] = "{ " HEAD ", \"pvshim\": true, \"kernel\": \"x\", "
				   "\"cmdline\": \"a\" }";
	struct pvh_config *config;
	struct pvh_plan *plan;
	struct pvh_image *image = fx_image_small();
	struct pvh_source *pv = fx_source("pv", 10);

	fx_must(pvh_config_from_json(ctx, text, strlen(text), "x", dir, &config),
		pvh_get_error(ctx)->sentence);
	fx_must(pvh_plan_new(config, &plan) || pvh_plan_alloc_physmap(plan) ||
			pvh_plan_place_kernel(plan, image) ||
			pvh_plan_place_module(plan, pv, "b", NULL, NULL) ||
			pvh_plan_emit_acpi(plan) || pvh_plan_emit_start_info(plan) ||
			pvh_plan_seal(plan),
		pvh_get_error(ctx)->sentence);
	ok(text_at(plan, word(plan, pvh_plan_get_start_info(plan) + 24), "pv-shim console=xen,pv") &&
		   module_is(plan, 0, "pv", "b"),
	   "stage by stage");
	pvh_plan_unref(plan);
	pvh_config_unref(config);
	pvh_image_unref(image);
	pvh_source_unref(pv);
}

/* --- Kernels ------------------------------------------------------------------------------ */

static const uint8_t address[] = { 0, 0, MK_TEXT >> 16, 0 };

static struct mk_blob make_kernel(bool pv, bool pvh, const char *os)
{
	struct mk_note notes[3];
	unsigned int nr = 0;

	if (os)
		notes[nr++] = (struct mk_note){ "Xen", MK_GUEST_OS, os, (uint32_t)strlen(os) + 1 };
	if (pv)
		notes[nr++] = (struct mk_note){ "Xen", MK_ENTRY, address, 4 };
	if (pvh)
		notes[nr++] = (struct mk_note){ "Xen", MK_PHYS32_ENTRY, address, 4 };
	return mkelf_notes(true, notes, nr, 4);
}

static void write_kernel(const char *name, bool pv, bool pvh, const char *os)
{
	_cleanup_(mk_fini) struct mk_blob b = make_kernel(pv, pvh, os);

	fx_write_file(dir, name, b.data, b.size);
}

/* False: that codec is not built in. */
static bool write_bzimage(const char *name, const char *codec)
{
	_cleanup_(mk_fini) struct mk_blob b = make_kernel(true, false, "linux");
	_cleanup_(mk_fini) struct mk_blob bz = mkbz(&b, codec, 0);

	if (bz.data)
		fx_write_file(dir, name, bz.data, bz.size);
	return bz.data;
}

static void write_files(void)
{
	_cleanup_(mk_fini) struct mk_blob shim = mkelf_small(true);

	fx_write_file(dir, "shim", shim.data, shim.size);
	fx_write_file(dir, "cut", shim.data, 20);
	fx_write_file(dir, "initrd", "0123456789", 10);
	write_kernel("pv", true, false, NULL);
	write_kernel("nothing", false, false, NULL);
	write_kernel("linux", false, false, "linux");
}

/* Larger than the shim. */
static void write_both(void)
{
	_cleanup_(mk_fini) struct mk_blob b = make_kernel(true, true, "linux");
	_cleanup_free_ uint8_t *large = calloc(1, b.size + 5000);

	memcpy(large, b.data, b.size);
	fx_write_file(dir, "both", large, b.size + 5000);
}

int main(void)
{
	check_refused();
	check_long_cmdline();
	check_lines();
	fx_must(pvh_new(&ctx), "pvh_new");
	pvh_set_in_process(ctx, true);
	fx_make_dir(dir);
	write_files();
	write_both();
	check_plan("pv", NULL);
	check_plan("pv", "initrd");
	check_plan("both", "initrd");
	if (write_bzimage("bzImage", "gzip"))
		check_plan("bzImage", "initrd");
	/* Which is not supported here, but by the shim. */
	if (write_bzimage("plain", "none"))
		check_plan("plain", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(failures); i++)
		check_failure(i);
	check_limit();
	check_stages();
	fx_remove_dir(dir);
	pvh_unref(ctx);
	return done();
}
