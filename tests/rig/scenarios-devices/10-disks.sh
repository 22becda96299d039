# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Disks: files and block devices, to write and to read only; what the guest writes is there.

# shellcheck source=../dom0/devices.sh
. /host/dom0/devices.sh

before=$(free_memory)

new_filesystem data 16
data=$disk
new_disk read 3
readonly=$disk
new_disk block 2
block_file=$disk
block=$($losetup -f)
$losetup "$block" "$block_file"
new_disk cd 1
cdrom=$disk
sum=$(sum_of "$readonly")

if build disks memory=192 vcpus=1 kernel="$kernel" ramdisk="$ramdisk" cmdline="$(cmdline stay)" \
	disk:="[ { \"target\": \"$data\", \"vdev\": \"xvda\" },
		{ \"target\": \"$readonly\", \"vdev\": \"xvdb1\", \"access\": \"ro\" },
		{ \"target\": \"$block\", \"vdev\": \"xvdz\", \"discard\": false },
		{ \"target\": \"$cdrom\", \"vdev\": \"xvdd\", \"devtype\": \"cdrom\" } ]"; then
	wait_for disks RIG-STAYS
	is "each file has a loop device" "$($losetup -a | grep -c "$disks")" 4

	guest_does "mounts the first" disks 'mkdir /disk && mount /dev/xvda /disk'
	guest_does "writes to it" disks 'yes guest | head -c 3000000 > /disk/written && sync'
	written=$(in_guest disks 'md5sum < /disk/written' | cut -d' ' -f1)
	guest_does "unmounts it" disks 'umount /disk'

	is "the second has its bytes" "$(in_guest disks 'md5sum < /dev/xvdb1' | cut -d' ' -f1)" "$sum"
	is "... and cannot be written" "$(in_guest disks 'cat /sys/class/block/xvdb1/ro')" 1
	is "the third, a block device, has its bytes" \
		"$(in_guest disks 'md5sum < /dev/xvdz' | cut -d' ' -f1)" "$(sum_of "$block_file")"
	guest_does "writes to it" disks 'echo was-here | dd of=/dev/xvdz conv=notrunc 2>/dev/null; sync'
	# Linux leaves CD-ROMs of HVM guests, for one of which it takes itself, to device models.
	cd_node=/local/domain/0/backend/vbd/$(xl domid disks)/51760
	is "the CD is served, to be read only" \
		"$(xenstore-read "$cd_node/device-type" "$cd_node/mode" "$cd_node/hotplug-status" | tr '\n' ' ')" \
		"cdrom r connected "

	destroy disks
	is "the block device is still there" "$($losetup -a | cut -d: -f1)" "$block"
	$losetup -d "$block"
	no_traces disks

	mkdir -p /rig/mnt
	mount -o loop "$data" /rig/mnt
	is "dom0 finds what the guest wrote" "$(sum_of /rig/mnt/written)" "$written"
	umount /rig/mnt
	is "... on the block device, too" "$(head -n 1 "$block_file")" was-here
	is "what is read only is unchanged" "$(sum_of "$readonly")" "$sum"
fi

# Failures.
remember
write_config nodisk memory=192 kernel="$kernel" ramdisk="$ramdisk" \
	disk:='[ { "target": "/nowhere/disk", "vdev": "xvda" } ]'
run_build nodisk
refused "a file that is not there" 6 '/nowhere/disk.*no such file'

# The second one fails when the first is there already.
write_config noscript memory=192 kernel="$kernel" ramdisk="$ramdisk" \
	disk:="[ { \"target\": \"$data\", \"vdev\": \"xvda\" },
		{ \"target\": \"$readonly\", \"vdev\": \"xvdb\", \"script\": \"block-nowhere\" } ]"
run_build noscript
refused "a script that is not there" 6 'block-nowhere'
no_traces noscript

write_config nobackend memory=192 kernel="$kernel" ramdisk="$ramdisk" \
	disk:="[ { \"target\": \"$data\", \"vdev\": \"xvda\", \"backend\": \"nobody\" } ]"
run_build nobackend
refused "a driver domain that is not there" 6 'nobody'

# Two guests that both write: the script itself refuses it.
write_config twice memory=64 kernel="$kernel" ramdisk="$ramdisk" \
	disk:="[ { \"target\": \"$data\", \"vdev\": \"xvda\" } ]"
write_config twin memory=64 kernel="$kernel" ramdisk="$ramdisk" \
	disk:="[ { \"target\": \"$data\", \"vdev\": \"xvda\" } ]"
if build_written twice --paused; then
	remember
	run_build twin
	refused "a disk that another guest writes to" 6 'mounted\|in use\|already'
	destroy twice
fi
no_traces twice
check "all memory is back" retry 120 memory_is_back "$before"
