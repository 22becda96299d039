/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Wishes that say how Xen is to treat the domain: its processors, its time, what it may take
 * up. All but the lists are options, see option-table.c; choices are indices into the lists
 * of names there, OPTION_UNSET is a wish that nobody has.
 */
#ifndef PVH_CONFIG_POLICY_H
#define PVH_CONFIG_POLICY_H

#include "config/text-list.h"

struct config_policy {
	/* Processors and paging. */
	struct text_list cpuid;
	bool hap, oos;          /* nested paging; shadow page tables may be out of sync */
	int64_t shadow_memory;  /* bytes for Xen's page tables of it */
	bool nestedhvm;
	int64_t altp2m;         /* XEN_ALTP2M_* */
	bool vpmu;
	int64_t vmtrace_buf_kb; /* 0: none */
	int64_t passthrough;    /* there is but "disabled" */

	/* Time. */
	bool nomigrate;
	int64_t tsc_mode;       /* as XEN_DOMCTL_settscinfo has it */
	int64_t timer_mode;     /* HVMPTM_* */
	int64_t rtc_timeoffset; /* seconds */
	bool localtime;

	/* Where and how much it runs. */
	char *pool;
	struct text_list cpus, cpus_soft;
	int64_t cpu_weight, cap;
	int64_t period, budget; /* microseconds */
	bool extratime;

	/* Limits and rights. */
	int64_t max_grant_frames, max_maptrack_frames, max_grant_version;
	int64_t max_event_channels;
	char *seclabel, *init_seclabel;
	bool driver_domain;
	bool xend_suspend_evtchn_compat;
};

/* -EINVAL when some of these wishes, or one and the domain's size, exclude each other. */
struct pvh_config;
int config_check_policy(const struct pvh_config *c, struct fault *f);

#endif
