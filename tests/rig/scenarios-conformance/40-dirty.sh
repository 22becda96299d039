# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Guests in memory that was somebody's.  Xen cleans what a dead guest had, but not what a living
# one gives back: so one guest fills its memory with a pattern and gives it back, and the next
# ones must find every byte that was placed for them right, and every slack clean.  What else
# they were given is not clean, which Xen does not promise, and which shows that this tests
# something.

# shellcheck source=../dom0/conformance.sh
. /host/dom0/conformance.sh

# Somebody has to have all other memory, or the next ones would get that.
configure owner $(($(free_memory) - 295)) 1 1 conformance -
start owner
configure filler 256 1 1 conformance - fill=0xa5 give
start filler
xl unpause filler
ends filler
xl destroy filler

# dirty_pages NAME: of the guest's RAM, as it was at first.
dirty_pages() { sed -n 's/^# ram: of [0-9]* pages \([0-9]*\) .*/\1/p' "$work/$1.report"; }

# dirty NAME MEBIBYTES KERNEL MODULES [WORD...]: finds dirty memory, most of it, but nothing wrong.
dirty() {
	configure "$1" "$2" 1 1 "$3" "$4" scan ${5+"$5"} ${6+"$6"}
	run_guest "$1"
	diag "$1: $(sed -n 's/^# ram: //p' "$work/$1.report")"
	check "$1: the memory was dirty" [ "$(dirty_pages "$1")" -gt $(($2 * 128)) ]
}

dirty dirty-16 16 conformance-high 1,4097
dirty dirty-64 64 conformance 1,4095,4096+7,4097,70001+300,1048576,3000001,8192+1 \
	expect.memory=58720256 json.reserved:='[{"start":"16M","size":"4M"},{"start":"48M","size":"4M"}]'
xl destroy owner
