/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a domain is made of. */
#include "tools/describe/about.h"

static const struct about domain[] = {
	KEY("name", FORM_TEXT, "no `/`, no control characters, and not only digits, which xl "
	    "would take for a domid", .min = 1, .max = CONFIG_MAX_NAME, .mandatory = true,
	    .pattern = "^[^/" CONTROLS "]*[^/0-9" CONTROLS "][^/" CONTROLS "]*$"),
	KEY("uuid", FORM_TEXT, "`\"8-4-4-4-12\"` hexadecimal digits, not all of them 0",
	    .min = 36, .max = 36, .pattern = "^" HEX "{8}(-" HEX "{4}){3}-" HEX "{12}$",
	    .preset = "a random one"),
	KEY("memory", FORM_SIZE, "guest memory at start", .min = CONFIG_MIN_MEMORY,
	    .max = CONFIG_MAX_MEMORY, .mandatory = true),
	KEY("maxmem", FORM_SIZE, "what the guest's memory map describes; more than `memory` is "
	    "populated on demand (PoD), and the guest must balloon down early",
	    .min = CONFIG_MIN_MEMORY, .max = CONFIG_MAX_MEMORY, .preset = "`memory`"),
	KEY("vcpus", FORM_NUMBER, "vCPUs online at start", .min = 1, .max = CONFIG_MAX_VCPUS,
	    .preset = "`1`"),
	KEY("maxvcpus", FORM_NUMBER, "vCPUs that can be online at all", .min = 1,
	    .max = CONFIG_MAX_VCPUS, .preset = "`vcpus`"),
	OPTION("msr_relaxed", "`true`: the guest may read MSRs that Xen does not know, as 0, "
	       "and write them without effect, as long as the host has them; otherwise it gets "
	       "a general protection fault. For a guest that cannot live without: the PV shim "
	       "on some processors"),
	KEY("kernel", FORM_TEXT, "path of a PVH kernel: an ELF with the Xen note PHYS32_ENTRY, "
	    "or a Linux bzImage that holds one, compressed with gzip, bzip2, lzma, xz, lz4 or "
	    "zstd; with `pvshim`, of a PV kernel", .min = 1, .mandatory = true),
	KEY("ramdisk", FORM_TEXT, "path of a file that the guest gets, unmodified, as its "
	    "first module: Linux's initrd", .min = 1),
	KEY("cmdline", FORM_TEXT, "the kernel's command line; with `pvshim`, less than 1 KiB",
	    .max = CONFIG_MAX_CMDLINE - 1, .preset = "`\"\"`"),
	KEY("start_info", FORM_OBJECT, "what hvm_start_info is like: see start_info",
	    .preset = "version 1 with a memory map"),
	KEY("modules", FORM_OBJECTS, "more modules, in this order: see Modules",
	    .most = CONFIG_MAX_MODULES),
	OPTION("mmio_hole", "how much below 4 GiB is no RAM; what does not fit below it lies "
	       "above 4 GiB"),
	KEY("reserved", FORM_OBJECTS, "ranges of RAM that the guest keeps but is told to leave "
	    "alone: see Reserved ranges", .most = CONFIG_MAX_RESERVED),
	KEY("vnuma", FORM_OBJECTS, "NUMA nodes of the guest: see vnuma",
	    .most = CONFIG_MAX_VNODES),
	KEY("disk", FORM_OBJECTS, "disks: see Disks", .most = CONFIG_MAX_DISKS),
	KEY("vif", FORM_OBJECTS, "network interfaces: see Network interfaces",
	    .most = CONFIG_MAX_NICS),
	KEY("p9", FORM_OBJECTS, "directories that the guest can mount: see Shared directories",
	    .most = CONFIG_MAX_P9S),
	KEY("channel", FORM_OBJECTS, "consoles beside the first: see Consoles",
	    .most = CONFIG_MAX_CHANNELS),
	OPTION("device_model_override", "path of another QEMU than Debian's, or that of "
	       "`configure --with-xen-qemu`; refused if no device needs QEMU: see Devices that "
	       "QEMU serves"),
	OPTION("acpi_firmware", "path of a file with ACPI tables, such as SSDTs, one behind "
	       "the other, up to 16 MiB and 64 tables: the guest finds them, unmodified, "
	       "behind those that every guest has. Refused: a table whose length or checksum "
	       "is wrong, and RSDT, XSDT, FACP, FACS, DSDT and APIC (with `vnuma` SRAT and "
	       "SLIT too), which are made for each guest"),
	OPTION("pvshim", "`true`: `kernel` is one for PV guests, and Xen's shim runs it: see "
	       "PV kernels"),
};

