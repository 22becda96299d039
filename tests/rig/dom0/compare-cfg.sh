# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
#
# Of each file for xl in /host/xl, "xl create" and "pvh-build" make the same domain, but for the
# differences that compare-xl.table and compare-cfg.table explain; and both of them find in working
# order what the file says that they find. Sourced by scenarios, after lib.sh.

# shellcheck source=../dom0/compare-xl.sh
. /host/dom0/compare-xl.sh
# shellcheck source=../dom0/devices.sh
. /host/dom0/devices.sh
# shellcheck source=../dom0/found.sh
. /host/dom0/found.sh

cat /host/dom0/compare-xl.table /host/dom0/compare-cfg.table > "$work/cfg.table"
differences=$work/cfg.table
# Which lines of it some scenario has used, and which files were compared: for 90-table.sh.
used=$dumps/used
compared=$dumps/compared
touch "$used" "$compared"

# What the files name. xl unpacks a ramdisk that is in gzip's format; so one file has that.
mkdir -p /xl
ln -sf "$inputs/vmlinuz-cloud" /xl/kernel
ln -sf "$inputs/vmlinuz-generic" /xl/generic
ln -sf "$ramdisk" /xl/initrd.gz
zcat "$ramdisk" > /xl/initrd
disks=/xl
new_qcow2 qcow2.img 4
new_disk data 4
new_disk small 1
new_disk block 2
$losetup /dev/loop7 "$disk"
own_traces=$(device_traces)
mkdir -p /xl/share
echo from-dom0 > /xl/share/given
ip link add other0 type bridge
ip addr add 10.10.0.1/24 dev other0
ip link set other0 up

# What makes two domains of one file different by nature: uuids and addresses that are random, and
# which loop device and which process number was free.
normalize_random() {
	sed -e "s#$1#UUID#g" -e 's#00:16:3e:[0-7][0-9a-f]:[0-9a-f:]*#MAC#g' \
		-e 's#"/dev/loop[0-6]"#"LOOP"#' -e 's#/physical-device = "7:[0-6]"#/physical-device = "LOOP"#' \
		-e 's#/device-model-pid = "[0-9]*"#/device-model-pid = "PID"#' "$2" > "$2.normal"
	mv "$2.normal" "$2"
}

uuid_of() { xenstore-read "/local/domain/$(xl domid "$1")/vm" | cut -d/ -f3; }

# look NAME WHO: the domain as WHO made it, paused as yet.
look() {
	uuid=$(uuid_of "$1")
	dump "$1" "$dumps/$1.$2" "$mebibytes" "$uuid" "$cfg"
	normalize_random "$uuid" "$dumps/$1.$2"
	if grep -q rig=stay "$cfg"; then
		look_in_guest "$2"
	fi
	destroy "$1"
}

build_by_us() {
	rm -f "$logs/guest-$1.log"
	if pvh-build --paused "$cfg" > "$work/$1.out" 2> "$work/$1.err"; then
		ok "$1: pvh-build succeeds"
		is "$1: and drops nothing" "$(cat "$work/$1.err")" ""
	else
		not_ok "$1: pvh-build succeeds"
		show "$work/$1.err"
		[ ! -e "/var/log/xen/qemu-dm-$1.log" ] || show "/var/log/xen/qemu-dm-$1.log"
		return 1
	fi
}

# compare_cfg NAME: of /host/xl/NAME.cfg.
compare_cfg() {
	cfg=/host/xl/$1.cfg
	guest=xl-$1
	cp "$cfg" "$work/$guest.cfg"
	mebibytes=$(pvh-xlcfg "$cfg" 2> /dev/null | sed -n 's/^ *"memory": *\([0-9]*\).*/\1/p')
	build_by_xl "$guest" || return
	look "$guest" xl
	no_traces "$guest, made by xl"
	build_by_us "$guest" || return
	look "$guest" ours
	no_traces "$guest"
	judge_difference "$guest"
	echo "$1" >> "$compared"
}

# All of them, and none twice, are compared by some scenario: see 10-guests.sh.
compare_cfgs() {
	for name; do
		compare_cfg "$name"
	done
	$losetup -d /dev/loop7
	ip link del other0
}
