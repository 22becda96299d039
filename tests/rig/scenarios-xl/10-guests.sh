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
