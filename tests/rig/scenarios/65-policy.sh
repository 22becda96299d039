# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# How Xen is to treat a domain: what each key comes to, as Xen, xl and the guest see it; and
# what this Xen or CPU does not have is refused before there is a domain.

kernel=$inputs/vmlinuz-cloud
ramdisk=$inputs/guest.cpio.gz

# field KEY: of what the inspector read.
field() { sed -n "s/^$1 = //p" "$work/$guest.inspect"; }

# Register 1 to 4 of a CPUID leaf.
leaf() { field "cpuid.$1" | cut -d' ' -f"$2"; }

# has_bit WHAT REGISTER BIT WANTED
has_bit() { is "$1" $((0x$2 >> $3 & 1)) "$4"; }

# inspect NAME KEY=VALUE...: builds a paused guest and reads all of it.
inspect() {
	guest=$1
	write_config "$@" kernel="$kernel"
	build_written "$guest" --paused || return
	pvh-inspect "$(xl domid "$guest")" > "$work/$guest.inspect"
	is "$guest: pvh-inspect can read all" "$(grep ' = error' "$work/$guest.inspect")" ""
}

# shows_invariant WHAT: whether it does, only a CPU that has it can tell.
shows_invariant() {
	if xen-cpuid detail | awk '/^Host / { host = 1; next } /^[^ ]/ { host = 0 } host' |
		grep -qw itsc; then
		has_bit "$1" "$(leaf 0x80000007 4)" 8 1
	else
		skip "$1" "the CPU has no invariant TSC"
	fi
}

# What nobody asked for ------------------------------------------------------------------

if inspect plain memory=64; then
	first=$(xl domid plain)
	has_bit "plain: no invariant TSC" "$(leaf 0x80000007 4)" 8 0
	has_bit "plain: SSE3" "$(leaf 0x00000001 3)" 0 1
	destroy plain
fi

# Refused --------------------------------------------------------------------------------

remember

# lacks WHAT PATTERN KEY=VALUE...
lacks() {
	what=$1 pattern=$2
	shift 2
	write_config lacks memory=64 kernel="$kernel" "$@"
	run_build lacks
	refused "$what" "${code:-5}" "$pattern"
}

lacks "shadow page tables" '"hap" is false.*shadow' hap:=false
lacks "a vPMU" '"vpmu" needs' vpmu:=true
lacks "processor tracing" '"vmtrace_buf_kb" needs' vmtrace_buf_kb=64
lacks "FLASK" '"seclabel" needs FLASK' seclabel=system_u:system_r:domU_t
lacks "FLASK for the build" '"init_seclabel" needs FLASK' seclabel=a:b:c init_seclabel=a:b:d
lacks "altp2m" '"altp2m" needs an Intel CPU' altp2m=external
lacks "a pool" '"pool" is "nowhere".*Pool-0 (0)' pool=nowhere
lacks "rtds" '"period" is for rtds.*credit2' period=10000 budget=4000
lacks "a CPU" '"cpus" is "0,99", and the highest CPU' cpus=0,99
lacks "a node, of one vCPU" '"cpus_soft" is "node:7"' cpus_soft:='["node:7"]'
lacks "CPUs that are left" '"cpus" is "all,^nodes:0-0", which has no CPU' cpus=all,^nodes:0-0

# Domids are given out in order: that of a domain that had been made would be missing.
if inspect next memory=64; then
	is "no domain was made for any of them" "$(xl domid next)" $((first + 1))
	destroy next
fi

# Refused by Xen itself, and nothing is left.
code=6
lacks "as many grants" 'gnttab_max_frames' max_grant_frames=100000
lacks "such a leaf" '"cpuid" asks for a leaf' cpuid:='["0x12345:eax=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx0"]'
code=5

# Processors and paging --------------------------------------------------------------------

if inspect processor memory=64 vcpus=2 shadow_memory=6 nestedhvm:=true oos:=false \
	cpuid="host,family=15,model=107,stepping=2,sse3=0,maxleaf=0xd" max_grant_frames=9; then
	is "shadow_memory: the paging pool" "$(field domain.paging_pool)" $((6 * 1048576))
	has_bit "nestedhvm: SVM" "$(leaf 0x80000001 3)" 2 1
	is "cpuid: family, model, stepping" "$(leaf 0x00000001 1 | cut -c3-8)" 060fb2
	has_bit "cpuid: no SSE3" "$(leaf 0x00000001 3)" 0 0
	is "max_grant_frames" "$(field grants.max_frames)" 9
	destroy processor
fi

# Time ----------------------------------------------------------------------------------------

if inspect emulated memory=64 tsc_mode=always_emulate timer_mode=no_missed_ticks_pending; then
	is "tsc_mode: always_emulate" "$(field domain.tsc.mode)" 1
	shows_invariant "tsc_mode: an invariant TSC"
	is "timer_mode: no_missed_ticks_pending" "$(field param10)" 0x2
	destroy emulated
fi
if inspect native memory=64 tsc_mode=native nomigrate:=true; then
	is "tsc_mode: native" "$(field domain.tsc.mode)" 2
	shows_invariant "nomigrate: an invariant TSC"
	destroy native
fi

# Where and how much it runs ------------------------------------------------------------------

