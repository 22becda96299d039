# SPDX-License-Identifier: LGPL-2.1-or-later
# The harness of the tests that are shell scripts: `. "$top_srcdir/tests/tap.sh"` first,
# `finish` last. $tmp is a directory of the test's own, gone when it ends.

: "${top_srcdir:=.}" "${top_builddir:=.}"
count=0 failed=0
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 99' HUP INT TERM

# absolute DIR
absolute() {
	(cd "$1" && pwd)
}

src=$(absolute "$top_srcdir") build=$(absolute "$top_builddir")

# ok STATUS TEXT
ok() {
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		failed=1
	fi
}

# note FILE: its lines as diagnostics
note() {
	sed 's/^/# /' "$1"
}

# skip TEXT REASON
skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

finish() {
	echo "1..$count"
	exit $failed
}
