/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a guest, in its own time. */
#include <errno.h>

#include "backend/xen-life.h"

struct ending {
	struct pvh_domain *d;
	enum pvh_end *end;
};

static int has_ended(void *data, struct fault *f)
{
	const struct ending *e = data;
	int r = xen_look(e->d, e->end, f);

	return r ? r : *e->end != PVH_END_NONE;
}

int xen_wait(struct pvh_domain *d, int timeout, enum pvh_end *end, struct fault *f)
{
	struct ending e = { d, end };
	int r = xen_watch_until(&to_xen_domain(d)->released, timeout, -1, has_ended, &e, f);

	return r == -ETIMEDOUT ? 0 : r;
}
