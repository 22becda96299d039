# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Each check can fail: a small guest is built, one thing of it is damaged, and then the check
# that is about that thing must fail.  dom0/damage.table has a damage for each.

# shellcheck source=../dom0/conformance.sh
. /host/dom0/conformance.sh

table=/host/dom0/damage.table
uuid=0b6de03c-6d0a-4f5c-9f3b-7a4d1c2e5f60
: > "$work/names"
sed '/^#/d; /^$/d; s/ *| */|/g' "$table" > "$work/table"

# Names with .N. for any number.
plain() { sed 's/\.[0-9][0-9]*\./.N./g; s/\.[0-9][0-9]*$/.N/' | sort -u; }

hidden_failures() { hidden_report "$domid" "$possible" | failed_of -; }

# remove: destroys the domain, and what xenstore has of it, which is faster than xl destroy.
remove() {
	pvh-damage "$domid" destroy
	xenstore-rm "/local/domain/$domid" "/libxl/$domid" "/vm/$uuid" \
		"/local/domain/0/backend/console/$domid"
}

# try DAMAGE CHECKS: those that fail, in $work/failed; "!" for a guest that does not end.
try() {
	local log=$work/damage.report
	pvh-damage "$domid" "$1" || return
	case " $2" in
	*" hidden."*) hidden_failures ;;
	esac > "$work/failed"
	timeout 3 pvh-damage "$domid" run 2> /dev/null
	collect damage "$domid"
	failed_of "$log" | plain >> "$work/failed"
	is_complete "$log" || echo '!' >> "$work/failed"
}

expect_failure() {
	case $2 in
	!*) wanted=! ;;
	*) wanted=$2 ;;
	esac
	if grep -Fqx "$wanted" "$work/failed"; then
		ok "$1: $2 fails"
	else
		not_ok "$1: $2 fails"
		diag "failed: $(tr '\n' ' ' < "$work/failed")"
	fi
}

# begin MEBIBYTES VCPUS...: the guests that follow are like this, which undamaged passes all.
begin() {
	configure damage "$@" json.uuid="$uuid"
	start damage
	is "without damage dom0 finds nothing wrong" "$(hidden_failures)" ""
	pvh-damage "$domid" run
	collect damage "$domid"
	remove
	judge damage
	{
		passed_of "$work/damage.report"
		skipped_of "$work/damage.report"
	} >> "$work/names"
}

# What only dom0 sees can be put right again: one guest will do.
damage_hidden() {
	start damage
	while IFS='|' read -r what name; do
		pvh-damage "$domid" "$what"
		hidden_failures > "$work/failed"
		expect_failure "$what" "$name"
		pvh-damage "$domid" "${what%%[=^]*}=$(sed -n "s/^$name *|[^|]*| *\([^ ]*\) .*/\1/p" "$hidden")"
	done < "$work/only-hidden"
	is "nothing of that is left" "$(hidden_failures)" ""
	remove
}

# The kernel is known by now, and needs no process of its own to be read in.
damage() {
	start damage --in-process
	try "$1" "$2"
	for name in $2; do
		expect_failure "$1" "$name"
	done
	remove
}

only_hidden='^[^|]*|hidden\.[^ ]*$'
grep "$only_hidden" "$work/table" > "$work/only-hidden"
grep -v "$only_hidden" "$work/table" > "$work/damages"
# shellcheck disable=SC2086 # words
while IFS='|' read -r what checks _; do
	case $what in
	guest\ *) begin ${what#guest } ;;
	-) ;;
	*) damage "$what" "$checks" ;;
	esac
done < "$work/damages"
damage_hidden

{
	cat "$work/names"
	sed -n 's/^\(hidden[^ ]*\) .*/\1/p' "$hidden"
	echo ram.high # of guests with more memory
} | plain > "$work/checks"
sed '/^guest /d; s/^[^|]*|//; s/|.*//; s/!//g' "$work/table" | tr ' ' '\n' | plain > "$work/covered"
is "every check has a damage, and every damage a check" \
	"$(difference "$work/checks" "$work/covered")" ""
