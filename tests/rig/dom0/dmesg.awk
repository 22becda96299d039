# SPDX-License-Identifier: LGPL-2.1-or-later
#
# awk -f dmesg.awk TABLE LINES: prints those of the lines that no row of the table explains.

# A pattern as a regular expression: only * is special.
function pattern(text) {
	gsub(/[][\\.^$+?(){}|]/, "\\\\&", text)
	gsub(/\*/, ".*", text)
	return "^" text "$"
}

function explained(text,    i) {
	for (i = 1; i <= rows; i++)
		if (text ~ rule[i])
			return 1
	return 0
}

FNR == NR {
	if ($0 ~ /^# / || $0 ~ /^#?$/)
		next
	split($0, cell, / \| /)
	rule[++rows] = pattern(cell[1])
	next
}

!explained($0)
