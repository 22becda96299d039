# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
#
# What the scenarios about policies share; sourced by them, after lib.sh.

kernel=$inputs/vmlinuz-cloud

# field KEY: of what the inspector read.
field() { sed -n "s/^$1 = //p" "$work/$guest.inspect"; }

# Register 1 to 4 of a CPUID leaf.
leaf() { field "cpuid.$1" | cut -d' ' -f"$2"; }

# inspect NAME KEY=VALUE...: builds a paused guest and reads all of it.
inspect() {
	guest=$1
	write_config "$@" kernel="$kernel"
	build_written "$guest" --paused || return
	pvh-inspect "$(xl domid "$guest")" > "$work/$guest.inspect"
	is "$guest: pvh-inspect can read all" "$(grep ' = error' "$work/$guest.inspect")" ""
}

# lacks WHAT PATTERN KEY=VALUE...
lacks() {
	what=$1 pattern=$2
	shift 2
	write_config lacks memory=64 kernel="$kernel" "$@"
	run_build lacks
	refused "$what" "${code:-5}" "$pattern"
}

scheduling() { xl sched-credit2 -d "$guest" | awk 'NR == 2 { print $3, $4 }'; }
affinity() { xl vcpu-list "$guest" | awk -v vcpu="$1" '$3 == vcpu { print $(NF - 2), $(NF - 1), $NF }'; }
