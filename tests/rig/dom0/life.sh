# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
#
# Guests with a disk and an interface that pvh-build stays with, and what must be left of them:
# nothing. Sourced by scenarios, after lib.sh.

# shellcheck source=devices.sh
. /host/dom0/devices.sh

new_disk life 2
devices="disk:=[{\"target\":\"$disk\",\"vdev\":\"xvda\"}]"
before=$(free_memory)
domains=$(domain_count)

# life NAME KEY=VALUE...: a config of a guest that does as it is told on its console, or what $does says.
does=stay
life() {
	write_config "$@" memory=160 vcpus=1 kernel="$kernel" ramdisk="$ramdisk" \
		cmdline="$(cmdline "$does")" "$devices" vif:='[{}]'
}

# start NAME OPTION...: pvh-build in the background; sets $pid, and waits for the guest.
start() {
	rm -f "$logs/guest-$1.log"
	local name="$1"
	shift
	pvh-build "$@" "$work/$name.json" > "$work/$name.out" 2> "$work/$name.err" &
	pid=$!
	guest=$name
	wait_for_console "$name" || { show "$work/$name.err"; return 1; }
}

# Before there is a domain, "wait_for" would take it for ended.
wait_for_console() { retry 60 domain_is_there "$1" && wait_for "$1" RIG-STAYS; }
domain_is_there() { xl domid "$1" > /dev/null 2>&1; }

# The guest has come up as often as that; nobody waits for one that pvh-build does not build.
has_lived() { [ "$(grep -c RIG-STAYS "$logs/guest-$1.log")" -ge "$2" ] || ! kill -0 "$pid" 2> /dev/null; }
lives_again() {
	retry 120 has_lived "$1" 2
	is "$1: the guest comes up again" "$(grep -c RIG-STAYS "$logs/guest-$1.log")" 2 || show "$work/$1.err"
}

# A guest that ends does not answer; so do not wait for it.
tell() { echo "$2" > "$(xenstore-read "/local/domain/$(xl domid "$1")/console/tty")"; }

# It has ended by itself, with this status, and of the domain nothing is left.
ended() {
	wait "$pid"
	is "$1: exit status" "$?" "$2"
	nothing_left "$1"
}

nothing_left() {
	is "$1: no domain is left" "$(domain_count)" "$domains"
	is "$1: nor anything of its in xenstore" \
		"$(xenstore-ls -f / | grep -E '^/(local/domain|libxl)/[1-9]|^/vm/[^0]|backend/(vbd|qdisk|vif|9pfs|console)/[1-9]')" ""
	no_traces "$1"
	is "$1: nor a file of libxl's" "$(cd /var/lib/xen && ls -d userdata-?.[1-9]* 2> /dev/null)" ""
	check "$1: the memory is back" retry 60 memory_is_back "$before"
}
