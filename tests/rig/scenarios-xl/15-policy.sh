# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Files for xl without devices: time, paging, limits, rights, what becomes of the domain, the shim.

# shellcheck source=../dom0/compare-cfg.sh
. /host/dom0/compare-cfg.sh

compare_cfgs cpuid-leaves time paging limits driver-domain msr-relaxed actions shim
