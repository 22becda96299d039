# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Files for xl with network interfaces, with disks as well, and with everything at once.

# shellcheck source=../dom0/compare-cfg.sh
. /host/dom0/compare-cfg.sh

compare_cfgs nic nic-keys nics devices everything
