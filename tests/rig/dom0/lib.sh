# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
#
# What the scenarios share.  They are sourced after this file, in dom0, by
# run-scenarios; $0 is the scenario's name.
#
# A scenario makes guests with "build", looks at them with "wait_for" and
# "expect_guest", and ends them with "destroy", which checks that nothing of
# them is left.  Each check prints a TAP line.

inputs=/rig/inputs           # kernels and the guest's initramfs, in memory
work=/rig/work               # per guest: NAME.json, .out, .err, .report
logs=/var/log/xen/console

# An emulated machine on a busy host is slow; patience costs nothing when all
# is well.
patience=${RIG_PATIENCE:-240}

# Copies the fresh program into dom0, and the inputs, so that no test waits
# for the shared folder.
install_program() {
	mkdir -p "$inputs" "$work"
	cp -r /host/stage/. /
	for library in /host/libraries/*; do
		[ -e "/usr/lib/x86_64-linux-gnu/${library##*/}" ] ||
			cp "$library" /usr/lib/x86_64-linux-gnu/
	done
	for input in /host/inputs/*; do
		dd if="$input" of="$inputs/${input##*/}" bs=1M 2>/dev/null
	done
	find_program
}

# The demo's folder: /examples/linux.json and the files it names.
example_files() {
	mkdir -p /examples
	cp /host/linux.json /examples/
	cp "$inputs/vmlinuz-cloud" /examples/vmlinuz
	cp "$inputs/guest.cpio.gz" /examples/initrd.cpio.gz
}

# dom0 has no ld.so.cache; and the configured prefix may be any.
find_program() {
	program=$(find /usr /opt -type f -name pvh-build 2>/dev/null | head -n 1)
	[ -n "$program" ] || return 0
	library=$(find "${program%/bin/*}" -name 'libpvh.so.*' | head -n 1)
	export LD_LIBRARY_PATH="${library%/*}" PATH="${program%/*}:/host/bin:$PATH"
}
find_program

# TAP ------------------------------------------------------------------------

ok() { echo "ok - ${0%.sh}: $*"; }
not_ok() { echo "not ok - ${0%.sh}: $*"; }
skip() { echo "ok - ${0%.sh}: $1 # SKIP $2"; }
diag() { echo "$*" | sed 's/^/# /'; }
show() { tail -n "${2:-20}" "$1" | tr -d '\r' | sed 's/^/# | /'; }

# check WHAT COMMAND...
check() {
	local what="$1"
	shift
	if "$@"; then
		ok "$what"
	else
		not_ok "$what"
		return 1
	fi
}

# is WHAT GOT WANTED
is() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1"
		diag "got:    $2"
		diag "wanted: $3"
		return 1
	fi
}

# between WHAT GOT LOW HIGH
between() {
	if [ "$2" -ge "$3" ] && [ "$2" -le "$4" ]; then
		ok "$1"
	else
		not_ok "$1"
		diag "got $2, wanted $3 to $4"
	fi
}

# Tries a command until it succeeds: retry SECONDS COMMAND...
retry() {
	local tries=$(($1 * 4))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.25
	done
}

# The host -------------------------------------------------------------------

free_memory() { xl info | awk '$1 == "free_memory" { print $3 }'; }
memory_is_back() { [ "$(free_memory)" -ge "$1" ]; }
domain_count() { xl list | awk 'NR > 1' | wc -l; }

# Everything in xenstore that belongs to the domain with this id and uuid.
nodes_of() {
	xenstore-ls -f / | grep -E "^/(local/domain/$1|libxl/$1|vm/$2|local/domain/0/backend/[^/]+/$1)(/| )"
}

# Guests ---------------------------------------------------------------------

# has NAME PATTERN: copies the file of /host/kernels to $kernel; or says why there is none.
has() {
	# shellcheck disable=SC2086 # a pattern
	set -- "$1" /host/kernels/$2
	if [ ! -e "$2" ]; then
		skip "$1" "$(cat "/host/kernels/$1.absent")"
		return 1
	fi
	kernel=$work/${2##*/}
	dd if="$2" of="$kernel" bs=1M 2>/dev/null
}

# write_config NAME KEY=VALUE...: $work/NAME.json.  Numbers stay numbers, and
# KEY:=VALUE takes any JSON.
write_config() {
	local config="$work/$1.json" pair key value
	{
		printf '{\n  "name": "%s"' "$1"
		shift
		for pair in "$@"; do
			key=${pair%%=*}
			value=${pair#*=}
			case $key,$value in
			*:,*) printf ',\n  "%s": %s' "${key%:}" "$value" ;;
			*,*[!0-9]* | *,) printf ',\n  "%s": "%s"' "$key" "$value" ;;
			*) printf ',\n  "%s": %s' "$key" "$value" ;;
			esac
		done
		printf '\n}\n'
	} > "$config"
}

