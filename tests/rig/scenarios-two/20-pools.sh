# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=dash
# With two CPUs, vCPUs can be pinned to one of them, and there can be another pool.

# shellcheck source=../dom0/policy.sh
. /host/dom0/policy.sh

if inspect pinned memory=64 vcpus=2 maxvcpus=3 cpus:='["0"]'; then
	is "cpus: vCPU 0 is pinned" "$(affinity 0)" "0 / all"
	is "... and vCPU 1 is not" "$(affinity 1)" "all / all"
	destroy pinned
fi

# make_pool NAME SCHEDULER
make_pool() {
	xl cpupool-create "name=\"$1\"" "sched=\"$2\"" 'cpus=["1"]' > "$work/pool" 2>&1
}

in_credit_pool() {
	lacks "a CPU of that pool" '"cpus" is "0", which has no CPU of pool' pool='second pool' cpus:='"0"'
	lacks "rtds in that pool" '"extratime" is for rtds.*credit' pool='second pool' extratime:=false
	if inspect second memory=64 vcpus=2 pool='second pool' cpu_weight=300 cap=20 cpus:='"1"'; then
		is "pool, by its name" "$(field domain.cpupool)" "$(pool_id)"
		is "cpu_weight, cap in a pool" \
			"$(xl sched-credit -d second | awk 'NR == 2 { print $3, $4 }')" "300 20"
		is "cpus in a pool" "$(affinity 1)" "1 / all"
		destroy second
	fi
	if inspect numbered memory=64 pool:="\"$(pool_id)\""; then
		is "pool, by its number" "$(field domain.cpupool)" "$(pool_id)"
		destroy numbered
	fi
}

# rtds_of VCPU: its period, budget, and whether it has extra time
rtds_of() {
	echo "$(field "sched.rtds.vcpu$1.period") $(field "sched.rtds.vcpu$1.budget")" \
		"$(field "sched.rtds.vcpu$1.flags")"
}

in_rtds_pool() {
	lacks "a weight in that pool" '"cpu_weight" is for.*rtds' pool='second pool' cpu_weight=2
	if inspect realtime memory=64 vcpus=2 pool='second pool' period=20000 budget=3000 \
		extratime:=false; then
		is "period, budget, extratime of vCPU 0" "$(rtds_of 0)" "20000 3000 0x0"
		is "... and of vCPU 1" "$(rtds_of 1)" "20000 3000 0x0"
		destroy realtime
	fi
	if inspect extra memory=64 pool='second pool' extratime:=false; then
		is "extratime alone" "$(rtds_of 0)" "10000 4000 0x0"
		destroy extra
	fi
}

pool_id() { xenstore-ls -f /local/pool | sed -n 's,^/local/pool/\([0-9]*\)/name = "second pool"$,\1,p'; }

xl cpupool-cpu-remove Pool-0 1
if check "a pool with credit" make_pool "second pool" credit; then
	remember
	in_credit_pool
	xl cpupool-destroy "second pool"
fi
# Debian's Xen is built without rtds, so that this is for another one: nothing here runs on it.
# That rtds's wishes are then refused, 65-policy.sh shows; what they become, tests/xen.
if make_pool "second pool" rtds; then
	remember
	in_rtds_pool
	xl cpupool-destroy "second pool"
fi
xl cpupool-cpu-add Pool-0 1
