/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Guests at the edges of their memory: kernels over every place that is somebody else's or
 * up to the last page, ramdisks and command lines of odd sizes. Every plan that is made is
 * sealed, which proves that nothing in it overlaps.
 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "config/utf8.h"
#include "row.h"

/* The stages from the kernel on, or the code of the one that fails. */
static int plan_all(struct pvh_plan *plan, struct pvh_image *image, struct pvh_source *ramdisk)
{
	int r = pvh_plan_place_kernel(plan, image);

	if (!r && ramdisk)
		r = pvh_plan_place_module(plan, ramdisk, NULL, NULL, NULL);
	if (!r)
		r = pvh_plan_emit_acpi(plan);
	if (!r)
		r = pvh_plan_emit_start_info(plan);
	return r ? r : pvh_plan_seal(plan);
}

static const char *why(const struct pvh_plan *plan, int r)
{
	return r ? pvh_get_error(plan->ctx)->sentence : "sealed";
}

/* --- Kernels ------------------------------------------------------------------------------ */

#define RAM_END 0xfc000000u

/* One segment from `start` to `end`, entered at its first byte. */
static const struct {
	const char *name;
	uint64_t start, end, memory;
	uint64_t start_info; /* 0: not planned, because of ... */
	const char *words;
} kernels[] = {
	{ "at 0, entry 0", 0, MIB(2), MIB(64), MIB(2), "" },
	{ "at 0, all of it below 1 MiB", 0, KIB(4), MIB(64), MIB(1), "" },
	{ "over 0xa0000..0xfffff", 0xa0000, 0x100000, MIB(64), MIB(1), "" },
	{ "over the places of start_info and of ramdisks", MIB(1), MIB(32), MIB(64), MIB(32), "" },
	{ "up to the ACPI tables", RAM_END - MIB(1), RAM_END, GIB(8), MIB(1), "" },
	{ "one byte into the ACPI tables", RAM_END - MIB(1), RAM_END + 1, GIB(8), 0,
	  "link it below 0xfc000000" },
	{ "over the ACPI tables", RAM_END, RAM_END + KIB(16), GIB(8), 0,
	  "link it below 0xfc000000" },
	{ "over the local APIC", 0xfee00000, 0xfee01000, GIB(8), 0, "link it below 0xfc000000" },
	{ "over the special pages", 0xfeff8000, 0xff000000, GIB(8), 0,
	  "link it below 0xfc000000" },
	{ "in the last page below 4 GiB", 0xfffff000, GIB(4), GIB(8), 0,
	  "link it below 0xfc000000" },
	{ "up to the end of RAM", MIB(2), MIB(4), MIB(4), MIB(1), "" },
	{ "a page beyond it", MIB(2), MIB(4), MIB(4) - KIB(4), 0,
	  "0x200000..0x400000, which is not all inside the guest's RAM, 0..0x3ff000" },
	{ "a byte beyond it", MIB(2), MIB(4) - KIB(4) + 1, MIB(4) - KIB(4), 0,
	  "which is not all inside the guest's RAM" },
	{ "up to a byte before it", MIB(2), MIB(4) - 1, MIB(4), MIB(1), "" },
	{ "all that there is", MIB(1), MIB(4), MIB(4), 0,
	  "no room is left in guest memory for start_info" },
	{ "all but a page", MIB(1), MIB(4), MIB(4) + KIB(4), MIB(4), "" },
	{ "all but a byte", MIB(1), MIB(4) + 1, MIB(4) + KIB(4), 0,
	  "no room is left in guest memory for start_info" },
};

