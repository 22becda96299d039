# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# The processor could have altp2m, but Xen was not started with it: then Xen takes the wish, and
# does nothing with it.

domains=$(domain_count)
write_config altp2m memory=128 kernel="$inputs/vmlinuz-cloud" altp2m=external
run_build altp2m
is "altp2m without Xen's option: exit status" "$status" 5
check "... which is named" grep -q '"altp2m" needs .*altp2m=1 on Xen.s command line' "$work/altp2m.err" ||
	show "$work/altp2m.err"
is "... and nothing was made" "$(domain_count)" "$domains"
