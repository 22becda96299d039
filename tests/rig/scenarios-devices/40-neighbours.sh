# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# What people and scripts do with xl to a domain that pvh-build made.

# shellcheck source=../dom0/devices.sh
. /host/dom0/devices.sh

uuid=2b7c7f0e-5d0c-4d3f-9d2b-5f1f2ad4c0a1
before=$(free_memory)

# What libxl keeps of a domain.
record_of() { echo "/var/lib/xen/userdata-d.$1.$uuid.libxl-json"; }

memory_of() { xl list "$1" | awk 'NR == 2 { print $3 }'; }
has_memory() { [ "$(memory_of "$1")" -le "$2" ]; }
nproc_is() { shows "$1" "RIG-NPROC $2"; }

new_filesystem first 8
first=$disk
new_disk second 4
second=$disk

# One that brings CPUs online as they arrive.
if build plug memory=192 vcpus=1 maxvcpus=2 kernel="$kernel" ramdisk="$ramdisk" cmdline="$(cmdline hotplug)"; then
	report plug
	# The emulated machine has one CPU, which xl thinks too few for two.
	check "xl vcpu-set" xl vcpu-set -i plug 2
	check "... brings a CPU online" retry "$patience" nproc_is plug 2
	check "xl vcpu-set, down" xl vcpu-set -i plug 1
	check "... takes it away" retry "$patience" nproc_is plug 1
	destroy plug
fi

if build near memory=256 vcpus=1 uuid="$uuid" kernel="$kernel" ramdisk="$ramdisk" \
	cmdline="$(cmdline stay)" disk:="[ { \"target\": \"$first\", \"vdev\": \"xvda\" } ]" vif:='[ {} ]'; then
	domid=$(xl domid near)
	wait_for near RIG-STAYS
	check "libxl's record is there" [ -s "$(record_of "$domid")" ]

	if check "xl list -l" xl list -l near > "$work/list"; then
		check "... shows the name" grep -q '"name": "near"' "$work/list"
		check "... the kernel" grep -q "\"kernel\": \"$kernel\"" "$work/list"
		check "... the disk" grep -q "\"pdev_path\": \"$first\"" "$work/list"
		check "... the interface" grep -q '"mac": "00:16:3e:' "$work/list"
	fi

	check "xl mem-set" xl mem-set near 200
	check "... takes memory away" retry 60 has_memory near 201
	is "... and xl list -l knows it" \
		"$(xl list -l near | sed -n 's/.*"target_memkb": \([0-9]*\).*/\1/p' | head -n 1)" 204800

	check "xl sysrq" xl sysrq near h
	wait_for near 'sysrq: HELP' && ok "... reaches the guest"

	check "xl rename" xl rename near far
	is "... it has the new name" "$(xl domname "$domid")" far
	check "... in xl list -l as well" sh -c 'xl list -l far | grep -q "\"name\": \"far\""'
	check "xl rename, back" xl rename far near

	check "xl block-attach" xl block-attach near "$second,raw,xvdb,r"
	guest_does "has the new disk" near 'for i in 1 2 3 4 5 6 7 8; do [ -b /dev/xvdb ] && break; sleep 1; done; [ -b /dev/xvdb ]'
	is "... with its bytes" "$(in_guest near 'md5sum < /dev/xvdb' | cut -d' ' -f1)" "$(sum_of "$second")"
	check "xl block-list shows both" [ "$(xl block-list near | awk 'NR > 1' | wc -l)" = 2 ]
	check "xl block-detach of the new one" xl block-detach near xvdb
	check "xl block-detach of ours" xl block-detach near xvda
	is "... releases both loop devices" "$($losetup -a)" ""

	check "xl network-attach" xl network-attach near bridge=xenbr0 mac=00:16:3e:00:00:09
	guest_does "has the new interface" near 'for i in 1 2 3 4 5 6 7 8; do [ -e /sys/class/net/eth1 ] && break; sleep 1; done; [ -e /sys/class/net/eth1 ]'
	check "xl network-detach of the new one" xl network-detach near 00:16:3e:00:00:09
	check "xl network-detach of ours" xl network-detach near 0
	check "xl list -l has neither" sh -c '! xl list -l near | grep -q "\"mac\""'

	destroy near
	check "libxl's record is gone" [ ! -e "$(record_of "$domid")" ]
	no_traces near
fi

check "all memory is back" retry 120 memory_is_back "$before"
