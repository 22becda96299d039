# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Linux for 32 bits, and what it is about: an ELF of the class 32, with notes of 4 bytes.
#
# Not in QEMU: that sets the accessed bit in the four entries that PAE's page tables start
# with, where it is reserved, and does not say where the instruction behind the intercepted one
# is. Xen then has to read the one it intercepted; because of that bit it takes the page
# tables for invalid and cannot. Whoever builds the guest, it stays at the first CPUID after
# paging is on.

line=$(cmdline poweroff)

has guest32 guest32.cpio.gz || return
ramdisk=$kernel
has linux-686-pae 'vmlinuz-*-686-pae' || return
build linux-686-pae memory=128 kernel="$kernel" ramdisk="$ramdisk" cmdline="$line" || return
if report linux-686-pae; then
	is_linux linux-686-pae "$kernel" i686
	is "linux-686-pae: command line" "$(value linux-686-pae cmdline)" "$line"
	is "linux-686-pae: RAM in the memory map" "$(ram_of linux-686-pae)" $((128 * 1048576))
	is "linux-686-pae: kind of guest" "$(value linux-686-pae guest_type)" PVH
	ends linux-686-pae
fi
destroy linux-686-pae
