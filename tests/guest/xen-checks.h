/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Xen says; elsewhere these checks are skipped. */
#ifndef GUEST_XEN_CHECKS_H
#define GUEST_XEN_CHECKS_H

#include "facts.h"

#define NOT_ON_XEN "this is not Xen"

/* special.c: before anything has written there */
void check_special(void);
/* xen-map.c */
void xen_map_if_none(struct facts *facts);
void check_xen_map(const struct facts *facts);
/* params.c */
void check_params(void);
void check_grants(void);

#endif
