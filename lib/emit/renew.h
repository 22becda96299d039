/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What has changed while a domain was there, for the one that comes after it. */
#ifndef PVH_EMIT_RENEW_H
#define PVH_EMIT_RENEW_H

#include "plan/state.h"

/*
 * Makes `c`, from which the domain was built, the config of the domain as it is now: its name, its
 * memory, how many of its vCPUs are online, weight and cap, disks and interfaces. What is the same
 * stays as it was given. -EIO, -EBADMSG, -EINVAL: what has changed cannot be read, or built; then
 * nothing changes.
 */
int renew_config(struct pvh_config *c, const struct domain_state *s, struct fault *f);

#endif
