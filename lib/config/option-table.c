/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options: one row each. Bounds are those of xl.cfg(5) and of Xen's public headers. */
#include <string.h>

#include "config/action.h"
#include "config/option.h"

#define AT(member, what) \
	.name = #member, .kind = what, .offset = offsetof(struct pvh_config, member)
#define POLICY(member, what) \
	.name = #member, .kind = what, .offset = offsetof(struct pvh_config, policy.member)
#define ACTION(member)                                                                     \
	.name = #member, .kind = OPTION_CHOICE, .choices = config_action_names,            \
	.offset = offsetof(struct pvh_config, actions.member)

/* In the order of the numbers that Xen has for them. */
static const char *const altp2m_modes[] = { "disabled", "mixed", "external", "limited", NULL };
static const char *const tsc_modes[] = { "default", "always_emulate", "native", NULL };
static const char *const timer_modes[] = {
	"delay_for_missed_ticks", "no_delay_for_missed_ticks", "no_missed_ticks_pending",
	"one_missed_tick_pending", NULL
};
static const char *const passthrough_modes[] = { "disabled", NULL };

#define MAX_LABEL 1024
#define MAX_POOL 128
#define MAX_SHIM_LINE 4095
/* Leaves room, in the 32 bits that Xen has for it, for a time zone. */
#define MAX_OFFSET 2000000000

static const struct option options[] = {
	{ AT(mmio_hole, OPTION_SIZE), .min = CONFIG_MIN_HOLE, .max = CONFIG_MAX_HOLE,
	  .step = MIB(2), .preset = CONFIG_MIN_HOLE },
	{ AT(acpi_firmware, OPTION_TEXT), .max = CONFIG_MAX_PATH },
	{ AT(device_model_override, OPTION_TEXT), .max = CONFIG_MAX_PATH },
	{ AT(msr_relaxed, OPTION_FLAG) },
	{ AT(pvshim, OPTION_FLAG) },
	{ AT(pvshim_path, OPTION_TEXT), .max = CONFIG_MAX_PATH },
	{ AT(pvshim_cmdline, OPTION_TEXT), .max = MAX_SHIM_LINE },
	{ AT(pvshim_extra, OPTION_TEXT), .max = MAX_SHIM_LINE },
	{ ACTION(on_poweroff), .preset = PVH_ACTION_DESTROY },
	{ ACTION(on_reboot), .preset = PVH_ACTION_RESTART },
	{ ACTION(on_crash), .preset = PVH_ACTION_DESTROY },
	{ ACTION(on_watchdog), .preset = PVH_ACTION_DESTROY },
	{ ACTION(on_soft_reset), .preset = PVH_ACTION_DESTROY },
	{ POLICY(hap, OPTION_FLAG), .preset = true },
	{ POLICY(oos, OPTION_FLAG), .preset = true },
	{ POLICY(shadow_memory, OPTION_SIZE), .min = MIB(1), .max = GIB(1024), .step = KIB(4),
	  .preset = OPTION_UNSET },
	{ POLICY(nestedhvm, OPTION_FLAG) },
	{ POLICY(altp2m, OPTION_CHOICE), .choices = altp2m_modes },
	{ POLICY(vpmu, OPTION_FLAG) },
	{ POLICY(vmtrace_buf_kb, OPTION_NUMBER), .min = 0, .max = 65536 },
	{ POLICY(passthrough, OPTION_CHOICE), .choices = passthrough_modes },
	{ POLICY(nomigrate, OPTION_FLAG) },
	{ POLICY(tsc_mode, OPTION_CHOICE), .choices = tsc_modes },
	{ POLICY(timer_mode, OPTION_CHOICE), .choices = timer_modes, .preset = 1 },
	{ POLICY(rtc_timeoffset, OPTION_NUMBER), .min = -MAX_OFFSET, .max = MAX_OFFSET },
	{ POLICY(localtime, OPTION_FLAG) },
	{ POLICY(pool, OPTION_TEXT), .max = MAX_POOL },
	{ POLICY(cpu_weight, OPTION_NUMBER), .min = 1, .max = 65535, .preset = OPTION_UNSET },
	{ POLICY(cap, OPTION_NUMBER), .min = 0, .max = 100 * CONFIG_MAX_VCPUS,
	  .preset = OPTION_UNSET },
	/* sched/rt.c: RTDS_MIN_PERIOD, RTDS_MIN_BUDGET */
	{ POLICY(period, OPTION_NUMBER), .min = 10, .max = INT32_MAX, .preset = OPTION_UNSET },
	{ POLICY(budget, OPTION_NUMBER), .min = 10, .max = INT32_MAX, .preset = OPTION_UNSET },
	{ POLICY(extratime, OPTION_FLAG), .preset = true },
	{ POLICY(max_grant_frames, OPTION_NUMBER), .min = 1, .max = INT32_MAX,
	  .preset = OPTION_UNSET },
	{ POLICY(max_maptrack_frames, OPTION_NUMBER), .min = 0, .max = INT32_MAX,
	  .preset = OPTION_UNSET },
	{ POLICY(max_grant_version, OPTION_NUMBER), .min = 1, .max = 2, .preset = OPTION_UNSET },
	/* At least xenstore's and the console's; FIFO event channels end at 2^17. */
	{ POLICY(max_event_channels, OPTION_NUMBER), .min = 2, .max = (1 << 17) - 1,
	  .preset = 1023 },
	{ POLICY(seclabel, OPTION_TEXT), .max = MAX_LABEL },
	{ POLICY(init_seclabel, OPTION_TEXT), .max = MAX_LABEL },
	{ POLICY(driver_domain, OPTION_FLAG) },
	{ POLICY(xend_suspend_evtchn_compat, OPTION_FLAG) },
};

const struct option *option_at(size_t i)
{
	return i < ARRAY_SIZE(options) ? &options[i] : NULL;
}

const struct option *option_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}
