# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# Which domids were in use a moment ago is written down for xl, and read from it: nobody gets one.

history=/run/xen/domid-history
kernel=$inputs/vmlinuz-cloud

# As the monotonic clock has it.
now() { cut -d. -f1 /proc/uptime; }
last_of() { awk -v domid="$1" '$2 == domid { sec = $1 } END { print sec + 0 }' "$history"; }
is_retired() { between "$1: its domid is written down, with the time" "$(last_of "$2")" "$3" "$(now)"; }
# Says that the domid was in use a moment ago, as xl and we would.
pretend() { echo "$(now) $1" >> "$history"; }

write_config ours memory=128 kernel="$kernel"
printf 'name = "theirs"\ntype = "pvh"\nmemory = 128\nvcpus = 1\nkernel = "%s"\n' "$kernel" > "$work/theirs.cfg"
make_ours() { pvh-build --paused "$work/ours.json" > "$work/domids.out"; xl domid ours; }
make_theirs() { xl create -e -p -q "$work/theirs.cfg"; xl domid theirs; }

# Each in turn: xl ends what it made, and we what we made.
first=$(make_theirs)
since=$(now)
destroy theirs
is_retired "xl destroy" "$first" "$since"
written=$(last_of "$first")

since=$(now)
pvh-build --wait --paused "$work/ours.json" > "$work/domids.out" 2> "$work/domids.err" &
pid=$!
retry 60 grep -q . "$work/domids.out"
second=$(cat "$work/domids.out")
kill -INT "$pid"
retry 10 grep -q 'asked domain' "$work/domids.err"
kill -INT "$pid"
wait "$pid"
is "ours, ended by signals: exit status" "$?" 130
is_retired "pvh-build" "$second" "$since"
is "... and what xl wrote is still there" "$(last_of "$first")" "$written"

# The ones that Xen would give next.
pretend $((second + 1))
third=$(make_ours)
is "pvh-build takes another one" "$third" $((second + 2))
pretend $((third + 1))
fourth=$(make_theirs)
is "... as xl does" "$fourth" $((third + 2))
destroy ours
destroy theirs

# It was long ago: whoever says that it was, with his own idea of how long that is.
pretend $((fourth + 1))
sleep 2
LIBXL_DOMID_REUSE_TIMEOUT=1
export LIBXL_DOMID_REUSE_TIMEOUT
is "what was in use long ago is free" "$(make_ours)" $((fourth + 1))
destroy ours
