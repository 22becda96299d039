# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Small, middling and large guests, and one, two and four CPUs.

size() {
	name=size-$1-$2
	line=$(cmdline poweroff)
	build "$name" memory="$1" vcpus="$2" kernel="$inputs/vmlinuz-cloud" \
		ramdisk="$inputs/guest.cpio.gz" cmdline="$line" || return
	expect_guest "$name" "$1" "$2" "$inputs/guest.cpio.gz" "$line"
	is "$name: RAM above 4 GiB" "$(high_ram_of "$name")" "$3"
	ends "$name"
	destroy "$name"
}

# takes NAME MEBIBYTES: of the host, at most.
takes() { [ "$(xl list "$1" | awk 'NR == 2 { print $3 }')" -le "$2" ]; }

before=$(free_memory)
size 128 1 0
size 512 2 0
if [ "$before" -gt 5400 ]; then
	# 4032 MiB lie below the hole for devices, as with xl.
	size 5120 4 $(((5120 - 4032) * 1048576))
else
	skip "size-5120-4" "the machine has $before MiB free; 5400 are needed"
fi

# A guest that may grow: its memory map has all it may ever have, and Linux gives back at
# once what it does not get.
line=$(cmdline stay)
if build grows memory=192 maxmem=384 kernel="$inputs/vmlinuz-cloud" \
	ramdisk="$inputs/guest.cpio.gz" cmdline="$line"; then
	report grows
	is "grows: RAM in the memory map" "$(ram_of grows)" $((384 * 1048576))
	check "grows: takes no more than its memory" retry 60 takes grows 192
	destroy grows
fi

check "all memory is back" retry 120 memory_is_back "$before"

# As many CPUs as Xen gives to a guest. The first time Xen keeps a MiB for itself, whoever
# builds such a guest (xl create too), and the second time none: so twice.
crowd() {
	write_config crowd memory=256 vcpus=128 kernel="$inputs/vmlinuz-cloud"
	build_written crowd --paused || return
	is "crowd: CPUs" "$(xl vcpu-list crowd | awk 'NR > 1' | wc -l)" 128
	destroy crowd
	check "crowd: the memory is back, but for what Xen keeps" \
		retry 120 memory_is_back $((before - 1))
}
crowd
crowd
