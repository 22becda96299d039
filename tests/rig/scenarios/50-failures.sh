# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# What cannot be built is refused in one sentence, and leaves nothing.

kernel=$inputs/vmlinuz-cloud
ramdisk=$inputs/guest.cpio.gz

remember

write_config huge memory=99999 kernel="$kernel" ramdisk="$ramdisk"
run_build huge
refused "more memory than the host has" 6 memory

write_config tiny memory=16 kernel="$kernel" ramdisk="$ramdisk"
run_build tiny
refused "less memory than the kernel needs" 4 'fit\|memory'

write_config nokernel memory=128 kernel=/nowhere/vmlinuz ramdisk="$ramdisk"
run_build nokernel
refused "a kernel that is not there" 3 '/nowhere/vmlinuz.*no such file'

write_config notkernel memory=128 kernel="$ramdisk"
run_build notkernel
refused "a kernel that is none" 3 guest.cpio.gz

write_config nomodule memory=128 kernel="$kernel" modules:='[{"path": "/nowhere/module"}]'
run_build nomodule
refused "a module that is not there" 3 '/nowhere/module.*no such file'

echo '{ "name": "syntax", "memory": 128, }' > "$work/syntax.json"
run_build syntax
refused "bad JSON" 2 'syntax.json:1:36: expected'

write_config unknown memory=128 kernel="$kernel" colour=red
run_build unknown
refused "an unknown key" 2 '/colour'

# A guest is running; so the memory and the nodes of that one stay.
one_uuid=0f6d5e1c-6a0f-4d0b-8f5e-7d3b1c9a2e44
write_config twin memory=128 uuid="$one_uuid" kernel="$kernel" ramdisk="$ramdisk" cmdline="$(cmdline stay)"
if build_written twin; then
	wait_for twin RIG-STAYS
	sleep 1
	remember
	run_build twin
	refused "a name that is taken" 6 'same name'
	write_config other memory=128 uuid="$one_uuid" kernel="$kernel" ramdisk="$ramdisk"
	run_build other
	refused "a uuid that is taken" 6 'same uuid'
	check "the first of the name runs on" test -n "$(xl domid twin)"
	destroy twin
fi
