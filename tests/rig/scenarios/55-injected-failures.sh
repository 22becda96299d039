# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Hypercalls that fail, and a signal, at many points of a build: whatever was
# done by then is undone.  strace takes the n-th ioctl of the program, which is
# how hypercalls are made, and lets it fail without doing it.

write_config injected memory=64 kernel="$inputs/vmlinuz-cloud" ramdisk="$inputs/guest.cpio.gz"
xenstore-ls -fp / > "$work/xenstore.before"
before=$(free_memory)

# inject WHAT: sets status.
inject() {
	strace -f -qq -o "$work/strace" -e trace=ioctl -e signal=none -e inject="ioctl:$1" \
		pvh-build --paused "$work/injected.json" > "$work/injected.out" 2> "$work/injected.err"
	status=$?
	# A call that the build can do without has failed.
	if [ "$status" = 0 ]; then
		xl destroy injected
	fi
}

clean() {
	xenstore-ls -fp / > "$work/xenstore.after"
	cmp -s "$work/xenstore.before" "$work/xenstore.after" &&
		[ "$(domain_count)" = 1 ] && retry 60 memory_is_back "$before"
}

# How many calls a build takes.
inject error=EIO:when=60000
calls=$(grep -c 'ioctl(' "$work/strace")
check "a build makes $calls ioctls" [ "$calls" -gt 20 ]
clean && ok "nothing is left after xl destroy"

failed=0
dirty=0
tolerated=
n=1
while [ "$n" -le "$calls" ]; do
	inject "error=EIO:when=$n"
	if [ "$status" = 0 ]; then
		tolerated="$tolerated $n"
	else
		failed=$((failed + 1))
		[ "$(wc -l < "$work/injected.err")" = 1 ] ||
			not_ok "failure of ioctl $n: one sentence" || show "$work/injected.err"
	fi
	if ! clean; then
		dirty=$((dirty + 1))
		not_ok "failure of ioctl $n leaves nothing"
		show "$work/injected.err"
		diff "$work/xenstore.before" "$work/xenstore.after" | sed 's/^/# /'
		xl destroy injected 2>/dev/null
	fi
	n=$((n + 3))
done
check "$failed of the failures ended the build (not the ioctls${tolerated:- none})" [ "$failed" -ge 10 ]
is "failures that left something" "$dirty" 0

for n in 12 30; do
	inject "signal=TERM:when=$n"
	is "SIGTERM at ioctl $n: exit status" "$status" 143
	check "SIGTERM at ioctl $n: nothing is left" clean
done
