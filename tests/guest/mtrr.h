/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory types: Intel's manual, volume 3, section "Memory Type Range Registers". */
#ifndef GUEST_MTRR_H
#define GUEST_MTRR_H

#define MSR_MTRR_MASK_0 0x201u /* of the first variable range; every second one from here */
#define MSR_MTRR_DEF_TYPE 0x2ffu
#define MSR_PAT 0x277u
#define MTRR_MASK_VALID 0x800ull
#define MTRR_ENABLED 0x800u /* 0x400, clear, would enable the fixed ranges */
#define MTRR_WRITE_BACK 6u
#define PAT_RESET 0x0007040600070406ull
/*
 * Xen's own (XEN_MSR_PAT).  A guest sees it where a processor, such as QEMU's, does not load
 * the guest's on entry; then nothing can be said of that.
 */
#define PAT_OF_XEN 0x050100070406ull
#define PAT_NOT_LOADED "this processor shows a guest Xen's PAT instead of its own"

#endif
