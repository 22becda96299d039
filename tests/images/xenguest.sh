# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
#
# Sourced by check-images: what libxenguest says of an image, compared with what
# is in json, and with the list of known differences, xenguest.table.

xenguest_parse=$build/tests/images/xenguest-parse
differences=$images_src/xenguest.table
: > "$tmp/judged"   # the files that both have judged ...
: > "$tmp/differ"   # ... and those on which they differ

why_not_compared() {
	if [ ! -x "$xenguest_parse" ]; then
		echo "libxenguest was not there to build with"
	elif ! ldd "$xenguest_parse" | grep -q 'libxenguest\.so\.4\.17 '; then
		echo "what differs is known of libxenguest 4.17 only"
	fi
}
not_compared=$(why_not_compared)

# Our verdict as xenguest-parse would print it.
our_verdict() {
	case $(json /bootable) in
	true)
		# shellcheck disable=SC2046,SC2183 # three numbers
		printf 'PVH 0x%x 0x%x 0x%x\n' $(json /entry /start /end) ;;
	false)
		echo refused ;;
	*)
		echo "no verdict" ;;
	esac
}

# listed NAME VERDICT: whether the table has that difference.
listed() {
	while read -r verdict pattern; do
		case $verdict in '' | '#'*) continue ;; esac
		# shellcheck disable=SC2254 # it is a pattern
		case "$2 $1" in "$verdict "*": "$pattern) return 0 ;; esac
	done < "$differences"
	return 1
}

# agrees FILE NAME: judged as in json.
agrees() {
	[ -z "$not_compared" ] || return
	ours=$(our_verdict)
	theirs=$("$xenguest_parse" "$1" 2> "$tmp/err" | tail -n 1)
	echo "$2" >> "$tmp/judged"
	case $theirs in
	"$ours" | "$ours "*)
		ok 0 "$2: libxenguest agrees: $theirs"
		return ;;
	esac
	echo "${theirs%% *} $2" >> "$tmp/differ"
	if listed "$2" "${theirs%% *}"; then
		ok 0 "$2: libxenguest differs, as listed: $theirs"
	else
		ok 1 "$2: libxenguest differs, which is not listed: $theirs instead of $ours"
	fi
}

# Each row of the table must be needed by an image that was there.
check_differences() {
	if [ -n "$not_compared" ]; then
		untested "libxenguest's verdicts" "$not_compared"
		return
	fi
	while read -r verdict pattern; do
		case $verdict in '' | '#'*) continue ;; esac
		name="listed: $verdict $pattern"
		if fits "" "$pattern" "$tmp/judged"; then
			fits "$verdict " "$pattern" "$tmp/differ"
			ok $? "$name: the difference is still there"
		else
			untested "$name" "no such image was there"
		fi
	done < "$differences"
}

# fits PREFIX PATTERN LIST: whether one of the names does.
fits() {
	while read -r name_in_list; do
		# shellcheck disable=SC2254
		case $name_in_list in "$1"*": "$2) return 0 ;; esac
	done < "$3"
	return 1
}
