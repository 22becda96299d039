# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# The kernel of 10-kernels.sh on the other machine, which has a processor of Intel's; with a
# small userland, for it is a slow one.

line=$(cmdline poweroff)

has guest32 guest32.cpio.gz || return
build linux-64 memory=128 kernel="$inputs/vmlinuz-cloud" ramdisk="$kernel" cmdline="$line" || return
if report linux-64; then
	is_linux linux-64 "$inputs/vmlinuz-cloud" x86_64
	is "linux-64: command line" "$(value linux-64 cmdline)" "$line"
	is "linux-64: RAM in the memory map" "$(ram_of linux-64)" $((128 * 1048576))
	is "linux-64: kind of guest" "$(value linux-64 guest_type)" PVH
	complains linux-64
	ends linux-64
fi
destroy linux-64
