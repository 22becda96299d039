# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
#
# Builds the same domain by xl and by pvh-build, paused, and compares whatever can be read of
# the two: it is the same, but for the differences that compare-xl.table explains. Sourced by
# scenarios, after lib.sh.

differences=/host/dom0/compare-xl.table
# Of both: they do not live at the same time.
one_uuid=6e1b5ac2-9d57-4d8e-a6f0-3b8c2f10d7e4
dumps=/host/results/compare
used=$work/compare.used
: > "$used"
mkdir -p "$dumps"

# Reading -----------------------------------------------------------------------------

# The place of the kernel of the domain in file $1, as pvh-inspect wants it: all of it, and what
# comes from its file.
kernel_ranges() {
	pvh-build --dry-run "$1" 2> /dev/null | awk '
		/^  0x/ { kernel = $2 == "kernel," }
		/^ +0x/ && kernel { sub(/\.\./, " "); print $1, $2 }' |
		while read -r start end; do
			printf '%x+%x\n' $((start)) $((end - start))
		done
}

# Everything of the domain in xenstore, with who may read it.
nodes_with_permissions() {
	mine="local/domain/$1|libxl/$1|vm/$2|local/domain/0/backend/[^/]+/$1"
	xenstore-ls -fp / | grep -E "^/($mine)(/| )"
}

has_console() { [ -n "$(xenstore-read "/local/domain/$1/console/tty" 2>/dev/null)" ]; }

# Xen counts RAM, MEBIBYTES of it, and the builder's own pages together.
take_off_ram() {
	awk -v ram=$(($1 * 256)) '
		/^domain\.(tot_pages|pod\.total) = / { $3 = "RAM + " $3 - ram }
		{ print }'
}

# What cannot be the same in two domains, or changes by itself.
normalize() {
	sed -e "s#/local/domain/$1\([/ \"]\)#/local/domain/DOMID\1#g" \
		-e "s#/backend/\([a-z0-9]*\)/$1\([/ \"]\)#/backend/\1/DOMID\2#g" \
		-e "s#\"vif$1\.#\"vifDOMID.#" \
		-e "s#^/libxl/$1\([/ ]\)#/libxl/DOMID\1#" \
		-e "s#/\(frontend-id\|domid\) = \"$1\"#/\1 = \"DOMID\"#" \
		-e "s#\([(,][nrwb]\)$1\([,)]\)#\1DOMID\2#g" \
		-e 's#/tty = "/dev/pts/[0-9]*"#/tty = "TTY"#' \
		-e 's#/start_time = "[0-9]*\.[0-9][0-9]"#/start_time = "TIME"#' \
		-e 's#^\(cpu[0-9]*\.tsc\|domain\.tsc\.elapsed_nsec\) = .*#\1 = TIME#'
}

# What libxl keeps of the domain, a line for each line of it, so that "key = value" holds.
record() {
	xl list -l "$1" | sed -e 's/^ *//' -e 's/,$//' -e "s/^\"domid\": .*/\"domid\": DOMID/" \
		-e '/^[][{}]*$/d' -e 's/^/list -l: /' -e 's/$/ = there/'
}

# dump NAME FILE MEBIBYTES UUID CONFIG: everything of the domain, as lines "key = value".
dump() {
	domid=$(xl domid "$1")
	check "$1: xenconsoled serves it" retry 60 has_console "$domid"
	# shellcheck disable=SC2046 # a list
	if pvh-inspect "$domid" $(kernel_ranges "$5") > "$2.raw"; then
		ok "$1: pvh-inspect can read all"
	else
		not_ok "$1: pvh-inspect can read all"
		grep ' = error' "$2.raw" | sed 's/^/# /'
	fi
	nodes_with_permissions "$domid" "$4" >> "$2.raw"
	record "$1" >> "$2.raw"
	take_off_ram "$3" < "$2.raw" | normalize "$domid" > "$2"
}

# Building ----------------------------------------------------------------------------

# write_xl_config NAME KEY=VALUE...: the keys of domain.json are those of xl.cfg, and so are
# the values, but for true and false.
write_xl_config() {
	printf 'name = "%s"\ntype = "pvh"\n' "$1" > "$work/$1.cfg"
	name=$1
	shift
	for pair in "$@"; do
		key=${pair%%=*} value=${pair#*=}
		case $key,$value in
		*:,true) echo "${key%:} = 1" ;;
		*:,false) echo "${key%:} = 0" ;;
		*:,-*) echo "${key%:} = \"$value\"" ;; # xl reads no sign but in a string
		*:,*) echo "${key%:} = $value" ;;
		*) echo "$key = \"$value\"" ;;
		esac
	done >> "$work/$name.cfg"
}

build_by_xl() {
	rm -f "$logs/guest-$1.log"
	if xl create -e -p -q "$work/$1.cfg" 2> "$work/$1.err"; then
		ok "$1: xl create -p succeeds"
	else
		not_ok "$1: xl create -p succeeds"
		show "$work/$1.err"
		return 1
	fi
}

# compare NAME MEBIBYTES KEY=VALUE...: of $kernel
compare() {
	guest=$1
	mebibytes=$2
	shift 2
	set -- "$guest" uuid="$one_uuid" kernel="$kernel" memory="$mebibytes" "$@"
	write_config "$@"
	write_xl_config "$@"
	build_by_xl "$guest" || return
	dump "$guest" "$dumps/$guest.xl" "$mebibytes" "$one_uuid" "$work/$guest.json"
	destroy "$guest"
	build_written "$guest" --paused || return
	is "$guest: is paused" "$(state_of "$guest")" "--p---"
	dump "$guest" "$dumps/$guest.ours" "$mebibytes" "$one_uuid" "$work/$guest.json"
	destroy "$guest"
	judge_difference "$guest"
}

# Judging -----------------------------------------------------------------------------

judge_difference() {
	diff=$dumps/$1.diff
	awk -f /host/dom0/compare.awk guest="$1" side=table "$differences" side=xl "$dumps/$1.xl" \
		side=ours "$dumps/$1.ours" > "$diff"
	facts=$(awk '$1 == "compared" { print $2 }' "$diff")
	explained=$(grep -c '^explained' "$diff")
	awk -F '\t' '$1 == "explained" { print $2 }' "$diff" >> "$used"
	check "$1: there is much to compare" [ "${facts:-0}" -ge 500 ]
	diag "$1: of $facts facts $explained differ for a known reason"
	is "$1: no other difference" "$(grep -c '^unexplained' "$diff")" 0
	awk -F '\t' '$1 == "unexplained" { print "#", $3, "|", $4, "|", $5 }' "$diff"
}

# check_table LINES: each line of the table must explain something, but for the first LINES and for
# those that say that they need not.
check_table() {
	sort -u "$used" > "$used.sorted"
	awk -v used="$used.sorted" -v skip="$1" '
		BEGIN { while ((getline n < used) > 0) seen[n] = 1 }
		FNR > skip && !/^[#~]/ && !/^[ \t]*$/ && !(FNR in seen)' "$differences" > "$used.stale"
	is "no line of the table is stale" "$(cat "$used.stale")" ""
}
