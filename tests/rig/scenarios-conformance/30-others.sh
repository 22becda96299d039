# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# The same guest with the same wishes, built by pvh-build, by xl, and by QEMU, which boots PVH
# kernels itself (on the host, before this).  pvh-build passes everything; what the others do
# not, dom0/others.table explains: a failure without a line fails here, and so does a line
# without a failure.

# shellcheck source=../dom0/conformance.sh
. /host/dom0/conformance.sh

table=/host/dom0/others.table
report=$results/conformance-report.txt

# xl takes one module, without a command line: the ramdisk.
describe 64 2 4 conformance 70001
ramdisk=$(make_module 0 70001)
{
	printf 'name = "others"\ntype = "pvh"\nmemory = 64\nvcpus = 2\nmaxvcpus = 4\n'
	printf 'kernel = "%s"\nramdisk = "%s"\ncmdline = "%s"\n' "$guest_kernel" "$ramdisk" "$cmdline"
} > "$work/others.cfg"
write_config others memory=64 vcpus=2 maxvcpus=4 kernel="$guest_kernel" cmdline="$cmdline" \
	modules:="[$modules]"

# take BUILDER: the report of its guest, with what dom0 sees in front of it.
take() {
	hidden_report "$domid" "$possible" > "$work/$1.report"
	xl unpause others
	ends others > "$work/others.ends" || cat "$work/others.ends"
	collect others "$domid"
	cat "$work/others.report" >> "$work/$1.report"
	xl destroy others
	check "$1: the report is whole" is_whole "$work/others.report"
	cp "$work/$1.report" "$results/"
}

start others
take pvh-build
rm -f "$logs/guest-others.log"
check "xl create succeeds" xl create -e -p -q "$work/others.cfg"
domid=$(xl domid others)
take xl
cp /host/qemu.report "$work/qemu.report"
check "qemu: the report is whole" is_whole "$work/qemu.report"

# results_of BUILDER: "check<tab>result" of each check
results_of() {
	sed -n "s/^not ok [0-9]* - \(.*\)/\1\tFAILS/p
		s/^ok [0-9]* - \([^ ]*\) # SKIP.*/\1\t-/p
		s/^ok [0-9]* - \([^ ]*\)$/\1\tok/p" "$work/$1.report"
}

for builder in pvh-build xl qemu; do
	results_of "$builder" | sed "s/^/$builder\t/"
done > "$work/results"
{
	echo "What the conformance guest says of a guest of 64 MiB with 2 of 4 vCPUs and one module,"
	echo "built by pvh-build, by xl $(xl info | sed -n 's/^xen_version *: //p') and by QEMU itself."
	echo "- is what it cannot say."
	echo
	awk -F '\t' '
		!($2 in seen) { order[++nr] = $2; seen[$2] = 1 }
		{ result[$1, $2] = $3; count[$1, $3]++ }
		function of(who, name) { return (who, name) in result ? result[who, name] : "" }
		END {
			printf "%-36s %-10s %-10s %s\n", "check", "pvh-build", "xl", "QEMU"
			for (i = 1; i <= nr; i++)
				printf "%-36s %-10s %-10s %s\n", order[i], of("pvh-build", order[i]),
					of("xl", order[i]), of("qemu", order[i])
			printf "\n%-36s %-10s %-10s %s\n", "passed", count["pvh-build", "ok"],
				count["xl", "ok"], count["qemu", "ok"]
			printf "%-36s %-10s %-10s %s\n", "failed", count["pvh-build", "FAILS"] + 0,
				count["xl", "FAILS"] + 0, count["qemu", "FAILS"] + 0
		}' "$work/results"
	echo
	echo "Why:"
	sed '/^#/d; /^$/d; s/ *| */|/g' "$table" | while IFS='|' read -r who names why; do
		echo "  $who: $names: $why"
	done
} > "$report"

is "pvh-build: nothing fails" "$(failed_of "$work/pvh-build.report")" ""
is "pvh-build: nothing else is skipped" \
	"$(skipped_of "$work/pvh-build.report" | grep -v "$may_skip")" ""
for builder in xl qemu; do
	sed '/^#/d; /^$/d; s/ *| */|/g' "$table" | sed -n "s/^$builder|\([^|]*\)|.*/\1/p" |
		tr ' ' '\n' | sort > "$work/explained"
	failed_of "$work/$builder.report" | sort > "$work/failed"
	is "$builder: each failure is explained, and each explanation used" \
		"$(difference "$work/failed" "$work/explained")" ""
done
