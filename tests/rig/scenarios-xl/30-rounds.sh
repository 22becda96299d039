# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Fifty guests, one after the other: built, and ended without having run.

# shellcheck source=../dom0/life.sh
. /host/dom0/life.sh

life round
rounds=0
while [ $rounds -lt 50 ] && pvh-build --paused "$work/round.json" > "$work/round.out" 2> "$work/round.err" &&
	xl destroy round 2>> "$work/round.err"; do
	rounds=$((rounds + 1))
done
is "fifty rounds" "$rounds" 50 || show "$work/round.err"
nothing_left rounds
