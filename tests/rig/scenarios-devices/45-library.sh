# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Programs of users of the library (examples/), on a real Xen; and many at once that want one name.

# shellcheck source=../dom0/life.sh
. /host/dom0/life.sh

# A toolstack: one guest ends at once, the other when it is told to, after a reboot.
life stays
write_config ends memory=128 kernel="$kernel" ramdisk="$ramdisk" cmdline="$(cmdline poweroff)"
rm -f "$logs"/guest-stays.log "$logs"/guest-ends.log
example-supervise "$work/stays.json" "$work/ends.json" > "$work/supervise.out" 2> "$work/supervise.err" &
pid=$!
guest=stays
if wait_for_console stays; then
	tell stays 'reboot -f'
	lives_again stays
	tell stays 'poweroff -f'
fi
wait "$pid"
is "supervise: exit status" "$?" 0 || show "$work/supervise.err"
check "... the one powers off" grep -q 'ends.json: poweroff: destroy' "$work/supervise.out"
check "... the other reboots" grep -q 'stays.json: reboot: restart' "$work/supervise.out"
check "... and powers off" grep -q 'stays.json: poweroff: destroy' "$work/supervise.out"
nothing_left supervise

# The console, from the first byte to a word.
life talks
example-console "$work/talks.json" RIG-STAYS > "$work/console.out" 2> "$work/console.err"
is "console: finds a word" "$?" 0 || show "$work/console.err"
check "... after all that came before it" grep -q RIG-BEGIN "$work/console.out"
nothing_left console

# A disk and an interface for a guest that runs.
new_disk lent 3
mkfifo "$work/lines"
lend() {
	example-devices "$domid" "$1" "$2" < "$work/lines" > "$work/lend.out" 2> "$work/lend.err" &
	pid=$!
	exec 7> "$work/lines"
	retry 60 grep -q " has $3" "$work/lend.out"
}
take() {
	echo >&7
	exec 7>&-
	wait "$pid"
	is "devices: the guest lets it go" "$?" 0 || show "$work/lend.err"
	is "... is all that it says" "$(grep -c "has no $1 any more" "$work/lend.out")" 1
}
life borrows
if build_written borrows; then
	wait_for borrows RIG-STAYS
	domid=$(xl domid borrows)
	check "devices: a disk" lend disk "{ \"target\": \"$disk\", \"vdev\": \"xvdb\" }" xvdb
	is "... has its bytes" "$(in_guest borrows 'sleep 1; md5sum < /dev/xvdb' | cut -d' ' -f1)" "$(sum_of "$disk")"
	check "... xl shows it" sh -c "xl block-list borrows | grep -q '^51728 '"
	take xvdb
	check "... and not any more" sh -c "! xl block-list borrows | grep -q '^51728 '"
	check "devices: an interface" lend vif '{ "mac": "00:16:3e:00:00:17" }' 1
	is "... is there" "$(in_guest borrows 'sleep 1; cat /sys/class/net/eth1/address')" 00:16:3e:00:00:17
	take 1
	check "... and not any more" sh -c "! xl network-list borrows | grep -q 00:17"
	destroy borrows
fi
nothing_left devices

# Eight at once want one name: one wins, and the others say why they do not.
life one
race() {
	local pids='' won=0 i
	for i in 1 2 3 4 5 6 7 8; do
		pvh-build --paused "$work/one.json" > "$work/one.out" 2> "$work/one.err$i" & pids="$pids $!"
	done
	for pid in $pids; do
		if wait "$pid"; then won=$((won + 1)); fi
	done
	is "of eight at once one succeeds" "$won" 1
	is "... there is one such domain" "$(xl list | awk '$1 == "one"' | wc -l)" 1
	is "... and the others say why" "$(cat "$work"/one.err? | grep -c 'has the same name')" 7 ||
		show "$work/one.err1"
	destroy one
}
for round in 1 2 3 4 5; do
	race
done
nothing_left "eight at once"

# xl and we at once; xl, which needs less time until it takes the name, a bit later each time.
printf 'name = "one"\ntype = "pvh"\nmemory = 160\nvcpus = 1\nkernel = "%s"\n' "$kernel" > "$work/one.cfg"
race_xl() {
	local theirs ours
	(sleep "$1"; exec xl create -e -p -q "$work/one.cfg" 2> "$work/one.xl") & pid=$!
	pvh-build --paused "$work/one.json" > "$work/one.out" 2> "$work/one.err"
	ours=$?
	wait "$pid"
	theirs=$?
	is "of us and xl, $1 s later, one succeeds" "$(printf '%s\n' $theirs $ours | grep -c '^0$')" 1
	is "... there is one such domain" "$(xl list | awk '$1 == "one"' | wc -l)" 1
	is "... and the other says why" "$(cat "$work/one.err" "$work/one.xl" | grep -c 'same name\|already exists')" 1 ||
		show "$work/one.xl"
	diag "it is $([ $ours = 0 ] && echo ours || echo "xl's")"
	destroy one
}
for delay in 0 0.3 0.6 0.9 1.2 1.5; do
	race_xl "$delay"
done
nothing_left "xl and us at once"
