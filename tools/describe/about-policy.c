/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How Xen treats a domain, and what becomes of it. */
#include "tools/describe/about.h"

/* Lists of the host's CPUs, see cpu-list.h. */
#define RANGE "[0-9]{1,5}(-[0-9]{1,5})?"
#define TERM "(\\^?(nodes?:)?" RANGE "|(nodes?:)?all)"
#define CPU_LIST "^ *" TERM "( *, *" TERM ")* *$"

static const struct about processors[] = {
	KEY("cpuid", FORM_TEXTS, "what the guest is told about its processor, in either "
	    "notation of xl.cfg(5): one string `\"host,NAME=VALUE,...\"`, or a list of strings "
	    "`[\"LEAF[,SUBLEAF]:REG=BITS,...\"]`. See below",
	    .preset = "what Xen shows to every HVM guest"),
	OPTION("hap", "nested paging (EPT, NPT); `false`: shadow page tables, if Xen was built "
	       "with them"),
	OPTION("oos", "shadow page tables may be out of sync with the guest's for a while"),
	OPTION("shadow_memory", "memory for Xen's own page tables of the guest. With too "
	       "little, populating the guest fails",
	       .preset = "1 MiB for each vCPU and 4 KiB for each MiB of `maxmem`; 8 KiB "
	                 "without `hap`"),
	OPTION("nestedhvm", "the guest may have guests; needs `hap`"),
	OPTION("altp2m", "more than one view of the guest's memory, for introspection. Needs "
	       "`hap`, an Intel processor and `altp2m=1` on Xen's command line; not with "
	       "`nestedhvm` nor with memory that is populated on demand"),
	OPTION("vpmu", "a virtual performance monitoring unit, if Xen has it on (`vpmu=` on "
	       "its command line)"),
	OPTION("vmtrace_buf_kb", "KiB of processor trace for each vCPU: a power of two of 4 or "
	       "more, or 0", .preset = "0: none"),
	OPTION("passthrough", "devices of the host that the guest gets: none, as there is "
	       "nothing else for PVH guests on x86"),
};

const struct group about_processors = GROUP("processors", NULL, processors);

static const struct about its_time[] = {
	OPTION("nomigrate", "`true`: the guest never moves to another host, and is told that "
	       "its TSC is invariant"),
	OPTION("tsc_mode", "whether Xen emulates the TSC for the guest: see xen-tscmode(7)"),
	OPTION("timer_mode", "what becomes of timer ticks that the guest was not there for"),
	OPTION("rtc_timeoffset", "seconds by which the guest's wall clock is ahead"),
	OPTION("localtime", "`true`: the guest's wall clock is in the time zone of the control "
	       "domain instead of UTC, as it is when the domain is built"),
};

const struct group about_time = GROUP("time", NULL, its_time);

static const struct about scheduling[] = {
	KEY("cpus", FORM_TEXTS, "the host's CPUs that vCPUs may run on: one string for all of "
	    "them, or a list with a string for each of the first vCPUs. A string has terms, "
	    "which count in order: `\"0-3,^1\"`, `\"node:1,^6\"`, `\"nodes:0-1\"`, "
	    "`\"all,^7\"`. What is behind a `^` need not be there", .pattern = CPU_LIST,
	    .preset = "all"),
	KEY("cpus_soft", FORM_TEXTS, "CPUs that vCPUs prefer, written as those of `cpus`. Xen "
	    "takes memory from the nodes of these CPUs, as far as `cpus` has them too",
	    .pattern = CPU_LIST,
	    .preset = "with `vnuma`, those of the vCPU's `pnode`; without `cpus`, on a host "
	              "with several nodes, those of the node with the most memory free, if it "
	              "has enough for the domain and a CPU for each vCPU, as with xl; else all"),
	OPTION("pool", "a CPU pool, by its name or by its number in a string",
	       .preset = "pool 0"),
	OPTION("cpu_weight", "the share of a domain with 512 is twice that of one with 256; "
	       "credit and credit2", .preset = "Xen's, 256"),
	OPTION("cap", "per cent of one CPU that the domain gets at most, up to 100 for each "
	       "vCPU, 0: no limit; credit and credit2", .preset = "Xen's, 0"),
	OPTION("period", "microseconds: each vCPU gets `budget` in each `period`; only "
	       "together, and for rtds", .preset = "Xen's, 10000", .needs = "budget"),
	OPTION("budget", "microseconds, `period` at most", .preset = "Xen's, 4000",
	       .needs = "period"),
	OPTION("extratime", "vCPUs may have what nobody else needs; rtds"),
};

const struct group about_scheduling = GROUP("scheduling", NULL, scheduling);

static const struct about rights[] = {
	OPTION("max_grant_frames", "pages of the grant table, at most what Xen allows "
	       "(`gnttab_max_frames` on its command line)", .preset = "Xen's, 64"),
	OPTION("max_maptrack_frames", "pages in which Xen notes the grants that the guest has "
	       "mapped, at most what Xen allows", .preset = "Xen's, 1024"),
	OPTION("max_grant_version", "the highest version of the grant table",
	       .preset = "the highest that Xen has"),
	OPTION("max_event_channels", "the highest event channel port; two are taken when the "
	       "domain is made"),
	OPTION("seclabel", "security label, if Xen has FLASK",
	       .preset = "that of an ordinary guest"),
	OPTION("init_seclabel", "security label until the domain has been built; then it gets "
	       "that of `seclabel`", .preset = "`seclabel`", .needs = "seclabel"),
	OPTION("driver_domain", "`true`: the guest serves devices to others, and gets the "
	       "places in xenstore that it needs for it"),
	OPTION("xend_suspend_evtchn_compat", "`true`: all of the guest's `device/` in xenstore "
	       "is writable to it, for old drivers that announce a suspend event channel of "
	       "their own"),
};

const struct group about_rights = GROUP("rights", NULL, rights);

static const struct about end[] = {
	OPTION("on_poweroff", "what is done with the domain when its guest has powered off: "
	       "one of the actions below"),
	OPTION("on_reboot", "what is done with it when the guest wants to be rebooted"),
	OPTION("on_crash", "what is done with it when the guest has crashed"),
	OPTION("on_watchdog", "what is done with it when the guest has let Xen's watchdog "
	       "expire"),
	OPTION("on_soft_reset", "what is done with it when the guest wants to start a kernel "
	       "of its own (kexec)"),
};

const struct group about_end = GROUP("end", NULL, end);
