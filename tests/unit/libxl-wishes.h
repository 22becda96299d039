/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Guests of whom much is said: for what libxl is to know of them. */
#ifndef LIBXL_WISHES_H
#define LIBXL_WISHES_H

#include "fixture.h"

static const struct fx_guest much_wished = {
	.memory = MIB(3072), .vcpus = 2, .max_vcpus = 4, .cmdline = "console=hvc0 \"quoted\" \xc3\xa9",
	.msr_relaxed = true,
	.wishes = WISHES(
		"kernel", "\"/boot/vmlinuz\"", "ramdisk", "\"images/initrd\"",
		"oos", "false", "shadow_memory", "\"64M\"", "vpmu", "true",
		"altp2m", "\"external\"", "vmtrace_buf_kb", "64", "nomigrate", "true",
		"tsc_mode", "\"always_emulate\"", "timer_mode", "\"delay_for_missed_ticks\"",
		"rtc_timeoffset", "-5", "localtime", "true", "pool", "\"0\"",
		"cpus", "[\"0-1\", \"node:1\"]", "cpus_soft", "\"all\"",
		"cpu_weight", "512", "cap", "0", "max_grant_frames", "32",
		"max_maptrack_frames", "0", "max_grant_version", "1", "max_event_channels", "4095",
		"seclabel", "\"system_u:system_r:domU_t\"",
		"init_seclabel", "\"system_u:system_r:domU_t\"",
		"driver_domain", "true", "xend_suspend_evtchn_compat", "true",
		"cpuid", "[\"1:ecx=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx0\","
			 " \"7,0:ebx=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx1,edx=kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk\"]",
		"disk", "[{\"target\": \"/dev/vg/web1\", \"vdev\": \"xvda\"},"
			" {\"target\": \"images/cd.iso\", \"vdev\": \"xvdb\", \"devtype\": \"cdrom\","
			" \"direct_io_safe\": true, \"trusted\": false},"
			" {\"target\": \"pool/image\", \"vdev\": \"xvdc1\", \"access\": \"ro\","
			" \"script\": \"block-ceph\", \"backend\": \"storage\"},"
			" {\"target\": \"images/data\", \"vdev\": \"xvdd\", \"format\": \"qcow2\"},"
			" {\"target\": \"data\", \"vdev\": \"xvde\", \"format\": \"vhd\","
			" \"backend\": \"storage\"}]",
		"p9", "[{\"tag\": \"home\", \"path\": \"home\"},"
		      " {\"tag\": \"pool\", \"path\": \"pool/shared\", \"backend\": \"5\"}]",
		"channel", "[{\"name\": \"second\", \"connection\": \"pty\"},"
			   " {\"name\": \"agent\", \"connection\": \"socket\","
			   " \"path\": \"run/agent\"},"
			   " {\"name\": \"far\", \"connection\": \"socket\","
			   " \"path\": \"run/far\", \"backend\": \"5\"}]",
		"device_model_override", "\"bin/qemu\"",
		"vif", "[{\"mac\": \"00:16:3e:12:34:56\"},"
		       " {\"mac\": \"00:16:3e:65:43:21\", \"devid\": 7, \"bridge\": \"br1\","
		       " \"script\": \"vif-route\", \"vifname\": \"web1.7\", \"ip\": \"10.0.0.7\","
		       " \"gatewaydev\": \"eth0\", \"backend\": \"5\", \"rate\": \"1MB/s@20ms\","
		       " \"mtu\": 9000, \"trusted\": false}]",
		"vnuma", "[{\"pnode\": 1, \"size\": \"2G\", \"vcpus\": \"0,3\", \"vdistances\": [10, 21]},"
			 " {\"pnode\": 0, \"size\": 1024, \"vcpus\": [1, 2]}]")
};

/* A PV guest in Xen's shim, with every action once but "destroy". */
static const struct fx_guest shim_wished = {
	.wishes = WISHES(
		"kernel", "\"vmlinux\"", "pvshim", "true", "pvshim_path", "\"boot/shim\"",
		"pvshim_cmdline", "\"pv-shim\"", "pvshim_extra", "\"loglvl=all\"",
		"on_poweroff", "\"preserve\"", "on_reboot", "\"rename-restart\"",
		"on_watchdog", "\"coredump-restart\"", "on_crash", "\"coredump-destroy\"",
		"on_soft_reset", "\"restart\"")
};

#endif
