# SPDX-License-Identifier: LGPL-2.1-or-later
#
# awk -f compare.awk guest=NAME side=table TABLE side=xl XL side=ours OURS: compares two files of
# "key = value" and looks each difference up in the table, of which a row that begins with "[GUEST] "
# is for that guest alone.  Prints lines
#	explained	LINE OF THE TABLE	KEY	XL	OURS
#	unexplained	-	KEY	XL	OURS
# and at last "compared", the number of keys.  "-" stands for a key that is not there.

# A pattern as a regular expression: only * is special.
function pattern(text,    i, c, out) {
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "*")
			out = out ".*"
		else if (c ~ /[A-Za-z0-9_\/ "=:,]/)
			out = out c
		else
			out = out (c == "^" || c == "\\" ? "\\" c : "[" c "]")
	}
	return "^" out "$"
}

function explanation(key, xl, ours,    i) {
	for (i = 1; i <= rows; i++)
		if (key ~ keys[i] && xl ~ theirs[i] && ours ~ mine[i])
			return line[i]
	return 0
}

function value_of(side, key) {
	return (side, key) in values ? values[side, key] : "-"
}

function compare(key,    xl, ours, found) {
	xl = value_of("xl", key)
	ours = value_of("ours", key)
	if (xl == ours)
		return
	found = explanation(key, xl, ours)
	printf "%s\t", found ? "explained\t" found : "unexplained\t-"
	print key "\t" xl "\t" ours
}

side == "table" {
	if ($0 ~ /^#/ || $0 ~ /^[ \t]*$/)
		next
	split($0, cell, /[ \t]*\|[ \t]*/)
	sub(/^~/, "", cell[1]) # need not explain anything
	if (match(cell[1], /^\[[^]]*\] /)) {
		if (substr(cell[1], 2, RLENGTH - 3) != guest)
			next
		cell[1] = substr(cell[1], RLENGTH + 1)
	}
	rows++
	keys[rows] = pattern(cell[1])
	theirs[rows] = pattern(cell[2])
	mine[rows] = pattern(cell[3])
	line[rows] = FNR
	next
}

{
	at = index($0, " = ")
	key = substr($0, 1, at - 1)
	value = substr($0, at + 3)
	if (!(key in seen))
		order[++nr] = key
	# A key that comes twice keeps both values.
	if ((side, key) in values)
		value = values[side, key] " + " value
	values[side, key] = value
	seen[key] = 1
}

END {
	for (i = 1; i <= nr; i++)
		compare(order[i])
	print "compared\t" nr
}