# The command line of a guest that reports and then does what $1 says.
cmdline() { echo "console=hvc0 quiet loglevel=3 mitigations=off rig=$*"; }

# run_build NAME OPTION...: pvh-build on NAME.json; sets guest and status.
run_build() {
	guest=$1
	shift
	rm -f "$logs/guest-$guest.log"
	( cd / && pvh-build "$@" "$work/$guest.json" ) > "$work/$guest.out" 2> "$work/$guest.err"
	status=$?
}

# build NAME KEY=VALUE...: writes the config and builds the guest, which must
# succeed and print its domid and nothing else.
build() {
	write_config "$@"
	build_written "$1"
}

# build_written NAME OPTION...: the same with a config that is there.
build_written() {
	run_build "$@"
	if [ "$status" != 0 ]; then
		not_ok "$1: pvh-build succeeds"
		diag "exit status $status"
		show "$work/$1.err"
		return 1
	fi
	ok "$1: pvh-build succeeds"
	is "$1: stdout is the domid" "$(cat "$work/$1.out")" "$(xl domid "$1")"
	is "$1: stderr is empty" "$(cat "$work/$1.err")" ""
}

shows() { grep -q "$2" "$logs/guest-$1.log" 2>/dev/null; }

# wait_for NAME PATTERN [SECONDS]: in the guest's console log, and not longer
# than the guest lives.
wait_for() {
	local tries=$((${3:-$patience} * 4))
	while ! shows "$1" "$2"; do
		tries=$((tries - 1))
		if [ "$tries" -le 0 ] || { [ $((tries % 20)) = 0 ] && has_ended "$1"; }; then
			sleep 1
			shows "$1" "$2" && return 0 # the log may lag behind
			not_ok "$1: the console shows '$2'"
			xl list | sed 's/^/# /'
			show "$logs/guest-$1.log"
			return 1
		fi
		sleep 0.25
	done
}

# report NAME: waits for the guest's report.
report() {
	wait_for "$1" RIG-END || return 1
	tr -d '\r' < "$logs/guest-$1.log" |
		sed -n '/^RIG-BEGIN$/,/^RIG-END$/p' > "$work/$1.report"
	ok "$1: userland is up"
}

# value NAME KEY: what the guest reported; all lines of the key.
value() { sed -n "s/^$2=//p" "$work/$1.report"; }

# The bytes of RAM the guest knows of, from lines such as
# "00100000-07ffffff : System RAM", with what Linux itself sets aside below
# 1 MiB (the first page, and 0xa0000 to 0xfffff).
ram_of() {
	local sum=0 first last kind
	while IFS=' -' read -r first last _ kind; do
		case $kind in
		"System RAM") ;;
		Reserved) [ $((0x$last)) -lt 1048576 ] || continue ;;
		*) continue ;;
		esac
		sum=$((sum + 0x$last - 0x$first + 1))
	done <<-END
		$(value "$1" iomem)
	END
	echo "$sum"
}

# RAM at and above 4 GiB.
high_ram_of() {
	local first last kind
	value "$1" iomem | while IFS=' -' read -r first last _ kind; do
		[ "$kind" = "System RAM" ] && [ $((0x$first)) -ge 4294967296 ] &&
			echo $((0x$last - 0x$first + 1))
	done | awk '{ sum += $1 } END { print sum + 0 }'
}

# complains NAME: of nothing but what dmesg.table explains. That it complains at all shows that
# its complaints are seen.
complains() {
	value "$1" 'dmesg\.[cw][a-z]*' > "$work/$1.dmesg"
	check "$1: Linux says what it always says" grep -q 'SCI (ACPI GSI 9) not registered' "$work/$1.dmesg"
	is "$1: Linux has no other complaint" \
		"$(awk -f /host/dom0/dmesg.awk /host/dom0/dmesg.table "$work/$1.dmesg")" ""
}

