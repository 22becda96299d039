/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Numbers of Xen's guest ABI that plans are made of. The pure layers include no Xen
 * header; backend/xen-abi.c asserts at compile time that the headers agree.
 */
#ifndef PVH_PLAN_ABI_H
#define PVH_PLAN_ABI_H

/* public/hvm/params.h */
#define PARAM_STORE_PFN 1
#define PARAM_STORE_EVTCHN 2
#define PARAM_IOREQ_PFN 5
#define PARAM_BUFIOREQ_PFN 6
#define PARAM_TIMER_MODE 10
#define PARAM_IDENT_PT 12
#define PARAM_CONSOLE_PFN 17
#define PARAM_CONSOLE_EVTCHN 18
#define PARAM_PAGING_RING_PFN 27
#define PARAM_MONITOR_RING_PFN 28
#define PARAM_SHARING_RING_PFN 29
#define PARAM_ALTP2M 35
#define ALTP2M_DISABLED 0

/* HVMPTM_no_delay_for_missed_ticks: what libxl sets by default for every HVM guest. */
#define TIMER_MODE_NO_DELAY 1

/* public/domctl.h: XEN_DOMCTL_settscinfo */
#define TSC_DEFAULT 0
#define TSC_ALWAYS_EMULATE 1

/* public/domctl.h: XEN_SCHEDULER_* */
enum abi_scheduler {
	SCHED_CREDIT = 5,
	SCHED_CREDIT2 = 6,
	SCHED_ARINC653 = 7,
	SCHED_RTDS = 8,
	SCHED_NULL = 9,
};

/* public/hvm/save.h and arch-x86/hvm/save.h */
#define RECORD_CPU 2
#define RECORD_CPU_SIZE 1032
#define RECORD_MTRR 14
#define RECORD_MTRR_SIZE 240

/* public/grant_table.h: GNTTAB_RESERVED_* */
#define GRANT_CONSOLE 0
#define GRANT_XENSTORE 1

/* Params hold frame numbers: of 4 KiB pages, whatever the architecture of the host. */
#define ABI_FRAME_SHIFT 12

#endif
