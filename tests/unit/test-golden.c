/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whole plans of guests whose kernels are made here, against the copies in tests/golden.
 * What a change does to every plan shows in their diff; `make update-golden` rewrites
 * them.
 */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "fixture.h"
#include "golden-cases.h"
#include "tap.h"

static char dir[64];

static void write_reloc(void)
{
	static const struct mk_segment segment = { MIB(16), 0x3000, MIB(1), MIB(2) };
	uint8_t entry[8], reloc[12];
	const struct mk_note notes[] = {
		{ "Xen", MK_PHYS32_ENTRY, entry, 8 },
		{ "Xen", MK_PHYS32_RELOC, reloc, 12 },
	};
	const struct mk_kernel kernel = { .elf64 = true,
					  .segments = &segment,
					  .nr_segments = 1,
					  .notes = notes,
					  .nr_notes = 2 };
	_cleanup_(mk_fini) struct mk_blob b = { 0 };

	store_le64(entry, MIB(16) + 0x40);
	store_le32(reloc, MIB(2));
	store_le32(reloc + 4, MIB(4));
	store_le32(reloc + 8, UINT32_MAX);
	b = mkelf(&kernel);
	fx_write_file(dir, "reloc", b.data, b.size);
}

static void write_pv(void)
{
	static const uint8_t entry[8] = { 0, 0, MK_TEXT >> 16, 0x80, 0xff, 0xff, 0xff, 0xff };
	static const struct mk_note note = { "Xen", MK_ENTRY, entry, 8 };
	_cleanup_(mk_fini) struct mk_blob b = mkelf_notes(true, &note, 1, 4);

	fx_write_file(dir, "pv", b.data, b.size);
}

/* Two SSDTs with nothing in them, one behind the other. */
static void write_tables(void)
{
	uint8_t file[72];

	fx_make_table(file, "SSDT", 36);
	fx_make_table(file + 36, "SSDT", 36);
	fx_write_file(dir, "tables", file, sizeof(file));
}

static void write_files(void)
{
	_cleanup_(mk_fini) struct mk_blob elf32 = mkelf_small(false),
					  elf64 = mkelf_small(true);
	uint8_t data[5000];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = fx_byte(i);
	fx_write_file(dir, "elf32", elf32.data, elf32.size);
	fx_write_file(dir, "elf64", elf64.data, elf64.size);
	fx_write_file(dir, "initrd", data, sizeof(data));
	fx_write_file(dir, "policy", data, 3);
	write_reloc();
	write_pv();
	write_tables();
}

/* Where they part, and a little before it: lines of JSON can be very long. */
static void show_difference(const char *got, const char *wanted)
{
	size_t line = 1, start = 0, i = 0;

	for (; got[i] && got[i] == wanted[i]; i++) {
		if (got[i] != '\n')
			continue;
		line++;
		start = i + 1;
	}
	if (i - start > 40)
		start = i - 40;
	printf("# line %zu: %.*s\n# wanted: %.*s\n", line,
	       (int)min_u64(strcspn(got + start, "\n"), 80), got + start,
	       (int)min_u64(strcspn(wanted + start, "\n"), 80), wanted + start);
}

static void compare(const struct pvh_plan *plan, const char *golden, const char *name,
		    enum pvh_format format)
{
	_cleanup_free_ char *text = NULL, *wanted = NULL;
	char file[64];
	size_t size;

	snprintf(file, sizeof(file), "%s.%s", name,
		 format == PVH_FORMAT_JSON ? "json" : "txt");
	fx_must(pvh_plan_dump(plan, format, &text), "dump");
	ok(!strstr(text, dir), "%s: names no directory of this machine", file);
	if (getenv("UPDATE_GOLDEN"))
		fx_write_file(golden, file, text, strlen(text));
	wanted = fx_read_file(golden, file, &size);
	if (!ok(wanted && !strcmp(text, wanted), "%s: the plan is as before", file) &&
	    wanted)
		show_difference(text, wanted);
}

static struct pvh_plan *make_plan(const char *text)
{
	struct pvh_ctx *ctx;
	struct pvh_config *config;
	struct pvh_plan *plan;

	fx_must(pvh_new(&ctx), "pvh_new");
	pvh_set_in_process(ctx, true);
	fx_must(pvh_config_from_json(ctx, text, strlen(text), "domain.json", dir,
				     &config),
		pvh_get_error(ctx)->sentence);
	fx_must(pvh_plan_from_config(config, &plan), pvh_get_error(ctx)->sentence);
	pvh_config_unref(config);
	pvh_unref(ctx);
	return plan;
}

int main(void)
{
	const char *top = getenv("top_srcdir");
	char golden[256];

	snprintf(golden, sizeof(golden), "%s/tests/golden", top ? top : ".");
	fx_make_dir(dir);
	write_files();
	for (size_t i = 0; i < ARRAY_SIZE(golden_cases); i++) {
		struct pvh_plan *plan = make_plan(golden_cases[i].text);

		compare(plan, golden, golden_cases[i].name, PVH_FORMAT_TEXT);
		compare(plan, golden, golden_cases[i].name, PVH_FORMAT_JSON);
		pvh_plan_unref(plan);
	}
	fx_remove_dir(dir);
	return done();
}
