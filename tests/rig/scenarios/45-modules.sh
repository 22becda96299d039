# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Modules, each with a command line of its own.

kernel=$inputs/vmlinuz-cloud
ramdisk=$inputs/guest.cpio.gz
printf 'a second module' > "$work/second"
head -c 70001 /dev/urandom > "$work/third"

# field KEY: of what the inspector read from the guest's memory.
field() { sed -n "s/^$1 = //p" "$work/modules.inspect"; }

# is_module INDEX FILE CMDLINE
is_module() {
	is "module $1: size" "$(field "module$1.size")" "$(wc -c < "$2")"
	is "module $1: command line" "$(field "module$1.cmdline")" "$3"
}

write_config modules memory=256 kernel="$kernel" ramdisk="$ramdisk" \
	cmdline="$(cmdline poweroff)" \
	modules:="[{\"path\": \"$work/second\", \"cmdline\": \"second x=1\"}, {\"path\": \"$work/third\"}]"
if build_written modules --paused; then
	pvh-inspect "$(xl domid modules)" > "$work/modules.inspect"
	is "number of modules" "$(field start_info.nr_modules)" 3
	is_module 0 "$ramdisk" none
	is_module 1 "$work/second" '"second x=1"'
	is_module 2 "$work/third" none
	check "xl unpause" xl unpause modules
	expect_guest modules 256 1 "$ramdisk" "$(cmdline poweroff)"
	ends modules
	destroy modules
fi

# Without a ramdisk, Linux takes the first module. Here it is read from 9p without a cache,
# which cannot read into the memory of another domain.
if build first memory=256 kernel="$kernel" cmdline="$(cmdline poweroff)" \
	modules:="[{\"path\": \"/host/inputs/guest.cpio.gz\", \"cmdline\": \"ignored by Linux\"}]"; then
	expect_guest first 256 1 "$ramdisk" "$(cmdline poweroff)"
	ends first
	destroy first
fi
