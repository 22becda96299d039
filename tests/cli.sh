# SPDX-License-Identifier: LGPL-2.1-or-later
# For the tests of pvh-build: `. "$top_srcdir/tests/tap.sh"` first, then this one.

get=$build/tests/unit/json-get make_kernel=$build/tests/unit/make-kernel
: "$get" "$make_kernel" # for who sources this

# As installed, but for the worker: $IMAGE_WORKER, or none.
pvh=$tmp/pvh-build
cat >"$pvh" <<END
#!/bin/sh
command=
[ "\$1" != check ] || { command=\$1; shift; }
exec "$build/pvh-build" \$command "${IMAGE_WORKER:+--worker=}${IMAGE_WORKER:---in-process}" "\$@"
END
chmod +x "$pvh"

# run ARG...: leaves the output in out, messages in err, and the exit status in $status
run() {
	"$pvh" "$@" >out 2>err </dev/null
	status=$?
}

# result TEXT: ok if the command before succeeded; shows what there was otherwise
result() {
	good=$?
	ok $good "$1"
	[ $good -eq 0 ] || { echo "# exit $status"; note out | head -n 20; note err; }
}

# usage TEXT ARG...
usage() {
	text=$1
	shift
	run "$@"
	[ $status -eq 64 ] && [ ! -s out ] && grep -q -- '--help' err
	result "usage: $text: $(head -n 1 err)"
}

# has LINE...: each is a whole line of the output
has() {
	for line; do
		grep -qxF -- "$line" out || { echo "# missing: $line"; return 1; }
	done
}

# json POINTER VALUE: what is there in the object in $object
json() {
	[ "$(printf '%s' "$object" | "$get" "$1" 2>/dev/null)" = "$2" ] ||
		{ echo "# $1 is not $2 in $object"; return 1; }
}

# lacks POINTER...
lacks() {
	for pointer; do
		! printf '%s' "$object" | "$get" "$pointer" >/dev/null 2>&1 ||
			{ echo "# $pointer is in $object"; return 1; }
	done
}

# object N [FILE]: line N of the output, or of another file
object() {
	object=$(sed -n "$1p" "${2:-out}")
	printf '%s' "$object" | "$get"
}

# all_json FILE: there are lines, and each is an object
all_json() {
	[ -s "$1" ] && while read -r line; do
		printf '%s' "$line" | "$get" || { echo "# no JSON: $line"; return 1; }
	done <"$1"
}