static void test_kernel(size_t i)
{
	struct pvh_plan *plan = fx_physmap(&(struct fx_guest){ .memory = kernels[i].memory });
	struct pvh_image *image =
		fx_image_at(kernels[i].start, kernels[i].end - kernels[i].start);
	int r = plan_all(plan, image, NULL);

	if (kernels[i].start_info)
		ok(!r && pvh_plan_get_entry(plan) == kernels[i].start &&
			   pvh_plan_get_start_info(plan) == kernels[i].start_info,
		   "kernel: %s: %s, start_info at 0x%" PRIx64, kernels[i].name, why(plan, r),
		   pvh_plan_get_start_info(plan));
	else
		ok(r == -ENOSPC && strstr(why(plan, r), kernels[i].words), "kernel: %s: %s",
		   kernels[i].name, why(plan, r));
	pvh_image_unref(image);
	pvh_plan_unref(plan);
}

/* --- Ramdisks ----------------------------------------------------------------------------- */

#define FREE_AT 0x156000 /* behind G32, in 64 MiB */

static const struct {
	const char *name;
	uint64_t size;
	int code;
	uint64_t at;
	const char *words;
} ramdisks[] = {
	{ "0 bytes", 0, -EINVAL, 0, "module 0 is empty" },
	{ "1 byte", 1, 0, MIB(2), "" },
	{ "an odd size", 12345, 0, MIB(2), "" },
	{ "up to the end of RAM", MIB(62), 0, MIB(2), "" },
	{ "up to its last byte but one", MIB(62) - 1, 0, MIB(2), "" },
	{ "a byte more, so lower", MIB(62) + 1, 0, FREE_AT + KIB(68), "" },
	{ "all room but a page", MIB(64) - FREE_AT - KIB(4), 0, FREE_AT, "" },
	{ "all room there is", MIB(64) - FREE_AT, -ENOSPC, 0,
	  "no room is left in guest memory for start_info" },
	{ "more than all room", MIB(64) - FREE_AT + 1, -ENOSPC, 0, "largest free range" },
	{ "more than all RAM", MIB(64) + 1, -ENOSPC, 0, "use a smaller module" },
};

/* What lies behind its last byte, up to the page's end, is zero. */
static bool ends_clean(const struct pvh_plan *plan, uint64_t end)
{
	uint8_t byte = 0;

	for (; end % 4096 && !byte; end++)
		if (pvh_plan_read(plan, end, &byte, 1))
			return false;
	return !byte;
}

static void test_ramdisk(size_t i)
{
	struct pvh_plan *plan = fx_physmap(&(struct fx_guest){ 0 });
	_cleanup_(mk_fini) struct mk_blob b = base_g32();
	struct pvh_image *image = fx_image(&b);
	struct pvh_source *source = fx_sparse("initrd", ramdisks[i].size);
	int r = plan_all(plan, image, source);
	const struct placement *p = plan_find(plan, PVH_PLACED_MODULE, 0);

	if (ramdisks[i].code)
		ok(r == ramdisks[i].code && strstr(why(plan, r), ramdisks[i].words),
		   "ramdisk: %s: %s", ramdisks[i].name, why(plan, r));
	else
		ok(!r && p->gpa == ramdisks[i].at && p->data_size == ramdisks[i].size &&
			   ends_clean(plan, p->gpa + p->data_size),
		   "ramdisk: %s: %s", ramdisks[i].name, why(plan, r));
	pvh_source_unref(source);
	pvh_image_unref(image);
	pvh_plan_unref(plan);
}

/* --- Command lines ------------------------------------------------------------------------ */

/* What the guest finds through start_info is `cmdline`, to its NUL. */
static bool guest_sees(const struct pvh_plan *plan, const char *cmdline)
{
	size_t size = strlen(cmdline) + 1;
	_cleanup_free_ char *seen = malloc(size);
	uint8_t at[8];

	if (pvh_plan_read(plan, pvh_plan_get_start_info(plan) + 24, at, sizeof(at)))
		return false;
	if (size == 1)
		return load_le64(at) == 0;
	return !pvh_plan_read(plan, load_le64(at), seen, size) && !memcmp(seen, cmdline, size);
}

