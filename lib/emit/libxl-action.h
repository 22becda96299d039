/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is to be done when the domain has ended, in a libxl_domain_config. */
#ifndef PVH_EMIT_LIBXL_ACTION_H
#define PVH_EMIT_LIBXL_ACTION_H

#include "config/config.h"
#include "plan/writer.h"

void libxl_put_actions(struct writer *w, json *root, const struct pvh_config *c);

#endif
