# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
#
# What the scenarios with the conformance guest (tests/guest) share; sourced by them, after
# lib.sh.  The guest checks what it was given and reports as TAP; here it is told what to
# expect, and its report is judged.

guest_kernel=$inputs/conformance
results=/host/results
hidden=/host/dom0/hidden.table

# sum FILE: as the guest computes it.
sum() { pvh-cksum < "$1"; }
sum_text() { printf '%s' "$1" | pvh-cksum; }

# A word of the ELF header or of a program header, 32 bytes each from 52 on.
elf_word() { hexdump -s "$2" -n 4 -e '1/4 "%u"' "$1"; }

# What is loaded of the guest's file and never changes: all that is in front of its third segment.
sum_kernel() {
	local start end
	start=$(elf_word "$1" 56)
	end=$(elf_word "$1" 120)
	head -c "$end" "$1" | tail -c +$((start + 1)) | pvh-cksum
}

# The last word: the sum of all that is in front of it.
sealed() { echo "$1 expect.cmdline=$(sum_text "$1")"; }

# filler SIZE: words without a meaning, that long.
filler() { head -c "$1" /dev/zero | tr '\0' 'x'; }

# make_module INDEX SIZE: a file of that size; always the same, not all zero.
make_module() {
	[ -e "$work/module-$1-$2" ] ||
		dd if="$inputs/vmlinuz-cloud" bs=65536 skip="$1" 2>/dev/null |
		head -c "$2" > "$work/module-$1-$2"
	echo "$work/module-$1-$2"
}

# Two tables for acpi_firmware, without AML.
make_tables() {
	printf 'SSDT\044\0\0\0\002\035PVHTSTCONFTST1\001\0\0\0PVHT\001\0\0\0' > "$work/table-1"
	printf 'SSDT\044\0\0\0\002\034PVHTSTCONFTST2\001\0\0\0PVHT\001\0\0\0' > "$work/table-2"
	cat "$work/table-1" "$work/table-2" > "$work/tables"
}

# list_modules WORD...: SIZE, or SIZE+LENGTH with a command line at least that long, each with any
# number of :KEY=BYTES behind it, for keys of the module that are limits, too; sets modules (JSON)
# and module_words, and adds to wanted.
list_modules() {
	local i=0 word file line limit
	modules='' module_words=''
	for word; do
		modules="$modules${modules:+, }{ "
		while [ "$word" != "${word%:*}" ]; do
			limit=${word##*:}
			word=${word%:*}
			modules="$modules\"${limit%=*}\": \"$((${limit#*=} / 1024))K\", "
			module_words="$module_words expect.module.$i.$limit"
		done
		file=$(make_module "$i" "${word%+*}")
		modules="$modules\"path\": \"$file\""
		if [ "$word" != "${word%+*}" ]; then
			line=$(sealed "expect.size=${word%+*} expect.sum=$(sum "$file") $(filler "${word#*+}")")
			modules="$modules, \"cmdline\": \"$line\""
			module_words="$module_words expect.module.$i.line=$(sum_text "$line")"
			wanted="$wanted module.$i.line module.$i.cmdline"
		else
			module_words="$module_words expect.module.$i.size=$word expect.module.$i.sum=$(sum "$file")"
		fi
		modules="$modules }"
		wanted="$wanted module.$i.size module.$i.bytes"
		i=$((i + 1))
	done
	nr_modules=$i
}

# describe MEBIBYTES VCPUS MAXVCPUS KERNEL MODULES [WORD...]: sets cmdline, modules and keys for
# a guest with these; possible, the number of its vCPUs; and wanted, the checks that its report
# has to have, for a guest that does not find its command line expects nothing.  MODULES is "-" or as for list_modules, with commas; a word json.KEY=VALUE
# is a key of domain.json, and the others come first on the command line.
describe() {
	local memory=$1 vcpus=$2 maxvcpus=$3 kernel=$4 list=$5 word words=
	shift 5
	keys=
	possible=$maxvcpus
	wanted="start_info.cmdline start_info.version start_info.nr_modules.expected kernel.bytes
		memmap.ram acpi.apic.online acpi.apic.possible"
	for word; do
		case $word in
		tables)
			make_tables
			keys="$keys acpi_firmware=$work/tables"
			words="${words}expect.table.SSDT=$(sum "$work/table-1") "
			words="${words}expect.table.SSDT=$(sum "$work/table-2") "
			;;
		json.*) keys="$keys ${word#json.}" ;;
		*) words="$words$word " ;;
		esac
	done
	[ "$list" != - ] || list=
	# shellcheck disable=SC2046 # a list
	list_modules $(echo "$list" | tr ',' ' ')
	words="${words}expect.memory=$((memory << 20)) expect.vcpus=$vcpus expect.maxvcpus=$maxvcpus"
	words="$words expect.modules=$nr_modules expect.start_info=1"
	words="$words expect.kernel=$(sum_kernel "$inputs/$kernel")"
	cmdline=$(sealed "$words$module_words")
}

