/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What differs between Xen releases from 4.17 on, decided by configure checks: each function
 * here has one body, chosen as a whole.
 */
#ifndef PVH_BACKEND_XEN_COMPAT_H
#define PVH_BACKEND_XEN_COMPAT_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <xenctrl.h>

#include "config/cpuid.h"

/*
 * What is changed of the default CPUID policy. The MSRs came within the stable series of 4.17.
 * Errors come as -errno in some releases.
 */
struct xen_cpuid {
	bool invariant_tsc, nested;
	struct xc_xend_cpuid *leaves; /* ends with XEN_CPUID_INPUT_UNUSED; NULL: none */
	const struct msr_edit *msrs;
	size_t nr_msrs;
};

#if HAVE_XC_CPUID_APPLY_POLICY_MSR
#define XEN_KNOWS_MSR_EDITS true
static inline int xen_apply_cpuid_policy(xc_interface *xch, uint32_t domid,
					 const struct xen_cpuid *c)
{
	struct xc_msr *msrs = c->nr_msrs ? calloc(c->nr_msrs + 1, sizeof(*msrs)) : NULL;
	int r;

	if (c->nr_msrs && !msrs)
		return -ENOMEM;
	for (size_t i = 0; i < c->nr_msrs; i++) {
		msrs[i].index = c->msrs[i].index;
		memcpy(msrs[i].policy, c->msrs[i].policy, sizeof(msrs[i].policy));
	}
	if (msrs)
		msrs[c->nr_msrs].index = XC_MSR_INPUT_UNUSED;
	r = xc_cpuid_apply_policy(xch, domid, false, NULL, 0, true, c->invariant_tsc, c->nested,
				  c->leaves, msrs);
	free(msrs);
	return r;
}
#else
#define XEN_KNOWS_MSR_EDITS false
static inline int xen_apply_cpuid_policy(xc_interface *xch, uint32_t domid,
					 const struct xen_cpuid *c)
{
	return xc_cpuid_apply_policy(xch, domid, false, NULL, 0, true, c->invariant_tsc, c->nested,
				     c->leaves);
}
#endif

/* An HVM param until 4.18; then part of the creation, in a word and from 4.21 in a struct. */
#if HAVE_XEN_ALTP2M_OPTS_NR
#define XEN_ALTP2M_IS_PARAM false
static inline void xen_allow_altp2m(struct xen_domctl_createdomain *config, unsigned int mode)
{
	config->altp2m.opts = (uint16_t)XEN_DOMCTL_ALTP2M_mode(mode);
	config->altp2m.nr = mode ? 10 : 0; /* as many as there were before that could be said */
}
#elif HAVE_XEN_ALTP2M_OPTS
#define XEN_ALTP2M_IS_PARAM false
static inline void xen_allow_altp2m(struct xen_domctl_createdomain *config, unsigned int mode)
{
	config->altp2m_opts = XEN_DOMCTL_ALTP2M_mode(mode);
}
#else
#define XEN_ALTP2M_IS_PARAM true
static inline void xen_allow_altp2m(struct xen_domctl_createdomain *config, unsigned int mode)
{
	(void)config, (void)mode;
}
#endif

/* The size of the label is an argument until 4.22. */
#if HAVE_XC_FLASK_CONTEXT_TO_SID_SIZE
static inline int xen_label_to_sid(xc_interface *xch, char *label, uint32_t *sid)
{
	return xc_flask_context_to_sid(xch, label, (uint32_t)strlen(label), sid);
}
#else
static inline int xen_label_to_sid(xc_interface *xch, char *label, uint32_t *sid)
{
	return xc_flask_context_to_sid(xch, label, sid);
}
#endif

/* The host's default policy for HVM guests with those changes, and with PAE. 0, or -1 and errno. */
static inline int xen_apply_cpuid(xc_interface *xch, uint32_t domid, const struct xen_cpuid *c)
{
	int r = xen_apply_cpuid_policy(xch, domid, c);

	if (r < -1)
		errno = -r;
	return r ? -1 : 0;
}

#endif
