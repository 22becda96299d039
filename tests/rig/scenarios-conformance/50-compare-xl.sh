# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Those guests of dom0/conformance.table that xl can build, built by it as well: it knows one
# module, without a command line, and none of the words.

# shellcheck source=../dom0/conformance.sh
. /host/dom0/conformance.sh
# shellcheck source=../dom0/compare-xl.sh
. /host/dom0/compare-xl.sh

rows=0
sed '/^#/d; /^$/d' /host/dom0/conformance.table > "$work/matrix"
while read -r name memory vcpus maxvcpus image list words; do
	case $list$words in
	*[+,:]* | *[a-z]*) continue ;;
	esac
	# xl moves no kernel.
	[ "$name" != moved ] || continue
	rows=$((rows + 1))
	if [ "$(free_memory)" -lt $((memory + 100)) ]; then
		skip "xl-$name" "the machine has $(free_memory) MiB free, and the guest needs $memory"
		continue
	fi
	kernel=$inputs/$image
	set -- vcpus="$vcpus" maxvcpus="$maxvcpus"
	[ "$list" = - ] || set -- "$@" ramdisk="$(make_module 0 "$list")"
	compare "xl-$name" "$memory" "$@"
done < "$work/matrix"
check "xl builds $rows of them" [ "$rows" -ge 7 ]