const struct group about_domain = GROUP("domain", NULL, domain);

static const struct about modules[] = {
	KEY("path", FORM_TEXT, "path of a file that the guest gets byte for byte; its size is "
	    "exact, and what follows it in its last page is zero", .min = 1, .either = true),
	KEY("fd", FORM_NUMBER, "a descriptor that is open when the domain is built: a file, "
	    "which is read from its start, or a pipe, which is read to its end",
	    .max = INT_MAX, .either = true),
	KEY("cmdline", FORM_TEXT, "its command line", .max = CONFIG_MAX_CMDLINE - 1,
	    .preset = "`\"\"`"),
	KEY("align", FORM_SIZE, "its address is a multiple of this, a power of two",
	    .min = GUEST_PAGE, .preset = "`\"4K\"`"),
	KEY("min", FORM_SIZE, "the lowest address that it may have; one of 4G or more needs a "
	    "`max`", .min = GUEST_PAGE, .preset = "`\"1M\"`"),
	KEY("max", FORM_SIZE, "where it has to end: above 4G it may lie above 4 GiB, if it "
	    "does not fit below; Linux does not find it there", .min = 2 * GUEST_PAGE,
	    .preset = "`\"4G\"`"),
};

const struct group about_modules = GROUP("modules", "modules", modules);

static const struct about shim[] = {
	OPTION("pvshim_path", "path of the shim", .needs = "pvshim",
	       .preset = "that of the Xen that pvh-build was built for: "
	                 "`/usr/lib/xen-4.17/boot/xen-shim`, of Debian's package "
	                 "xen-utils-4.17. It need not be of the release of Xen that runs"),
	OPTION("pvshim_cmdline", "the shim's command line", .needs = "pvshim",
	       .preset = "`\"pv-shim console=xen,pv\"`"),
	OPTION("pvshim_extra", "what is added to it, behind a space", .needs = "pvshim",
	       .preset = "nothing"),
};

const struct group about_shim = GROUP("pvshim", NULL, shim);

static const struct about reserved[] = {
	KEY("start", FORM_ADDRESS, "where it begins: `\"0x\"` and hexadecimal digits, or with "
	    "a unit", .mandatory = true),
	KEY("size", FORM_SIZE, "how much it is", .min = GUEST_PAGE, .mandatory = true),
};

const struct group about_reserved = GROUP("reserved", "reserved", reserved);

static const struct about vnuma[] = {
	KEY("pnode", FORM_NUMBER, "the node of the host that the memory is taken from, and "
	    "only from it; one that the host does not have, or that has less free than is "
	    "wanted of it, is refused before anything is made", .max = CONFIG_MAX_PNODE,
	    .mandatory = true),
	KEY("size", FORM_SIZE, "its memory", .min = CONFIG_MIN_MEMORY,
	    .max = CONFIG_MAX_MEMORY, .mandatory = true),
	KEY("vcpus", FORM_CPUS, "its vCPUs: a list such as `\"0-3,5\"`, or an array of numbers",
	    .max = CONFIG_MAX_VCPUS - 1, .pattern = "^(" SPAN "(," SPAN ")*)?$"),
	KEY("vdistances", FORM_NUMBERS, "from it to each node, itself included, in their "
	    "order: 10 to itself, 11 to 255 to others (255: unreachable)", .min = 10,
	    .max = 255, .most = CONFIG_MAX_VNODES, .preset = "10 to itself, 20 to others"),
};

const struct group about_vnuma = GROUP("vnuma", "vnuma", vnuma);

static const struct about start_info[] = {
	KEY("version", FORM_NUMBER, "its version", .max = 1, .preset = "`1`"),
	KEY("memmap", FORM_FLAG, "`false`: it has no memory map, and the guest asks Xen for it "
	    "(XENMEM_memory_map), as one with version 0 does",
	    .preset = "`true` in version 1"),
	KEY("flags", FORM_NUMBER, "SIF_* bits of Xen's public/xen.h; an ordinary guest has none",
	    .max = UINT32_MAX, .preset = "`0`"),
};

const struct group about_start_info = GROUP("start_info", "start_info", start_info);
