# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Files for xl with disks and network interfaces, and one with everything at once.

# shellcheck source=../dom0/compare-cfg.sh
. /host/dom0/compare-cfg.sh

compare_cfgs disk disk-keys disk-block disk-numbers cdrom syntax nic nic-keys nics devices everything
