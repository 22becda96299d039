# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Each check can fail: a small guest is built, one thing of it is damaged, and then the check
# that is about that thing must fail.  dom0/damage.table has a damage for each.

. /host/dom0/conformance.sh

table=/host/dom0/damage.table
hidden=/host/dom0/hidden.table
uuid=0b6de03c-6d0a-4f5c-9f3b-7a4d1c2e5f60
configure damage 16 2 4 conformance 5+1,4097 json.uuid="$uuid"

# Names with .N. for any number.
plain() { sed 's/\.[0-9][0-9]*\./.N./g' | sort -u; }

# hidden_failures DOMID: the checks of hidden.table that fail.
hidden_failures() {
	pvh-inspect --records "$1" > "$work/records"
	awk -F ' *[|] *' '
		FNR == NR { at = index($0, " = "); value[substr($0, 1, at - 1)] = substr($0, at + 3); next }
		/^hidden/ {
			nr = $2 ~ /N/ ? 4 : 1
			for (i = 0; i < nr; i++) {
				key = $2
				sub(/N/, i, key)
				if (value[key] != $3)
					wrong[$1] = 1
			}
		}
		END { for (name in wrong) print name }' "$work/records" "$hidden"
}

# remove: destroys the domain, and what xenstore has of it, which is faster than xl destroy.
remove() {
	pvh-damage "$domid" destroy
	xenstore-rm "/local/domain/$domid" "/libxl/$domid" "/vm/$uuid" \
		"/local/domain/0/backend/console/$domid"
}

# The checks that fail with damage $1, in $work/failed; "!" for a guest that does not end.
try() {
	local log=$work/damage.report
	pvh-damage "$domid" "$1" || return
	hidden_failures "$domid" > "$work/failed"
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

# An undamaged one: every check passes, and the table has each and no other.
start damage
is "without damage dom0 finds nothing wrong" "$(hidden_failures "$domid")" ""
pvh-damage "$domid" run
collect damage "$domid"
remove
judge damage
{
	passed_of "$work/damage.report"
	skipped_of "$work/damage.report"
	sed -n 's/^\(hidden[^ ]*\) .*/\1/p' "$hidden"
	echo ram.high # of guests with more memory
} | plain > "$work/names"
sed '/^#/d; /^$/d; s/^[^|]*| *//; s/ *|.*//; s/!//g' "$table" | tr ' ' '\n' | plain > "$work/covered"
is "every check has a damage, and every damage a check" \
	"$(diff "$work/names" "$work/covered" | grep '^[<>]')" ""

# What only dom0 sees can be put right again: one guest will do.
start damage
sed '/^#/d; /^$/d; s/ *| */|/g' "$table" | grep '^[^|]*|hidden\.[^ ]*$' > "$work/damages"
while IFS='|' read -r what name; do
	pvh-damage "$domid" "$what"
	hidden_failures "$domid" > "$work/failed"
	expect_failure "$what" "$name"
	field=${what%%[=^]*}
	pvh-damage "$domid" "$field=$(sed -n "s/^$name *|[^|]*| *\([^ ]*\) .*/\1/p" "$hidden")"
done < "$work/damages"
is "nothing of that is left" "$(hidden_failures "$domid")" ""
remove

sed '/^#/d; /^$/d; /^-/d; s/ *| */|/g' "$table" | grep -v '^[^|]*|hidden\.[^ ]*$' > "$work/damages"
while IFS='|' read -r what checks _; do
	start damage
	try "$what"
	for name in $checks; do
		expect_failure "$what" "$name"
	done
	remove
done < "$work/damages"
