# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Files for xl without devices: kernel, memory, processors.

# shellcheck source=../dom0/compare-cfg.sh
. /host/dom0/compare-cfg.sh

# No file is forgotten.
for cfg in /host/xl/*.cfg; do
	name=$(basename "$cfg" .cfg)
	check "$name.cfg is compared by a scenario" grep -qw -- "$name" /host/scenarios/*.sh
done

compare_cfgs minimal linux root-extra vcpus balloon pinned affinity scheduling cpuid

# The one file with a packed ramdisk: ours is as it is, and xl's guest has it unpacked, with 16 more
# bytes, which libxenguest leaves behind it.
fact() { sed -n "s/^$2 = //p" "$dumps/$1"; }
is "xl-linux: the ramdisk is packed" "$(fact xl-linux.ours module0.size)" "$(wc -c < /xl/initrd.gz)"
is "... where xl has unpacked it" "$(fact xl-linux.xl module0.size)" $(($(wc -c < /xl/initrd) + 16))
