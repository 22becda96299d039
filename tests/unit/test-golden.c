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
#include "tap.h"

static const struct {
	const char *name;
	const char *text;
} cases[] = {
	{ "small",
	  "{ \"name\": \"small\", \"uuid\": \"" FX_UUID "\", \"memory\": 64,\n"
	  "  \"kernel\": \"elf64\" }" },
	{ "large",
	  "{ \"name\": \"large\", \"uuid\": \"" FX_UUID "\", \"memory\": \"5G\",\n"
	  "  \"vcpus\": 4, \"maxvcpus\": 8, \"kernel\": \"elf32\", \"ramdisk\": \"initrd\",\n"
	  "  \"msr_relaxed\": true,\n"
	  "  \"cmdline\": \"console=hvc0 root=/dev/xvda\",\n"
	  "  \"modules\": [ { \"path\": \"policy\", \"cmdline\": \"flask\" },\n"
	  "                 { \"path\": \"initrd\", \"cmdline\": \"again and again\" } ] }" },
	{ "relocated",
	  "{ \"name\": \"relocated\", \"uuid\": \"" FX_UUID "\", \"memory\": 12,\n"
	  "  \"kernel\": \"reloc\", \"cmdline\": \"quiet\" }" },
	{ "on-demand",
	  "{ \"name\": \"on-demand\", \"uuid\": \"" FX_UUID "\", \"memory\": 128,\n"
	  "  \"maxmem\": 512, \"vcpus\": 2, \"kernel\": \"elf64\", \"ramdisk\": \"initrd\" }" },
	{ "nodes",
	  "{ \"name\": \"nodes\", \"uuid\": \"" FX_UUID "\", \"memory\": \"5G\",\n"
	  "  \"vcpus\": 2, \"maxvcpus\": 4, \"kernel\": \"elf64\",\n"
	  "  \"vnuma\": [\n"
	  "    { \"pnode\": 0, \"size\": \"3G\", \"vcpus\": \"0,2-3\", \"vdistances\": [10, 21] },\n"
	  "    { \"pnode\": 1, \"size\": 2048, \"vcpus\": [1] } ] }" },
	{ "cut",
	  "{ \"name\": \"cut\", \"uuid\": \"" FX_UUID "\", \"memory\": 2048,\n"
	  "  \"mmio_hole\": 3072, \"kernel\": \"reloc\", \"acpi_firmware\": \"tables\",\n"
	  "  \"reserved\": [ { \"start\": \"0x100100000\", \"size\": 1 },\n"
	  "                  { \"start\": \"16M\", \"size\": \"64K\" } ] }" },
	{ "shim",
	  "{ \"name\": \"shim\", \"uuid\": \"" FX_UUID "\", \"memory\": 64,\n"
	  "  \"kernel\": \"pv\", \"ramdisk\": \"initrd\", \"cmdline\": \"console=hvc0\",\n"
	  "  \"pvshim\": true, \"pvshim_path\": \"elf64\", \"pvshim_extra\": \"loglvl=all\" }" },
	{ "policy",
	  "{ \"name\": \"policy\", \"uuid\": \"" FX_UUID "\", \"memory\": 64, \"vcpus\": 2,\n"
	  "  \"kernel\": \"elf64\", \"oos\": false, \"altp2m\": \"external\", \"vpmu\": true,\n"
	  "  \"vmtrace_buf_kb\": 64, \"shadow_memory\": 8, \"nomigrate\": true,\n"
	  "  \"tsc_mode\": \"native\", \"timer_mode\": \"one_missed_tick_pending\",\n"
	  "  \"rtc_timeoffset\": -3600, \"localtime\": true, \"pool\": \"Pool-0\",\n"
	  "  \"cpus\": [\"0-3,^1\", \"node:1\"], \"cpus_soft\": \"all,^7\", \"cpu_weight\": 512,\n"
	  "  \"cap\": 150, \"max_grant_frames\": 32, \"max_maptrack_frames\": 64,\n"
	  "  \"max_grant_version\": 1, \"max_event_channels\": 4095,\n"
	  "  \"seclabel\": \"system_u:system_r:domU_t\",\n"
	  "  \"init_seclabel\": \"system_u:system_r:nomigrate_t_building\",\n"
	  "  \"driver_domain\": true, \"xend_suspend_evtchn_compat\": true,\n"
	  "  \"cpuid\": \"host,family=23,model=1,sse3=0,fsgsbase=1,rdcl-no=1\" }" },
	{ "devices",
	  "{ \"name\": \"devices\", \"uuid\": \"" FX_UUID "\", \"memory\": 64,\n"
	  "  \"kernel\": \"elf64\",\n"
	  "  \"disk\": [ { \"target\": \"/dev/vg/root\", \"vdev\": \"xvda\",\n"
	  "                \"script\": \"/etc/xen/scripts/block\" },\n"
	  "              { \"target\": \"iqn.2001-05.com.example:storage\", \"vdev\": \"d16p2\",\n"
	  "                \"access\": \"ro\", \"script\": \"/opt/block-iscsi\",\n"
	  "                \"backend\": \"storage\", \"direct_io_safe\": true } ],\n"
	  "  \"vif\": [ { \"mac\": \"00:16:3e:12:34:56\",\n"
	  "               \"script\": \"/etc/xen/scripts/vif-bridge\" },\n"
	  "             { \"mac\": \"0A:00:00:00:00:01\", \"devid\": 4, \"ip\": \"10.0.0.1\",\n"
	  "               \"script\": \"/opt/vif-route\", \"vifname\": \"web\", \"mtu\": 9000,\n"
	  "               \"gatewaydev\": \"eth0\", \"rate\": \"10Mb/s@20ms\",\n"
	  "               \"trusted\": false } ] }" },
};

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
	fx_must(pvh_set_image_worker(ctx, NULL), "in this process");
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
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct pvh_plan *plan = make_plan(cases[i].text);

		compare(plan, golden, cases[i].name, PVH_FORMAT_TEXT);
		compare(plan, golden, cases[i].name, PVH_FORMAT_JSON);
		pvh_plan_unref(plan);
	}
	fx_remove_dir(dir);
	return done();
}
