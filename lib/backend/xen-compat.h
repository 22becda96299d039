/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What differs between Xen releases, decided by configure checks: each function here has
 * one body, chosen as a whole.
 */
#ifndef PVH_BACKEND_XEN_COMPAT_H
#define PVH_BACKEND_XEN_COMPAT_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <xenctrl.h>

/* 4.17 has a call in bytes; before, the pool was sized in MiB through the shadow op. */
#if HAVE_XC_SET_PAGING_MEMPOOL_SIZE
static inline int xen_set_paging_pool(xc_interface *xch, uint32_t domid, uint64_t bytes)
{
	return xc_set_paging_mempool_size(xch, domid, bytes);
}
#else
static inline int xen_set_paging_pool(xc_interface *xch, uint32_t domid, uint64_t bytes)
{
	unsigned int mib = (unsigned int)((bytes + (1 << 20) - 1) >> 20);

	return xc_shadow_control(xch, domid, XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION, &mib, 0);
}
#endif

/* The `msr` argument came within the stable series of 4.17. Errors come as -errno in some releases. */
#if HAVE_XC_CPUID_APPLY_POLICY_MSR
static inline int xen_apply_cpuid_policy(xc_interface *xch, uint32_t domid)
{
	return xc_cpuid_apply_policy(xch, domid, false, NULL, 0, true, false, false, NULL, NULL);
}
#else
static inline int xen_apply_cpuid_policy(xc_interface *xch, uint32_t domid)
{
	return xc_cpuid_apply_policy(xch, domid, false, NULL, 0, true, false, false, NULL);
}
#endif

/* Came with 4.15. */
#if HAVE_XEN_X86_MSR_RELAXED
#define XEN_KNOWS_MSR_RELAXED true
static inline void xen_relax_msrs(struct xen_domctl_createdomain *config)
{
	config->arch.misc_flags |= XEN_X86_MSR_RELAXED;
}
#else
#define XEN_KNOWS_MSR_RELAXED false
static inline void xen_relax_msrs(struct xen_domctl_createdomain *config)
{
	(void)config;
}
#endif

/* The host's default policy for HVM guests, with PAE: PVH guests have no less. 0, or -1 and errno. */
static inline int xen_apply_cpuid(xc_interface *xch, uint32_t domid)
{
	int r = xen_apply_cpuid_policy(xch, domid);

	if (r < -1)
		errno = -r;
	return r ? -1 : 0;
}

#endif
