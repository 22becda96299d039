/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stands in for xen.c in a library that was built --without-xen: the same ABI. */
#include <errno.h>

#include "backend/backend.h"

int backend_new_xen(struct pvh_ctx *ctx, struct pvh_backend **out, struct fault *f)
{
	(void)ctx;
	*out = NULL;
	fault_set(f, -EOPNOTSUPP, "this libpvh was built without Xen");
	fault_hint(f, "--dry-run and --output FILE work without it; to create domains, configure "
		   "libpvh with Xen's development files (libxen-dev)");
	return f->code;
}