/* Whatever is in it, the dumps are text. */
static bool dumps_text(const struct pvh_plan *plan)
{
	bool good = true;

	for (enum pvh_format format = PVH_FORMAT_TEXT; format <= PVH_FORMAT_JSON; format++) {
		_cleanup_free_ char *text = NULL;

		good = good && !pvh_plan_dump(plan, format, &text) &&
		       utf8_valid(text, strlen(text)) == strlen(text) && !strchr(text, '\033');
	}
	return good;
}

/* The ramdisk's name is the same text: it is in the dumps, too. */
static void test_cmdline(const char *cmdline, const char *name)
{
	struct pvh_plan *plan = fx_physmap(&(struct fx_guest){ .cmdline = cmdline });
	_cleanup_(mk_fini) struct mk_blob b = base_g32();
	struct pvh_image *image = fx_image(&b);
	struct fault f = FAULT_NONE;
	struct pvh_source *source;
	int r;

	fx_must(source_from_memory("initrd", 6, cmdline, &source, &f), f.what);
	r = plan_all(plan, image, source);

	ok(!r && guest_sees(plan, cmdline), "cmdline: %s: as given: %s", name, why(plan, r));
	ok(!r && dumps_text(plan), "... and the dumps are text");
	pvh_source_unref(source);
	pvh_image_unref(image);
	pvh_plan_unref(plan);
}

static void test_cmdline_size(size_t size, int code)
{
	struct pvh_config *config = fx_config(&(struct fx_guest){ 0 });
	_cleanup_free_ char *cmdline = calloc(1, size + 1);
	char name[32];
	int r;

	memset(cmdline, 'x', size);
	snprintf(name, sizeof(name), "%zu bytes", size);
	r = pvh_config_set_cmdline(config, cmdline);
	ok(r == code, "cmdline: %s: %d %s", name, r,
	   r ? pvh_get_error(config->ctx)->sentence : "");
	if (!r)
		test_cmdline(cmdline, name);
	pvh_config_unref(config);
}

static void test_cmdline_json(const char *cmdline, size_t size, int code, const char *words)
{
	_cleanup_free_ char *text = malloc(size + 128);
	struct pvh_config *config;
	struct pvh_ctx *ctx;
	int n, r;

	n = snprintf(text, 128, "{ \"name\": \"a\", \"memory\": 64, \"kernel\": \"k\", \"cmdline\": \"");
	memcpy(text + n, cmdline, size);
	memcpy(text + n + size, "\" }", 4);
	fx_must(pvh_new(&ctx), "pvh_new");
	r = pvh_config_from_json(ctx, text, (size_t)n + size + 3, "json", NULL, &config);
	ok(r == code && strstr(pvh_get_error(ctx)->sentence, words), "cmdline: in JSON: %d %s", r,
	   pvh_get_error(ctx)->sentence);
	pvh_config_unref(config);
	pvh_unref(ctx);
}

static void test_cmdlines(void)
{
	_cleanup_free_ char *long_one = calloc(1, MIB(1));

	test_cmdline_size(0, 0);
	test_cmdline_size(4095, 0);
	test_cmdline_size(4096, 0);
	test_cmdline_size(65535, 0);
	test_cmdline_size(65536, -EINVAL);
	test_cmdline_size(MIB(1), -EINVAL);
	test_cmdline("quiet \xff\xfe \xc3", "not UTF-8");
	test_cmdline("\033[31m\n\t\"\\", "control characters");
	test_cmdline_json("a\\u0000b", 8, -EBADMSG, "no string can contain \\u0000");
	test_cmdline_json("a\0b", 3, -EBADMSG, "there is a NUL byte");
	test_cmdline_json("a\xff", 2, -EBADMSG, "the byte 0xff here is not UTF-8");
	memset(long_one, 'x', MIB(1));
	test_cmdline_json(long_one, 65536, -EINVAL, "65536 bytes, but at most 65535");
	test_cmdline_json(long_one, MIB(1), -EFBIG, "more than 1M");
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(kernels); i++)
		test_kernel(i);
	for (size_t i = 0; i < ARRAY_SIZE(ramdisks); i++)
		test_ramdisk(i);
	test_cmdlines();
	return done();
}
