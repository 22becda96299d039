# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# What QEMU serves: images that the kernel does not read, a folder, consoles beside the first.

# shellcheck source=../dom0/life.sh
. /host/dom0/life.sh

# The other kernel has no 9pfs.
kernel=$inputs/vmlinuz-generic
shared=/rig/shared
socket=/rig/agent.socket
mkdir -p "$shared"
echo from-dom0 > "$shared/given"
new_qcow2 image 4
image=$disk
new_disk raw 2
raw=$disk
new_disk cd 1
cd=$disk
devices="disk:=[{\"target\":\"$image\",\"vdev\":\"xvda\",\"format\":\"qcow2\"},
	{\"target\":\"$raw\",\"vdev\":\"xvdb\",\"backendtype\":\"qdisk\"},
	{\"target\":\"$cd\",\"vdev\":\"xvdc\",\"backendtype\":\"qdisk\",\"devtype\":\"cdrom\"}]"

qemu_config() {
	life "$@" p9:="[{\"tag\":\"share\",\"path\":\"$shared\"}]" \
		channel:="[{\"name\":\"console\",\"connection\":\"pty\"},
			{\"name\":\"agent\",\"connection\":\"socket\",\"path\":\"$socket\"}]"
}

# hear TTY TEXT: does this come out of it?
hear() { timeout 20 sed -n "/$2/q" "$1"; }

qemu_config qemu
build_written qemu || { show /var/log/xen/qemu-dm-qemu.log; return; }
wait_for qemu RIG-STAYS
domid=$(xl domid qemu)
is "it is served by one QEMU" "$(qemus)" 1
is "... which xenstore knows" "$(xenstore-read "/local/domain/0/device-model/$domid/state")" running
check "... by its pid" grep -q xen-qemu "/proc/$(xenstore-read "/local/domain/$domid/image/device-model-pid")/cmdline"

is "the qcow2 image has its size" "$(in_guest qemu 'cat /sys/class/block/xvda/size')" 8192
guest_does "writes to it" qemu 'yes guest | dd of=/dev/xvda bs=64k count=20 iflag=fullblock conv=fsync 2>/dev/null'
written=$(in_guest qemu 'md5sum < /dev/xvda')
is "the raw one has its bytes" "$(in_guest qemu 'md5sum < /dev/xvdb' | cut -d' ' -f1)" "$(sum_of "$raw")"

guest_does "mounts the folder" qemu 'mkdir /share && mount -t 9p -o trans=xen,version=9p2000.L share /share'
is "... and finds what dom0 left there" "$(in_guest qemu 'cat /share/given')" from-dom0
guest_does "... and leaves something" qemu 'echo from-guest > /share/taken && sync'
is "... which dom0 finds" "$(cat "$shared/taken")" from-guest

tty=$(xenstore-read "/local/domain/$domid/device/console/1/tty")
guest_does "opens the second console" qemu '(stty -echo raw; cat > /heard) < /dev/hvc1 & true'
hear "$tty" guest-says & hearing=$!
guest_does "speaks on it" qemu 'echo guest-says > /dev/hvc1; sleep 1; echo guest-says > /dev/hvc1'
check "... and dom0 hears it" wait "$hearing"
# QEMU looks once in a second whether somebody has the terminal open.
(sleep 3; echo dom0-says; sleep 3) > "$tty" &
# shellcheck disable=SC2016 # for the guest's shell
is "... and hears dom0" \
	"$(in_guest qemu 'for i in 1 2 3 4 5 6 7 8; do [ -s /heard ] && break; sleep 1; done; cat /heard' | tr -d '\r')" \
	dom0-says
check "xl finds the channels" sh -c 'xl channel-list qemu | grep -q socket'

# A socket takes and brings bytes.
guest_does "listens on the third" qemu '(stty -echo raw; head -n 1 > /order; echo done) <> /dev/hvc2 >&0 & true'
is "dom0 gives an order by the socket, and has the answer" "$(pvh-talk "$socket" work)" "done"
is "... which the guest has carried out" "$(in_guest qemu 'cat /order' | tr -d '\r')" work

# Disks come and go while it runs.
new_qcow2 late 3
check "xl block-attach" xl block-attach qemu "$disk,qcow2,xvdf,w"
is "... is seen by the guest" "$(in_guest qemu 'sleep 1; cat /sys/class/block/xvdf/size')" 6144
check "xl block-detach" xl block-detach qemu xvdf

destroy qemu
no_qemu "xl destroy"
nothing_left "xl destroy"

# The image has what was written. A guest that ends takes its QEMU with it.
start qemu --wait
is "what was written is still there" "$(in_guest qemu 'md5sum < /dev/xvda')" "$written"
first=$(xenstore-read "/local/domain/$(xl domid qemu)/image/device-model-pid")
tell qemu 'reboot -f'
lives_again qemu
is "after a reboot there is one QEMU, a new one" \
	"$(qemus) $([ "$first" = "$(xenstore-read "/local/domain/$(xl domid qemu)/image/device-model-pid")" ] || echo new)" "1 new"
tell qemu 'poweroff -f'
ended qemu 0
no_qemu "power off"

# Failures.
remember
write_config none memory=192 kernel="$kernel" device_model_override=/nowhere/qemu \
	p9:="[{\"tag\":\"share\",\"path\":\"$shared\"}]"
run_build none
refused "QEMU is not there" 5 '/nowhere/qemu.*qemu-system-xen'
write_config folder memory=192 kernel="$kernel" p9:='[{"tag":"share","path":"/nowhere/folder"}]'
run_build folder
refused "a folder that is not there" 6 '/nowhere/folder'
write_config broken memory=192 kernel="$kernel" \
	disk:="[{\"target\":\"$raw\",\"vdev\":\"xvda\",\"format\":\"qcow2\"}]"
run_build broken
refused "an image that is none" 6 'qemu'
show "$work/broken.err"
no_qemu "failures"
no_traces "failures"
