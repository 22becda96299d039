# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# The same domain, built by xl and by pvh-build, paused: whatever can be read of the two
# is the same, but for the differences that compare-xl.table explains.

# shellcheck source=../dom0/compare-xl.sh
. /host/dom0/compare-xl.sh

kernel=$inputs/vmlinuz-cloud
initrd=$inputs/guest.cpio.gz

compare same-256 256 vcpus=1 ramdisk="$initrd" cmdline="$(cmdline poweroff)"
compare same-2-of-4 512 vcpus=2 maxvcpus=4 ramdisk="$initrd" cmdline="$(cmdline poweroff)"
compare same-bare 128 vcpus=1
# vcpus is given because xl forgets its default of 1 when it sizes the paging pool.
compare same-pod 192 maxmem=384 vcpus=1 ramdisk="$initrd" cmdline="$(cmdline poweroff)"
# All of the policies that Xen shows, and some that only xenstore does.
compare same-policy 256 vcpus=2 nomigrate:=true tsc_mode=native timer_mode=one_missed_tick_pending \
	rtc_timeoffset:=-3600 localtime:=true cpus:='"0"' cpus_soft:='["node:0", "all,^63"]' cpu_weight=512 \
	cap=50 shadow_memory=16 nestedhvm:=true max_grant_frames=16 max_maptrack_frames=64 \
	max_grant_version=1 max_event_channels=200 driver_domain:=true pool=Pool-0 oos:=false \
	passthrough=disabled cpuid=host,family=15,model=107,stepping=2,sse3=0,lahf-lm=k,invtsc=1
compare same-policy-2 256 vcpus=1 tsc_mode=always_emulate timer_mode=delay_for_missed_ticks \
	cpus:='["0"]' cap=0 xend_suspend_evtchn_compat:=true msr_relaxed:=true \
	cpuid:='["1:ecx=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx0,edx=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxk", "7,0:ebx=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx0"]'
if [ "$(free_memory)" -gt 5400 ]; then
	compare same-5120 5120 vcpus=4 ramdisk="$initrd" cmdline="$(cmdline poweroff)"
else
	skip "same-5120" "the machine has $(free_memory) MiB free; 5400 are needed"
fi
check_table 0
