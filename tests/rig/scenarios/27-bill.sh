# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# What the plan says that a domain takes of the host is what Xen says: the pages that are its
# own, its paging pool, and what the host has less of afterwards, but for a little that Xen takes
# for its account of the domain.

kernel=$inputs/vmlinuz-cloud
ramdisk=$inputs/guest.cpio.gz

free_pages() { pvh-inspect host | sed -n 's/^host.free_pages = //p'; }
settled() { [ "$(free_pages)" -ge "$1" ]; }

# part NAME: of the bill that --dry-run shows, in pages.
part() {
	sed -n "s/^  host memory .*[=+] \([0-9]*\) \([KM]\)iB $1.*/\1 \2/p" "$work/$guest.plan" |
		while read -r number unit; do
			[ "$unit" = M ] && number=$((number * 1024))
			echo $((number / 4))
		done
}

# measure NAME MOST KEY=VALUE...: Xen takes MOST pages more, at most.
measure() {
	guest=$1
	most=$2
	shift 2
	write_config "$guest" kernel="$kernel" ramdisk="$ramdisk" "$@"
	pvh-build --dry-run "$work/$guest.json" > "$work/$guest.plan"
	owned=$(($(part memory) + $(part 'special pages') + $(part ACPI)))
	pool=$(part 'paging pool')
	before=$(free_pages)
	build_written "$guest" --paused || return
	after=$(free_pages)
	pvh-inspect "$(xl domid "$guest")" > "$work/$guest.inspect"
	is "$guest: pages of its own" \
		"$(sed -n 's/^domain.tot_pages = //p' "$work/$guest.inspect")" "$owned"
	is "$guest: paging pool" \
		"$(sed -n 's/^domain.paging_pool = //p' "$work/$guest.inspect")" $((pool * 4096))
	extra=$((before - after - owned - pool))
	diag "$guest: the bill is $((owned + pool)) pages; Xen takes $extra more for itself"
	between "$guest: Xen takes little more" "$extra" 0 "$most"
	destroy "$guest"
	# Xen's own allocator keeps a page here and there.
	check "$guest: the memory is back" retry 60 settled $((before - 32))
	diag "$guest: of $before pages $(free_pages) are free again"
}

# The first guest with many vCPUs makes Xen keep some memory, whoever builds it.
build warm memory=256 vcpus=2 maxvcpus=16 kernel="$kernel" && destroy warm
sleep 5

measure bill-256 64 memory=256 vcpus=1
measure bill-vcpus 256 memory=256 vcpus=2 maxvcpus=16
measure bill-fraction 64 memory=131076K vcpus=1
measure bill-pod 64 memory=192 maxmem=384 vcpus=1
measure bill-hole 64 memory=1200 mmio_hole=3328 vcpus=1 reserved:='[{"start": "64M", "size": 8}]'
