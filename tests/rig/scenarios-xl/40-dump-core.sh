# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# xl dump-core, which takes minutes: it tries every frame below 4 GiB.

# shellcheck source=../dom0/devices.sh
. /host/dom0/devices.sh

# It need not run.
if [ -e "$inputs/conformance" ]; then
	write_config core memory=16 kernel="$inputs/conformance"
	if build_written core --paused; then
		check "xl dump-core" timeout 800 xl dump-core core /rig/core
		check "... writes an ELF file of all its memory" [ "$(wc -c < /rig/core)" -ge 16777216 ]
		is "... which is one" "$(head -c 4 /rig/core | tail -c 3)" ELF
		rm -f /rig/core
		destroy core
	fi
else
	skip "xl dump-core" "there is no conformance guest here"
fi
