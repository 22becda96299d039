# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# A larger hole below 4 GiB, RAM that is reserved, and an ACPI table of the user's: Linux finds
# everything where it was put.

kernel=$inputs/vmlinuz-cloud
ramdisk=$inputs/guest.cpio.gz
line=$(cmdline poweroff)

# Scope (\_SB) { Device (PVHT) { Name (_HID, "PVHT0001") } }
printf 'SSDT\101\0\0\0\002\273RIG\0\0\0EXTRA\0\0\0\001\0\0\0RIG \001\0\0\0' > "$work/ssdt"
printf '\020\034\\_SB_\133\202\024PVHT\010_HID\015PVHT0001\0' >> "$work/ssdt"

# As Linux prints it, with the range of an ISA bus that it puts in itself.
map='[mem 0x0000000000000000-0x000000000009ffff] usable
[mem 0x00000000000a0000-0x00000000000fffff] reserved
[mem 0x0000000000100000-0x000000001fffffff] usable
[mem 0x0000000020000000-0x0000000020ffffff] reserved
[mem 0x0000000021000000-0x000000003fffffff] usable
[mem 0x00000000fc000000-0x00000000fc000fff] ACPI NVS
[mem 0x00000000feff8000-0x00000000feffffff] reserved
[mem 0x0000000100000000-0x0000000100000fff] usable
[mem 0x0000000100001000-0x0000000100001fff] reserved
[mem 0x0000000100002000-0x000000011fffffff] usable'

# 1 GiB below the hole, 512 MiB above 4 GiB; 16 MiB in the middle, and a page above, reserved.
if build layout memory=1536 mmio_hole=3072 kernel="$kernel" ramdisk="$ramdisk" cmdline="$line" \
	acpi_firmware="$work/ssdt" \
	reserved:='[{"start": "0x20000000", "size": 16}, {"start": "0x100001000", "size": "4K"}]'; then
	report layout
	is "RAM in the memory map" "$(ram_of layout)" $(((1536 - 16) * 1048576 - 4096))
	is "RAM above 4 GiB" "$(high_ram_of layout)" $((512 * 1048576 - 4096))
	is "the memory map, as Linux was given it" "$(value layout e820)" "$map"
	is "the SSDT's size" "$(value layout acpi.SSDT.size)" 65
	is "the SSDT, byte for byte" "$(value layout acpi.SSDT.md5)" \
		"$(md5sum < "$work/ssdt" | cut -d' ' -f1)"
	check "Linux has the SSDT's device" grep -q '^acpi_devices=.*PVHT0001:00' "$work/layout.report"
	complains layout
	ends layout
	destroy layout
fi

# A Linux that is linked to run in what is reserved: refused with the range.
write_config linked memory=256 kernel="$kernel" \
	reserved:='[{"start": "64M", "size": 1}, {"start": "17M", "size": "4K"}]'
run_build linked
is "a kernel linked into a reserved range: exit status" "$status" 4
check "... and the range is named" grep -q '0x1100000..0x1101000 is reserved' "$work/linked.err" ||
	show "$work/linked.err"
