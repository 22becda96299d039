# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# A driver domain: a guest of ours that serves a disk and an interface to another.

# shellcheck source=../dom0/life.sh
. /host/dom0/life.sh

# It is dom0's own userland with xl devd for a job.
build driver memory=512 vcpus=1 driver_domain:=true kernel="$inputs/vmlinuz-generic" \
	ramdisk=/host/driver.cpio cmdline="$(cmdline serve) rdinit=/driver" || return
wait_for driver RIG-SERVES
sum=$(in_guest driver 'md5sum < /disk' | cut -d' ' -f1)
driver=$(xl domid driver)

write_config served memory=160 vcpus=1 kernel="$kernel" ramdisk="$ramdisk" cmdline="$(cmdline stay)" \
	disk:='[{"target":"/disk","vdev":"xvda","backend":"driver"}]' \
	vif:='[{"bridge":"xenbr0","backend":"driver"}]'
# Its scripts have 40 s from xl devd, which is little for a guest of an emulated machine with a neighbour
# that boots: who is served runs when both devices are there.
is_served() {
	for device in vbd/$1/51712 vif/$1/0; do
		[ "$(xenstore-read "/local/domain/$driver/backend/$device/hotplug-status" 2> /dev/null)" = connected ] || return
	done
}
if build_written served --paused; then
	domid=$(xl domid served)
	check "the driver domain runs its scripts" retry 60 is_served "$domid"
	xl unpause served
	wait_for served RIG-STAYS
	is "the disk is served by the driver domain" \
		"$(xenstore-read "/local/domain/$domid/device/vbd/51712/backend-id")" "$driver"
	is "... and has its bytes" "$(in_guest served 'md5sum < /dev/xvda' | cut -d' ' -f1)" "$sum"
	guest_does "writes to it" served 'echo was-here | dd of=/dev/xvda conv=fsync 2>/dev/null'
	is "... which the driver domain finds" "$(in_guest driver 'head -n 1 /disk')" was-here
	guest_does "brings the interface up" served 'ip addr add 10.9.1.2/24 dev eth0; ip link set eth0 up'
	guest_does "reaches the driver domain" served 'for i in 1 2 3 4 5 6 7 8; do ping -c 1 -W 2 -q 10.9.1.1 && break; done'
	is "dom0 serves nothing" "$(device_traces)" ""
	destroy served
fi
is "the driver domain's loop device is free again" "$(in_guest driver 'losetup -a | grep -c /disk')" 0

# Ended by us: what another domain serves is taken away there.
rm -f "$logs/guest-served.log"
pvh-build --wait --paused "$work/served.json" > "$work/served.out" 2> "$work/served.err" & pid=$!
retry 60 domain_is_there served
retry 60 is_served "$(xl domid served)"
xl unpause served
wait_for served RIG-STAYS
tell served 'poweroff -f'
wait "$pid"
is "--wait: exit status" "$?" 0
is "... nothing is left in the driver domain's nodes" \
	"$(xenstore-ls -f "/local/domain/$driver/backend" | grep -E '/(vbd|vif)/[0-9]+/')" ""
is "... nor in use there" "$(in_guest driver 'losetup -a | grep -c /disk')" 0
destroy driver
nothing_left "driver domain"