# expect_guest NAME MEBIBYTES VCPUS RAMDISK CMDLINE: the report must say that
# the guest got what was asked for.
expect_guest() {
	report "$1" || return 1
	is "$1: command line" "$(value "$1" cmdline)" "$5"
	is "$1: number of CPUs" "$(value "$1" nproc)" "$3"
	is "$1: RAM in the memory map" "$(ram_of "$1")" $(($2 * 1048576))
	# The kernel keeps its own image and a page table entry per page.
	between "$1: MemTotal" "$(value "$1" memtotal_kb)" $((($2 - 80) * 1024 * 15 / 16)) $(($2 * 1024))
	is "$1: size of the initrd" "$(value "$1" initrd_size)" "$(wc -c < "$4")"
	is "$1: kind of guest" "$(value "$1" guest_type)" PVH
	is "$1: uuid" "/vm/$(value "$1" uuid)" "$(xenstore-read "/local/domain/$(xl domid "$1")/vm")"
	for table in APIC DSDT FACP FACS; do
		check "$1: ACPI table $table" [ "$(value "$1" "acpi.$table.size")" -gt 0 ]
	done
	complains "$1"
}

# What the setup header of a bzImage says that uname -r is going to be.
release_of() {
	local at
	at=$(($(hexdump -s 526 -n 2 -e '1/2 "%u"' "$1") + 512))
	dd if="$1" bs=1 skip="$at" count=64 2>/dev/null | cut -d' ' -f1
}

# is_linux NAME BZIMAGE MACHINE: the report must be of that very Linux.
is_linux() {
	is "$1: version of Linux" "$(value "$1" version)" "$(release_of "$2")"
	is "$1: machine" "$(value "$1" machine)" "$3"
}

state_of() { xl list "$1" 2>/dev/null | awk 'NR == 2 { print $5 }'; }
# Powered off (s), or crashed (c), or not there at all.
has_shut_down() { case $(state_of "$1") in ---s*) ;; *) return 1 ;; esac }
is_paused() { case $(state_of "$1") in --p*|-bp*) ;; *) return 1 ;; esac }
has_ended() { case $(state_of "$1") in '' | ---s* | ----c*) ;; *) return 1 ;; esac }

# ends NAME: waits until the guest has powered off.
ends() {
	check "$1: powers off" retry "$patience" has_shut_down "$1"
}

# destroy NAME: xl destroy, after which nothing may be left of the domain.
destroy() {
	local domid uuid
	domid=$(xl domid "$1")
	uuid=$(xenstore-read "/local/domain/$domid/vm")
	check "$1: xl destroy" xl destroy "$1" 2> "$work/$1.destroy"
	if [ -s "$work/$1.destroy" ]; then show "$work/$1.destroy"; fi
	check "$1: the domain is gone" retry 60 domain_is_gone "$domid"
	is "$1: nothing of it is left in xenstore" "$(nodes_of "$domid" "${uuid#/vm/}")" ""
}

domain_is_gone() { ! xl list "$1" > /dev/null 2>&1; }

# Failures -------------------------------------------------------------------

# What there is now, for "refused" to come back to.
remember() {
	free_before=$(free_memory)
	domains_before=$(domain_count)
	xenstore-ls -fp / > "$work/xenstore.before"
}

nothing_changed() {
	is "$1: no domain is left" "$(domain_count)" "$domains_before"
	xenstore-ls -fp / > "$work/xenstore.after"
	is "$1: xenstore is as before" \
		"$(diff "$work/xenstore.before" "$work/xenstore.after")" ""
	check "$1: the memory is back" retry 60 memory_is_back "$free_before"
}

# refused WHAT EXIT PATTERN: what run_build just did was refused with this exit
# status, and the sentence matches.
refused() {
	is "$1: exit status" "$status" "$2"
	is "$1: nothing on stdout" "$(cat "$work/$guest.out")" ""
	is "$1: one line on stderr" "$(wc -l < "$work/$guest.err")" 1
	check "$1: which names the cause" grep -qi "$3" "$work/$guest.err" || show "$work/$guest.err"
	nothing_changed "$1"
}
