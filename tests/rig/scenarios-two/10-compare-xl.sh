# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# On a host with two NUMA nodes a guest that says nothing of CPUs is kept on one of them, by xl as
# by pvh-build.

# shellcheck source=../dom0/compare-xl.sh
. /host/dom0/compare-xl.sh

# fact NAME KEY: of what pvh-build made
fact() { sed -n "s/^$2 = //p" "$dumps/$1.ours"; }

kernel=$inputs/vmlinuz-cloud
compare placed 128 vcpus=1
is "a node with a CPU for each vCPU is preferred" "$(fact placed vcpu0.affinity.soft)" 01
is "... and gives the memory" "$(fact placed domain.node_affinity)" 0100000000000000
compare spread 128 vcpus=2
is "no node has two CPUs" "$(fact spread vcpu0.affinity.soft)" 03
compare pinned 128 vcpus=2 cpus=node:1
is "pinned to a node" "$(fact pinned vcpu1.affinity.hard)" 02
is "... which gives the memory" "$(fact pinned domain.node_affinity)" 0200000000000000
