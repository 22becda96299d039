# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Network interfaces: packets between the guest and dom0, over the bridge and over another one.

# shellcheck source=../dom0/devices.sh
. /host/dom0/devices.sh

before=$(free_memory)
ip link add other0 type bridge
ip addr add 10.10.0.1/24 dev other0
ip link set other0 up

if build nics memory=192 vcpus=1 kernel="$kernel" ramdisk="$ramdisk" cmdline="$(cmdline stay)" \
	vif:='[ {}, { "mac": "00:16:3e:00:00:07", "bridge": "other0", "vifname": "second",
		"rate": "10Mb/s", "mtu": 1400 } ]'; then
	wait_for nics RIG-STAYS
	domid=$(xl domid nics)
	is "the first is on the usual bridge" "$($brctl show xenbr0 | awk 'NR == 2 { print $NF }')" "vif$domid.0"
	is "the second is on the other one, by its name" \
		"$($brctl show other0 | awk 'NR == 2 { print $NF }')" second

	mac=$(in_guest nics 'cat /sys/class/net/eth0/address')
	is "the first has an address of Xen's" "${mac%:*:*:*}" 00:16:3e
	is "... which xenstore has, too" "$(xenstore-read "/libxl/$domid/device/vif/0/mac")" "$mac"
	is "the second has its own" "$(in_guest nics 'cat /sys/class/net/eth1/address')" 00:16:3e:00:00:07

	guest_does "brings the first up" nics 'ip addr add 10.9.0.2/24 dev eth0 && ip link set eth0 up'
	guest_does "brings the second up" nics 'ip addr add 10.10.0.2/24 dev eth1 && ip link set eth1 up'
	guest_does "reaches dom0 over the first" nics "ping -c 3 $address"
	guest_does "reaches dom0 over the second" nics 'ping -c 3 10.10.0.1'
	check "dom0 reaches the guest" ping -c 3 -q 10.9.0.2 > /dev/null
	# As much as fills the rings many times over.
	new_disk sent 4
	httpd -p "$address:80" -h "$disks"
	is "4 MiB arrive as they were sent" \
		"$(in_guest nics "wget -q -O - http://$address/sent | md5sum" 120 | cut -d' ' -f1)" "$(sum_of "$disk")"
	killall httpd

	destroy nics
	no_traces nics
fi
ip link del other0

remember
write_config nobridge memory=192 kernel="$kernel" ramdisk="$ramdisk" \
	vif:='[ { "bridge": "nowhere0" } ]'
run_build nobridge
refused "a bridge that is not there" 6 'nowhere0'
no_traces nobridge
check "all memory is back" retry 120 memory_is_back "$before"
