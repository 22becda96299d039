# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Debian's two kernels as they are in /boot, and one as the bare ELF file.

for kernel in vmlinuz-cloud vmlinuz-generic vmlinux-cloud; do
	line=$(cmdline poweroff "probe=$kernel" 'quoted="a b"' x=1,2)
	build "$kernel" memory=256 vcpus=1 kernel="$inputs/$kernel" \
		ramdisk="$inputs/guest.cpio.gz" cmdline:="\"$(echo "$line" | sed 's/"/\\"/g')\"" || continue
	expect_guest "$kernel" 256 1 "$inputs/guest.cpio.gz" "$line"
	is_linux "$kernel" "$inputs/vmlinuz-${kernel#*-}" x86_64
	ends "$kernel"
	destroy "$kernel"
done
