# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=sh
#
# Sourced, after common.sh, by the scripts of the rig that download packages.

apt_conf=   # a configuration beside the machine's own

apt_get() {
	set -- -q ${apt_conf:+-c "$apt_conf"} "$@"
	# Root would be told that the sandbox user cannot write here.
	[ "$(id -u)" != 0 ] || set -- -o APT::Sandbox::User=root "$@"
	apt-get "$@"
}

# newest PATTERN: the package of the highest version in its name among those
# that apt knows.  Kernels change their package's name with every ABI.
newest() {
	apt-cache ${apt_conf:+-c "$apt_conf"} search --names-only "^$1\$" |
		cut -d' ' -f1 | sort -V | tail -n 1
}

# megabytes FILE: how much apt_get download --print-uris says it is.
megabytes() { awk '{ sum += $3 } END { printf "%.0f", sum / 1e6 }' "$1"; }
