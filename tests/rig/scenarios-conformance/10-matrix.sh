# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Guests of many shapes, each of which finds all that the ABI promises.  They stand in
# dom0/conformance.table.

# shellcheck source=../dom0/conformance.sh
. /host/dom0/conformance.sh

sed '/^#/d; /^$/d' /host/dom0/conformance.table > "$work/matrix"
while read -r name memory vcpus maxvcpus kernel list words; do
	if [ "$(free_memory)" -lt $((memory + 100)) ]; then
		skip "$name" "the machine has $(free_memory) MiB free, and the guest needs $memory"
		continue
	fi
	# shellcheck disable=SC2086 # words
	configure "$name" "$memory" "$vcpus" "$maxvcpus" "$kernel" "$list" $words
	run_guest "$name"
done < "$work/matrix"
