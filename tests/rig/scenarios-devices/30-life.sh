# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# pvh-build --wait and --console: what becomes of guests that end in every way, with devices, and
# what is left of them: nothing.

# shellcheck source=../dom0/life.sh
. /host/dom0/life.sh

# The ends a guest can come to ----------------------------------------------------------

life poweroff
if start poweroff --wait; then
	is "--wait: the domid comes first" "$(head -n 1 "$work/poweroff.out")" "$(xl domid poweroff)"
	tell poweroff 'poweroff -f'
	ended poweroff 0
fi

life crash
if start crash --wait --json; then
	tell crash 'echo c > /proc/sysrq-trigger'
	ended crash 13
	check "crash: the end is told as JSON" grep -q '"end": "crash"' "$work/crash.out" || show "$work/crash.out"
fi

# Reboots once, then powers off: another domain, of the same name and uuid.
life reboot uuid=1f9d6f0c-6f5e-4c63-9e86-6c5a7f3b2d10
if start reboot --wait; then
	first=$(xl domid reboot)
	tell reboot 'reboot -f'
	check "reboot: there is another domain" retry 60 sh -c "[ \"\$(xl domid reboot 2>/dev/null || echo $first)\" != $first ]"
	# The log of the console goes on in the same file.
	lives_again reboot
	is "reboot: it has the uuid" "$(xenstore-read "/local/domain/$(xl domid reboot)/vm")" \
		/vm/1f9d6f0c-6f5e-4c63-9e86-6c5a7f3b2d10
	guest_does "has its devices again" reboot '[ -b /dev/xvda ] && [ -e /sys/class/net/eth0 ]'
	tell reboot 'poweroff -f'
	ended reboot 0
fi

# What xl has changed in the meantime is so in the next life, too.
new_disk more 2
life changed maxvcpus=2
if start changed --wait; then
	check "changed: xl block-attach" xl block-attach changed "$disk,raw,xvdb,r"
	check "changed: xl block-detach" xl block-detach changed xvda
	check "changed: xl network-attach" xl network-attach changed bridge=xenbr0 mac=00:16:3e:00:00:09
	# The emulated machine has one CPU, which xl thinks too few for two.
	check "changed: xl vcpu-set" xl vcpu-set -i changed 2
	check "changed: xl mem-set" xl mem-set changed 150
	tell changed 'reboot -f'
	lives_again changed
	guest_does "has the disk of its former life, and no other" changed '[ -b /dev/xvdb ] && [ ! -e /dev/xvda ]'
	is "... with its bytes" "$(in_guest changed 'md5sum < /dev/xvdb' | cut -d' ' -f1)" "$(sum_of "$disk")"
	# shellcheck disable=SC2016 # for the guest's shell
	guest_does "has the interface" changed '[ "$(cat /sys/class/net/eth1/address)" = 00:16:3e:00:00:09 ]'
	# shellcheck disable=SC2016
	guest_does "has both vCPUs" changed '[ "$(grep -c ^processor /proc/cpuinfo)" = 2 ]'
	is "changed: has the memory" "$(xenstore-read "/local/domain/$(xl domid changed)/memory/target")" 153600
	check "changed: nothing is lost" sh -c "! grep lost '$work/changed.err'" || show "$work/changed.err"
	tell changed 'poweroff -f'
	ended changed 0
fi

life noreboot on_reboot=destroy
if start noreboot --wait; then
	tell noreboot 'reboot -f'
	ended noreboot 11
fi

life preserve on_poweroff=preserve
if start preserve --wait; then
	tell preserve 'poweroff -f'
	wait "$pid"
	is "preserve: exit status" "$?" 0
	check "preserve: the domain is still there" has_shut_down preserve
	check "preserve: which is said" grep -q preserve "$work/preserve.err" || show "$work/preserve.err"
	destroy preserve
	nothing_left preserve
fi

# Linux lets Xen's watchdog expire, which it was to reset once in a hundred seconds.
life watchdog on_watchdog=destroy
if start watchdog --wait; then
	tell watchdog 'watchdog -T 2 -t 100 /dev/watchdog'
	ended watchdog 14
fi
life bites on_watchdog=restart
if start bites --wait; then
	tell bites 'watchdog -T 2 -t 100 /dev/watchdog'
	lives_again bites
	tell bites 'poweroff -f'
	ended bites 0
fi

life keep on_crash=rename-restart
if start keep --wait; then
	tell keep 'echo c > /proc/sysrq-trigger'
	lives_again keep
	old=$(xl list | awk '$1 ~ /^keep-/ { print $1 }')
	check "rename-restart: the crashed one is kept" [ -n "$old" ]
	tell keep 'poweroff -f'
	wait "$pid"
	is "rename-restart: exit status" "$?" 0
	xl destroy "$old"
	nothing_left rename-restart
fi

# Somebody else destroys it, while it writes to its disk and its network.
load='while :; do dd if=/dev/zero of=/dev/xvda bs=64k count=32 conv=fsync 2>/dev/null; done & ifconfig eth0 10.9.0.3 up; ping -A -q 10.9.0.1'
# What the backends have got so far.
written() { cat "/sys/bus/xen-backend/devices/vbd-$1-51712/statistics/wr_sect"; }
heard() { cat "/sys/class/net/vif$1.0/statistics/rx_packets"; }
is_busy() {
	local domid sectors packets
	domid=$(xl domid "$1")
	sectors=$(written "$domid") packets=$(heard "$domid")
	sleep 1
	[ "$(written "$domid")" -gt "$sectors" ] && [ "$(heard "$domid")" -gt "$packets" ]
}
life load
if start load --wait; then
	tell load "$load"
	check "load: disk and network are busy" retry 10 is_busy load
	check "load: xl destroy" xl destroy load
	ended load 16
fi

# Signals -------------------------------------------------------------------------------

# The same load, but we destroy it.
life hurried
if start hurried --wait; then
	tell hurried "$load"
	check "hurried: disk and network are busy" retry 10 is_busy hurried
	kill -INT "$pid"
	retry 10 grep -q 'asked domain' "$work/hurried.err"
	kill -INT "$pid"
	ended "SIGINT, twice, under load" 130
fi
life term
if start term --wait; then
	kill -TERM "$pid"
	ended "SIGTERM, once" 0
	check "SIGTERM: says that it asked" grep -q 'asked domain' "$work/term.err" || show "$work/term.err"
fi
life deaf
if start deaf --wait; then
	xl pause deaf # it does not hear
	kill -INT "$pid"
	sleep 2
	kill -INT "$pid"
	ended "SIGINT, twice" 130
fi

# The console ---------------------------------------------------------------------------

life console
rm -f "$logs/guest-console.log"
mkfifo "$work/keys"
sleep 300 > "$work/keys" &
holder=$!
pvh-build --console --wait "$work/console.json" < "$work/keys" > "$work/console.out" 2> "$work/console.err" &
pid=$!
if wait_for_console console; then
	# shellcheck disable=SC2016 # for the guest's shell
	echo 'echo sum $((20 + 22)); poweroff -f' > "$work/keys"
	ended console 0
	check "--console: shows what the guest wrote" grep -q RIG-BEGIN "$work/console.out" || show "$work/console.out"
	check "--console: takes what is typed" grep -q 'sum 42' "$work/console.out"
fi
kill "$holder"
rm "$work/keys"
