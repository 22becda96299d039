# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Linux with a start_info of version 0, and with one that has no memory map: it asks Xen for the
# map then. Modules from descriptors, and above 4 GiB.

kernel=$inputs/vmlinuz-cloud
ramdisk=$inputs/guest.cpio.gz
line=$(cmdline poweroff)

# field KEY: of what the inspector read from the guest's memory.
field() { sed -n "s/^$1 = //p" "$work/$guest.inspect"; }

# start_info NAME JSON VERSION
start_info() {
	write_config "$1" memory=256 vcpus=2 kernel="$kernel" ramdisk="$ramdisk" cmdline="$line" \
		start_info:="$2"
	build_written "$1" --paused || return
	pvh-inspect "$(xl domid "$1")" > "$work/$1.inspect"
	is "$1: version" "$(field start_info.version)" "$3"
	check "$1: xl unpause" xl unpause "$1"
	expect_guest "$1" 256 2 "$ramdisk" "$line"
	ends "$1"
	destroy "$1"
}

start_info version-0 '{ "version": 0 }' 0
start_info no-memmap '{ "memmap": false }' 1

# A module from a file that is open, and one from a pipe.
printf 'from a file' > "$work/opened"
write_config descriptors memory=256 kernel="$kernel" cmdline="$line" \
	modules:="[{\"path\": \"$ramdisk\"}, {\"fd\": 5}, {\"fd\": 6, \"align\": \"2M\"}]"
guest=descriptors
rm -f "$logs/guest-$guest.log"
printf 'from a pipe' | (cd / && pvh-build --paused "$work/$guest.json" 5< "$work/opened" 6<&0) \
	> "$work/$guest.out"
is "modules from descriptors: the domid" "$(cat "$work/$guest.out")" "$(xl domid descriptors)"
pvh-inspect "$(xl domid descriptors)" > "$work/$guest.inspect"
is "... a file of 11 bytes" "$(field module1.size)" 11
is "... a pipe of 11 bytes" "$(field module2.size)" 11
is "... at a multiple of 2 MiB" $(($(field module2.paddr) % 2097152)) 0
destroy descriptors

# What Linux cannot use there is there all the same.
if [ "$(free_memory)" -gt 5400 ]; then
	write_config high memory=5120 kernel="$kernel" ramdisk="$ramdisk" cmdline="$line" \
		modules:="[{\"path\": \"$kernel\", \"min\": \"4G\", \"max\": \"8G\"}]"
	if build_written high --paused; then
		pvh-inspect "$(xl domid high)" > "$work/high.inspect"
		is "a module above 4 GiB: address" "$(field module1.paddr)" 0x100000000
		is "... size" "$(field module1.size)" "$(wc -c < "$kernel")"
		check "xl unpause" xl unpause high
		expect_guest high 5120 1 "$ramdisk" "$line"
		ends high
		destroy high
	fi
else
	skip "a module above 4 GiB" "the machine has $(free_memory) MiB free; 5400 are needed"
fi
