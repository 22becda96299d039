/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "plan/pv-kernel.h"

#include <errno.h>

#include "image/image.h"

static int not_pv(const char *why, const char *hint, struct fault *f)
{
	const struct fault before = *f;

	*f = FAULT_NONE;
	fault_set(f, -ENOEXEC, "the kernel inside the shim is not a PV kernel: %.240s",
		  why ? why : before.what);
	fault_hint(f, "%s", hint);
	return -ENOEXEC;
}

/* Where only PVH was missing, that is not what is wrong here. */
static int refuse(const struct pvh_image *image, struct fault *f)
{
	static const char rebuild[] = "take one that was built for PV guests (Linux: CONFIG_XEN_PV=y)";

	if (image->bootable)
		return not_pv("it is for PVH guests", "leave out \"pvshim\": it needs no shim", f);
	if (image->facts.nr_notes)
		return not_pv("it has Xen notes, but no ENTRY among them", rebuild, f);
	return not_pv(image->facts.machine ? "it has no Xen notes" : NULL, rebuild, f);
}

int plan_check_pv_kernel(const struct pvh_image *image, struct fault *f)
{
	if (f->code == -EOPNOTSUPP || ((!f->code || f->code == -ENOEXEC) && image->facts.pv)) {
		*f = FAULT_NONE;
		return 0;
	}
	return !f->code || f->code == -ENOEXEC ? refuse(image, f) : f->code;
}
