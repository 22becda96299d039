# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
#
# What a guest of a file for xl finds: its processors, disks, interfaces, folder and consoles, each
# in working order. The file itself says what that must be, in lines "# finds ..."; where the guests
# of both differ, in "# xl: finds ..." and "# ours: finds ...". Sourced by compare-cfg.sh, which sets
# $cfg, $guest and $domid.

# asks WHAT COMMAND: a check; what the guest answers is added to what it has found. The guest takes
# commands by the line.
asks() {
	if in_guest "$guest" "$(echo "$2" | tr '\n\t' '  ')" > "$work/answer"; then
		ok "$made: $1"
	else
		not_ok "$made: $1"
		show "$work/answer"
	fi
	cat "$work/answer" >> "$found"
}

# shellcheck disable=SC2016 # for the guest's shell, as all of these
ask_cpus='cd /sys/devices/system/cpu; [ $(cat possible) = 0 ] || echo cpus $(cat online) of $(cat possible)'

# "xvda 8192 rw SUM": what can be written is written, with what is there.
# shellcheck disable=SC2016
ask_disks='cd /sys/class/block; for d in xvd* sd* hd*; do
	if [ -e $d ]; then
		how=ro;
		if [ $(cat $d/ro) = 0 ]; then
			dd if=/dev/$d of=/dev/$d bs=4k count=1 conv=notrunc,fsync 2> /dev/null && how=rw;
		fi;
		echo $d $(cat $d/size) $how $(md5sum < /dev/$d);
	fi;
	done'

# "eth0 1500 MAC 10.9.0.1": which of the addresses that dom0 has, one on each bridge, answers twice.
# shellcheck disable=SC2016
ask_nics='cd /sys/class/net; for n in eth*; do
	if [ -e $n ]; then
		ip addr add 10.9.0.2/24 dev $n; ip addr add 10.10.0.2/24 dev $n; ip link set $n up;
		answers=;
		for a in 10.9.0.1 10.10.0.1; do
			ping -c 2 -W 2 -q -I $n $a | grep -q " 2 packets received" && answers="$answers $a";
		done;
		echo $n $(cat $n/mtu) $(cat $n/address)$answers;
		ip addr flush dev $n; ip link set $n down;
	fi;
	done'

# shellcheck disable=SC2016
ask_folder='if [ -e /sys/bus/xen/devices/9pfs-0 ]; then
	mkdir /share && mount -t 9p -o trans=xen,version=9p2000.L share /share &&
	echo share $(cat /share/given) && echo from-guest > /share/taken && sync;
	fi'

# Says lines back that come from the consoles beside the first.
# shellcheck disable=SC2016
ask_consoles='for c in 1 2 3; do
	if [ -e /sys/bus/xen/devices/console-$c ]; then
		(stty -echo raw; while read -r l; do echo "answer-$l"; done) <> /dev/hvc$c >&0 2> /dev/null &
	fi;
	done'

# found TEXT: in dom0.
found() { echo "$*" >> "$found"; }

# "vbd/51712 4 4", the states of frontend and backend.
find_states() {
	local kind device node
	for kind in $(xenstore-list "/local/domain/$domid/device" 2> /dev/null | grep -v suspend); do
		for device in $(xenstore-list "/local/domain/$domid/device/$kind"); do
			node=/local/domain/$domid/device/$kind/$device
			# shellcheck disable=SC2046 # two words
			found "$kind/$device" $(xenstore-read "$node/state" "$(xenstore-read "$node/backend")/state")
		done
	done
}

# QEMU looks once in a second whether somebody has a terminal open, and says nothing to nobody. So
# this says it until there is an answer.
talk_on_tty() {
	local speaker
	while sleep 3; do echo hello; done > "$1" & speaker=$!
	timeout 60 sed -n '/answer/{p;q}' < "$1" | tr -d '\r'
	kill "$speaker"
}

# "channel NAME answer-hello"
find_channels() {
	local number node path
	for number in $(xenstore-list "/local/domain/$domid/device/console" 2> /dev/null); do
		node=/local/domain/$domid/device/console/$number
		path=$(xenstore-read "$(xenstore-read "$node/backend")/path" 2> /dev/null)
		if [ -n "$path" ]; then
			found "channel $(xenstore-read "$node/name") $(pvh-talk "$path" hello | tr -d '\r')"
		else
			found "channel $(xenstore-read "$node/name") $(talk_on_tty "$(xenstore-read "$node/tty")")"
		fi
	done
}

find_folder() {
	if [ -e /xl/share/taken ]; then
		found "share $(cat /xl/share/taken)"
		rm /xl/share/taken
	fi
}

# Bytes and addresses by their names, for sed.
names() {
	for file in data small block; do
		echo "s/$(sum_of "/xl/$file") *-/$file/"
	done
	echo "s/$(dd if=/dev/zero bs=1M count=4 2> /dev/null | md5sum | cut -d' ' -f1) *-/zeros/"
	echo 's/ 10\.9\.0\.1/ xenbr0/; s/ 10\.10\.0\.1/ other0/'
}

# look_in_guest WHO: as WHO made it, xl or "ours", paused as yet.
look_in_guest() {
	made="$guest ($1)"
	found=$work/found
	: > "$found"
	xl unpause "$guest"
	wait_for "$guest" RIG-STAYS || return
	asks "counts its processors" "$ask_cpus"
	asks "reads and writes its disks" "$ask_disks"
	asks "hears from dom0 over its interfaces" "$ask_nics"
	asks "mounts a folder" "$ask_folder"
	find_folder
	asks "listens on its consoles" "$ask_consoles"
	find_channels
	find_states
	normalize_random "$uuid" "$found"
	names > "$work/names"
	is "$made: finds what it is to find" "$(sed -f "$work/names" "$found")" \
		"$(sed -n -e 's/^# finds //p' -e "s/^# $1: finds //p" "$cfg")"
}
