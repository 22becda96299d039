# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# What xl can do with a domain that it did not build.

uuid=4b1f0c52-7f3a-4e0e-9a55-0c6d7a1f2e93
kernel=$inputs/vmlinuz-cloud
ramdisk=$inputs/guest.cpio.gz

# Types a line on the guest's console and prints what it shows meanwhile.
# (xl console itself reads input from terminals only.)
talk() {
	{
		sleep 1
		echo "$2"
		sleep 4
	} | timeout 60 xenconsole --interactive "$(xl domid "$1")" 2>&1 | tr -d '\r'
}

before=$(free_memory)

if build life memory=192 vcpus=1 uuid="$uuid" kernel="$kernel" ramdisk="$ramdisk" \
	cmdline="$(cmdline stay)"; then
	domid=$(xl domid life)
	is "xl list shows name, domid, memory and CPUs" \
		"$(xl list life | awk 'NR == 2 { print $1, $2, $3, $4 }')" "life $domid 192 1"
	is "xl domname" "$(xl domname "$domid")" life
	is "xl list shows the uuid" "$(xl list -v life | awk 'NR == 2 { print $7 }')" "$uuid"
	report life
	is "the guest has the uuid" "$(value life uuid)" "$uuid"
	wait_for life RIG-STAYS

	timeout 5 xl console life < /dev/null 2>&1 | tr -d '\r' > "$work/read"
	check "xl console shows the console from the start" grep -q '^RIG-BEGIN' "$work/read" || show "$work/read"
	# The sum proves that the line went there and back, not just its echo.
	# shellcheck disable=SC2016 # for the guest's shell
	talk life 'echo "sum $((20 + 22))"' > "$work/talk"
	check "what is typed on the console arrives" grep -q '^sum 42' "$work/talk" || show "$work/talk"

	check "xl pause" xl pause life
	check "xl list shows it paused" is_paused life
	check "xl unpause" xl unpause life

	check "xl shutdown" xl shutdown life
	wait_for life RIG-POWEROFF && ok "the guest was asked to power off"
	ends life
	destroy life
fi

# The same name and uuid again, and the end comes without warning.
if build life memory=192 vcpus=1 uuid="$uuid" kernel="$kernel" ramdisk="$ramdisk" \
	cmdline="$(cmdline stay)"; then
	report life
	destroy life
fi

# Paused until somebody says otherwise.
write_config paused memory=192 vcpus=2 kernel="$kernel" ramdisk="$ramdisk" \
	cmdline="$(cmdline poweroff)"
if build_written paused --paused; then
	check "--paused: xl list shows it paused" is_paused paused
	sleep 2
	is "--paused: it has not run" "$(xl list paused | awk 'NR == 2 { print $6 }')" 0.0
	check "--paused: xl unpause" xl unpause paused
	expect_guest paused 192 2 "$ramdisk" "$(cmdline poweroff)"
	ends paused
	destroy paused
fi

# The ways to name the input: files beside the JSON file, and stdin.
mkdir -p "$work/beside"
cp "$ramdisk" "$work/beside/initrd"
cp "$kernel" "$work/beside/kernel"
write_config relative memory=192 kernel=beside/kernel ramdisk=beside/initrd \
	cmdline="$(cmdline poweroff)"
if build_written relative; then
	ok "paths are relative to the JSON file"
	destroy relative
fi
if (cd "$work" && pvh-build --paused - < relative.json) > "$work/stdin.out"; then
	is "standard input: the domid" "$(cat "$work/stdin.out")" "$(xl domid relative)"
	destroy relative
else
	not_ok "standard input: pvh-build succeeds"
fi
rm -r "$work/beside"

check "all memory is back" retry 120 memory_is_back "$before"
