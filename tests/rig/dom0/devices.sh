# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
#
# What the scenarios with devices share.  They source it after lib.sh.

kernel=$inputs/vmlinuz-cloud
ramdisk=$inputs/guest-devices.cpio.gz
disks=/rig/disks
address=10.9.0.1             # dom0's on the bridge; guests have others of 10.9.0.0/24

# Busybox's shell would take its own instead.
brctl=/usr/bin/brctl
losetup=/usr/bin/losetup

# The bridge that guests are on unless they say another; dom0 is on it, too.
[ -e /sys/class/net/xenbr0 ] || {
	ip link add xenbr0 type bridge
	ip addr add "$address/24" dev xenbr0
	ip link set xenbr0 up
}
mkdir -p "$disks"

# new_disk NAME MEBIBYTES: a file, $disk, of bytes that no other disk has.
new_disk() {
	disk=$disks/$1
	yes "$1" | dd of="$disk" bs=1M count="$2" iflag=fullblock 2>/dev/null
}

# new_filesystem NAME MEBIBYTES: the same with an empty ext2 file system.
new_filesystem() {
	disk=$disks/$1
	dd if=/dev/zero of="$disk" bs=1M count="$2" 2>/dev/null
	mke2fs -F "$disk" > /dev/null 2>&1
}

# new_qcow2 NAME MEBIBYTES: an empty image of qcow2, version 2: its header, a table of references, a
# block of them and the first-level table, in clusters of 64 KiB.
new_qcow2() {
	disk=$disks/$1
	truncate -s 256k "$disk"
	{
		printf 'QFI\373\0\0\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\20'
		# shellcheck disable=SC2059 # bytes
		printf "\\0\\0\\0\\0\\$(printf %o $(($2 / 16)))\\$(printf %o $(($2 % 16 * 16)))\\0\\0"
		printf '\0\0\0\0\0\0\0\1\0\0\0\0\0\3\0\0\0\0\0\0\0\1\0\0\0\0\0\1'
	} | dd of="$disk" conv=notrunc 2> /dev/null
	printf '\0\0\0\0\0\2\0\0' | dd of="$disk" bs=64k seek=1 conv=notrunc 2> /dev/null
	printf '\0\1\0\1\0\1\0\1' | dd of="$disk" bs=64k seek=2 conv=notrunc 2> /dev/null
}

sum_of() { md5sum < "$1" | cut -d' ' -f1; }

# in_guest NAME COMMAND [SECONDS]: runs it in the guest's shell, which waits for lines on the
# console.  Prints what it prints; its status is the command's.
in_guest() {
	echo >> "$work/asked" # a counter that subshells share
	local tty mark
	mark=RIG-ASKED-$(wc -l < "$work/asked")
	tty=$(xenstore-read "/local/domain/$(xl domid "$1")/console/tty")
	# The quotes keep the echo of this line from looking like the answer to it.
	echo "echo ''$mark-BEGIN; { $2; } 2>&1; echo \"$mark-END=\$?=\"" > "$tty"
	if ! retry "${3:-60}" shows "$1" "$mark-END=[0-9]*="; then
		show "$logs/guest-$1.log" >&2
		return 99
	fi
	tr -d '\r' < "$logs/guest-$1.log" | sed -n "/^$mark-BEGIN/,/$mark-END=[0-9]/p" |
		sed -e '1d' -e "s/$mark-END=[0-9]*=.*//" -e '/^$/d'
	return "$(sed -n "s/.*$mark-END=\([0-9]*\)=.*/\1/p" "$logs/guest-$1.log" | tail -n 1)"
}

# guest_does WHAT NAME COMMAND [SECONDS]: a check.
guest_does() {
	if in_guest "$2" "$3" "${4-}" > "$work/answer"; then
		ok "$2: $1"
	else
		not_ok "$2: $1"
		show "$work/answer"
	fi
}

# How many QEMUs run, and what they must not leave behind. Busybox here has no pgrep.
# shellcheck disable=SC2009
qemus() { ps -o args | grep -c '[x]en-qemu-system'; }
no_qemu() {
	is "$1: no QEMU runs" "$(qemus)" 0
	is "$1: none has left a socket" "$(ls /run/xen/qmp-* "${socket:-}" 2> /dev/null)" ""
	is "$1: nor a node" "$(xenstore-ls -f /local/domain/0/device-model 2> /dev/null | grep '/[1-9]')" ""
}

# What devices leave behind: loop devices, interfaces, directories of backends.
device_traces() {
	$losetup -a
	(cd /sys/class/net && ls -d vif* 2> /dev/null)
	xenstore-ls -f /local/domain/0/backend 2>/dev/null | grep -E '/(vbd|vif|qdisk|9pfs)/[0-9]'
}

# no_traces WHAT: but for $own_traces, the scenario's; after a moment, in which xl can clean up.
own_traces=
no_device() { [ "$(device_traces)" = "$own_traces" ]; }
no_traces() {
	retry 5 no_device
	is "$1: no loop device, interface or backend is left" "$(device_traces)" "$own_traces"
}
