# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# How Xen is to treat a domain: what each key comes to, as Xen, xl and the guest see it; and
# what this Xen or CPU does not have is refused before there is a domain.

# shellcheck source=../dom0/policy.sh
. /host/dom0/policy.sh
ramdisk=$inputs/guest.cpio.gz

# has_bit WHAT REGISTER BIT WANTED
has_bit() { is "$1" $((0x$2 >> $3 & 1)) "$4"; }

# shows_invariant WHAT: if the CPU has it, which Xen cannot make up.
shows_invariant() {
	local there=0
	if xen-cpuid detail | awk '/^Host / { host = 1; next } /^[^ ]/ { host = 0 } host' |
		grep -qw itsc; then
		there=1
	fi
	has_bit "$1, as far as the CPU has one" "$(leaf 0x80000007 4)" 8 "$there"
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

if inspect pinned memory=64 vcpus=2 maxvcpus=3 cpus:='["0"]' cpus_soft:='"node:0"' cpu_weight=500 cap=150 \
	pool=Pool-0; then
	is "cpu_weight, cap" "$(scheduling)" "500 150"
	is "pool" "$(xl list --cpupool pinned | awk 'NR == 2 { print $NF }')" Pool-0
	destroy pinned
fi
if inspect weight memory=64 cpu_weight=77; then
	is "cpu_weight alone" "$(scheduling)" "77 0"
	destroy weight
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
