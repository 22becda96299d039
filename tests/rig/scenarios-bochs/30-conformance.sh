# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# The conformance guest on a processor of Intel's kind, which looks at segments' limits and loads
# a guest's PAT: both escape the guest in QEMU.

# shellcheck source=../dom0/conformance.sh
. /host/dom0/conformance.sh

may_skip='^$'

# damage DAMAGE CHECK: must fail.
damage() {
	start intel
	pvh-damage "$domid" "$1"
	xl unpause intel
	ends intel > "$work/intel.ends" || cat "$work/intel.ends"
	collect intel "$domid"
	check "$1: $2 fails" has_failed "$2"
	xl destroy intel
}

has_failed() { failed_of "$work/intel.report" | grep -Fqx "$1"; }

if [ -e "$guest_kernel" ]; then
	# Nodes: how Intel's CPUID tells of packages is not AMD's way.
	nodes='[{"pnode":0,"size":12,"vcpus":"0,2"},{"pnode":0,"size":20,"vcpus":"1,3"}]'
	configure intel 32 2 4 conformance 5+1,4097 expect.vnodes=2 json.vnuma:="$nodes"
	run_guest intel
	damage cpu.es_limit=0xffff entry.es.limit
	damage cpu.fs_arbytes=0x0 entry.fs
	damage mtrr.0.pat=0x0606060606060606 vcpu.0.pat
	damage mtrr.1.pat=0x0606060606060606 vcpu.1.pat
else
	skip "the conformance guest" "the C compiler makes no 32-bit program"
fi
