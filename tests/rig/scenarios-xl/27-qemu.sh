# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Files for xl with what QEMU serves.

# shellcheck source=../dom0/compare-cfg.sh
. /host/dom0/compare-cfg.sh

compare_cfgs share channel qcow2 everything-qemu
