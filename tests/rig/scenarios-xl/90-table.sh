# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Every line of compare-cfg.table has explained something in the scenarios before this one.

# shellcheck source=../dom0/compare-xl.sh
. /host/dom0/compare-xl.sh

differences=$work/cfg.table
used=$dumps/used
missing=
for cfg in /host/xl/*.cfg; do
	name=$(basename "$cfg" .cfg)
	grep -qx -- "$name" "$dumps/compared" 2> /dev/null || missing="$missing $name"
done
if [ -z "$missing" ]; then
	check_table "$(wc -l < /host/dom0/compare-xl.table)"
else
	skip "no line of the table is stale" "this boot has not compared$missing"
fi
