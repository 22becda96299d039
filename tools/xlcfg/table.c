/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every option of xl.cfg(5) as of Xen 4.17, and those that xl has besides: first what becomes a
 * key of a domain.json, in the order of docs/domain.json.md, then what does not, and why.
 */
#include <limits.h>
#include <string.h>

#include "tools/xlcfg/convert.h"

static const char *const altp2m_modes[] = { "disabled", "mixed", "external", "limited", NULL };
static const char *const tsc_modes[] = { "default", "always_emulate", "native", NULL };
static const char *const timer_modes[] = {
	"delay_for_missed_ticks", "no_delay_for_missed_ticks", "no_missed_ticks_pending",
	"one_missed_tick_pending", NULL
};

#define ROW(option, how) .name = option, .convert = how
#define PART(option, of) { .name = option, .kind = ROW_PART, .reason = of }
#define DROPPED(option, why) { .name = option, .kind = ROW_DROPPED, .reason = why }
#define REFUSED(option, why) { .name = option, .kind = ROW_REFUSED, .reason = why }

#define HVM "only for HVM guests"
#define PV "only for PV guests"
#define ARM "only for guests on Arm"
#define STUB HVM ": QEMU of a PVH guest has no domain of its own"
#define ARGS "arguments are not passed on to QEMU by pvh-build"
#define NO_PCI "it says how PCI devices are passed through, and none can be"
#define UNSUPPORTED "it is not supported by pvh-build"
#define LATER UNSUPPORTED " yet"
#define SCREEN "QEMU, which is its backend, has neither screen nor keyboard with pvh-build"