scheduling() { xl sched-credit2 -d "$guest" | awk 'NR == 2 { print $3, $4 }'; }
affinity() { xl vcpu-list "$guest" | awk -v vcpu="$1" '$3 == vcpu { print $(NF - 2), $(NF - 1), $NF }'; }

# With one CPU it is all the same.
is_pinned() {
	if [ "$(xl info nr_cpus)" -gt 1 ]; then
		is "cpus: vCPU 0 is pinned" "$(affinity 0)" "0 / all"
		is "... and vCPU 1 is not" "$(affinity 1)" "all / all"
	else
		skip "cpus: vCPU 0 is pinned" "the machine has one CPU; RIG_CPUS=2 gives it two"
	fi
}

if inspect pinned memory=64 vcpus=2 maxvcpus=3 cpus:='["0"]' cpus_soft:='"node:0"' cpu_weight=500 cap=150 \
	pool=Pool-0; then
	is "cpu_weight, cap" "$(scheduling)" "500 150"
	is_pinned
	is "pool" "$(xl list --cpupool pinned | awk 'NR == 2 { print $NF }')" Pool-0
	destroy pinned
fi
if inspect weight memory=64 cpu_weight=77; then
	is "cpu_weight alone" "$(scheduling)" "77 0"
	destroy weight
fi

# With two CPUs there can be another pool, and CPUs that are not in it.
# make_pool NAME SCHEDULER
make_pool() {
	xl cpupool-create "name=\"$1\"" "sched=\"$2\"" 'cpus=["1"]' > "$work/pool" 2>&1
}

in_credit_pool() {
	lacks "a CPU of that pool" '"cpus" is "0", which has no CPU of pool' pool='second pool' cpus:='"0"'
	lacks "rtds in that pool" '"extratime" is for rtds.*credit' pool='second pool' extratime:=false
	if inspect second memory=64 vcpus=2 pool='second pool' cpu_weight=300 cap=20 cpus:='"1"'; then
		is "pool, by its name" "$(field domain.cpupool)" "$(pool_id)"
		is "cpu_weight, cap in a pool" \
			"$(xl sched-credit -d second | awk 'NR == 2 { print $3, $4 }')" "300 20"
		is "cpus in a pool" "$(affinity 1)" "1 / all"
		destroy second
	fi
	if inspect numbered memory=64 pool:="\"$(pool_id)\""; then
		is "pool, by its number" "$(field domain.cpupool)" "$(pool_id)"
		destroy numbered
	fi
}

in_rtds_pool() {
	lacks "a weight in that pool" '"cpu_weight" is for.*rtds' pool='second pool' cpu_weight=2
	if inspect realtime memory=64 pool='second pool' period=20000 budget=3000 extratime:=false; then
		is "period, budget, extratime" \
			"$(xl sched-rtds -d realtime | awk 'NR == 2 { print $3, $4, $5 }')" "20000 3000 no"
		destroy realtime
	fi
}

pool_id() { xenstore-ls -f /local/pool | sed -n 's,^/local/pool/\([0-9]*\)/name = "second pool"$,\1,p'; }

pools() {
	xl cpupool-cpu-remove Pool-0 1
	if check "a pool with credit" make_pool "second pool" credit; then
		remember
		in_credit_pool
		xl cpupool-destroy "second pool"
	fi
	if make_pool "second pool" rtds; then
		remember
		in_rtds_pool
		xl cpupool-destroy "second pool"
	else
		skip "period, budget, extratime" "this Xen was built without rtds"
	fi
	xl cpupool-cpu-add Pool-0 1
}
if [ "$(xl info nr_cpus)" -gt 1 ]; then
	pools
else
	skip "a pool of its own" "the machine has one CPU; RIG_CPUS=2 gives it two"
fi

# Rights in xenstore -------------------------------------------------------------------------

if inspect rights memory=64 driver_domain:=true xend_suspend_evtchn_compat:=true; then
	domid=$(xl domid rights)
	for node in libxl device-model device; do
		is "the guest owns $node" "$(xenstore-ls -fp "/local/domain/$domid" |
			sed -n "s,^/local/domain/$domid/$node = .*  (\(.*\))\$,\1,p")" "n$domid"
	done
	is "no suspend event channel" "$(xenstore-ls -f "/local/domain/$domid/device")" ""
	destroy rights
fi

# What a running guest makes of it --------------------------------------------------------------

line=$(cmdline poweroff)
has_flag() { case " $(value "$guest" cpu.flags) " in *" $1 "*) ;; *) return 1 ;; esac }

if build runs memory=256 kernel="$kernel" ramdisk="$ramdisk" cmdline="$line" \
	rtc_timeoffset:=-864000 cpuid="host,family=15,model=107,stepping=5,sse3=0"; then
	expect_guest runs 256 1 "$ramdisk" "$line"
	is "cpuid: family, model, stepping" \
		"$(value runs cpu.family) $(value runs cpu.model) $(value runs cpu.stepping)" "15 107 5"
	check "cpuid: Linux has no SSE3" [ "$(has_flag pni || echo none)" = none ]
	check "... and has SSE2" has_flag sse2
	between "rtc_timeoffset: ten days ago" $(($(date +%s) - $(value runs time))) 863900 864300
	ends runs
	destroy runs
fi