# configure NAME MEBIBYTES VCPUS MAXVCPUS KERNEL MODULES [WORD...]: writes its config.
configure() {
	local name=$1
	shift
	describe "$@"
	# shellcheck disable=SC2086 # a list
	write_config "$name" memory="$1" vcpus="$2" maxvcpus="$3" kernel="$inputs/$4" \
		cmdline="$cmdline" modules:="[$modules]" $keys
}

# start NAME [OPTION]: builds the domain of NAME.json, paused; sets domid.
start() {
	rm -f "$logs/guest-$1.log"
	domid=$(cd / && pvh-build --paused ${2+"$2"} "$work/$1.json" 2> "$work/$1.err")
}

is_complete() { grep -q '^# [0-9]* passed, [0-9]* failed, [0-9]* skipped' "$1" 2>/dev/null; }

# collect NAME DOMID: the guest's report, in $work/NAME.report: from its console, or if that
# was damaged from port 0xe9, which Xen logs.
collect() {
	tr -d '\r' < "$logs/guest-$1.log" > "$work/$1.report" 2>/dev/null
	is_complete "$work/$1.report" ||
		xl dmesg | sed -n "s/^(d$2) //p" > "$work/$1.report"
}

# hidden_report DOMID VCPUS: what dom0 sees of a paused guest, as lines of a report.
hidden_report() {
	pvh-inspect --records "$1" > "$work/records"
	awk -F ' *[|] *' -v possible="$2" '
		FNR == NR { at = index($0, " = "); value[substr($0, 1, at - 1)] = substr($0, at + 3); next }
		/^hidden/ {
			wrong = 0
			vcpus = $2 ~ /N/ ? possible : 1
			for (i = 0; i < vcpus; i++) {
				key = $2
				sub(/N/, i, key)
				if (value[key] != $3)
					wrong = 1
			}
			print (wrong ? "not ok" : "ok"), ++nr, "-", $1
		}' "$work/records" "$hidden"
}

# Names of the report's checks with a result: passed, failed, skipped.
passed_of() { sed -n '/ # SKIP /d; s/^ok [0-9]* - //p' "$1"; }
failed_of() { sed -n 's/^not ok [0-9]* - //p' "$1"; }
skipped_of() { sed -n 's/^ok [0-9]* - \([^ ]*\) # SKIP .*/\1/p' "$1"; }

# difference A B: lines that only one of two sorted files has, with - or + in front.
difference() { diff "$1" "$2" | sed '/^---/d; /^+++/d' | grep '^[-+]'; }

# Is its plan the number of its results, and are they numbered?
is_whole() {
	is_complete "$1" && grep -E '^(not )?ok ' "$1" |
		awk -v plan="$(sed -n 's/^1\.\.//p' "$1")" '
			{ n = $1 == "ok" ? $2 : $3; if (n != NR) exit 1 }
			END { exit NR != plan || NR < 100 }'
}

# What a guest on Xen may skip: the processor's doing, and said so by the guest.
may_skip='^vcpu\.[0-9]*\.pat$'

# Those that are wanted, and have not passed.
missing() {
	local name
	passed_of "$1" > "$work/passed"
	for name in $wanted; do
		grep -Fqx "$name" "$work/passed" || echo "$name"
	done
}

# judge NAME: its report must be whole and without a failure.
judge() {
	local report=$work/$1.report
	check "$1: the report is whole" is_whole "$report"
	is "$1: all $(grep -c '^ok ' "$report") checks of the guest" "$(failed_of "$report")" ""
	is "$1: it was told what to expect" "$(missing "$report")" ""
	[ -z "$(failed_of "$report")" ] || diag "$(grep -A1 '^not ok' "$report")"
	is "$1: nothing else is skipped" "$(skipped_of "$report" | grep -v "$may_skip")" ""
}

# run NAME: a guest of NAME.json that must find everything right.
run_guest() {
	start "$1"
	if [ -z "$domid" ]; then
		not_ok "$1: pvh-build succeeds"
		show "$work/$1.err"
		return 1
	fi
	is "$1: dom0 finds nothing wrong" "$(hidden_report "$domid" "$possible" | failed_of -)" ""
	xl unpause "$1"
	ends "$1" > "$work/$1.ends" || cat "$work/$1.ends"
	collect "$1" "$domid"
	xl destroy "$1"
	judge "$1"
}
