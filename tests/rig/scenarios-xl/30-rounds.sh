# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Fifty guests with a disk and an interface, one after the other. Of five, three use both and power
# off, one is ended by signals while it comes up, always a bit later, and one by xl before it has run.

# shellcheck source=../dom0/life.sh
. /host/dom0/life.sh

life round
does=use
life used
sum=$(sum_of "$disk")

# by_itself: used both, and nothing of it is left to be ended by anybody else.
by_itself() {
	rm -f "$logs/guest-used.log"
	pvh-build --wait "$work/used.json" > "$work/round.out" 2> "$work/round.err" &&
		retry 5 shows used "RIG-USED $sum 2 packets received"
}

has_begun() { [ -s "$work/round.out" ] || ! kill -0 "$pid" 2> /dev/null; }
by_signals() {
	rm "$work/round.out"
	pvh-build --wait "$work/round.json" > "$work/round.out" 2> "$work/round.err" &
	pid=$!
	retry 60 has_begun
	sleep "$(awk -v n="$rounds" 'BEGIN { print n / 8 }')"
	kill -INT "$pid"
	retry 10 grep -q 'asked domain' "$work/round.err"
	kill -INT "$pid"
	wait "$pid"
	[ $? = 130 ]
}

by_xl() {
	pvh-build --paused "$work/round.json" > "$work/round.out" 2> "$work/round.err" &&
		xl destroy round 2>> "$work/round.err"
}

one_round() {
	case $((rounds % 5)) in
	1) by_xl ;;
	3) by_signals ;;
	*) by_itself ;;
	esac
}

none_is_left() { [ "$(domain_count)" = "$domains" ]; }

rounds=0
while [ $rounds -lt 50 ] && one_round && retry 5 none_is_left; do
	rounds=$((rounds + 1))
done
is "fifty rounds" "$rounds" 50 || {
	show "$work/round.err"
	show "$logs/guest-used.log"
}
nothing_left rounds