static const struct row rows[] = {
	{ .name = "type", .kind = ROW_TYPE },
	{ .name = "builder", .kind = ROW_TYPE },
	{ ROW("name", convert_name), .always = true },
	{ ROW("uuid", convert_text) },
	{ ROW("memory", convert_memory), .always = true, .min = 1, .max = INT_MAX },
	{ ROW("maxmem", convert_number), .min = 1, .max = INT_MAX },
	{ ROW("vcpus", convert_number), .min = 1, .max = INT_MAX },
	{ ROW("maxvcpus", convert_maxvcpus), .always = true, .min = 1, .max = INT_MAX },
	{ ROW("msr_relaxed", convert_flag) },
	{ ROW("kernel", convert_kernel), .always = true },
	{ ROW("ramdisk", convert_path) },
	{ ROW("cmdline", convert_cmdline), .always = true },
	PART("root", "cmdline"),
	PART("extra", "cmdline"),
	{ ROW("vnuma", convert_vnuma) },
	{ ROW("disk", convert_disks) },
	{ ROW("vif", convert_vifs) },
	{ ROW("p9", convert_shares) },
	{ ROW("channel", convert_channels) },
	{ ROW("device_model_override", convert_device_model) },
	{ ROW("pvshim", convert_flag) },
	{ ROW("pvshim_path", convert_path) },
	{ ROW("pvshim_cmdline", convert_text) },
	{ ROW("pvshim_extra", convert_text) },
	{ ROW("cpuid", convert_cpuid) },
	{ ROW("hap", convert_flag) },
	{ ROW("oos", convert_flag) },
	{ ROW("shadow_memory", convert_number), .min = 1, .max = INT_MAX },
	{ ROW("nestedhvm", convert_flag) },
	{ ROW("altp2m", convert_mode), .modes = altp2m_modes },
	{ ROW("vpmu", convert_flag) },
	{ ROW("vmtrace_buf_kb", convert_number), .min = 0, .max = INT_MAX },
	{ ROW("passthrough", convert_passthrough) },
	{ ROW("nomigrate", convert_flag) },
	{ ROW("tsc_mode", convert_mode), .modes = tsc_modes },
	{ ROW("timer_mode", convert_mode), .modes = timer_modes },
	{ ROW("rtc_timeoffset", convert_number) },
	{ ROW("localtime", convert_flag) },
	{ ROW("cpus", convert_cpus), .always = true },
	{ ROW("cpus_soft", convert_cpus_soft) },
	{ ROW("pool", convert_text) },
	{ ROW("cpu_weight", convert_number), .min = 1, .max = 65535 },
	{ ROW("cap", convert_number), .min = 0, .max = INT_MAX },
	{ ROW("extratime", convert_flag) },
	{ ROW("max_grant_frames", convert_limit), .always = true, .min = 0, .max = INT_MAX },
	{ ROW("max_maptrack_frames", convert_limit), .always = true, .min = 0, .max = INT_MAX },
	{ ROW("max_grant_version", convert_limit), .always = true, .min = 0, .max = INT_MAX },
	{ ROW("max_event_channels", convert_number), .min = 0, .max = INT_MAX },
	{ ROW("seclabel", convert_seclabel), .always = true },
	PART("init_seclabel", "seclabel"),
	{ ROW("driver_domain", convert_flag) },
	{ ROW("xend_suspend_evtchn_compat", convert_flag) },
	{ ROW("on_poweroff", convert_action) },
	{ ROW("on_reboot", convert_action) },
	{ ROW("on_crash", convert_action) },
	{ ROW("on_watchdog", convert_action) },
	{ ROW("on_soft_reset", convert_action) },

	/* Another way to boot. */
	{ ROW("firmware", refuse_firmware), .kind = ROW_REFUSED,
	  .reason = "the firmware that xl has is for PV and HVM guests" },
	REFUSED("bootloader", "it looks for a kernel on the guest's disk, in the control domain; "
		"in the guest GRUB does: kernel=\"/usr/lib/grub-xen/grub-i386-xen_pvh.bin\""),
	DROPPED("bootloader_args", "it means nothing without bootloader"),

	/* Devices. */
	REFUSED("pvcalls", LATER),
	REFUSED("vtpm", LATER),
	REFUSED("vdispl", LATER),
	REFUSED("vsnd", LATER),
	REFUSED("vfb", SCREEN),
	REFUSED("vkb", LATER),
	REFUSED("usbctrl", LATER),
	REFUSED("usbdev", LATER),
	REFUSED("pci", "Xen has no passthrough of PCI devices to PVH guests"),
	DROPPED("pci_permissive", NO_PCI),
	DROPPED("pci_msitranslate", NO_PCI),
	DROPPED("pci_seize", NO_PCI),
	DROPPED("pci_power_mgmt", NO_PCI),
	DROPPED("rdm", NO_PCI),
	REFUSED("ioports", UNSUPPORTED ", and with xl the guest does not reach them either: Xen "
		"permits ports to a PVH guest, but nothing maps them into it"),
	REFUSED("iomem", UNSUPPORTED ", which, unlike xl, maps no memory of devices into a guest"),
	REFUSED("irqs", UNSUPPORTED ", and with xl the guest does not get them either: Xen has no "
		"PIRQs for PVH guests"),
	DROPPED("vif2", "xl has not had netchannel2 for long, and ignores it"),

	/* Schedulers. */
	REFUSED("period", "a domain.json has it only together with budget, for which xl has no option"),
	DROPPED("slice", "it is for the scheduler sedf, which Xen has no more"),
	DROPPED("latency", "it is for the scheduler sedf, which Xen has no more"),

	/* Other guests. */
	DROPPED("e820_host", PV),
	DROPPED("device_tree", ARM),
	DROPPED("dtdev", ARM),
	DROPPED("gic_version", ARM),
	DROPPED("vuart", ARM),
	DROPPED("tee", ARM),
	DROPPED("acpi", "a PVH guest always has ACPI tables, with xl too"),
	DROPPED("mmio_hole", HVM " in xl; a domain.json has a mmio_hole of its own"),
	DROPPED("acpi_firmware", HVM " in xl; a domain.json has an acpi_firmware of its own"),
	DROPPED("acpi_laptop_slate", HVM),
	DROPPED("acpi_s3", HVM),
	DROPPED("acpi_s4", HVM),
	DROPPED("altp2mhvm", HVM ": altp2m is for others as well"),
	DROPPED("apic", HVM),
	DROPPED("bios", HVM),
	DROPPED("bios_path_override", HVM),
	DROPPED("boot", HVM),
	DROPPED("display", HVM),
	DROPPED("firmware_override", HVM),
	DROPPED("gfx_passthru", HVM),
	DROPPED("hdtype", HVM),
	DROPPED("hpet", HVM),
	DROPPED("keymap", HVM),
	DROPPED("mca_caps", HVM),
	DROPPED("ms_vm_genid", HVM),
	DROPPED("nographic", HVM),
	DROPPED("nx", HVM),
	DROPPED("opengl", HVM),
	DROPPED("pae", HVM),
	DROPPED("rdm_mem_boundary", HVM),
	DROPPED("sdl", HVM),
	DROPPED("serial", HVM ": the console is hvc0"),
	DROPPED("smbios_firmware", HVM),
	DROPPED("soundhw", HVM),
	DROPPED("spice", HVM),
	DROPPED("spice_clipboard_sharing", HVM),
	DROPPED("spice_image_compression", HVM),
	DROPPED("spice_streaming_video", HVM),
	DROPPED("spiceagent_mouse", HVM),
	DROPPED("spicedisable_ticketing", HVM),
	DROPPED("spicehost", HVM),
	DROPPED("spicepasswd", HVM),
	DROPPED("spiceport", HVM),
	DROPPED("spicetls_port", HVM),
	DROPPED("spiceusbredirection", HVM),
	DROPPED("spicevdagent", HVM),
	DROPPED("stdvga", HVM),
	DROPPED("usb", HVM),
	DROPPED("usbdevice", HVM),
	DROPPED("usbversion", HVM),
	DROPPED("vendor_device", HVM),
	DROPPED("vga", HVM),
	DROPPED("videoram", HVM ", though xl takes it from the memory of others, too"),
	DROPPED("viridian", HVM),
	DROPPED("vkb_device", HVM),
	DROPPED("vnc", HVM),
	DROPPED("vncdisplay", HVM),
	DROPPED("vnclisten", HVM),
	DROPPED("vncpasswd", HVM),
	DROPPED("vncunused", HVM),
	DROPPED("vncviewer", "xl ignores it, and has xl create -V for it"),
	DROPPED("vpt_align", HVM),
	DROPPED("xauthority", HVM),
	DROPPED("xen_platform_pci", HVM),

	/* What else there is to say of QEMU. */
	DROPPED("device_model", "xl ignores it, and has device_model_override for it"),
	{ ROW("device_model_args", refuse_for_qemu), .kind = ROW_REFUSED, .reason = ARGS },
	DROPPED("device_model_args_hvm", HVM),
	{ ROW("device_model_args_pv", refuse_for_qemu), .kind = ROW_REFUSED, .reason = ARGS },
	DROPPED("device_model_stubdomain_override", STUB),
	DROPPED("device_model_stubdomain_seclabel", STUB),
	DROPPED("device_model_user", HVM ": QEMU of a PVH guest runs as root with xl, too"),
	{ ROW("device_model_version", drop_version), .kind = ROW_DROPPED,
	  .reason = "it is qemu-xen, as it is without it" },
	{ ROW("dm_restrict", refuse_flag_for_qemu), .kind = ROW_REFUSED,
	  .reason = "pvh-build does not confine QEMU" },
	DROPPED("stubdomain_cmdline", STUB),
	DROPPED("stubdomain_kernel", STUB),
	DROPPED("stubdomain_memory", STUB),
	DROPPED("stubdomain_ramdisk", STUB),
};

const struct row *row_at(size_t i)
{
	return i < ARRAY_SIZE(rows) ? &rows[i] : NULL;
}

const struct row *row_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}
