# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# A guest that starts with fewer CPUs than it may have gets more of them.

# plug COUNT: the guest, which brings CPUs online as they come, has so many then.
plug() {
	# -i: the emulated machine has fewer processors than the guest gets.
	check "xl vcpu-set to $1" xl vcpu-set -i hotplug "$1" || return
	wait_for hotplug "RIG-NPROC $1" 60 || return
	ok "the guest uses $1 CPUs"
}

line=$(cmdline hotplug)
if build hotplug memory=256 vcpus=1 maxvcpus=4 kernel="$inputs/vmlinuz-cloud" \
	ramdisk="$inputs/guest.cpio.gz" cmdline="$line"; then
	expect_guest hotplug 256 1 "$inputs/guest.cpio.gz" "$line"
	is "CPUs that can be plugged in" "$(value hotplug cpus_possible)" 0-3
	plug 3 &&
		is "xl lists 3 of them as online, 1 as paused" \
			"$(xl vcpu-list hotplug | awk 'NR > 1 { print $5 ~ /p/ }' | sort | uniq -c | tr -s ' \n' ' ')" \
			" 3 0 1 1 " &&
		plug 4 &&
		plug 2
	check "xl shutdown" xl shutdown hotplug
	ends hotplug
	destroy hotplug
fi
