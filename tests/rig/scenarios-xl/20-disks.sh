# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Files for xl with disks.

# shellcheck source=../dom0/compare-cfg.sh
. /host/dom0/compare-cfg.sh

compare_cfgs disk disk-keys disk-block disk-numbers cdrom syntax
