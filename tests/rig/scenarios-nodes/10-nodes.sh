# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# A guest with two NUMA nodes on a host with two, of which the second has no CPU: Linux finds
# them, Xen knows them, and their memory is where it was wanted.

kernel=$inputs/vmlinuz-cloud
ramdisk=$inputs/guest.cpio.gz
line=$(cmdline stay)

pvh-inspect host > "$work/host"
is "the host has two nodes" "$(sed -n 's/^host.nr_nodes = //p' "$work/host")" 2

# What Xen says of domain $1 when it is asked for its nodes: the last time.
xen_nodes() {
	xl debug-keys u
	xl dmesg | sed 's/^(XEN) \(\[[^]]*\] \)*//' | awk -v domain="Domain $1 " '
		/^Domain / { mine = index($0 " ", domain) == 1; if (mine) text = "" }
		/^Domain / || /^ / { if (mine) text = text $0 "\n"; next }
		{ mine = 0 }
		END { printf "%s", text }'
}

# pages_on NODE: of the domain, as xen_nodes says.
pages_on() { sed -n "s/^ *Node $1: \([0-9]*\).*/\1/p" "$work/xen-nodes"; }

if build nodes memory=512 vcpus=3 kernel="$kernel" ramdisk="$ramdisk" cmdline="$line" \
	vnuma:="[{\"pnode\": 1, \"size\": 192, \"vcpus\": \"1\", \"vdistances\": [10, 15]},
		{\"pnode\": 0, \"size\": 320, \"vcpus\": \"0,2\", \"vdistances\": [25, 10]}]"; then
	report nodes
	is "number of CPUs" "$(value nodes nproc)" 3
	is "CPUs of node 0" "$(value nodes numa.node0.cpus)" 1
	is "CPUs of node 1" "$(value nodes numa.node1.cpus)" 0,2
	is "distances from node 0" "$(value nodes numa.node0.distance)" "10 15"
	is "distances from node 1" "$(value nodes numa.node1.distance)" "25 10"
	is "memory, as Linux reads the SRAT" \
		"$(value nodes numa.srat | sed 's/PXM [0-9]* //' | tr '\n' ' ')" \
		"SRAT: Node 0 [mem 0x00000000-0x0bffffff] SRAT: Node 1 [mem 0x0c000000-0x1fffffff] "
	# The kernel keeps its own image, the initrd and a page table entry per page.
	between "MemTotal of node 0" "$(value nodes numa.node0.memtotal_kb)" $((96 * 1024)) $((192 * 1024))
	between "MemTotal of node 1" "$(value nodes numa.node1.memtotal_kb)" $((280 * 1024)) $((320 * 1024))
	complains nodes
	xen_nodes "$(xl domid nodes)" > "$work/xen-nodes"
	check "Xen knows two nodes and three vCPUs" grep -q '2 vnodes, 3 vcpus' "$work/xen-nodes" ||
		show "$work/xen-nodes"
	is "Xen: node 0" "$(grep -A 1 "^ *0: pnode" "$work/xen-nodes" | tr -s ' \n' ' ')" \
		" 0: pnode 1, vcpus 1 0000000000000000 - 000000000c000000 "
	is "Xen: node 1" "$(grep -A 1 "^ *1: pnode" "$work/xen-nodes" | tr -s ' \n' ' ')" \
		" 1: pnode 0, vcpus 0 2 000000000c000000 - 0000000020000000 "
	sed 's/^/# /' "$work/xen-nodes"
	# Special pages and ACPI tables can be anywhere, and Linux gives a page of its own away
	# for each of Xen's that it wants to see.
	between "pages on node 0" "$(pages_on 0)" $((320 * 256 - 4)) $((320 * 256 + 9))
	between "pages on node 1" "$(pages_on 1)" $((192 * 256 - 4)) $((192 * 256 + 9))
	destroy nodes
fi

# refuse NAME STATUS PATTERN MEBIBYTES NODE: a guest with one node, all on that node of the host.
refuse() {
	local domains
	domains=$(domain_count)
	write_config "$1" memory="$4" kernel="$kernel" \
		vnuma:="[{\"pnode\": $5, \"size\": $4, \"vcpus\": \"0\"}]"
	run_build "$1"
	is "$1: exit status" "$status" "$2"
	check "$1: says why" grep -q "$3" "$work/$1.err" || show "$work/$1.err"
	is "$1: nothing was made" "$(domain_count)" "$domains"
}

# A node that the host does not have, and one that has less free than is wanted of it.
refuse nowhere 5 "node 0 of .vnuma. is to be on node 2 of the host.*it has 0, 1$" 256 2
memory=$(pvh-inspect host | sed -n 's/^host.node1.free_pages = //p')
memory=$((memory / 256))
refuse short 6 "node 0 of .vnuma. wants $((memory + 1)) MiB of node 1 of the host, which has $memory MiB" \
	$((memory + 1)) 1
