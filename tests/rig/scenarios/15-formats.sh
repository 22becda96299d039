# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# A guest of each kind of kernel that 10-kernels.sh does not boot: Linux packed by zstd, Linux
# for 32 bits, GRUB, and Xen itself, as the shim of a PV guest.

line=$(cmdline poweroff)
before=$(free_memory)

# has NAME PATTERN: copies the file of /host/kernels to $kernel; or says why there is none.
has() {
	# shellcheck disable=SC2086 # a pattern
	set -- "$1" /host/kernels/$2
	if [ ! -e "$2" ]; then
		skip "$1" "$(cat "/host/kernels/$1.absent")"
		return 1
	fi
	kernel=$work/${2##*/}
	dd if="$2" of="$kernel" bs=1M 2>/dev/null
}

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

# register NAME REGISTER: of vCPU 0, in hexadecimal.
register() {
	xen-hvmctx "$(xl domid "$1")" | sed -n "s/.*[ \t]$2 0x\([0-9a-f]*\).*/\1/p" | head -n 1
}

# Is paging on, and the kernel at the addresses it was linked for?
runs_paged() {
	[ $((0x0$(register "$1" cr0) >> 31)) = 1 ] && [ $((0x0$(register "$1" rip))) -ge $((0xc0000000)) ]
}

# QEMU sets the accessed bit in the four entries that PAE's page tables start with, where it
# is reserved. Unless the processor says where the next instruction is, Xen has to read the
# one it intercepted; because of that bit it takes the page tables for invalid and cannot. So
# the guest stays at the first CPUID after paging is on, and xl's guest does, too.
can_emulate_pae() { xl dmesg | grep -q 'Next-RIP Saved'; }

# An ELF of the class 32, with notes of 4 bytes.
bits32() {
	has linux-686-pae 'vmlinuz-*-686-pae' || return
	pae=$kernel
	has guest32 guest32.cpio.gz || return
	build linux-686-pae memory=128 kernel="$pae" ramdisk="$kernel" cmdline="$line" || return
	if ! can_emulate_pae; then
		check "linux-686-pae: runs with paging on, which is as far as QEMU can take it" \
			retry "$patience" runs_paged linux-686-pae
	elif report linux-686-pae; then
		is_linux linux-686-pae "$pae" i686
		is "linux-686-pae: command line" "$(value linux-686-pae cmdline)" "$line"
		is "linux-686-pae: RAM in the memory map" "$(ram_of linux-686-pae)" $((128 * 1048576))
		is "linux-686-pae: kind of guest" "$(value linux-686-pae guest_type)" PVH
		ends linux-686-pae
	fi
	destroy linux-686-pae
}

grub_map="base_addr = 0x0, length = 0x4000000, available RAM
base_addr = 0xfc000000, length = 0x4000, ACPI non-volatile storage RAM
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

# A PV kernel and its initrd as modules of a Xen that does not live without msr_relaxed on
# the processor of the rig. The small userland: system calls of a PV guest take their time.
shim() {
	has guest32 guest32.cpio.gz || return
	userland=$kernel
	has xen-shim xen-shim || return
	pv_kernel=$inputs/vmlinuz-cloud
	build shim memory=256 kernel="$kernel" cmdline="pv-shim console=xen,pv" \
		msr_relaxed:=true modules:="[
			{ \"path\": \"$pv_kernel\", \"cmdline\": \"$line\" },
			{ \"path\": \"$userland\" } ]" || return
	if report shim; then
		is_linux shim "$pv_kernel" x86_64
		is "shim: command line" "$(value shim cmdline)" "$line"
		is "shim: kind of guest" "$(value shim guest_type)" PV
		ends shim
	fi
	destroy shim
}

zstd
bits32
grub
shim
check "all memory is back" retry 120 memory_is_back "$before"
