/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The domains whose plans are in tests/golden. */
#ifndef GOLDEN_CASES_H
#define GOLDEN_CASES_H

#include "fixture.h"

static const struct {
	const char *name;
	const char *text;
} golden_cases[] = {
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

#endif
