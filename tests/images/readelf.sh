# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
#
# Sourced by check-images: what is in a kernel according to readelf and to the
# unpackers of the system.  Every function prints lines "WHAT VALUE...", in
# decimal, in the order in which "facts" of check-images has them.

# xen_note TYPE FILE: the bytes of that note of Xen's, in hex, as "50 08 00 01".
xen_note() {
	readelf -nW "$2" 2> /dev/null | awk -v type="($1)" '
		/^ +[^ ]+ +0x[0-9a-f]+[ \t]/ { xen = $1 == "Xen"; wanted = 0 }
		xen && index($0, type) { wanted = 1 }
		wanted && sub(/.*description data: */, "") { print; exit }'
}

# words BYTE...: little-endian words of 32 bits, in decimal, each behind a space.
words() {
	while [ $# -ge 4 ]; do
		printf ' %d' $((0x$4$3$2$1))
		shift 4
	done
}

elf_header() {
	readelf -hW "$1" | sed -n -E \
		-e 's/^ *Class: +/class /p' \
		-e 's/^ *Machine: +Intel 80386$/machine i386/p' \
		-e 's/^ *Machine: +Advanced Micro Devices X86-64$/machine x86-64/p'
}

# PHYS32_ENTRY has 4 or 8 bytes; of the 8 the upper ones are zero.
elf_notes() {
	# shellcheck disable=SC2046 # a list of bytes
	entry=$(words $(xen_note 0x00000012 "$1"))
	echo "entry${entry% 0}"
	# shellcheck disable=SC2046
	reloc=$(words $(xen_note 0x00000013 "$1"))
	[ -z "$reloc" ] || echo "reloc$reloc"
}

# What is loaded: the bounds, and each segment that takes memory.
elf_segments() {
	readelf -lW "$1" | awk '$1 == "LOAD" { print $2, $4, $5, $6 }' | {
		start='' end=0 segments=''
		while read -r offset gpa file_size mem_size; do
			[ $((mem_size)) -gt 0 ] || continue
			[ -n "$start" ] && [ "$start" -le $((gpa)) ] || start=$((gpa))
			[ "$end" -ge $((gpa + mem_size)) ] || end=$((gpa + mem_size))
			segments="$segments
segment $((gpa)) $((mem_size)) $((file_size)) $((offset))"
		done
		echo "start $start
end $end$segments"
	}
}

# elf_facts CONTAINER CODEC FILE ELF: of the kernel in FILE, which ELF was unpacked from.
elf_facts() {
	echo "container $1"
	echo "codec $2"
	echo "file_size $(wc -c < "$3")"
	echo "decoded_size $(wc -c < "$4")"
	elf_header "$4"
	elf_notes "$4"
	elf_segments "$4"
}

# true_facts FILE: of a kernel in one of the containers.
true_facts() {
	case $(od -An -tx1 -N 4 "$1" | tr -d ' ') in
	7f454c46)
		elf_facts ELF none "$1" "$1" ;;
	1f8b*)
		gzip -dc "$1" > "$tmp/elf"
		elf_facts gzip gzip "$1" "$tmp/elf" ;;
	*)
		codec=$("$src/tests/rig/extract-vmlinux" --codec "$1") &&
			"$src/tests/rig/extract-vmlinux" "$1" > "$tmp/elf" &&
			elf_facts bzImage "$codec" "$1" "$tmp/elf" ;;
	esac
}
