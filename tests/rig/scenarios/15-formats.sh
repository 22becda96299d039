# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# A guest of each kind of kernel that 10-kernels.sh does not boot: Linux packed by zstd, GRUB,
# and Xen itself, as the shim of a PV guest. Linux for 32 bits is booted in Bochs.

line=$(cmdline poweroff)
before=$(free_memory)

# A window of 128 MiB, and no size of the content.
zstd() {
	has linux-6.12 'vmlinuz-6.12.*' || return
	build linux-6.12 memory=256 kernel="$kernel" ramdisk="$inputs/guest.cpio.gz" \
		cmdline="$line" || return
	expect_guest linux-6.12 256 1 "$inputs/guest.cpio.gz" "$line"
	is_linux linux-6.12 "$kernel" x86_64
	ends linux-6.12
	destroy linux-6.12
}

grub_map="base_addr = 0x0, length = 0x4000000, available RAM
base_addr = 0xfc000000, length = 0x1000, ACPI non-volatile storage RAM
base_addr = 0xfeff8000, length = 0x8000, reserved RAM"

grub() {
	has grub grub-xen_pvh || return
	build grub memory=64 kernel="$kernel" || return
	if report grub; then
		is "grub: platform" "$(value grub platform)" i386-xen_pvh
		is "grub: its configuration" "$(value grub config)" "(memdisk)/boot/grub/grub.cfg"
		is "grub: memory map" "$(grep '^base_addr' "$work/grub.report")" "$grub_map"
		ends grub
	fi
	destroy grub
}

# A PV kernel and its initrd in a Xen that does not live without msr_relaxed on the processor
# of the rig. The small userland: system calls of a PV guest take their time.
# What that Xen has to say of its guest would come in the middle of the guest's lines.
shim() {
	has guest32 guest32.cpio.gz || return
	userland=$kernel
	has xen-shim xen-shim || return
	pv_kernel=$inputs/vmlinuz-cloud
	build shim memory=256 kernel="$pv_kernel" ramdisk="$userland" cmdline="$line" \
		pvshim:=true pvshim_path="$kernel" pvshim_extra="guest_loglvl=none" \
		msr_relaxed:=true || return
	if report shim; then
		is_linux shim "$pv_kernel" x86_64
		is "shim: command line" "$(value shim cmdline)" "$line"
		is "shim: kind of guest" "$(value shim guest_type)" PV
		ends shim
	fi
	destroy shim
}

zstd
grub
shim
check "all memory is back" retry 120 memory_is_back "$before"
